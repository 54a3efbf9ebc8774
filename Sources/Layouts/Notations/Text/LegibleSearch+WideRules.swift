/// Rules of CSS in full width.
extension LegibleSearch {
  /// The brace that stands open somewhere in a text, with no quote behind it.
  struct OpenBrace {
    /// How far braces were looked for.
    fileprivate var end = 0
    /// The place behind the brace, where one is open.
    fileprivate var body: Int?
  }

  /// How long the body of a rule is at most.
  private static let longestRule = 1000

  /// Reads the marks, digits and letters in full width of a rule as CSS writes them, `杯｛left：９０ｐｘ；…｝`.
  ///
  /// A sentence between braces keeps its own.
  mutating func readWideRule(at place: Int) {
    let isBrace = source.has("｛", at: place)
    followBraces(to: place)
    guard isBrace || braces.body != nil else { return }
    braces.body = nil
    guard let end = ruleEnd(from: isBrace ? place + 3 : place),
      declaresNumber(in: (isBrace ? place : place - 1)..<end)
    else { return }
    note(
      .bracketStyle, "marks in full width were read as those of CSS", place..<end)
    var place = place
    while place < end {
      let next = min(source.nextCharacter(after: place), end)
      if bytes[place] == 0xEF, let (byte, _) = source.folded(at: place) {
        change(place..<next, to: [byte])
      }
      place = next
    }
    done = max(done, end)
  }

  private mutating func followBraces(to place: Int) {
    for index in braces.end..<max(place, braces.end) {
      switch bytes[index] {
      case UInt8(ascii: "{"): braces.body = index + 1
      case UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"): braces.body = nil
      default: break
      }
    }
    braces.end = max(place, braces.end)
  }

  /// Where the brace ends that closes a rule without quotes or further braces.
  private func ruleEnd(from start: Int) -> Int? {
    for place in start..<min(bytes.count, start + Self.longestRule) {
      switch bytes[place] {
      case UInt8(ascii: "}"): return place + 1
      case UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "'"): return nil
      case 0xEF where source.has("｝", at: place): return place + 3
      case 0xEF where source.has("｛", at: place): return nil
      default: break
      }
    }
    return nil
  }

  /// Whether a colon with a number behind it stands somewhere.
  private func declaresNumber(in range: Range<Int>) -> Bool {
    range.contains { place in
      guard let (byte, end) = source.folded(at: place), byte == UInt8(ascii: ":") else {
        return false
      }
      let next = source.skippingBlanks(from: end, to: range.upperBound)
      guard next < range.upperBound, let first = source.folded(at: next)?.byte else { return false }
      return first.isDigit || first == UInt8(ascii: "-")
    }
  }
}
