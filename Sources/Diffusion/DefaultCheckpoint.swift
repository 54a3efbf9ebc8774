public import Foundation
public import Models

/// What comes with the program: the model that paints, and the detector that looks at pictures.
public enum DefaultCheckpoint {
  /// The names of their folders.
  private static let (model, detector) = ("default", "detector")

  /// Finds the model beside the executable, or in the repository that it was built from.
  ///
  /// - Returns: the checkpoint.
  /// - Throws: `RenderError.noDefaultModel` naming the folders searched.
  public static func find() throws -> CheckpointFolder {
    let folders = candidates(model)
    guard let folder = folders.first(where: { has("model_index.json", $0) }) else {
      throw RenderError.noDefaultModel(searched: folders.map(\.path))
    }
    return try CheckpointFolder(folder)
  }

  /// Finds the detector beside the executable, or in the repository that it was built from.
  ///
  /// - Returns: its folder.
  /// - Throws: `RenderError.noDefaultDetector` naming the folders searched.
  public static func findDetector() throws -> URL {
    let folders = candidates(detector)
    guard let folder = folders.first(where: { has("config.json", $0) }) else {
      throw RenderError.noDefaultDetector(searched: folders.map(\.path))
    }
    return folder
  }

  private static func has(_ file: String, _ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: file).path)
  }

  /// SwiftPM's own `Bundle.module` stops the program where the resources are missing: we look ourselves.
  private static func candidates(_ name: String) -> [URL] {
    let executable = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let beside = [Bundle.main.bundleURL, executable.deletingLastPathComponent()].flatMap { folder in
      ["Maquette_Diffusion.resources", "Maquette_Diffusion.bundle", "../share/maquette"].map {
        folder.appending(path: $0).appending(path: name).standardizedFileURL
      }
    }
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Checkpoints").appending(path: name).standardizedFileURL
    var seen: Set<String> = []
    return (beside + [repository]).filter { seen.insert($0.path).inserted }
  }
}
