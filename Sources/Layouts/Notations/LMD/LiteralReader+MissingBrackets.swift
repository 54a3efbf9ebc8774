/// What shows that a closing bracket is missing, since what follows cannot stand in the collection.
///
/// A collection is then closed where it should have been, so that one lost bracket costs no more than
/// itself. Only what no person would write closes it: a dictionary in a dictionary without a key, a key
/// or a list behind the four numbers of a box, a second object in the brackets of the first.
extension LiteralReader {
  /// How far brackets that lie too deep are passed over; those that are not closed by then lack closing.
  private static let longestSkipped = 256

  /// Notes that a collection ends here without its bracket, be it behind a comma or not.
  mutating func noteMissingBracket(hasSeparator: Bool) {
    noteOutward(.bracketStyle, "a closing bracket is missing", position..<position)
    hasSeparatorBehind = hasSeparator
  }

  /// Leaves out a key of a dictionary that the text ends within or behind: it is no element of a list.
  func dropCutKey(
    of elements: inout [Literal], beside pairs: [(key: Literal, value: Literal)]
  ) {
    let isFirst = pairs.isEmpty && elements.count == 1 && openers.count > 1 && isJSON
    if elements.last?.text != nil, !pairs.isEmpty || isFirst { elements.removeLast() }
  }

  /// Notes a comma before a closing bracket, which Python allows and JSON does not.
  mutating func noteTrailingComma(
    behind elements: [Literal], or pairs: [(key: Literal, value: Literal)]
  ) {
    guard isJSON, !elements.isEmpty || !pairs.isEmpty else { return }
    note(.separator, "a comma before the closing bracket", position..<position)
  }

  mutating func takeSeparatorBehind() -> Bool {
    defer { hasSeparatorBehind = false }
    return hasSeparatorBehind
  }

  /// Passes over brackets that lie too deep, or leaves those around them where they are not closed soon.
  mutating func tooDeepCollection() -> Literal {
    let start = position
    let limit = min(end, start + Self.longestSkipped)
    var depth = 0
    repeat {
      if let bracket = tokens.bracket(at: position) {
        depth += bracket.isOpening ? 1 : -1
        position = bracket.end
      } else {
        position += 1
      }
    } while depth > 0 && position < limit
    if depth > 0 {
      position = start
      isUnwinding = !isStrict
    }
    noteOutward(
      .nestedTooDeep, "brackets lie deeper than \(Self.depthLimit) levels",
      start..<max(position, start + 1))
    return Literal(content: .nothing, range: start..<position)
  }

  /// Drops what lay too deep, and tells whether reading goes on here: in the outermost collection.
  mutating func stopsUnwinding(
    _ elements: inout [Literal], or pairs: inout [(key: Literal, value: Literal)]
  ) -> Bool {
    if elements.last?.range.isEmpty == true { elements.removeLast() }
    if pairs.last?.value.range.isEmpty == true { pairs.removeLast() }
    guard openers.count == 1 else { return false }
    isUnwinding = false
    return true
  }
}
