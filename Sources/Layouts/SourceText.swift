/// A text as UTF-8 bytes that knows line and column of each of them.
///
/// A line ends at `\n`, `\r\n` or a lone `\r`. Scalars are counted once, in blocks, so that a place is
/// found in constant time wherever it lies: reading stays linear however many findings there are.
struct SourceText: Sendable {
  /// How many bytes share one entry of the scalar count.
  private static let blockSize = 256

  let bytes: [UInt8]
  private let lineStarts: [Int]
  private let scalarsBeforeBlock: [Int]

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var lineStarts = [0]
    var scalarsBeforeBlock: [Int] = []
    scalarsBeforeBlock.reserveCapacity(bytes.count / Self.blockSize + 1)
    var scalars = 0
    for (index, byte) in bytes.enumerated() {
      if index % Self.blockSize == 0 { scalarsBeforeBlock.append(scalars) }
      if byte & 0xC0 != 0x80 { scalars += 1 }
      let endsLine =
        byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
          && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n"))
      if endsLine { lineStarts.append(index + 1) }
    }
    if bytes.count % Self.blockSize == 0 { scalarsBeforeBlock.append(scalars) }
    self.bytes = bytes
    self.lineStarts = lineStarts
    self.scalarsBeforeBlock = scalarsBeforeBlock
  }

  /// The place of a stretch of bytes.
  func range(_ bounds: Range<Int>) -> SourceRange {
    let line = lineNumber(of: bounds.lowerBound)
    let column =
      scalarCount(before: bounds.lowerBound) - scalarCount(before: lineStarts[line - 1]) + 1
    return SourceRange(
      offset: bounds.lowerBound, length: bounds.count, line: line, column: column)
  }

  /// The text between two bytes.
  func string(_ bounds: Range<Int>) -> String {
    String(decoding: bytes[bounds], as: UTF8.self)
  }

  /// The beginning of a stretch, for a message; the rest of it is not looked at.
  func beginning(of bounds: Range<Int>, count: Int = 40) -> String {
    var end = min(bounds.upperBound, bounds.lowerBound + 8 * count)
    while end < bounds.upperBound, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return string(bounds.lowerBound..<end).shortened(to: count)
  }

  /// The beginning of a stretch in quotes, for a message.
  func excerpt(_ bounds: Range<Int>, count: Int = 40) -> String {
    JSONWriter.quoted(beginning(of: bounds, count: count))
  }

  /// The line that a byte stands in, counted from one.
  private func lineNumber(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  private func scalarCount(before offset: Int) -> Int {
    let block = offset / Self.blockSize
    var count = scalarsBeforeBlock[block]
    for index in (block * Self.blockSize)..<offset where bytes[index] & 0xC0 != 0x80 {
      count += 1
    }
    return count
  }
}
