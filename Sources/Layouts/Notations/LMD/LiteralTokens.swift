/// A bracket as it stands in a text.
struct Bracket {
  /// The ASCII form of the opening bracket of its kind.
  var kind: UInt8
  var isOpening: Bool
  /// Whether it belongs to another script than ASCII.
  var isOdd: Bool
  var end: Int
}

/// A quote that opens a text.
struct Quote {
  /// What closes a text that another quote than Python's opened.
  enum Closers {
    case none, apostrophe, single, singleClosing, double, doubleClosing, doubleLow
    case guillemet, corner, whiteCorner
  }

  /// The ASCII quote that closes the text, and opened it.
  var closer: UInt8?
  /// The other quotes that may close the text.
  var otherClosers = Closers.none
  /// Where the text begins.
  var start: Int
  /// Whether Python knows this quote.
  var isPython: Bool
  var isRaw = false
}

/// What stands at a place of a text that is read as literals: brackets, separators, quotes, the ends of
/// values.
///
/// It knows nothing of what was read before, and is small: `LiteralReader` asks it at every byte.
struct LiteralTokens {
  let source: SourceText
  /// Where the stretch ends that is read.
  let end: Int
  /// Whether the text is read as Python reads it.
  let isStrict: Bool

  // MARK: - Brackets and separators

  @inline(__always)
  func bracket(at place: Int) -> Bracket? {
    guard place < end else { return nil }
    let byte = source.bytes[place]
    return byte < 0x80
      ? Self.asciiBracket(byte, isOdd: false, end: place + 1) : wideBracket(at: place)
  }

  private func wideBracket(at place: Int) -> Bracket? {
    if let (folded, next) = source.folded(at: place) {
      return Self.asciiBracket(folded, isOdd: true, end: next)
    }
    if source.has("【", at: place) || source.has("〔", at: place) {
      return Bracket(kind: UInt8(ascii: "["), isOpening: true, isOdd: true, end: place + 3)
    }
    if source.has("】", at: place) || source.has("〕", at: place) {
      return Bracket(kind: UInt8(ascii: "["), isOpening: false, isOdd: true, end: place + 3)
    }
    return nil
  }

  @inline(__always)
  private static func asciiBracket(_ byte: UInt8, isOdd: Bool, end: Int) -> Bracket? {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"):
      Bracket(kind: byte, isOpening: true, isOdd: isOdd, end: end)
    case UInt8(ascii: "]"):
      Bracket(kind: UInt8(ascii: "["), isOpening: false, isOdd: isOdd, end: end)
    case UInt8(ascii: ")"):
      Bracket(kind: UInt8(ascii: "("), isOpening: false, isOdd: isOdd, end: end)
    case UInt8(ascii: "}"):
      Bracket(kind: UInt8(ascii: "{"), isOpening: false, isOdd: isOdd, end: end)
    default: nil
    }
  }

  /// The end of a comma, or of what is written for one.
  @inline(__always)
  func separatorEnd(at place: Int) -> (end: Int, isOdd: Bool)? {
    guard place < end else { return nil }
    switch source.bytes[place] {
    case UInt8(ascii: ","): return (place + 1, false)
    case UInt8(ascii: ";"): return (place + 1, true)
    case 0xE3 where source.has("、", at: place): return (place + 3, true)
    case 0xEF where source.has("，", at: place) || source.has("；", at: place):
      return (place + 3, true)
    case 0xD8 where source.has("،", at: place): return (place + 2, true)
    default: return nil
    }
  }

  /// Whether a value must end before this place.
  func isDelimiter(at place: Int) -> Bool {
    guard place < end else { return true }
    let byte = source.bytes[place]
    if byte.isLineEnd || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return true }
    if separatorEnd(at: place) != nil || bracket(at: place)?.isOpening == false { return true }
    return source.has("：", at: place)
  }

  /// Whether nothing but blanks stands between a place and the next delimiter.
  func isValueEnd(at place: Int) -> Bool {
    isDelimiter(at: source.skippingBlanks(from: place, to: end))
  }

  /// Whether a backslash and a bracket stand at a place, outside texts in quotes.
  func isEscapedBracket(at place: Int) -> Bool {
    place + 1 < end && source.bytes[place] == UInt8(ascii: "\\")
      && "[](){}".utf8.contains(source.bytes[place + 1])
  }

  func blockCommentEnd(from start: Int) -> Int {
    var place = start
    while place < end {
      if source.has("*/", at: place) { return min(place + 2, end) }
      place += 1
    }
    return end
  }

  func endsWord(at place: Int) -> Bool {
    if source.bytes[place] == UInt8(ascii: "=") { return true }
    guard let bracket = bracket(at: place) else { return isDelimiter(at: place) }
    guard bracket.isOpening, bracket.kind == UInt8(ascii: "(") else { return true }
    let inside = source.skippingBlanks(from: bracket.end, to: end)
    return inside < end
      && (source.bytes[inside].isDigit || source.bytes[inside] == UInt8(ascii: "-"))
  }
}
