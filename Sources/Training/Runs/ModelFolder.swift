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
    let path = (name.isEmpty ? "" : "\(name)/") + "\(fileName).safetensors"
    do {
      try SafetensorsFile.write(
        parameters.published(part), to: draft.appending(path: path), as: .float16,
        metadata: ["format": "pt"])
    } catch SafetensorsError.unwritable(_, let reason) {
      throw TrainingError.unwritable(file: target.appending(path: path).path, reason: reason)
    }
  }

  /// Puts the folder in its place; an older one goes when the new one stands.
  func commit() throws {
    let manager = FileManager.default
    let old = draft.deletingPathExtension().appendingPathExtension("old.part")
    do {
      if manager.fileExists(atPath: target.path) { try manager.moveItem(at: target, to: old) }
      do {
        try manager.moveItem(at: draft, to: target)
      } catch {
        try? manager.moveItem(at: old, to: target)
        throw error
      }
      try? manager.removeItem(at: old)
    } catch {
      throw TrainingError.unwritable(
        file: target.path, reason: "the older folder can't be replaced")
    }
  }

  /// What an exported folder may hold.
  private static let parts: Set = [
    "unet", "text_encoder", "tokenizer", "scheduler", "vae", "model_index.json", "maquette.json",
    "README.md", "config.json", "model.safetensors", "diffusion_pytorch_model.safetensors",
  ]

  /// Makes sure that nothing but an older export would be lost at a place.
  ///
  /// - Parameters:
  ///   - target: where a folder is to stand.
  ///   - kept: folders that must not be touched, whatever they hold.
  /// - Throws: `TrainingError.wouldReplace` naming what stands there.
  static func checkPlace(_ target: URL, sparing kept: [URL]) throws {
    let place = target.standardizedFileURL.resolvingSymlinksInPath().path
    for folder in kept.map({ $0.standardizedFileURL.resolvingSymlinksInPath().path })
    where folder == place || folder.hasPrefix(place == "/" ? place : place + "/") {
      throw TrainingError.wouldReplace(folder: target.path, reason: "\(folder) lies there")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else { return }
    let names =
      isFolder.boolValue ? try? FileManager.default.contentsOfDirectory(atPath: place) : nil
    guard let names else {
      throw TrainingError.wouldReplace(folder: target.path, reason: "it is a file")
    }
    if let other = names.sorted().first(where: { !parts.contains($0) }) {
      throw TrainingError.wouldReplace(folder: target.path, reason: "it holds \(other)")
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
