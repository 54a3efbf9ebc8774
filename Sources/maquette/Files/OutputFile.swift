import Drawing
import Foundation

/// A file to be written: whole, or not at all.
///
/// Missing folders on the way are created, just before the file is written.
struct OutputFile: Sendable {
  /// The path as the user gave it, for messages.
  let path: String

  /// Names the file, and finds out whether it can be written before work is spent on it.
  ///
  /// - Throws: a `Failure` naming the path and the reason.
  init(_ path: String) throws {
    guard !path.isEmpty else {
      throw Failure(.usage, "the output path is empty: expected the name of a file")
    }
    guard path != "-" else {
      throw Failure(
        .usage, "cannot write -: expected the name of a file; /dev/stdout is standard output")
    }
    self.path = path
    try check()
    Interruption.expectTemporaryFiles(in: target.deletingLastPathComponent().path)
  }

  /// The place of the file; a symbolic link is followed, as writing will follow it.
  var url: URL { URL(filePath: path) }

  /// Writes the file in one step.
  func write(_ bytes: Data) throws {
    try createFolder()
    try AtomicFile.write(bytes, to: url)
  }

  /// Writes a text in one step, and ends its last line.
  func write(_ text: String) throws {
    try write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  /// Creates the folders on the way to the file.
  func createFolder() throws {
    let folder = target.deletingLastPathComponent().path
    guard fileKind(folder) == nil else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Failure(
        .usage, "cannot write \(path): cannot create the folder \(folder): \(systemReason(errno))")
    }
  }

  private var target: URL { url.resolvingSymlinksInPath() }

  /// Refuses what is known beforehand to fail.
  private func check() throws {
    let kind = fileKind(path)
    if path.hasSuffix("/") || kind == S_IFDIR {
      throw Failure(.usage, "cannot write \(path): expected the name of a file, found a folder")
    }
    if kind != nil {
      guard access(path, W_OK) == 0 else { throw cannotWrite(errno) }
      guard kind == S_IFREG else { return }
    }
    var ancestor = target.deletingLastPathComponent()
    while fileKind(ancestor.path) == nil {
      guard errno == ENOENT, ancestor.path != "/" else { throw cannotWrite(errno) }
      ancestor.deleteLastPathComponent()
    }
    guard fileKind(ancestor.path) == S_IFDIR else {
      throw Failure(.usage, "cannot write \(path): \(ancestor.path) is not a folder")
    }
    guard access(ancestor.path, W_OK | X_OK) == 0 else { throw cannotWrite(errno) }
  }

  private func cannotWrite(_ code: Int32) -> Failure {
    Failure(.usage, "cannot write \(path): \(systemReason(code))")
  }
}

/// The kind of what stands at a path (`S_IFREG`, `S_IFDIR`, …), or nil when nothing does.
func fileKind(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}
