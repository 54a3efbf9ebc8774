public import Foundation
internal import Tensors

/// A folder of objects that were painted by themselves, so that an edit paints only what it changed.
///
/// Each object is a safetensors file, named by a digest of all that decides how it looks: the model's
/// weights, the prompt, the noise, the steps and the method's numbers. The whole of it stands in the
/// file too, so that one object is never taken for another. A file that can't be read is as none:
/// the object is painted again.
public struct ObjectStore: Sendable {
  /// The folder; it is made where it is missing.
  public let folder: URL

  /// Creates a store in a folder.
  public init(_ folder: URL) { self.folder = folder }

  /// Makes the folder, so that what is wrong with it is known before anything is painted.
  func create() throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw RenderError.unusableObjectStore(
        folder: folder.path, reason: error.localizedDescription)
    }
  }

  private func file(for key: String) -> URL {
    folder.appending(path: "\(Digest(key)).safetensors")
  }

  func object(for key: String) -> PaintedObject? {
    guard let file = try? SafetensorsFile(contentsOf: file(for: key)), file.metadata["key"] == key,
      let start = try? file.tensor(named: "latents.0")
    else { return nil }
    var object = PaintedObject(start: start)
    while let next = try? file.tensor(named: "latents.\(object.trajectory.count)") {
      object.trajectory.append(next)
      let prefix = "attention.\(object.attention.count)."
      var maps: [String: Tensor] = [:]
      for name in file.names where name.hasPrefix(prefix) {
        maps[String(name.dropFirst(prefix.count))] = try? file.tensor(named: name)
      }
      object.attention.append(maps)
    }
    object.saliency = try? file.tensor(named: "saliency")
    return object
  }

  func keep(_ object: PaintedObject, for key: String) throws {
    var tensors: [String: Tensor] = [:]
    for (step, latents) in object.trajectory.enumerated() { tensors["latents.\(step)"] = latents }
    for (step, maps) in object.attention.enumerated() {
      for (path, map) in maps { tensors["attention.\(step).\(path)"] = map }
    }
    tensors["saliency"] = object.saliency
    try SafetensorsFile.write(tensors, to: file(for: key), metadata: ["key": key])
  }
}
