internal import Layouts

/// Line and column of places in a text that are asked for mostly in rising order.
struct XMLPlaces {
  private let bytes: [UInt8]
  private var offset = 0
  private var line = 1
  private var column = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The place of a stretch; asked for in rising order, all of them cost one pass.
  func range(_ bounds: Range<Int>) -> SourceRange {
    var copy = self
    return copy.advance(to: bounds)
  }

  /// The place of a stretch, from which the next one is counted.
  mutating func advance(to bounds: Range<Int>) -> SourceRange {
    if bounds.lowerBound < offset { (offset, line, column) = (0, 1, 1) }
    while offset < bounds.lowerBound {
      let byte = bytes[offset]
      offset += 1
      let endsLine =
        byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
          && (offset == bytes.count || bytes[offset] != UInt8(ascii: "\n"))
      if endsLine {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourceRange(offset: offset, length: bounds.count, line: line, column: column)
  }
}
