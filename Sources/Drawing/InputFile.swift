internal import Foundation

/// Reads a file, with the system's own reason where that fails.
enum InputFile {
  static func read(_ file: URL) throws(DrawingError) -> Data {
    let descriptor = open(file.path, O_RDONLY)
    guard descriptor >= 0 else { throw .unreadable(file: file.path, reason: systemReason()) }
    defer { close(descriptor) }
    var data = Data()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(file: file.path, reason: systemReason()) }
      guard count > 0 else { return data }
      data.append(contentsOf: chunk[..<count])
    }
  }
}

/// The system's reason for the last failed call, for the end of a sentence.
func systemReason(_ code: Int32 = errno) -> String {
  let reason = String(cString: strerror(code))
  return reason.prefix(1).lowercased() + reason.dropFirst()
}
