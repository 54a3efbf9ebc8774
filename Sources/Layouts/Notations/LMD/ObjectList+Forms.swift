/// Boxes in other forms than one list of four numbers behind the name.
extension ObjectList {
  /// The elements of an object with the two pairs of numbers of its box in one list:
  /// `('a fox', [40, 200], [180, 200])` and `('a fox', [[40, 200], [180, 200]])`.
  mutating func joiningPairs(_ elements: [Literal]) -> [Literal] {
    guard let name = elements.first, name.text != nil else { return elements }
    let pairs: [Literal]
    if elements.count == 3 {
      pairs = Array(elements.dropFirst())
    } else if elements.count == 2, case .list(let inner) = elements[1].content, inner.count == 2 {
      pairs = inner
    } else {
      return elements
    }
    let numbers = pairs.map { pair in
      if case .list(let numbers) = pair.content, pair.isNumbers { numbers } else { [Literal]() }
    }
    guard numbers.allSatisfy({ $0.count == 2 }) else { return elements }
    let range = pairs[0].range.lowerBound..<pairs[1].range.upperBound
    note(.bracketStyle, "two pairs of numbers were read as one box", range)
    return [name, Literal(content: .list(numbers.flatMap(\.self)), range: range)]
  }

  /// The elements of an object with the sides of its box by name and without brackets around them:
  /// `('a fox', left=40, top=200, width=180, height=200)`.
  mutating func joiningSides(_ elements: [Literal]) -> [Literal] {
    guard elements.count == 5, let name = elements.first, name.text != nil else { return elements }
    let sides = elements.dropFirst().compactMap { element -> (key: Literal, value: Literal)? in
      guard case .list(let pair) = element.content, pair.count == 2, pair[0].isSideName,
        pair[1].isNumber
      else { return nil }
      return (pair[0], pair[1])
    }
    guard sides.count == 4 else { return elements }
    let range = elements[1].range.lowerBound..<elements[4].range.upperBound
    noteForm("the sides of a box by name", range)
    return [name, Literal(content: .pairs(sides), range: range)]
  }

  /// The box that a text behind a name writes, `'[10, 20, 100, 120]'`, if it is one.
  mutating func quotedBox(_ element: Literal) -> Literal? {
    guard case .text(let text) = element.content, text.utf8.count <= 120 else { return nil }
    var numbers: [Literal] = []
    for part in text.split(whereSeparator: { "[]() ,".contains($0) }) {
      guard let number = Double(part) else { return nil }
      numbers.append(
        Literal(content: .number(number, isPercentage: false), range: element.range))
    }
    guard numbers.count == 4 else { return nil }
    note(.bracketStyle, "a box in quotes", element.range)
    return Literal(content: .list(numbers), range: element.range)
  }

  /// An object written flat, `('a cat', 10, 20, 100, 120)`; nil when the list is something else, and
  /// nil within when it is a flat object that had to be dropped.
  mutating func flatEntry(
    _ elements: [Literal], in list: Literal
  ) -> (name: Literal, box: Literal)?? {
    guard let first = elements.first, first.text != nil, elements.count > 2,
      !elements.contains(where: \.isCollection),
      elements.dropFirst().contains(where: \.isNumber)
    else { return nil }
    let rest = Array(elements.dropFirst())
    let range = rest[0].range.lowerBound..<rest[rest.count - 1].range.upperBound
    noteForm("an object without brackets around its box", range)
    return (first, Literal(content: .list(rest), range: range))
  }
}

extension String {
  /// Whether a quote, a comma and a bracket with a number in it stand one behind the other.
  var holdsBox: Bool {
    let marks = utf8.filter { !$0.isBlank }
    return zip(marks, zip(marks.dropFirst(), zip(marks.dropFirst(2), marks.dropFirst(3)))).contains
    {
      quote, rest in
      "\"'".utf8.contains(quote) && rest.0 == UInt8(ascii: ",") && "[(".utf8.contains(rest.1.0)
        && (rest.1.1.isDigit || rest.1.1 == UInt8(ascii: "-"))
    }
  }
}

extension SourceText {
  /// Whether a bracket stands in a stretch, or a backslash that may write one.
  func mayHoldBracket(in range: Range<Int>) -> Bool {
    bytes[range].contains { byte in
      byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "\\")
    }
  }
}

extension TextPlaces.Object {
  /// An object in LMD's notation, with the sides of its box as far as they are there.
  init(whole: Range<Int>, name: Range<Int>, box: Literal) {
    let sides = zip([CSSProperty.left, .top, .width, .height], box.boxElements.map(\.range))
    self.init(
      whole: whole, name: name, region: box.range,
      numbers: Dictionary(uniqueKeysWithValues: sides.map { ($0, $1) }))
  }
}
