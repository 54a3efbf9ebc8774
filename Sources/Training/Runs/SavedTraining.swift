public import Foundation

/// Reads the states of a training that may be running elsewhere.
public enum SavedTraining {
  /// Returns the newest state of a folder.
  ///
  /// - Throws: `TrainingError` where there is none, or one of another training.
  public static func newest<Task: TrainingTask>(
    _ task: Task, _ configuration: TrainingConfiguration, in folder: TrainingFolder
  ) throws -> TrainingState {
    let store = TrainingCheckpoint(folder: folder.checkpoints, task: Task.name)
    guard let file = store.files.first else {
      throw TrainingError.noCheckpoint(folder: folder.checkpoints.path)
    }
    return try store.read(file, for: try task.initialParameters(), configuration).state
  }

  /// Makes sure that an export to a place loses nothing but an older export.
  ///
  /// - Parameters:
  ///   - place: where the networks are to go.
  ///   - folder: the training's own, whose `model` may be replaced.
  ///   - kept: further folders that must stay.
  /// - Throws: `TrainingError.wouldReplace`.
  public static func checkExport(
    to place: URL, of folder: TrainingFolder, sparing kept: [URL] = []
  ) throws {
    let here = URL(filePath: FileManager.default.currentDirectoryPath)
    try ModelFolder.checkPlace(
      place, sparing: kept + [here, folder.url, folder.checkpoints, folder.samples])
  }
}
