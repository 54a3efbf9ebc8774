internal import Foundation
public import Models

/// The model that comes with the program.
public enum DefaultCheckpoint {
  /// The name of its folder.
  private static let name = "bootstrap"

  /// Finds the model beside the executable, or in the repository that it was built from.
  ///
  /// - Returns: the checkpoint.
  /// - Throws: `RenderError.noDefaultModel` naming the folders searched.
  public static func find() throws -> CheckpointFolder {
    let folders = candidates
    for folder in folders
    where FileManager.default.fileExists(atPath: folder.appending(path: "model_index.json").path) {
      return try CheckpointFolder(folder)
    }
    throw RenderError.noDefaultModel(searched: folders.map(\.path))
  }

  /// SwiftPM's own `Bundle.module` stops the program where the resources are missing: we look ourselves.
  private static var candidates: [URL] {
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
