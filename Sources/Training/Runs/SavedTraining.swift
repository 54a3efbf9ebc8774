internal import FoundationEssentials

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
}
