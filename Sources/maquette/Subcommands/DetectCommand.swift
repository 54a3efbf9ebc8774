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
    abstract: "Find things in pictures.",
    discussion: """
      The detector that comes along knows 32 things as `maquette scenes` shows them, the default \
      model's among them; one made by `maquette train detector` knows what it was trained on. They \
      look at pictures whose sides are multiples of 16 pixels, and at smaller ones than they learnt \
      from enlarged. The command prints a line a thing: score, colour, name, box. --json prints one \
      layout a picture, with the scores as extra keys of its objects; --index looks at all pictures \
      that evaluate images lists and prints COCO's results, which its --detections takes.

        maquette detect picture.png
        maquette detect a.png b.png --threshold 0.5 --json
        maquette detect --index pictures/index.json --model out/detector/model > found.json
      """)

  @Argument(help: ArgumentHelp("The pictures.", valueName: "picture.png"))
  var pictures: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder of the detector. (default: the one that comes along)", valueName: "dir"))
  var model: String?

  @Option(
    help: ArgumentHelp("Look at the pictures of this list instead.", valueName: "index.json"))
  var index: String?

  @Option(
    help: ArgumentHelp(
      "The least score. (default: 0.35; with --index 0.15, what evaluate images asks for)",
      valueName: "share"))
  var threshold: Double?

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
    let least = index == nil ? 0.35 : DetectionFilter().threshold
    let detector = try PictureDetector(model, flag: "--model", threshold: threshold ?? least)
    if let index {
      let list = try PictureList(index)
      let folder = URL(filePath: index).deletingLastPathComponent()
      let places = list.pictures.map { (id: $0.id, file: folder.appending(path: $0.file)) }
      let there = places.filter { FileManager.default.fileExists(atPath: $0.file.path) }
      let here = Set(there.map(\.id))
      if let missing = places.first(where: { !here.contains($0.id) }) {
        console.say(
          "maquette: \(places.count - there.count) of \(places.count) pictures are not"
            + " there, such as \(missing.file.path); nothing is told of them")
      }
      let results = try there.flatMap { picture in
        try detector.detect(picture.file.path).found.map { detection -> JSONValue in
          result(detection, of: picture.id, detector, ids: list.categories)
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

  /// One of COCO's results, which names thing and colour itself.
  ///
  /// Its number is that of the list, where the list has one; else it counts on behind the list's.
  private func result(
    _ detection: SceneDetector.Detection, of picture: Int, _ detector: PictureDetector,
    ids: [String: Int]
  ) -> JSONValue {
    let name = detector.configuration.things[detection.thing]
    let number = ids[name] ?? (ids.values.max() ?? 0) + detection.thing + 1
    let box = [detection.x, detection.y, detection.width, detection.height]
    return [
      "image_id": .integer(picture), "category_id": .integer(number),
      "category": .string(name),
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
