import Foundation

/// Reads a file or standard input piece by piece, so that what was read need not be kept.
final class ByteReader {
  /// One line without its line end.
  struct Line {
    /// The bytes; of a line that is too long, none.
    var bytes: [UInt8]
    /// Where it begins, in bytes from the beginning of the file.
    var offset: Int
    /// Its number, counted from one.
    var number: Int
    /// How many Unicode scalars stand before it, counted only where that was asked for.
    var scalarsBefore: Int
    /// Whether it is longer than the limit and was passed over.
    var isTooLong: Bool
  }

  private static let chunkSize = 1 << 18

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let countsScalars: Bool
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  private var offset = 0
  private var lineNumber = 0
  private var scalars = 0

  /// Opens a file, or standard input when the path is `-`.
  ///
  /// - Throws: a `Failure` with the reason alone, for the caller knows the name.
  init(_ path: String, countsScalars: Bool = false) throws {
    self.countsScalars = countsScalars
    ownsDescriptor = path != "-"
    if ownsDescriptor, fileKind(path) == S_IFDIR {
      throw Failure(.usage, "expected a file, found a folder")
    }
    descriptor = ownsDescriptor ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else { throw Failure(.usage, systemReason(errno)) }
  }

  deinit {
    if ownsDescriptor, descriptor >= 0 { close(descriptor) }
  }

  /// The next bytes, as many as there are up to a number, which are read again later.
  func peek(_ count: Int) throws -> ArraySlice<UInt8> {
    while buffer.count - start < count, try fill() {}
    return buffer[start..<min(buffer.count, start + count)]
  }

  /// All that is left.
  ///
  /// - Returns: the bytes, or nil when they are more than a limit.
  func rest(limit: Int) throws -> [UInt8]? {
    while buffer.count - start <= limit, try fill() {}
    guard buffer.count - start <= limit else { return nil }
    defer { (buffer, start) = ([], 0) }
    return start == 0 ? buffer : Array(buffer[start...])
  }

  /// The next line, or nil at the end; a line end as the last byte begins no further line.
  func nextLine(limit: Int) throws -> Line? {
    var searched = 0
    var passed = 0
    while true {
      if let end = lineEnd(from: start + searched) {
        return line(until: end, behind: end + 1, passed: passed)
      }
      searched = buffer.count - start
      if passed > 0 || searched > limit {
        // What is too long is not kept while its end is looked for.
        passed += searched
        if countsScalars { scalars += Self.scalarCount(buffer[start...]) }
        start = buffer.count
        searched = 0
      }
      if try !fill() {
        guard passed > 0 || start < buffer.count else { return nil }
        return line(until: buffer.count, behind: buffer.count, passed: passed)
      }
    }
  }

  /// Takes a line out of the buffer.
  private func line(until end: Int, behind next: Int, passed: Int) -> Line {
    lineNumber += 1
    var last = end
    if last > start, buffer[last - 1] == UInt8(ascii: "\r") { last -= 1 }
    let line = Line(
      bytes: passed > 0 ? [] : Array(buffer[start..<last]), offset: offset, number: lineNumber,
      scalarsBefore: scalars, isTooLong: passed > 0)
    offset += passed + next - start
    if countsScalars { scalars += Self.scalarCount(buffer[start..<next]) }
    start = next
    return line
  }

  private func lineEnd(from place: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard place < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + place, Int32(UInt8(ascii: "\n")), bytes.count - place)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Reads a chunk behind what is buffered.
  ///
  /// - Returns: whether there was more.
  private func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    let kept = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.chunkSize))
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        Foundation.read(descriptor, bytes.baseAddress.map { $0 + kept }, Self.chunkSize)
      }
      if count < 0, errno == EINTR { continue }
      let code = errno
      buffer.removeLast(Self.chunkSize - max(count, 0))
      guard count >= 0 else { throw Failure(.usage, systemReason(code)) }
      isAtEnd = count == 0
      return !isAtEnd
    }
  }

  private static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
  }
}
