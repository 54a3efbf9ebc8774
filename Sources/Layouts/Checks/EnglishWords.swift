/// The words of an English phrase, as far as rules about text need them.
struct EnglishWords {
  /// The words in lower case.
  let words: [String]

  init(_ text: String) {
    words = Self.parts(of: text.lowercased())
      .map { word in
        let end = word.hasSuffix("'s") ? word.dropLast(2) : word
        return String(end.drop { $0 == "-" || $0 == "'" })
      }
      .filter { !$0.isEmpty }
  }

  /// The stretches of letters, digits, hyphens and apostrophes.
  private static func parts(of text: String) -> [Substring] {
    // Most names are ASCII, of which no character need be looked up.
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" }
    }
    return text.utf8.split { byte in
      !byte.isLetter && !(0x30...0x39).contains(byte) && byte != UInt8(ascii: "-")
        && byte != UInt8(ascii: "'")
    }.map { Substring($0) }
  }

  /// The words without articles and possessives.
  var withoutArticles: [String] {
    words.filter { !["a", "an", "the", "some", "its", "his", "her", "their"].contains($0) }
  }

  /// The noun that the phrase is about: the last word before a preposition or a participle clause.
  var head: String? {
    let words = withoutArticles
    let end = words.dropFirst().firstIndex(where: Self.openers.contains) ?? words.endIndex
    return words[..<end].last
  }

  /// Tells whether a word is a number of two or more.
  static func isCount(_ word: String) -> Bool {
    Int(word).map { (2...999).contains($0) } ?? numbers.contains(word)
  }

  /// Tells whether a noun is, or may be, in the plural.
  static func isPlural(_ noun: String) -> Bool {
    Plurals.isPlural(noun) || Plurals.unchanged.contains(noun)
  }

  /// Tells whether a word begins a phrase that describes what stands before it.
  static func opensPhrase(_ word: String) -> Bool { openers.contains(word) }

  private static let openers: Set<String> = [
    "with", "of", "in", "on", "at", "under", "above", "below", "beside", "behind", "near", "from",
    "over", "by", "for", "to", "without", "wearing", "holding", "sitting", "standing", "and",
    "next",
    "that", "which", "who", "between", "inside", "into", "full",
  ]

  private static let numbers: Set<String> = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "dozen", "twenty", "several", "many", "both", "multiple",
  ]
}
