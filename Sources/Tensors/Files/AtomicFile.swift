#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears under its name complete or not at all.
///
/// Bytes go to a temporary file in the same folder; `commit()` renames it into place, which replaces
/// an older file in one step and leaves programs that have that one mapped undisturbed. Whatever was
/// not committed is removed.
struct AtomicFile: ~Copyable {
  private let path: String
  private let temporary: String
  private var descriptor: Int32

  /// Creates the temporary file beside `path`.
  static func create(_ path: String) throws(FileSystemFailure) -> AtomicFile {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { path[...$0] } ?? ""
    guard !path.isEmpty, slash.map({ path.index(after: $0) != path.endIndex }) ?? true else {
      throw FileSystemFailure(reason: "it names a folder")
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw FileSystemFailure(reason: "it is a folder")
    }
    // Names are limited to 255 bytes: the temporary one does not repeat the final one.
    let temporary =
      "\(folder).maquette-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36)).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSystemFailure(errno: errno) }
    return AtomicFile(path: path, temporary: temporary, descriptor: descriptor)
  }

  private init(path: String, temporary: String, descriptor: Int32) {
    self.path = path
    self.temporary = temporary
    self.descriptor = descriptor
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporary)
    }
  }

  /// Appends bytes.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = UnsafeRawBufferPointer(rebasing: rest)
      #if canImport(Glibc)
        let written = Glibc.write(descriptor, chunk.baseAddress, chunk.count)
      #else
        let written = Darwin.write(descriptor, chunk.baseAddress, chunk.count)
      #endif
      if written < 0 {
        if errno == EINTR { continue }
        throw FileSystemFailure(errno: errno)
      }
      rest = rest.dropFirst(written)
    }
  }

  /// Appends bytes.
  mutating func write(_ bytes: [UInt8]) throws(FileSystemFailure) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileSystemFailure) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Puts the file under its name.
  consuming func commit() throws(FileSystemFailure) {
    // Without this a power cut could leave the new name on an empty file.
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw FileSystemFailure(errno: errno)
    }
    close(descriptor)
    descriptor = -1
  }
}
