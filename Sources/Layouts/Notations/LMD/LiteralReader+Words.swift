/// Values without quotes: the constants of Python and JSON, and words.
extension LiteralReader {
  private static let constants: [(word: StaticString, content: Literal.Content, isPython: Bool)] = [
    ("None", .nothing, true), ("null", .nothing, false), ("nil", .nothing, false),
    ("True", .number(1, isPercentage: false), true),
    ("False", .number(0, isPercentage: false), true),
    ("true", .number(1, isPercentage: false), false),
    ("false", .number(0, isPercentage: false), false),
  ]

  /// Reads `None`, `null`, `True`, `False`, if one of them stands here.
  mutating func constant() -> Literal? {
    let start = position
    guard position < end, source.bytes[position].isLetter else { return nil }
    for (word, content, isPython) in Self.constants where source.has(word, at: position) {
      position += word.utf8CodeUnitCount
      guard position <= end, tokens.isValueEnd(at: position) else {
        position = start
        return nil
      }
      if case .number = content {
        note(.numberForm, "a truth value stands for a number", start..<position)
      }
      if !isPython { result.isPython = false }
      return Literal(content: content, range: start..<position)
    }
    return nil
  }

  /// Reads a text without quotes, up to the next delimiter.
  mutating func word() -> Literal {
    let start = position
    result.isPython = false
    repeat {
      position = source.nextCharacter(after: position)
    } while position < end && !tokens.endsWord(at: position)
    position = min(position, end)
    var range = source.trimmed(start..<position)
    while let last = source.bytes[range].last,
      last == UInt8(ascii: "'") || last == UInt8(ascii: "\"")
    {
      range = source.trimmed(range.lowerBound..<range.upperBound - 1)
    }
    let text = source.string(range)
    note(.missingQuote, "\(JSONWriter.quoted(text.shortened(to: 40))) lacks quotes", range)
    return Literal(content: .word(text), range: range)
  }
}
