/// The words of an English phrase, as far as rules about text need them.
struct EnglishWords {
  /// The words in lower case.
  let words: [String]
  /// The words without articles and possessives.
  let withoutArticles: [String]
  /// The noun that the phrase is about: the last word before a preposition or a participle clause.
  let head: String?

  init(_ text: String) {
    // Most names are ASCII, of which no character need be looked up.
    words = Self.wordsOfASCII(text) ?? Self.words(text)
    let withoutArticles = words.filter { !Self.articles.contains($0) }
    let end =
      withoutArticles.dropFirst().firstIndex(where: Self.openers.contains)
      ?? withoutArticles.endIndex
    head = withoutArticles[..<end].last
    self.withoutArticles = withoutArticles
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased()
      .split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" }
      .map { word in
        let end = word.hasSuffix("'s") ? word.dropLast(2) : word
        return String(end.drop { $0 == "-" || $0 == "'" })
      }
      .filter { !$0.isEmpty }
  }

  /// The stretches of letters, digits, hyphens and apostrophes of a text without other letters.
  private static func wordsOfASCII(_ text: String) -> [String]? {
    var words: [String] = []
    var word: [UInt8] = []
    func close() {
      let end = word.suffix(2).elementsEqual("'s".utf8) ? word.dropLast(2) : word[...]
      let rest = end.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "'") }
      if !rest.isEmpty { words.append(String(decoding: rest, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in text.utf8 {
      guard byte < 0x80 else { return nil }
      if byte.isLetter {
        word.append(byte | 0x20)
      } else if (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "'")
      {
        word.append(byte)
      } else if !word.isEmpty {
        close()
      }
    }
    if !word.isEmpty { close() }
    return words
  }

  private static let articles: WordSet = ["a", "an", "the", "some", "its", "his", "her", "their"]

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

  private static let openers: WordSet = [
    "with", "of", "in", "on", "at", "under", "above", "below", "beside", "behind", "near", "from",
    "over", "by", "for", "to", "without", "wearing", "holding", "sitting", "standing", "and",
    "next",
    "that", "which", "who", "between", "inside", "into", "full",
  ]

  private static let numbers: WordSet = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "dozen", "twenty", "several", "many", "both", "multiple",
  ]
}
