internal import Foundation
internal import Networks
internal import Tensors

/// Writes networks as a folder in the diffusers layout, which takes its name when it is complete.
struct ModelFolder {
  private let target: URL
  private let draft: URL

  /// Begins a folder beside the place where it will stand.
  init(_ target: URL) throws {
    self.target = target
    let parent = target.standardizedFileURL.deletingLastPathComponent()
    draft = parent.appending(
      path: ".maquette-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36)).part")
    do {
      try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
    } catch {
      throw TrainingError.unwritable(file: target.path, reason: "the folder can't be created")
    }
  }

  /// Copies a file or a folder; one that is not there is left out where `isOptional`.
  func copy(_ source: URL, to path: String, isOptional: Bool = false) throws {
    if isOptional, !FileManager.default.fileExists(atPath: source.path) { return }
    let place = draft.appending(path: path)
    do {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: source.resolvingSymlinksInPath(), to: place)
    } catch {
      throw TrainingError.unwritable(
        file: target.appending(path: path).path, reason: "\(source.path) can't be copied there")
    }
  }

  /// Writes a text.
  func write(_ text: String, to path: String) throws {
    let place = draft.appending(path: path)
    do {
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
    } catch {
      throw TrainingError.unwritable(
        file: target.appending(path: path).path, reason: "the disk may be full")
    }
  }

  /// Writes a network's weights in half precision, into a folder of the model or into the folder itself.
  func writeWeights(
    _ parameters: Parameters, part: String, fileName: String, in name: String = ""
  ) throws {
    let folder = name.isEmpty ? draft : draft.appending(path: name)
    try SafetensorsFile.write(
      parameters.published(part),
      to: folder.appending(path: "\(fileName).safetensors"), as: .float16,
      metadata: ["format": "pt"])
  }

  /// Puts the folder in its place; an older one goes.
  func commit() throws {
    let manager = FileManager.default
    do {
      if manager.fileExists(atPath: target.path) { try manager.removeItem(at: target) }
      try manager.moveItem(at: draft, to: target)
    } catch {
      throw TrainingError.unwritable(
        file: target.path, reason: "the older folder can't be replaced")
    }
  }

  /// Removes what was written, when it can't be completed.
  func discard() { try? FileManager.default.removeItem(at: draft) }

  /// Writes a folder whole or not at all.
  static func write(_ target: URL, _ body: (ModelFolder) throws -> Void) throws {
    let folder = try ModelFolder(target)
    do {
      try body(folder)
      try folder.commit()
    } catch {
      folder.discard()
      throw error
    }
  }
}
