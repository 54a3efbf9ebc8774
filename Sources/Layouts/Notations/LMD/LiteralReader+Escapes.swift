extension LiteralReader {
  /// Reads an escape of Python's and appends what it stands for; the position is at its backslash.
  ///
  /// As in Python an unknown escape keeps its backslash. Halves of surrogate pairs, which JSON writes,
  /// are joined; Python would keep them apart.
  mutating func appendEscape(to text: inout TextBuffer) {
    let start = position
    position += 1
    guard position < end else {
      text.append(UInt8(ascii: "\\"))
      return
    }
    let letter = source.bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(letter)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case 0x0A: break
    case UInt8(ascii: "0")...UInt8(ascii: "7"): appendOctal(to: &text)
    case UInt8(ascii: "x"): appendHexadecimal(digits: 2, from: start, to: &text)
    case UInt8(ascii: "u"): appendHexadecimal(digits: 4, from: start, to: &text)
    case UInt8(ascii: "U"): appendHexadecimal(digits: 8, from: start, to: &text)
    default:
      position = start + 1
      text.append(UInt8(ascii: "\\"))
    }
  }

  private mutating func appendOctal(to text: inout TextBuffer) {
    position -= 1
    var code: UInt32 = 0
    let limit = min(position + 3, end)
    while position < limit, (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(source.bytes[position])
    {
      code = code * 8 + UInt32(source.bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    append(code, to: &text)
  }

  private mutating func appendHexadecimal(digits: Int, from start: Int, to text: inout TextBuffer) {
    guard let code = tokens.hexadecimal(digits: digits, at: position) else {
      result.isPython = false
      note(.unescapedQuote, "a backslash without the digits of its escape", start..<position)
      text.append(source.bytes[start..<position])
      return
    }
    position += digits
    guard (0xD800..<0xE000).contains(code) else {
      append(code, to: &text)
      return
    }
    result.isPython = false
    if code < 0xDC00, source.has("\\u", at: position),
      let second = tokens.hexadecimal(digits: 4, at: position + 2),
      (0xDC00..<0xE000).contains(second)
    {
      position += 6
      append(0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00), to: &text)
    } else {
      note(.unescapedQuote, "half of a surrogate pair", start..<position)
      append(0xFFFD, to: &text)
    }
  }

  private func append(_ code: UInt32, to text: inout TextBuffer) {
    text.append(String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
  }

  // MARK: - Outside texts

  /// Notes once that brackets are escaped.
  mutating func noteEscape() {
    result.isPython = false
    guard !hasNotedEscape else { return }
    hasNotedEscape = true
    note(.bracketStyle, "a backslash before a bracket", position..<position + 1)
  }
}
