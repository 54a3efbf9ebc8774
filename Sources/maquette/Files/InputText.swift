import Foundation

/// A text read from a file or from standard input, with its name for messages.
struct InputText: Sendable {
  /// The largest text that is read: what a data set's annotations take, and no more than what a machine
  /// of 4 GiB can hold ten times.
  static let byteLimit = 256 << 20

  /// The path, or `standard input`.
  let name: String
  /// The text.
  let text: String

  /// Reads a file, or standard input when the path is `-`.
  ///
  /// - Throws: a `Failure` naming the file and what is wrong with it.
  init(_ path: String) throws {
    name = path == "-" ? "standard input" : path
    if path != "-", fileKind(path) == S_IFDIR {
      throw Failure(.usage, "\(name): expected a file, found a folder")
    }
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(.usage, "\(name): \(systemReason(errno))") }
    defer { if path != "-" { close(descriptor) } }
    text = try Self.decode(Self.read(descriptor, name: name), name: name)
  }

  private static func read(_ descriptor: Int32, name: String) throws -> [UInt8] {
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let size = isFile ? Int(status.st_size) : 0
    try checkSize(size, name: name)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw Failure(.usage, "\(name): \(systemReason(errno))")
      }
      bytes += chunk[..<count]
      try checkSize(bytes.count, name: name)
    }
  }

  private static func checkSize(_ size: Int, name: String) throws {
    guard size <= byteLimit else {
      throw Failure(
        .usage, "\(name): expected at most \(byteLimit >> 20) MiB of text, found more")
    }
  }

  private static func decode(_ bytes: [UInt8], name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(
        .usage,
        "\(name): expected UTF-8 text, found other bytes at byte \(firstFault(bytes))")
    }
    return text
  }

  /// The place of the first byte that is not UTF-8.
  static func firstFault(_ bytes: [UInt8]) -> Int {
    let repaired = String(decoding: bytes, as: UTF8.self).utf8
    return zip(bytes, repaired).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
  }
}
