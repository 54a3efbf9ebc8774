/// Cuts a stream of bytes into lines that end in a line feed, a carriage return or both.
///
/// A line is decoded only when it is whole: pieces of the stream end in the middle of characters.
struct LineReader: Sendable {
  private var line: [UInt8] = []
  private var isAfterCarriageReturn = false

  /// Takes the next piece and returns the lines that it completes, without their ends.
  mutating func receive(_ bytes: [UInt8]) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      defer { isAfterCarriageReturn = byte == 0x0D }
      switch byte {
      case 0x0A where isAfterCarriageReturn: break
      case 0x0A, 0x0D:
        lines.append(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
      default: line.append(byte)
      }
    }
    return lines
  }

  /// The last line, if it has no end.
  mutating func finish() -> String? {
    defer { line = [] }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
