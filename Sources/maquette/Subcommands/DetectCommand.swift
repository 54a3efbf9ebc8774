import ArgumentParser
import Drawing
import Experiments
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
      multiples of 16 pixels. It prints a line a thing: score, colour, name, box. --json prints one \
      layout a picture, with the scores as extra keys of its objects; --index looks at all pictures \
      that evaluate images lists and prints COCO's results, which its --detections takes.

        maquette detect picture.png --model out/detector/model
        maquette detect a.png b.png --model out/detector/model --threshold 0.5 --json
        maquette detect --index pictures/index.json --model out/detector/model > found.json
      """)

  @Argument(help: ArgumentHelp("The pictures.", valueName: "picture.png"))
  var pictures: [String] = []

  @Option(help: ArgumentHelp("The folder of the detector.", valueName: "dir"))
  var model: String

  @Option(
    help: ArgumentHelp("Look at the pictures of this list instead.", valueName: "index.json"))
  var index: String?

  @Option(help: ArgumentHelp("The least score. (default: 0.35)", valueName: "share"))
  var threshold: Double = 0.35

  @Flag(help: "Print layouts as JSON, one a line.")
  var json = false

  func validate() throws {
    try checkRange(threshold, in: 0.001...1, flag: "--threshold")
    guard pictures.isEmpty != (index == nil) else {
      throw ValidationError("expected pictures or --index")
    }
    guard index == nil || !json else {
      throw ValidationError("--index prints COCO's results, and excludes --json")
    }
  }

  func run() throws {
    let console = Console()
    let detector = try PictureDetector(model, flag: "--model", threshold: threshold)
    if let index {
      let results = try listed(in: index).flatMap { picture in
        try detector.detect(picture.file.path).found.map { detection -> JSONValue in
          result(detection, of: picture.id, detector)
        }
      }
      return try console.write(JSONWriter.write(.array(results)))
    }
    for path in pictures {
      let (image, found) = try detector.detect(path)
      try console.write(
        json
          ? JSONWriter.write(layout(found, image, detector, path))
          : lines(found, detector, path))
    }
  }

  /// The pictures of a list in COCO's form, beside which they lie.
  private func listed(in path: String) throws -> [(id: Int, file: URL)] {
    let input = try InputText(path)
    let content: JSONValue
    do throws(ParseFailure) {
      content = try JSONReader.read(input.text).root.value
    } catch {
      throw Failure(.usage, "\(input.name): \(error)")
    }
    guard let images = content["images"]?.array else {
      throw Failure(.usage, "\(input.name): expected a list under images")
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    return try images.enumerated().map { place, image in
      guard let id = image["id"]?.integer, let file = image["file_name"]?.string else {
        throw Failure(.usage, "\(input.name): image \(place): expected id and file_name")
      }
      return (id, folder.appending(path: file))
    }
  }

  /// One of COCO's results, which names thing and colour itself.
  private func result(
    _ detection: SceneDetector.Detection, of picture: Int, _ detector: PictureDetector
  ) -> JSONValue {
    let box = [detection.x, detection.y, detection.width, detection.height]
    return [
      "image_id": .integer(picture), "category_id": .integer(detection.thing + 1),
      "category": .string(detector.configuration.things[detection.thing]),
      "colour": detection.color.map { .string(detector.configuration.colors[$0]) } ?? .null,
      "bbox": .array(box.map(rounded)), "score": rounded(detection.score),
    ]
  }

  private func rounded(_ value: Float) -> JSONValue {
    .number((Double(value) * 1000).rounded() / 1000)
  }

  private func lines(
    _ found: [SceneDetector.Detection], _ detector: PictureDetector, _ path: String
  ) -> String {
    let rows = found.map { detection in
      let box = [detection.x, detection.y, detection.width, detection.height]
        .map { String(format: "%.1f", $0) }.joined(separator: " ")
      return
        "  \(String(format: "%.2f", detection.score))  \(detector.thing(detection).phrase)  \(box)"
    }
    return ([path] + (rows.isEmpty ? ["  nothing"] : rows)).joined(separator: "\n")
  }

  private func layout(
    _ found: [SceneDetector.Detection], _ image: Image, _ detector: PictureDetector, _ path: String
  ) -> JSONValue {
    let objects = found.map { detection -> JSONValue in
      [
        "name": .string(detector.configuration.things[detection.thing]),
        "box": [
          "x": rounded(detection.x), "y": rounded(detection.y), "width": rounded(detection.width),
          "height": rounded(detection.height),
        ],
        "score": rounded(detection.score),
        "color": detection.color.map { .string(detector.configuration.colors[$0]) } ?? .null,
        "color_score": rounded(detection.colorScore),
      ]
    }
    return [
      "schema": "maquette/layout/1", "picture": .string(path),
      "canvas": ["width": .number(Double(image.width)), "height": .number(Double(image.height))],
      "objects": .array(objects),
    ]
  }
}
