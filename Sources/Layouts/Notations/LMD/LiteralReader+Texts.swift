/// Texts in quotes.
extension LiteralReader {
  /// Reads a quoted text, and the ones that Python would join to it.
  mutating func string(_ quote: Quote) -> Literal {
    let start = position
    var text = ""
    var next: Quote? = quote
    var stringEnd = position
    while let current = next {
      if !current.isPython {
        result.isPython = false
        note(.quoteStyle, "a quote that is not ' or \"", position..<current.start)
      }
      let part = body(of: current)
      if text.isEmpty { text = part } else { text += part }
      stringEnd = position
      position = source.skippingBlanks(from: position, to: end)
      next = tokens.quote(at: position)
      if let key = next, tokens.isKey(key) { next = nil }
    }
    position = stringEnd
    return Literal(content: .text(text), range: start..<stringEnd)
  }

  /// Reads one quoted text to its closing quote, its missing one, or the end of the line.
  private mutating func body(of quote: Quote) -> String {
    let start = position
    position = quote.start
    if let tripled = tripledBody(of: quote) { return tripled }
    if let plain = plainBody(of: quote) { return plain }
    var text = TextBuffer(source)
    while position < end {
      let byte = source.bytes[position]
      if byte.isPlainInText {
        text.append(at: position)
        position += 1
        continue
      }
      if byte.isLineEnd {
        guard takeLineBreak(of: quote, to: &text) else { break }
      } else if byte == UInt8(ascii: "\\"), !quote.isRaw {
        appendEscape(to: &text)
      } else if let closerEnd = tokens.closerEnd(of: quote, at: position) {
        if tokens.closesText(at: position, closerEnd: closerEnd) {
          position = closerEnd
          return text.string
        }
        result.isPython = false
        note(.unescapedQuote, "a quote within a text", position..<closerEnd)
        for place in position..<closerEnd { text.append(at: place) }
        position = closerEnd
      } else if byte == UInt8(ascii: ","), !isStrict, tokens.startsBox(at: position) {
        break
      } else {
        text.append(at: position)
        position += 1
      }
    }
    result.isPython = false
    let read = text.string.trimmingEndSpaces
    if position < end, source.bytes[position] == UInt8(ascii: ","), read.endsWithQuote {
      note(.missingQuote, "another quote closes the text than opened it", start..<position)
      return String(read.dropLast()).trimmingEndSpaces
    }
    note(.missingQuote, "the closing quote is missing", start..<position)
    return read
  }

  /// Reads a text without escapes as Python does; nil, at the same place, when it isn't one.
  private mutating func plainBody(of quote: Quote) -> String? {
    guard isStrict, let closer = quote.closer else { return nil }
    var place = position
    while place < end {
      let byte = source.bytes[place]
      if byte == closer {
        defer { position = place + 1 }
        return source.string(position..<place)
      }
      if byte == UInt8(ascii: "\\") || byte.isLineEnd { return nil }
      place += 1
    }
    return nil
  }

  /// Reads a text between three quotes, which may hold line breaks.
  private mutating func tripledBody(of quote: Quote) -> String? {
    guard quote.isPython, let closer = quote.closer else { return nil }
    let isTripled =
      position + 1 < end && source.bytes[position] == closer && source.bytes[position + 1] == closer
    guard isTripled else { return nil }
    position += 2
    var text = TextBuffer(source)
    while position < end {
      let byte = source.bytes[position]
      let isEnd =
        byte == closer && position + 2 < source.bytes.count && source.bytes[position + 1] == closer
        && source.bytes[position + 2] == closer
      if isEnd {
        position = min(position + 3, end)
        return text.string
      }
      if byte == UInt8(ascii: "\\"), !quote.isRaw {
        appendEscape(to: &text)
      } else {
        text.append(at: position)
        position += 1
      }
    }
    result.isPython = false
    note(.missingQuote, "the closing quotes are missing", quote.start..<end)
    return text.string
  }

}

extension UInt8 {
  /// Whether the byte means nothing but itself within quotes.
  fileprivate var isPlainInText: Bool {
    switch self {
    case 0x0A, 0x0D, UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "`"), UInt8(ascii: ","), 0x80...:
      false
    default: true
    }
  }
}

extension String {
  /// Whether the last character is a quote of any kind.
  fileprivate var endsWithQuote: Bool { last.map { "\"'`‘’“”»」』".contains($0) } ?? false }

  /// The text without blanks at its end.
  fileprivate var trimmingEndSpaces: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
