/// Labels in forms that no template asks for: the key of a dictionary that has no brackets, a name in
/// brackets, and a sentence about the background.
extension SourceText {
  // MARK: - Quotes and brackets

  /// A label for a prompt whose word at a place stands in quotes before a colon, `"background": "a room"`,
  /// or in square brackets at the start of a line, `[Background] a room`.
  func labelInMarks(_ label: PromptLabel, words: Range<Int>) -> LabelHit? {
    guard words.lowerBound > 0, words.upperBound < bytes.count else { return nil }
    let (open, close) = (bytes[words.lowerBound - 1], bytes[words.upperBound])
    let behind = skippingBlanks(from: words.upperBound + 1, to: bytes.count)
    let colon = has(":", at: behind) ? behind + 1 : nil
    let end: Int?
    switch (open, close) {
    case (UInt8(ascii: "\""), UInt8(ascii: "\"")), (UInt8(ascii: "'"), UInt8(ascii: "'")):
      end = colon
    case (UInt8(ascii: "["), UInt8(ascii: "]")):
      let isFirst = words.lowerBound == 1 || bytes[words.lowerBound - 2].isLineEnd
      end = isFirst ? colon ?? words.upperBound + 1 : nil
    default: end = nil
    }
    return end.map { LabelHit(label: label, range: words.lowerBound - 1..<$0, canonicalStart: nil) }
  }

  /// The labels without those in quotes, or behind a separator, that stand within brackets: they are keys
  /// of what the brackets hold.
  func withoutKeys(_ hits: [LabelHit]) -> [LabelHit] {
    func mayBeKey(_ hit: LabelHit) -> Bool {
      isInQuotes(hit) || isSeparator(at: hit.range.lowerBound)
    }
    guard hits.contains(where: mayBeKey) else { return hits }
    var depth = 0
    var place = 0
    return hits.filter { hit in
      guard mayBeKey(hit) else { return true }
      while place < hit.range.lowerBound {
        switch bytes[place] {
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth = max(0, depth - 1)
        default: break
        }
        place += 1
      }
      return depth == 0
    }
  }

  private func isInQuotes(_ hit: LabelHit) -> Bool {
    let first = bytes[hit.range.lowerBound]
    return first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
  }

  // MARK: - Behind boxes

  /// Where the separator stands that parts a label from the boxes before it on its line, as in
  /// `a cat [1, 2, 3, 4]; background: a room; negative: people`, or from another label like it.
  func separator(before place: Int, behind last: LabelHit?) -> Int? {
    var mark = place
    let limit = max(0, place - 8)
    while mark > limit, bytes[mark - 1].isBlank || bytes[mark - 1] == UInt8(ascii: "*") {
      mark -= 1
    }
    guard mark > 0, isSeparator(at: mark - 1), isBehindBoxes(mark - 1, last) else { return nil }
    return mark - 1
  }

  /// The label of another language behind a full-width semicolon, `；背景：房间`, and its words.
  func labelOfOtherLanguage(
    behindSeparator place: Int, _ last: LabelHit?
  ) -> (label: PromptLabel, words: Range<Int>)? {
    guard isSeparator(at: place), isBehindBoxes(place, last) else { return nil }
    let start = skippingBlanks(from: nextCharacter(after: place), to: bytes.count)
    return labelOfOtherLanguage(at: start).map { ($0.label, start..<$0.end) }
  }

  private func isSeparator(at place: Int) -> Bool {
    ";|.".utf8.contains(bytes[place]) || has("；", at: place)
  }

  /// Whether a box ends before a separator; behind a prompt only what parted that from its boxes parts.
  private func isBehindBoxes(_ separator: Int, _ last: LabelHit?) -> Bool {
    if let last, last.label == .background || last.label == .negative {
      return isSeparator(at: last.range.lowerBound)
    }
    var end = separator
    let limit = max(0, separator - 8)
    while end > limit, bytes[end - 1].isBlank { end -= 1 }
    guard end > 0 else { return false }
    return bytes[end - 1].isDigit || "])}%".utf8.contains(bytes[end - 1])
      || has("）", at: end - 3) || has("］", at: end - 3)
  }

  // MARK: - Sentences

  private static let verbs: [StaticString] = [
    "is", "should be", "will be", "would be", "shows", "depicts", "features",
  ]

  /// What follows the verb where nothing is said of how the background looks.
  private static let others: Set<String> = [
    "not", "empty", "left", "handled", "described", "included", "part", "defined", "specified",
    "what", "where", "set", "separate", "separately", "kept", "omitted", "drawn", "everything",
    "also", "blank", "as", "given", "in", "on", "to", "then", "still", "already", "that", "this",
    "fine", "optional", "important", "visible", "none", "unspecified", "mentioned",
  ]

  /// The label that `The background is a room` begins with, its words given and the place of the article
  /// before them.
  func labelOfSentence(words: Range<Int>, from start: Int) -> LabelHit? {
    guard beginsSentence(start) else { return nil }
    let verb = skippingBlanks(from: words.upperBound, to: bytes.count)
    guard verb > words.upperBound,
      let end = Self.verbs.first(where: { has($0, at: verb) }).map({ verb + $0.utf8CodeUnitCount }),
      end < bytes.count, bytes[end].isBlank
    else { return nil }
    let next = skippingBlanks(from: end, to: bytes.count)
    let word = string(next..<endOfToken(at: min(next, bytes.count))).lowercased()
    guard let first = word.utf8.first, first.isLetter || first >= 0x80,
      !Self.others.contains(word)
    else { return nil }
    return LabelHit(label: .background, range: start..<end, canonicalStart: nil)
  }

  /// Whether a place is the start of a line or of a sentence.
  private func beginsSentence(_ place: Int) -> Bool {
    var place = place
    let limit = max(0, place - 8)
    while place > limit, bytes[place - 1].isBlank || "*_>-#".utf8.contains(bytes[place - 1]) {
      place -= 1
    }
    return place == 0 || bytes[place - 1].isLineEnd || ".!;".utf8.contains(bytes[place - 1])
  }

  /// Whether a label is a sentence's: its verb stands right before a place.
  func isBehindSentenceLabel(_ place: Int) -> Bool {
    guard place > 0, bytes[place - 1].isLetter else { return false }
    return Self.verbs.contains { verb in
      let start = place - verb.utf8CodeUnitCount
      return has(verb, at: start) && start > 0 && bytes[start - 1].isBlank
    }
  }

  /// The labels without sentences about the background where a label announces it.
  func withoutSpareSentences(_ hits: [LabelHit]) -> [LabelHit] {
    func isSentence(_ hit: LabelHit) -> Bool {
      hit.label == .background && isBehindSentenceLabel(hit.range.upperBound)
    }
    guard hits.contains(where: isSentence) else { return hits }
    let hasLabel = hits.contains { $0.label == .background && !isSentence($0) }
    return hasLabel ? hits.filter { !isSentence($0) } : hits
  }

  /// What a sentence about the background says of it: the line up to the end of the sentence.
  func sentence(in line: Range<Int>) -> Range<Int> {
    let stop = line.first { place in
      bytes[place] == UInt8(ascii: ".")
        && (place + 1 >= line.upperBound || bytes[place + 1].isBlank || bytes[place + 1] == 0x22)
    }
    return trimmed(line.lowerBound..<(stop ?? line.upperBound))
  }
}
