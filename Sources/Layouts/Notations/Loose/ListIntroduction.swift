/// What leads from a conversation to a list and stands on the line of its first object.
enum ListIntroduction {
  /// How far an introduction may reach.
  private static let limit = 80

  /// Where the words end that lead to a name, as in `Final answer: a cat` and `Sure! A cat`.
  static func end(_ source: SourceText, in range: Range<Int>) -> Int? {
    // Quotes hold a name to the letter.
    guard let first = range.first, source.bytes[first].isLetter else { return nil }
    for place in range.prefix(limit) {
      guard let (byte, next) = source.folded(at: place), next < range.upperBound else { continue }
      switch byte {
      case UInt8(ascii: ":"):
        return isAnnouncement(source.string(range.lowerBound..<place)) ? next : nil
      case UInt8(ascii: "!"), UInt8(ascii: ","), UInt8(ascii: "."):
        let words = source.string(range.lowerBound..<place).lowercased()
        if interjections.contains(words) { return next }
      default: break
      }
    }
    return nil
  }

  /// Whether words end with one for the list as a whole.
  private static func isAnnouncement(_ words: String) -> Bool {
    let last = words.lowercased().split { !$0.isLetter }.last
    return last.map { listWords.contains(String($0)) } ?? false
  }

  private static let interjections: Set<String> = [
    "sure", "sure thing", "certainly", "absolutely", "of course", "okay", "ok", "great", "alright",
    "yes", "here you go", "here it is", "here they are", "no problem", "got it", "understood",
  ]

  private static let listWords: Set<String> = [
    "answer", "layout", "objects", "items", "elements", "boxes", "coordinates", "positions",
    "result", "results", "output", "response", "solution", "list", "follows", "following",
  ]
}
