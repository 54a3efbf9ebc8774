/// A reader of single objects in exactly the notation's own form: `('a cat', [10, 20, 100, 120])`.
///
/// It makes no literals and tells nothing of what it refuses: an escape, a unit, a comment, five
/// numbers, a fraction of the canvas, a name that may end earlier. Of those `LiteralReader` and
/// `ObjectList` say what they are; what is read here, they would read to the same and without a finding.
struct PlainObjectReader {
  let source: SourceText
  private let bytes: SourceBytes
  let end: Int
  var position: Int

  init(_ source: SourceText, in range: Range<Int>) {
    self.source = source
    bytes = source.bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Reads an object, its place and that of its box; nil, at any place, when there is none.
  mutating func read() -> (object: LayoutObject, place: Range<Int>, box: Range<Int>)? {
    skipSpace()
    let start = position
    guard let closing = takeOpening(), let name = readName(), take(UInt8(ascii: ",")) else {
      return nil
    }
    skipSpace()
    let boxStart = position
    guard let box = readBox() else { return nil }
    let boxEnd = position
    guard take(closing) else { return nil }
    return (LayoutObject(name: name, box: box), start..<position, boxStart..<boxEnd)
  }

  /// Reads four numbers in brackets that are not fractions of the canvas.
  private mutating func readBox() -> Box? {
    guard let closing = takeOpening(), let x = readNumber(), take(UInt8(ascii: ",")),
      let y = readNumber(), take(UInt8(ascii: ",")), let width = readNumber(),
      take(UInt8(ascii: ",")), let height = readNumber(), take(closing)
    else { return nil }
    let isSmall = x.magnitude <= 1 && y.magnitude <= 1 && width.magnitude <= 1
    return isSmall && height.magnitude <= 1 ? nil : Box(x: x, y: y, width: width, height: height)
  }

  /// Reads a quoted text without escapes and brackets that shows something.
  private mutating func readName() -> String? {
    skipSpace()
    guard position < end else { return nil }
    let quote = bytes[position]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    let start = position + 1
    var place = start
    var isVisible = false
    var hasComma = false
    var isWide = false
    while place < end {
      let byte = bytes[place]
      if byte == quote { break }
      if byte == UInt8(ascii: "\\") || byte.isLineEnd { return nil }
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{") {
        return nil
      }
      hasComma = hasComma || byte == UInt8(ascii: ",")
      isWide = isWide || byte >= 0x80
      isVisible = isVisible || (0x21...0x7E).contains(byte)
      place += 1
    }
    // Behind a comma in the name a bracket, of whatever script, may begin the box.
    guard place < end, place > start, !(hasComma && isWide) else { return nil }
    guard isVisible || source.trimmed(start..<place).count > 0 else { return nil }
    position = place + 1
    return source.string(start..<place)
  }

  /// Reads a number of at most 15 digits, be it negative or with a decimal point.
  private mutating func readNumber() -> Double? {
    skipSpace()
    let isNegative = position < end && bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let start = position
    let limit = min(end, start + 15)
    var whole = 0
    while position < limit, bytes[position].isDigit {
      whole = whole &* 10 &+ Int(bytes[position] &- UInt8(ascii: "0"))
      position += 1
    }
    guard position > start, position < end else { return nil }
    guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
    var number = Double(whole)
    if bytes[position] == UInt8(ascii: ".") {
      position += 1
      let fraction = position
      while position < end, bytes[position].isDigit { position += 1 }
      guard position > fraction, let exact = DecimalNumber.exact(bytes, in: start..<position) else {
        return nil
      }
      number = exact
    }
    return isNegative ? -number : number
  }

  // MARK: - Steps

  mutating func skipSpace() {
    while position < end, bytes[position].isBlank || bytes[position].isLineEnd { position += 1 }
  }

  /// Steps over white space and a byte, if that stands there.
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < end, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// Steps over an opening bracket and tells the one that closes it.
  private mutating func takeOpening() -> UInt8? {
    if take(UInt8(ascii: "(")) { return UInt8(ascii: ")") }
    return take(UInt8(ascii: "[")) ? UInt8(ascii: "]") : nil
  }
}
