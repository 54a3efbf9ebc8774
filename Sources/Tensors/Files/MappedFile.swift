#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file mapped into memory for reading, unmapped when the last reader lets go.
///
/// The size is taken once, when the file is opened. A file that another program cuts short *while* it
/// is mapped makes the kernel raise SIGBUS on the missing pages, which no reader can turn into an
/// error: weights are replaced by renaming (as the writers of this room do), never by truncating.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  /// When the file was last written to, in nanoseconds since 1970.
  let modified: Int

  /// Maps the file at `path`, or says in one clause why it cannot be read.
  init(path: String) throws(FileSystemFailure) {
    // A named pipe without a writer would block the open; it is refused below.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileSystemFailure(errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileSystemFailure(errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileSystemFailure(reason: "it is not a regular file")
    }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    modified = time.tv_sec * 1_000_000_000 + time.tv_nsec
    let size = Int(status.st_size)
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw FileSystemFailure(errno: errno) }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    if let base = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
  }
}

/// Why the operating system refused a file, as a clause that ends a sentence.
struct FileSystemFailure: Error {
  let reason: String

  init(reason: String) { self.reason = reason }

  init(errno code: Int32) { reason = String(cString: strerror(code)) }
}
