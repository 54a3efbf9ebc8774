/// Where a report goes, piece by piece: standard output, or a file that appears when it is whole.
final class ReportSink {
  private static let bufferSize = 1 << 16

  private let console: Console
  private let file: StreamedFile?
  private var buffer: [UInt8] = []

  /// Begins a report on standard output, or in a file.
  init(_ output: OutputFile?, console: Console) throws {
    self.console = console
    file = try output.map(StreamedFile.init)
  }

  /// Appends a text.
  func write(_ text: String) throws {
    buffer += text.utf8
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends bytes, which may end within a character.
  func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends a line.
  func writeLine(_ line: String) throws {
    buffer += line.utf8
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Shows what was written so far to a person who is waiting for it.
  func pause() throws {
    if file == nil, console.dataIsTerminal { try flush() }
  }

  /// Ends the report.
  func finish() throws {
    try flush()
    try file?.publish()
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    if let file { try file.write(buffer) } else { try console.write(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }
}
