import Foundation

/// A file that is written piece by piece and takes its name only when it is whole.
final class StreamedFile {
  private let output: OutputFile
  private let temporary: String
  private let target: String
  private let descriptor: Int32
  private var isOpen = true

  /// Begins a file; what stands at its place stays until `publish`.
  ///
  /// What is no plain file, such as a pipe, is written directly.
  init(_ output: OutputFile) throws {
    self.output = output
    try output.createFolder()
    let kind = fileKind(output.path)
    let isPlain = kind == nil || kind == S_IFREG
    target = isPlain ? output.url.resolvingSymlinksInPath().path : output.path
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    temporary =
      isPlain
      ? URL(filePath: target).deletingLastPathComponent()
        .appending(path: ".maquette-\(getpid())-\(tag).part").path : target
    let flags = isPlain ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY
    descriptor = open(temporary, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(output, errno) }
    var status = stat()
    if isPlain, stat(target, &status) == 0 { fchmod(descriptor, status.st_mode & 0o7777) }
  }

  deinit {
    guard isOpen else { return }
    close(descriptor)
    if temporary != target { unlink(temporary) }
  }

  /// Appends bytes.
  func write(_ bytes: [UInt8]) throws {
    let code = Console.send(bytes, to: descriptor)
    guard code == 0 else { throw Self.failure(output, code) }
  }

  /// Gives the file its name.
  func publish() throws {
    isOpen = false
    guard close(descriptor) == 0, temporary == target || rename(temporary, target) == 0 else {
      let code = errno
      if temporary != target { unlink(temporary) }
      throw Self.failure(output, code)
    }
  }

  private static func failure(_ output: OutputFile, _ code: Int32) -> Failure {
    Failure(.usage, "cannot write \(output.path): \(systemReason(code))")
  }
}

/// Bytes that wait on the disk, for what must be written before them is only known at the end.
final class SpooledBytes {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Begins an empty spool, which has no name and leaves nothing behind.
  init() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    let path = "\(folder)/.maquette-\(getpid())-\(tag).part"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.usage, "cannot write in \(folder): \(systemReason(errno))")
    }
    unlink(path)
  }

  deinit { close(descriptor) }

  /// Appends a text.
  func write(_ text: String) throws {
    buffer += text.utf8
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Hands over all that was written, in pieces.
  func drain(_ take: ([UInt8]) throws -> Void) throws {
    try flush()
    lseek(descriptor, 0, SEEK_SET)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Failure(.usage, "cannot read a temporary file: \(systemReason(errno))")
      }
      if count == 0 { return }
      try take(Array(chunk[..<count]))
    }
  }

  private func flush() throws {
    let code = Console.send(buffer, to: descriptor)
    buffer.removeAll(keepingCapacity: true)
    guard code == 0 else {
      throw Failure(.usage, "cannot write a temporary file: \(systemReason(code))")
    }
  }
}
