/// Objects of one name, and the phrase that stands for all of them in a prompt.
package struct NamedGroup: Hashable, Sendable {
  /// The objects, by index.
  package let objects: [Int]
  /// The phrase: the name of one object, or "two red apples" for several of "a red apple".
  package let phrase: String
  /// The noun of the phrase, as it stands there.
  package let word: String
  /// The ways in which a caption may name the objects, the most telling first.
  package let spellings: [String]

  init(name: String, objects: [Int]) {
    self.objects = objects
    let words = EnglishWords(name)
    let head = words.head ?? name
    let plain = Self.withoutArticle(name)
    let several = Self.replacing(
      head, by: Plurals.isPlural(head) ? head : Plurals.plural(head), in: plain)
    if objects.count > 1 {
      phrase = "\(Self.count(objects.count)) \(several)"
      word = Plurals.isPlural(head) ? head : Plurals.plural(head)
    } else {
      phrase = name
      word = head
    }
    let one = Self.replacing(head, by: Plurals.singular(head), in: plain)
    var spellings = objects.count > 1 ? [several, name, plain, one] : [name, plain, one, several]
    let heads = [Plurals.singular(head), Plurals.plural(Plurals.singular(head))]
    spellings += objects.count > 1 ? heads.reversed() : heads
    var seen: Set<String> = []
    self.spellings = spellings.filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  /// A count in words up to twenty, as LMD's prompts have it (`number_to_words`); in digits beyond.
  private static func count(_ number: Int) -> String {
    number < numbers.count ? numbers[number] : String(number)
  }

  private static let numbers = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
  ]

  private static func withoutArticle(_ name: String) -> String {
    let words = name.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count > 1, let first = words.first?.lowercased(),
      ["a", "an", "the", "some", "one"].contains(first)
    else { return name }
    return words.dropFirst().joined(separator: " ")
  }

  /// Returns a phrase with one word for another; the first one that is equal in lower case.
  private static func replacing(_ word: String, by other: String, in phrase: String) -> String {
    var words = phrase.split(separator: " ").map(String.init)
    guard let place = words.firstIndex(where: { $0.lowercased() == word }) else { return phrase }
    words[place] = other
    return words.joined(separator: " ")
  }
}

extension Layout {
  /// The objects by name, in the order of first appearance; names are compared without case.
  package var namedGroups: [NamedGroup] {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, object) in objects.enumerated() {
      let key = object.name.lowercased()
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(index)
    }
    return order.compactMap { key in
      members[key].map { NamedGroup(name: objects[$0[0]].name, objects: $0) }
    }
  }
}
