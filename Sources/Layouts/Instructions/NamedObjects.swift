/// The objects of a layout, ready to be found by their names.
package struct NamedObjects {
  private let senses: [NounSense]
  /// The words of each name and description.
  private let words: [Set<String>]

  /// Takes the names of objects apart.
  package init(_ objects: [LayoutObject]) {
    senses = objects.map { NounSense(name: $0.name) }
    words = objects.map { Set(NounWords.split($0.name) + NounWords.split($0.description)) }
  }

  /// The objects that a phrase may speak of, by their indices.
  ///
  /// Those of the very kind come before those of a kind of it: "the bear" is a bear, or, where there
  /// is none, a teddy bear. Every adjective must fit, but those of size, which compare.
  package func matches(_ phrase: NounPhrase) -> [Int] {
    let fitting = senses.indices.filter { fits(phrase, $0) }
    if Self.general.contains(phrase.head) { return fitting }
    let asked = NounSense(phrase)
    let same = fitting.filter {
      senses[$0].kinds.first == asked.kinds.first || senses[$0].text == asked.text
    }
    if !same.isEmpty { return same }
    return fitting.filter { place in
      SenseMatch.mayBeSame(asked, senses[place]) && !asked.isOf(senses[place])
        && !senses[place].isOf(asked)
    }
  }

  /// Nouns that any object answers to.
  private static let general: Set<String> = ["one", "object", "thing", "item"]

  private func fits(_ phrase: NounPhrase, _ place: Int) -> Bool {
    let sense = senses[place]
    for modifier in phrase.modifiers {
      let word = modifier.last == "," ? String(modifier.dropLast()) : modifier
      if word == "and" || ThingSize.adjectives[word] != nil || words[place].contains(word) {
        continue
      }
      if let colour = ColourWords.canonical(word), sense.colours.contains(colour) { continue }
      if sense.kinds.contains(where: { $0.split(separator: " ").contains { $0 == word } }) {
        continue
      }
      // "Dining table" for a table: the two are one kind.
      let compound = word + " " + phrase.head
      if ThingKinds.knows(compound), sense.kinds.contains(ThingKinds.canonical(compound)) {
        continue
      }
      return false
    }
    for word in phrase.complements.flatMap(NounWords.split)
    where word.utf8.count > 2 && !Lexicon.boundaries.contains(word) {
      guard words[place].contains(word) else { return false }
    }
    return true
  }

  /// Whether a text names an object, or a kind of it.
  package func isNamed(_ place: Int, in text: String) -> Bool {
    let said = NounWords.split(text).map { Plurals.singular($0) }
    let sense = senses[place]
    return said.contains { word in
      word == sense.head || sense.kinds.contains(ThingKinds.canonical(word))
        || sense.ancestors.contains(word)
    }
  }

  /// The biggest or smallest one, when a phrase tells objects apart by an adjective of size.
  package static func size(in phrase: NounPhrase) -> ObjectReference.Extreme? {
    for word in phrase.modifiers {
      guard let factor = ThingSize.adjectives[word] else { continue }
      return factor.width * factor.height > 1 ? .biggest : .smallest
    }
    return nil
  }
}
