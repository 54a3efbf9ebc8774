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

  /// The labels without those in quotes that stand within brackets: they are keys of what the brackets
  /// hold.
  func withoutKeys(_ hits: [LabelHit]) -> [LabelHit] {
    guard hits.contains(where: isInQuotes) else { return hits }
    var depth = 0
    var place = 0
    return hits.filter { hit in
      guard isInQuotes(hit) else { return true }
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
