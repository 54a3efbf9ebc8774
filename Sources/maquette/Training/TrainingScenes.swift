import Foundation
import Scenes
import Training

/// The pictures that a training's file describes.
enum TrainingScenes {
  /// Returns the source of pictures.
  ///
  /// - Throws: a `Failure` naming the file where it asks for scenes that can't be made.
  static func source(of description: TrainingFile) throws -> SceneSource {
    let (settings, seed) = (description.configuration.data, description.configuration.seed)
    do {
      let atlas = try settings.cutouts.map { try Atlas(folder: URL(filePath: $0)) } ?? .bundled()
      return try SceneSource(atlas, settings, seed: seed)
    } catch let error as SceneError {
      throw Failure(.usage, "\(description.path): data: \(error)")
    }
  }
}
