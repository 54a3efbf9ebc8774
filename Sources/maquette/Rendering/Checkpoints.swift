import Diffusion
import Foundation
import Models

/// The models that a command can be told to use.
enum Checkpoints {
  /// The folder that was named, or the model that comes along.
  static func find(_ folder: String?) throws -> CheckpointFolder {
    guard let folder else { return try DefaultCheckpoint.find() }
    return try CheckpointFolder(URL(filePath: folder))
  }
}
