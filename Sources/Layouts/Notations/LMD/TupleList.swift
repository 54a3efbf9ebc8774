/// A list of objects in exactly the notation's own form, read without a detour over literals.
///
///     [('a green car', [21, 281, 211, 159]), ('a blue truck', [269, 283, 209, 160])]
///
/// Where anything else stands (an escape, a unit, a comment, five numbers, a fraction of the canvas, no
/// objects at all) there is no such list: then `LiteralReader` and `ObjectList` say what it is. What is
/// read here, they would read to the same objects and without a finding.
struct TupleList {
  private(set) var objects: [LayoutObject] = []
  private(set) var places: [SourceRange] = []

  private let source: SourceText
  private let bytes: SourceBytes
  private let end: Int
  private var position: Int

  /// Reads a stretch that holds one such list and white space around it; nil when it holds more.
  init?(_ source: SourceText, in range: Range<Int>) {
    self.source = source
    bytes = source.bytes
    position = range.lowerBound
    end = range.upperBound
    guard readList() else { return nil }
  }

  private mutating func readList() -> Bool {
    guard take(UInt8(ascii: "[")) else { return false }
    let count = countOfNames
    objects.reserveCapacity(count)
    places.reserveCapacity(count)
    repeat {
      guard readEntry() else { return false }
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { return false }
    skipSpace()
    return position == end
  }

  /// The most objects that there may be: each ends with two closing brackets.
  private var countOfNames: Int {
    var brackets = 0
    for place in position..<end {
      let byte = bytes[place]
      brackets += byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") ? 1 : 0
    }
    return brackets / 2
  }

  private mutating func readEntry() -> Bool {
    guard let closing = takeOpening(), let name = readName(), take(UInt8(ascii: ",")) else {
      return false
    }
    skipSpace()
    let start = position
    guard let box = readBox() else { return false }
    places.append(source.range(start..<position))
    objects.append(LayoutObject(name: name, box: box))
    return take(closing)
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

  /// Reads a quoted text without escapes that shows something.
  private mutating func readName() -> String? {
    skipSpace()
    guard position < end else { return nil }
    let quote = bytes[position]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    let start = position + 1
    var place = start
    var isVisible = false
    while place < end {
      let byte = bytes[place]
      if byte == quote { break }
      if byte == UInt8(ascii: "\\") || byte.isLineEnd { return nil }
      isVisible = isVisible || (0x21...0x7E).contains(byte)
      place += 1
    }
    guard place < end, place > start else { return nil }
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

  private mutating func skipSpace() {
    while position < end, bytes[position].isBlank || bytes[position].isLineEnd { position += 1 }
  }

  /// Steps over white space and a byte, if that stands there.
  private mutating func take(_ byte: UInt8) -> Bool {
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
