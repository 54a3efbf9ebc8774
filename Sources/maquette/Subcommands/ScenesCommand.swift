import ArgumentParser
import Drawing
import Foundation
import Layouts
import Scenes

/// `maquette scenes`: makes pictures of which everything is known.
struct ScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes",
    abstract: "Make pictures of which everything is known, to train and to score with.",
    discussion: """
      Puts cut-outs of things on painted backdrops. The folder gets images/000000.png, \
      layouts/000000.json (ours), masks/000000.png (grey: 0 is the background, 1 the first object \
      of the layout) and annotations.json (COCO, with run lengths, ellipses, colours and captions). \
      The same seed gives the same bytes, whatever the number of cores.

      The cut-outs that come along are emoji (Documentation/scenes.md). --atlas takes a folder of \
      your own PNG files with opacity: teddy-bear.png and teddy-bear-2.png are two of a teddy bear, \
      red-apple.png is an apple whose colour is red, in a folder cat/ everything is a cat; a table \
      atlas.json may say more.

        maquette scenes -n 100 --size 128x128 --seed 7 -o scenes
        maquette scenes -n 100 --thing lmd --objects 1-2 --regions ellipses -o lmd
        maquette scenes -n 100 --atlas my-cut-outs -o mine
        maquette scenes --list
      """)

  @Option(
    name: [.customShort("n"), .customLong("number")], parsing: .unconditional,
    help: ArgumentHelp("How many scenes are made.", valueName: "n"))
  var number = 16

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder to write into; it is created.", valueName: "dir"))
  var output: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The index of the first scene.", valueName: "n"))
  var first: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "What objects are in the layouts: boxes or ellipses. (default: boxes)", valueName: "shape"),
    transform: choice)
  var regions = OutlineChoice.boxes

  @OptionGroup var options: SceneOptions

  @Option(
    help: ArgumentHelp(
      "Also write one picture of the first scenes with their captions.", valueName: "file.png"))
  var sheet: String?

  @Flag(help: "List the things of the atlas with their classes and colours, and make nothing.")
  var list = false

  @Flag(help: "Do not tell how far the work has come.")
  var quiet = false

  func validate() throws {
    try checkRange(number, in: 1...10_000_000, flag: "-n")
    try checkRange(first, in: 0...(1 << 40), flag: "--first")
    guard output != "" else {
      throw ValidationError("-o: expected a folder, found nothing")
    }
    guard list || output != nil || sheet != nil else {
      throw ValidationError("expected -o with a folder, --sheet or --list, found none of them")
    }
  }

  func run() throws {
    let console = Console()
    if list { return try console.write(Self.table(options.chosenAtlas())) }
    let synthesiser = try options.synthesiser(regions)
    let indices = first..<first + UInt64(number)
    if let output {
      for part in SceneFolder.parts.dropLast() {
        Interruption.expectTemporaryFiles(in: "\(output)/\(part)")
      }
      var progress = console.progress("scenes", total: number, isWanted: !quiet)
      try SceneFolder(URL(filePath: output), synthesiser: synthesiser).write(indices) {
        progress.advance(to: $0)
      }
      try console.write("\(output)/annotations.json")
      sayLeftovers(in: output, indices, console)
    }
    guard let sheet else { return }
    let file = try OutputFile(sheet)
    try file.write(try Self.sheet(synthesiser, indices).encoded())
    try console.write(file.path)
  }

  /// Says that the folder holds pictures of an earlier run.
  private func sayLeftovers(in folder: String, _ indices: Range<UInt64>, _ console: Console) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/images")) ?? []
    let expected = Set(indices.map { "\(SceneFolder.stem($0)).png" })
    let others = names.filter { !expected.contains($0) }.sorted()
    guard let example = others.first else { return }
    console.say(
      "maquette: \(folder)/images holds \(others.count) pictures of an earlier run, such as"
        + " \(example), which annotations.json does not name")
  }

  /// The first scenes with their captions, at most 48.
  private static func sheet(
    _ synthesiser: SceneSynthesiser, _ indices: Range<UInt64>
  ) throws -> PNGFile {
    let scenes = indices.prefix(48).map { synthesiser.scene($0) }
    let letters = max(8, synthesiser.settings.canvas.width / 6)
    let sheet = ContactSheet(
      "scenes \(indices.lowerBound)…\(indices.lowerBound + UInt64(scenes.count - 1))"
        + " of seed \(synthesiser.settings.seed)",
      tiles: scenes.map {
        ContactSheet.Tile($0.image, words: Self.core(of: $0.content.caption).shortened(to: letters))
      },
      for: scenes[0].layout)
    return PNGFile(image: try sheet.image())
  }

  /// A caption without the words that most begin with, which would fill the place under a picture.
  private static func core(of caption: String) -> String {
    String(caption.trimmingPrefix(/(?i:an? )(realistic )?(photo|picture) of (a scene with )?/))
  }

  private static func table(_ atlas: Atlas) -> String {
    alignedTable(
      [["thing", "plural", "cut-outs", "coco", "lmd", "colours"]]
        + atlas.things.map { thing in
          let cutouts = thing.cutouts.map { atlas.cutouts[$0] }
          let natural = Set(cutouts.compactMap(\.colour?.rawValue)).sorted()
          let colours =
            (cutouts.contains(where: \.isColourable) ? ["any"] : []) + natural
          return [
            ([thing.name] + thing.otherNames).joined(separator: ", "), thing.plural,
            "\(cutouts.count)", thing.classes["coco"] ?? "", thing.classes["lmd"] ?? "",
            colours.joined(separator: ", "),
          ]
        })
  }
}
