import Drawing
import Foundation
import Tensors

/// The files that a rendering writes, all of them checked before the work and written after it.
struct RenderOutputs {
  /// The picture's file, or nil for standard output.
  private let picture: OutputFile?
  private let latents: OutputFile?
  private let trace: OutputFile?
  private let console: Console

  /// Names the files.
  ///
  /// - Throws: a `Failure` naming the first that can't be written.
  init(picture: String, latents: String?, trace: String?, console: Console) throws {
    self.console = console
    if picture == "-" {
      guard !console.dataIsTerminal else {
        throw Failure(
          .usage, "-o -: expected standard output to be a file or a pipe, found a terminal")
      }
      self.picture = nil
    } else {
      self.picture = try OutputFile(picture)
      try Self.checkName(picture)
    }
    self.latents = try latents.map(OutputFile.init)
    self.trace = try trace.map(OutputFile.init)
  }

  /// Writes everything; nothing takes its name before the rest lies on the disk.
  ///
  /// - Parameters:
  ///   - file: the picture with its texts.
  ///   - latents: the last latents, channels first.
  ///   - lines: the trace.
  /// - Throws: what the first file that fails throws; nothing is left behind then.
  func write(_ file: PNGFile, latents: Tensor, lines: [String]) throws {
    let data = try file.encoded()
    var files: [(file: URL, data: Data)] = []
    if let picture {
      try picture.createFolder()
      files.append((picture.url, data))
    }
    if let trace {
      try trace.createFolder()
      files.append((trace.url, Data(lines.map { $0 + "\n" }.joined().utf8)))
    }
    if let saved = self.latents {
      try saved.createFolder()
      try NPYFile.write(latents, to: saved.url)
    }
    do {
      try AtomicFile.write(files)
    } catch {
      if let saved = self.latents, fileKind(saved.path) == S_IFREG { unlink(saved.path) }
      throw error
    }
    if picture == nil { try console.write(data) }
  }

  /// Writes what there is of a painting that could not go on, where files for it were named.
  ///
  /// - Parameters:
  ///   - latents: the last good latents, channels first.
  ///   - lines: the trace so far.
  /// - Returns: what was written, as a clause for the message; nil where no file was named.
  /// - Throws: what writing throws.
  func keep(latents: Tensor, lines: [String]) throws -> String? {
    if let trace, !lines.isEmpty { try trace.write(lines.joined(separator: "\n")) }
    guard let saved = self.latents else { return nil }
    try saved.createFolder()
    try NPYFile.write(latents, to: saved.url)
    return "the latents before that step are in \(saved.path)"
  }

  /// Writes the picture alone.
  func write(_ file: PNGFile) throws {
    let data = try file.encoded()
    if let picture {
      try picture.write(data)
    } else {
      try console.write(data)
    }
  }

  /// Refuses names that promise another format; a device or a pipe may have any name.
  private static func checkName(_ path: String) throws {
    let isSpecial = fileKind(path).map { $0 != S_IFREG } ?? false
    guard isSpecial || path.lowercased().hasSuffix(".png") else {
      throw Failure(.usage, "-o: expected a name that ends in .png, found \(path)")
    }
  }
}
