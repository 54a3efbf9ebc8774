/// Strings and their escapes.
extension JSONReader {
  /// Reads a string; the position is at its opening quote.
  mutating func string() throws(ParseFailure) -> String {
    let start = position
    position += 1
    var stretch = position
    while position < bytes.count, bytes[position].isPlainInString { position += 1 }
    if peek() == UInt8(ascii: "\"") {
      position += 1
      return source.string(stretch..<position - 1)
    }
    var text = ""
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        text += source.string(stretch..<position)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        text += source.string(stretch..<position)
        text.unicodeScalars.append(try escape())
        stretch = position
      case 0..<0x20:
        throw failure("an escape such as \\n, since a string holds no control character")
      default: position += 1
      }
    }
    throw ParseFailure(
      notation: "json", message: "\(path): expected a closing quote, found the end of the text",
      source: source.range(start..<bytes.count))
  }

  private mutating func escape() throws(ParseFailure) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let letter = peek() else { throw failure("an escaped character") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default:
      position = start
      throw failure("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
  }

  /// Reads the four digits after `\u`, and a second escape after the first half of a pair.
  private mutating func unicodeEscape(from start: Int) throws(ParseFailure) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let isFirstHalf = (0xD800..<0xDC00).contains(first)
    if isFirstHalf, bytes[position...].starts(with: "\\u".utf8) {
      position += 2
      let second = try hexadecimal()
      if (0xDC00..<0xE000).contains(second) {
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        if let scalar = Unicode.Scalar(code) { return scalar }
      }
    }
    throw ParseFailure(
      notation: "json",
      message:
        "\(path): expected a surrogate pair, found half of one, \(source.string(start..<position))",
      source: source.range(start..<position))
  }

  private mutating func hexadecimal() throws(ParseFailure) -> UInt32 {
    let end = position + 4
    guard end <= bytes.count, let code = UInt32(hexadecimal: bytes[position..<end])
    else { throw failure("four hexadecimal digits") }
    position = end
    return code
  }
}
