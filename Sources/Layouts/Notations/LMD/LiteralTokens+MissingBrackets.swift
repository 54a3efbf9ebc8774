/// What cannot stand in a collection, and so shows that its closing bracket is missing.
extension LiteralTokens {
  /// How far an opening bracket is looked behind for a name and a box.
  private static let objectWindow = 160

  /// Whether the bracket that opens at a place belongs behind a collection within others, and not into it.
  func opensBehind(
    _ kind: UInt8, at place: Int, of elements: [Literal], or pairs: [(key: Literal, value: Literal)]
  ) -> Bool {
    guard !isStrict, let next = bracket(at: place), next.isOpening else { return false }
    if kind == UInt8(ascii: "{") {
      return next.kind == kind && elements.isEmpty && !pairs.isEmpty
    }
    guard pairs.isEmpty else { return false }
    return Self.isBox(elements) || Self.isObject(elements) && beginsObject(behind: next)
  }

  /// Whether a key with its value belongs behind the list that was read up to it, of which an outer
  /// bracket is known.
  func belongsBehind(_ key: Literal, outer: UInt8, of elements: [Literal]) -> Bool {
    guard !isStrict, !elements.isEmpty, let text = key.text,
      BoxSide(key: text.keyForm, beside: []) == nil
    else { return false }
    return outer == UInt8(ascii: "{") || Self.isBox(elements)
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
  func beginsObject(behind opening: Bracket) -> Bool {
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

  func beginsNumber(at place: Int) -> Bool {
    guard place < end, let byte = source.folded(at: place)?.byte else { return false }
    return byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }
}
