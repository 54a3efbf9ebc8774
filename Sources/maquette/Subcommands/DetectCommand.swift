import ArgumentParser
import Drawing
import Foundation
import Layouts
import Models
import Tensors

/// `maquette detect`: finds the things that the detector knows in pictures.
struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Find the things of the default model in pictures.",
    discussion: """
      The detector knows the things that it was trained on, and looks at pictures whose sides are \
      multiples of 16 pixels. It prints a line a thing: score, name, colour, box. --json prints one \
      layout a picture, with the scores as extra keys of its objects.

        maquette detect picture.png --model out/detector/model
        maquette detect a.png b.png --threshold 0.5 --json
      """)

  @Argument(help: ArgumentHelp("The pictures.", valueName: "picture.png"))
  var pictures: [String]

  @Option(
    help: ArgumentHelp("The folder of the detector.", valueName: "dir"))
  var model: String

  @Option(help: ArgumentHelp("The least score. (default: 0.35)", valueName: "share"))
  var threshold: Double = 0.35

  @Flag(help: "Print layouts as JSON, one a line.")
  var json = false

  func validate() throws {
    try checkRange(threshold, in: 0.001...1, flag: "--threshold")
    guard !pictures.isEmpty else { throw ValidationError("expected at least one picture") }
  }

  func run() throws {
    let console = Console()
    let folder = URL(filePath: model)
    guard FileManager.default.fileExists(atPath: folder.appending(path: "config.json").path) else {
      throw Failure(.usage, "--model \(model): expected a folder with a detector's config.json")
    }
    let detector = try SceneDetector(folder: folder)
    for path in pictures {
      let image = try PNGFile(contentsOf: URL(filePath: path)).image
      guard image.width % SceneDetector.multiple == 0, image.height % SceneDetector.multiple == 0
      else {
        throw Failure(
          .usage,
          "\(path): expected sides that are multiples of \(SceneDetector.multiple), found"
            + " \(image.width)x\(image.height)")
      }
      let found = detector.detect(Tensor(image), threshold: Float(threshold))[0]
      try console.write(
        json
          ? JSONWriter.write(layout(found, image, detector, path))
          : lines(found, detector, path))
    }
  }

  private func lines(
    _ found: [SceneDetector.Detection], _ detector: SceneDetector, _ path: String
  ) -> String {
    let rows = found.map { detection in
      let box = [detection.x, detection.y, detection.width, detection.height]
        .map { String(format: "%.1f", $0) }.joined(separator: " ")
      return "  \(String(format: "%.2f", detection.score))  \(name(detection, detector))  \(box)"
    }
    return ([path] + (rows.isEmpty ? ["  nothing"] : rows)).joined(separator: "\n")
  }

  private func name(_ detection: SceneDetector.Detection, _ detector: SceneDetector) -> String {
    let thing = detector.configuration.things[detection.thing]
    guard let color = detection.color else { return thing }
    return "\(detector.configuration.colors[color]) \(thing)"
  }

  private func layout(
    _ found: [SceneDetector.Detection], _ image: Image, _ detector: SceneDetector, _ path: String
  ) -> JSONValue {
    func number(_ value: Float) -> JSONValue { .number((Double(value) * 100).rounded() / 100) }
    let objects = found.map { detection -> JSONValue in
      [
        "name": .string(detector.configuration.things[detection.thing]),
        "box": [
          "x": number(detection.x), "y": number(detection.y), "width": number(detection.width),
          "height": number(detection.height),
        ],
        "score": number(detection.score),
        "color": detection.color.map { .string(detector.configuration.colors[$0]) } ?? .null,
        "color_score": number(detection.colorScore),
      ]
    }
    return [
      "schema": "maquette/layout/1", "picture": .string(path),
      "canvas": ["width": .number(Double(image.width)), "height": .number(Double(image.height))],
      "objects": .array(objects),
    ]
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
