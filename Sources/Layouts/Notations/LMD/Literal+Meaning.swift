/// What a literal can stand for in a list of objects.
extension Literal {
  var isEmptyList: Bool {
    switch content {
    case .list(let elements): elements.isEmpty && isClosed
    case .nothing: true
    default: false
    }
  }

  /// The key in lower case without joints, compared with some.
  func hasKey(in keys: [String]) -> Bool {
    guard let text, text.utf8.count <= 20 else { return false }
    return keys.contains(text.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" })
  }

  /// Whether the value is a key that names a side of a box.
  var isSideName: Bool {
    hasKey(in: ["x", "y", "w", "h", "width", "height", "left", "top"])
  }

  /// The numbers of a box in the order x, y, width, height, as far as they are there.
  var boxElements: [Literal] {
    switch content {
    case .list(let elements): elements
    case .pairs(let pairs):
      [["x", "left"], ["y", "top"], ["w", "width"], ["h", "height"]].compactMap { names in
        pairs.first { $0.key.hasKey(in: names) }?.value
      }
    default: []
    }
  }

  /// The value as JSON, for what is kept without being understood.
  var json: JSONValue {
    switch content {
    case .number(let number, _): number.isFinite ? JSONValue(canonical: number) : .null
    case .text(let text), .word(let text): .string(text)
    case .nothing, .taken: .null
    case .list(let elements): .array(elements.map(\.json))
    case .pairs(let pairs):
      .object(
        JSONObject(
          pairs.map { JSONObject.Member(key: $0.key.text ?? "", value: $0.value.json) }))
    }
  }

  /// Whether the value is words in brackets, without quotes and numbers.
  var isProse: Bool {
    switch content {
    case .word: true
    case .list(let elements): !elements.isEmpty && elements.allSatisfy(\.isProse)
    default: false
    }
  }

  /// Whether the value is a list of numbers, or of texts that write numbers.
  var isNumbers: Bool {
    guard case .list(let elements) = content, !elements.isEmpty else { return false }
    return elements.allSatisfy { element in
      if case .number = element.content { return true }
      guard case .text(let text) = element.content else { return false }
      return Double(text) != nil
    }
  }

  /// Whether the value is a name with its box in brackets: `('a cat', [10, 20, 100, 120])`.
  ///
  /// A list that begins with one holds objects, whatever follows: it is neither a box nor prose.
  var isObjectInBrackets: Bool {
    guard case .list(let elements) = content, elements.count == 2 else { return false }
    return elements[0].text != nil && elements[1].isNumbers
  }

  /// Whether the value is dots that stand for more of the same.
  var isEllipsis: Bool {
    // Long words are told apart by their length, before strings of other alphabets are compared.
    guard !isCollection, case .word(let text) = content, text.utf8.count == 3 else { return false }
    return text == "..." || text == "…"
  }

  /// A key and its value as one list.
  static func joined(_ key: Literal, _ value: Literal) -> Literal {
    Literal(
      content: .list([key, value]), range: key.range.lowerBound..<value.range.upperBound)
  }
}
