/// Calls as programs make them with objects and prompts.
extension LegibleSearch {
  /// How long the name of what is called is at most.
  private static let longestCall = 60

  /// Reads `Box("a cat", 10, 20, 100, 120)` and `dict(name="a cat", box=…)` as what stands in the brackets.
  mutating func readCall(at bracket: Int) {
    guard bracket > done, bytes[bracket - 1].isPartOfCall else { return }
    var start = bracket
    let limit = max(done, bracket - Self.longestCall)
    while start > limit, bytes[start - 1].isPartOfCall { start -= 1 }
    guard bytes[start].isLetter, let before = byteBefore(start),
      "[({,=".utf8.contains(before) || before.isLineEnd, !readPromptCall(start..<bracket),
      hasArguments(behind: bracket)
        // `draw.rectangle([10, 20, 110, 140], label="a cat")`
        || source.has("[", at: bracket + 1) && bytes[start..<bracket].contains(UInt8(ascii: "."))
    else { return }
    let call = start..<bracket
    note(.bracketStyle, "the call \(source.excerpt(call)) was read as a list", call)
    change(call, to: [])
  }

  /// Whether a text in quotes or a name with an equals sign stands behind a bracket, be it on the next line.
  private func hasArguments(behind bracket: Int, depth: Int = 0) -> Bool {
    let limit = min(bytes.count, bracket + 80)
    var place = bracket + 1
    while place < limit, bytes[place].isBlank || bytes[place].isLineEnd { place += 1 }
    guard place < limit else { return false }
    if bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") { return true }
    let start = place
    while place < limit, bytes[place].isLetter || bytes[place].isDigit || bytes[place] == 0x5F {
      place += 1
    }
    let sign = source.skippingBlanks(from: place, to: limit)
    // `layout.add(Box(name=…))`
    if depth < 2, place > start, place < limit, bytes[place] == UInt8(ascii: "("),
      bytes[start].isLetter
    {
      return hasArguments(behind: place, depth: depth + 1)
    }
    return place > start && source.has("=", at: sign) && !source.has("==", at: sign)
  }

  /// How long a prompt is at most that something is called with.
  private static let longestPrompt = 1000

  /// Reads `scene.set_background("a room")` as `background="a room"`; false where something else is called.
  private mutating func readPromptCall(_ call: Range<Int>) -> Bool {
    guard let word = promptWord(in: call) else { return false }
    let quote = source.skippingBlanks(from: call.upperBound + 1, to: bytes.count)
    guard quote < bytes.count, "\"'".utf8.contains(bytes[quote]) else { return false }
    let line = quote + 1..<min(bytes.count, quote + Self.longestPrompt)
    guard
      let close = line.first(where: {
        bytes[$0].isLineEnd || bytes[$0] == bytes[quote] && bytes[$0 - 1] != UInt8(ascii: "\\")
      })
    else { return false }
    let bracket = source.skippingBlanks(from: close + 1, to: bytes.count)
    guard source.has(")", at: bracket) else { return false }
    note(.bracketStyle, "the call \(source.excerpt(call)) was read as the label of a prompt", call)
    if word > call.lowerBound { change(call.lowerBound..<word, to: []) }
    change(call.upperBound..<call.upperBound + 1, to: [UInt8(ascii: "=")])
    change(bracket..<bracket + (source.has(");", at: bracket) ? 2 : 1), to: [])
    return true
  }

  /// Where the word begins that says which prompt is set, `background` or `NegativePrompt`, with which the
  /// name of a call ends.
  private func promptWord(in call: Range<Int>) -> Int? {
    let name = source.string(call).lowercased()
    for word in ["background", "negative"] {
      for end in ["", "_prompt", "prompt"] where name.hasSuffix(word + end) {
        let start = call.upperBound - word.utf8.count - end.utf8.count
        let isCapital = bytes[start].lowercased != bytes[start]
        let isFirst = start == call.lowerBound || !bytes[start - 1].isLetter
        return isFirst || isCapital ? start : nil
      }
    }
    return nil
  }
}

extension UInt8 {
  /// Whether the byte may stand in the name of what is called, `layout.add_box`.
  fileprivate var isPartOfCall: Bool {
    isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: ".")
  }
}
