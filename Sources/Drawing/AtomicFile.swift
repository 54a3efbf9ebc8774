public import Foundation

/// Writes files whole or not at all.
///
/// The bytes go to a hidden file beside the target, which then takes the target's name: a reader
/// sees the old content or the new, and a failure leaves nothing behind.
public enum AtomicFile {
  /// Writes a file, replacing the one that stands there.
  ///
  /// A symbolic link is followed and an existing file keeps its permissions. What is not a plain
  /// file, such as a terminal or a pipe, is written directly, for a rename would replace it.
  ///
  /// - Parameters:
  ///   - data: the bytes.
  ///   - file: where they go; the folder must exist.
  /// - Throws: `DrawingError.unwritable` naming the file and the system's reason.
  public static func write(_ data: Data, to file: URL) throws(DrawingError) {
    try write([(file, data)])
  }

  /// Writes a text as UTF-8, replacing the file that stands there.
  ///
  /// - Throws: `DrawingError.unwritable` naming the file and the system's reason.
  public static func write(_ text: String, to file: URL) throws(DrawingError) {
    try write(Data(text.utf8), to: file)
  }

  /// Writes several files: none is renamed into place before all are on the disk.
  ///
  /// - Parameter files: where each goes, and its bytes.
  /// - Throws: `DrawingError.unwritable` naming the first file that failed.
  public static func write(_ files: [(file: URL, data: Data)]) throws(DrawingError) {
    var drafts: [Draft] = []
    defer { for draft in drafts { draft.discard() } }
    for (file, data) in files { drafts.append(try Draft(data, for: file)) }
    while let draft = drafts.first {
      try draft.publish()
      drafts.removeFirst()
    }
  }
}

/// Bytes that lie on the disk under a name of their own, waiting to take the target's.
private struct Draft {
  private let name: String
  private let target: String
  /// Nil when the target was no plain file and already holds the bytes.
  private let temporary: String?

  init(_ data: Data, for file: URL) throws(DrawingError) {
    name = file.path
    var status = stat()
    let exists = stat(name, &status) == 0
    let isPlain = !exists || status.st_mode & S_IFMT == S_IFREG
    // A pipe behind `/dev/stdout` is a link whose target has no path, so only plain files are followed.
    target = isPlain ? file.resolvingSymlinksInPath().path : name
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw .unwritable(file: name, reason: "it is a folder")
    }
    if exists && access(target, W_OK) != 0 { throw Self.failure(name) }
    temporary = isPlain ? Self.temporaryName(beside: target) : nil
    let flags = isPlain ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY
    let descriptor = open(temporary ?? target, flags, 0o666)
    guard descriptor >= 0 else { throw Self.failure(name) }
    if isPlain && exists { fchmod(descriptor, status.st_mode & 0o7777) }
    let written = Self.writeAll(data, to: descriptor)
    let reason = errno
    guard close(descriptor) == 0, written else {
      discard()
      throw Self.failure(name, code: written ? errno : reason)
    }
  }

  /// Gives the bytes the target's name.
  func publish() throws(DrawingError) {
    guard let temporary, rename(temporary, target) != 0 else { return }
    throw Self.failure(name)
  }

  /// Removes the bytes, unless they have been published.
  func discard() {
    if let temporary { unlink(temporary) }
  }

  /// A name that the interrupted program can tell for its own, as every room that writes gives one.
  private static func temporaryName(beside target: String) -> String {
    let tag = String(UInt64.random(in: .min ... .max), radix: 36)
    return URL(filePath: target).deletingLastPathComponent()
      .appending(path: ".maquette-\(getpid())-\(tag).part").path
  }

  private static func writeAll(_ data: Data, to descriptor: Int32) -> Bool {
    data.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  private static func failure(_ file: String, code: Int32 = errno) -> DrawingError {
    .unwritable(file: file, reason: systemReason(code))
  }
}
