import TestSupport
import Testing

@testable import Layouts

@Suite struct WordTableTests {
  private func word(_ generator: inout SplitMix64) -> String {
    let letters = Array("abcdé-")
    return String(
      (0..<Int.random(in: 0...20, using: &generator)).map { _ in
        letters[Int.random(in: letters.indices, using: &generator)]
      })
  }

  @Test func holdsWhatADictionaryHolds() {
    var generator = SplitMix64(seed: 7)
    for size in [0, 1, 3, 4, 5, 100, 3000] {
      let entries = (0..<size).map { (key: word(&generator), value: $0) }
      let table = WordTable(entries)
      let expected = Dictionary(entries.map { ($0.key, $0.value) }) { $1 }
      #expect(table.keys.count == expected.count)
      for (key, value) in entries { #expect(table[key] == expected[key], "\(key) \(value)") }
      for _ in 0..<200 {
        let other = word(&generator)
        #expect(table[other] == expected[other])
      }
    }
  }

  @Test func listsKeepTheirOrder() {
    let list: WordSet = ["b", "a", "b", "c"]
    #expect(Array(list) == ["b", "a", "c"])
    #expect(Array(list.union(["d"]).subtracting(["a"])) == ["b", "c", "d"])
    #expect(list.contains("c") && !list.contains("d") && !list.contains(""))
  }

  /// What is known of a word is what the lists say one by one.
  @Test(arguments: [
    "cat", "cats", "glass", "glasses", "snowmen", "red", "sitting", "the", "its", "two",
    "twenty-one", "well-known", "left", "on", "in", "and", "without", "beautifully", "bus", "buses",
    "xyzzy", "", "clothes", "bread", "pants", "dog-walkers", "quickly", "up", "it", "several",
  ])
  func traitsAreThoseOfTheLists(word: String) {
    let traits = WordTraits(of: word)
    let singular = Plurals.singular(word)
    let isNoun =
      ThingSize.knows(singular) || Scenery.contains(singular)
      || Scenery.pictures.contains(singular) || Attachments.parts.contains(singular)
      || Attachments.clothes.contains(word) || Attachments.masses.contains(word)
      || Attachments.clothes.contains(singular) || Lexicon.groups.contains(singular)
    #expect(traits.contains(.noun) == isNoun)
    #expect(traits.contains(.adjective) == Lexicon.adjectives.contains(word))
    #expect(traits.contains(.boundary) == Lexicon.boundaries.contains(word))
    #expect(traits.contains(.verbForm) == (Lexicon.verbForms[word] != nil))
    #expect(traits.contains(.number) == (Numeral(word: word) != nil))
    #expect(traits.contains(.pronoun) == Lexicon.pronouns.contains(word))
    #expect(traits.contains(.opensPreposition) == (Preposition.byFirstWord[word] != nil))
  }
}
