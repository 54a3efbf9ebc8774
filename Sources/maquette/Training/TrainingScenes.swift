import Foundation
import Scenes
import Training

/// The pictures that a training's file describes.
enum TrainingScenes {
  /// Returns the source of pictures.
  static func source(
    _ settings: TrainingConfiguration.DataSettings, seed: UInt64
  ) throws -> SceneSource {
    let atlas = try settings.cutouts.map { try Atlas(folder: URL(filePath: $0)) } ?? .bundled()
    return try SceneSource(atlas, settings, seed: seed)
  }
}
