import ArgumentParser
import Foundation
import Layouts
import Scenes

/// What kind of scenes are made.
struct SceneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The size of the pictures. (default: 128x128)", valueName: "WxH"),
    transform: Canvas.argument)
  var size = Canvas(width: 128, height: 128)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed: the same one gives the same scenes.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "How many objects a scene has, such as 3 or 1-4. (default: 1-4)", valueName: "n-m"),
    transform: SceneOptions.range)
  var objects = 1...4

  @Option(
    help: ArgumentHelp(
      "A folder of cut-outs, PNG with opacity. (default: those that come along)",
      valueName: "dir"))
  var atlas: String?

  @Option(
    help: ArgumentHelp(
      """
      A thing that scenes may show, or lmd or coco for the things that the benchmark has; may be \
      repeated. (default: all things of the atlas)
      """, valueName: "name"))
  var thing: [String] = []

  @Option(
    help: ArgumentHelp(
      "A backdrop; may be repeated. (default: all of them)", valueName: "name"),
    transform: choice)
  var backdrop: [Backdrop] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of scenes that are close-ups of an object.", valueName: "share"))
  var closeUps = 0.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of captions that tell counts and relations.", valueName: "share"))
  var spoken = 0.5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What all sizes are multiplied by.", valueName: "factor"))
  var scale = 1.0

  @Option(
    help: ArgumentHelp(
      "training or held-out, which training never sees. (default: training)", valueName: "split"),
    transform: choice)
  var split = SceneSettings.Split.training

  @Flag(help: "Let the things take turns in being the first of a scene, for figures by thing.")
  var inTurn = false

  func validate() throws {
    try checkRange(objects.lowerBound, in: 1...SceneSettings.mostObjects, flag: "--objects")
    try checkRange(objects.upperBound, in: 1...SceneSettings.mostObjects, flag: "--objects")
    let sides = SceneSettings.sides
    try checkRange(size.width, in: sides, flag: "--size, width")
    try checkRange(size.height, in: sides, flag: "--size, height")
    try checkRange(closeUps, in: 0...1, flag: "--close-ups")
    try checkRange(spoken, in: 0...1, flag: "--spoken")
    try checkRange(scale, in: 0.2...2, flag: "--scale")
  }

  /// Reads `3` or `1-4`.
  static func range(_ text: String) throws -> ClosedRange<Int> {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard let low = ends.first ?? nil, let high = ends.last ?? nil, ends.count <= 2, low <= high
    else { throw ValidationError("expected a number such as 3 or a range such as 1-4") }
    return low...high
  }

  /// The atlas with the things that are asked for.
  func chosenAtlas() throws -> Atlas {
    let whole = try atlas.map { try Atlas(folder: URL(filePath: $0)) } ?? Atlas.bundled()
    return thing.isEmpty ? whole : try whole.keeping(thing)
  }

  /// What makes the scenes.
  func synthesiser(_ regions: OutlineChoice = .boxes) throws -> SceneSynthesiser {
    let settings = SceneSettings(
      seed: seed, canvas: size, objects: objects, split: split, closeUps: closeUps, scale: scale,
      spoken: spoken, inTurn: inTurn, backdrops: backdrop.isEmpty ? Backdrop.allCases : backdrop,
      regions: regions)
    return try SceneSynthesiser(atlas: chosenAtlas(), settings: settings)
  }
}
