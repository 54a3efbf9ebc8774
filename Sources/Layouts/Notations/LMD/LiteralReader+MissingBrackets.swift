/// What shows that a closing bracket is missing, since what follows cannot stand in the collection.
///
/// A collection is then closed where it should have been, so that one lost bracket costs no more than
/// itself. Only what no person would write closes it: a dictionary in a dictionary without a key, a key
/// or a list behind the four numbers of a box, a second object in the brackets of the first.
extension LiteralReader {
  /// How far an opening bracket is looked behind for a name and a box.
  private static let objectWindow = 160
  /// How far brackets that lie too deep are passed over; those that are not closed by then lack closing.
  private static let longestSkipped = 256

  /// Whether the bracket that opens here belongs behind the collection, and not into it.
  func opensBehind(
    _ kind: UInt8, of elements: [Literal], or pairs: [(key: Literal, value: Literal)]
  ) -> Bool {
    guard !isStrict, openers.count > 1, let next = bracket(at: position), next.isOpening else {
      return false
    }
    if kind == UInt8(ascii: "{") {
      return next.kind == kind && elements.isEmpty && !pairs.isEmpty
    }
    guard pairs.isEmpty else { return false }
    return Self.isBox(elements) || Self.isObject(elements) && beginsObject(behind: next)
  }

  /// Whether a key with its value belongs behind the list that was read up to it.
  func belongsBehind(
    _ key: Literal, kind: UInt8, of elements: [Literal], or pairs: [(key: Literal, value: Literal)]
  ) -> Bool {
    guard !isStrict, openers.count > 1, kind != UInt8(ascii: "{"), !elements.isEmpty,
      pairs.isEmpty, let text = key.text, BoxSide(key: text.keyForm, beside: []) == nil
    else { return false }
    return openers[openers.count - 2] == UInt8(ascii: "{") || Self.isBox(elements)
  }

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
      if let bracket = bracket(at: position) {
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

  /// Whether elements are the four numbers of a box.
  private static func isBox(_ elements: [Literal]) -> Bool {
    elements.count == 4 && elements.allSatisfy(\.isNumber)
  }

  /// Whether elements are a name and its box, in brackets or flat.
  private static func isObject(_ elements: [Literal]) -> Bool {
    guard elements.count == 2 || elements.count == 5, elements[0].text != nil else { return false }
    return elements.count == 2 ? elements[1].isNumbers : isBox(Array(elements.dropFirst()))
  }

  /// Whether a bracket holds a text first and then numbers, as an object does.
  private func beginsObject(behind opening: Bracket) -> Bool {
    let limit = min(end, opening.end + Self.objectWindow)
    var place = source.skippingBlanks(from: opening.end, to: limit)
    guard place < limit, bracket(at: place) == nil, !beginsNumber(at: place) else { return false }
    while place < limit, bracket(at: place) == nil, !source.bytes[place].isLineEnd {
      guard let separator = separatorEnd(at: place) else {
        place = source.nextCharacter(after: place)
        continue
      }
      place = source.skippingBlanks(from: separator.end, to: limit)
      if let box = bracket(at: place), box.isOpening {
        return beginsNumber(at: source.skippingBlanks(from: box.end, to: end))
      }
      if beginsNumber(at: place) { return true }
    }
    return false
  }

  private func beginsNumber(at place: Int) -> Bool {
    guard place < end, let byte = source.folded(at: place)?.byte else { return false }
    return byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}
