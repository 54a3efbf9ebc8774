import Diffusion
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
  ///   - path: its folder, nil for the detector that comes along.
  ///   - flag: what names the folder, for messages.
  ///   - threshold: the least score that is told.
  /// - Throws: a `Failure` when the folder is none, or what is wrong with its files.
  init(_ path: String?, flag: String, threshold: Double) throws {
    let folder = try path.map { URL(filePath: $0) } ?? DefaultCheckpoint.findDetector()
    guard FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path) else {
      throw Failure(
        .usage, "\(flag) \(path ?? folder.path): expected a folder with a detector's config.json")
    }
    detector = try SceneDetector(folder: folder)
    self.threshold = threshold
  }

  /// What the detector knows.
  var configuration: SceneDetector.Configuration { detector.configuration }

  /// Looks at a picture; a smaller one than the detector learnt from is looked at enlarged, by a whole
  /// number.
  ///
  /// - Returns: the picture, and what was found in it, the surest first.
  /// - Throws: `DrawingError` when it can't be read, a `Failure` when its sides don't fit the detector.
  func detect(_ path: String) throws -> (image: Image, found: [SceneDetector.Detection]) {
    let image = try PNGFile(contentsOf: URL(filePath: path)).image
    let side = Double(min(image.width, image.height))
    let factor = max(1, Int((Double(configuration.pictureSide) / side).rounded()))
    guard (image.width * factor) % SceneDetector.multiple == 0,
      (image.height * factor) % SceneDetector.multiple == 0
    else {
      throw Failure(
        .usage,
        "\(path): expected sides that are multiples of \(SceneDetector.multiple), found"
          + " \(image.width)x\(image.height)")
    }
    let found = detector.detect(Tensor(image, enlarged: factor), threshold: Float(threshold))[0]
    return (image, found.map { $0.shrunk(by: Float(factor)) })
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

extension SceneDetector.Detection {
  /// The same thing in a picture that is so many times smaller.
  fileprivate func shrunk(by factor: Float) -> Self {
    var result = self
    (result.x, result.y) = (x / factor, y / factor)
    (result.width, result.height) = (width / factor, height / factor)
    return result
  }
}

extension Tensor {
  /// A picture as networks see it, `[1, height, width, 3]` in −1...1, each pixel `enlarged` times as wide
  /// and as high; opacity is left out.
  fileprivate init(_ image: Image, enlarged factor: Int) {
    let channels = image.format.channels
    let (width, height) = (image.width * factor, image.height * factor)
    self.init([1, height, width, 3]) { target in
      for pixel in 0..<width * height {
        let (row, column) = (pixel / width / factor, pixel % width / factor)
        let source = (row * image.width + column) * channels
        for channel in 0..<3 {
          let value = image.pixels[source + (channels == 1 ? 0 : channel)]
          target.initializeElement(at: 3 * pixel + channel, to: Float(value) / 127.5 - 1)
        }
      }
    }
  }
}
