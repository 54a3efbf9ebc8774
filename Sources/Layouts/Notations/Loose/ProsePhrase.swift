/// The noun phrase that a stretch of running text ends with.
enum ProsePhrase {
  private static let determiners: Set<String> = [
    "a", "an", "the", "one", "two", "three", "four", "five", "six", "some", "another", "his", "her",
    "its", "their", "my",
  ]

  /// The words from the last article on, where others stand before it; nil when the whole is the phrase.
  static func last(in range: Range<Int>, of source: SourceText) -> Range<Int>? {
    var start: Int?
    var place = range.lowerBound
    while place < range.upperBound {
      var wordEnd = place
      while wordEnd < range.upperBound, !source.bytes[wordEnd].isBlank { wordEnd += 1 }
      if wordEnd - place <= 8, determiners.contains(source.string(place..<wordEnd).lowercased()) {
        start = place
      }
      place = wordEnd + 1
    }
    guard let start, start > range.lowerBound, start < range.upperBound else { return nil }
    return start..<range.upperBound
  }
}
