import Drawing
import Experiments
import Foundation
import Layouts
import Models
import Tensors

/// A trained detector that looks at picture files.
struct PictureDetector {
  private let detector: SceneDetector
  private let threshold: Double

  /// Loads a detector.
  ///
  /// - Parameters:
  ///   - path: its folder.
  ///   - flag: what named the folder, for messages.
  ///   - threshold: the least score that is told.
  /// - Throws: a `Failure` when the folder is none, or what is wrong with its files.
  init(_ path: String, flag: String, threshold: Double) throws {
    let folder = URL(filePath: path)
    guard FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path) else {
      throw Failure(.usage, "\(flag) \(path): expected a folder with a detector's config.json")
    }
    detector = try SceneDetector(folder: folder)
    self.threshold = threshold
  }

  /// What the detector knows.
  var configuration: SceneDetector.Configuration { detector.configuration }

  /// Looks at a picture.
  ///
  /// - Returns: the picture, and what was found in it, the surest first.
  /// - Throws: `DrawingError` when it can't be read, a `Failure` when its sides don't fit the detector.
  func detect(_ path: String) throws -> (image: Image, found: [SceneDetector.Detection]) {
    let image = try PNGFile(contentsOf: URL(filePath: path)).image
    guard image.width % SceneDetector.multiple == 0, image.height % SceneDetector.multiple == 0
    else {
      throw Failure(
        .usage,
        "\(path): expected sides that are multiples of \(SceneDetector.multiple), found"
          + " \(image.width)x\(image.height)")
    }
    return (image, detector.detect(Tensor(image), threshold: Float(threshold))[0])
  }

  /// A detection by its names.
  func thing(_ detection: SceneDetector.Detection) -> DetectedThing {
    DetectedThing(
      thing: configuration.things[detection.thing],
      colour: detection.color.map { configuration.colors[$0] }, score: Double(detection.score),
      box: Box(
        x: Double(detection.x), y: Double(detection.y), width: Double(detection.width),
        height: Double(detection.height)))
  }
}

extension Tensor {
  /// A picture as networks see it, `[1, height, width, 3]` in −1...1; opacity is left out.
  fileprivate init(_ image: Image) {
    let channels = image.format.channels
    self.init([1, image.height, image.width, 3]) { target in
      for pixel in 0..<image.width * image.height {
        for channel in 0..<3 {
          let value = image.pixels[pixel * channels + (channels == 1 ? 0 : channel)]
          target.initializeElement(at: 3 * pixel + channel, to: Float(value) / 127.5 - 1)
        }
      }
    }
  }
}
