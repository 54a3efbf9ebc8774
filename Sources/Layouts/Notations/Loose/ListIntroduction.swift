/// What leads from a conversation to a list and stands on the line of its first object.
enum ListIntroduction {
  /// How far an introduction may reach.
  private static let limit = 80

  /// Where the words end that lead to a name, as in `Final answer: a cat` and `Sure! A cat`.
  static func end(_ source: SourceText, in range: Range<Int>) -> Int? {
    // Quotes hold a name to the letter.
    guard let first = range.first, source.bytes[first].isLetter else { return nil }
    if let end = sentenceEnd(source, in: range) { return end }
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

  /// Where a sentence about the picture comes to its first object, `The scene contains a cat`.
  private static func sentenceEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    guard source.bytes[range.lowerBound].lowercased == UInt8(ascii: "t"), range.count > 12 else {
      return nil
    }
    let words = source.string(range.lowerBound..<min(range.upperBound, range.lowerBound + limit))
      .lowercased()
    for subject in subjects where words.hasPrefix("the \(subject) ") {
      let rest = words.dropFirst(subject.count + 5)
      guard let verb = verbs.first(where: { rest.hasPrefix($0 + " ") }) else { continue }
      return range.lowerBound + subject.utf8.count + 5 + verb.utf8.count
    }
    return nil
  }

  private static let subjects = ["scene", "image", "picture", "layout", "composition"]
  private static let verbs = ["contains", "shows", "includes", "has", "features", "consists of"]

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
