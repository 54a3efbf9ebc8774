import ArgumentParser
import Drawing
import Foundation
import Layouts

/// `maquette mask`: rasterises the regions of a layout.
struct MaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask",
    abstract: "Draw the masks of a layout's objects and of its background.",
    discussion: """
      Writes one grey PNG an object, 00-NAME.png, 01-NAME.png and so on in the order of the \
      layout; background.png, the part that no object covers; overview.png, all of them in \
      colour; and manifest.json, which says what is what. White is inside, black is outside; \
      with --soft the edges fade. The paths are printed.

        maquette mask layout.json -o masks
        maquette mask layout.json -o masks --size 64x64 --soft
      """)

  @Argument(help: "The layout, in any notation; - is standard input.")
  var layout: String

  @OptionGroup var notationOption: NotationOption

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder to write into; it is created.", valueName: "dir"))
  var output: String

  @Option(
    help: ArgumentHelp("The size of the masks. (default: the canvas)", valueName: "WxH"),
    transform: Canvas.argument)
  var size: Canvas?

  @Flag(help: "Soften the edges.")
  var soft = false

  func run() throws {
    let console = Console()
    let canvas = try Settings().value(of: Settings.canvas)?.value ?? .standard
    let layout = try LayoutSource(
      self.layout, notation: notationOption.chosen, canvas: canvas, console: console
    ).parsed.layout
    let size = size ?? layout.canvas
    try Self.checkSize(size, objects: layout.objects.count)
    let images = MaskImages(
      layout, height: size.height, width: size.width,
      edge: soft ? .soft(width: Self.softness(size)) : .hard)
    try write(images, console)
  }

  /// Writes all files or none, and prints their paths.
  private func write(_ images: MaskImages, _ console: Console) throws {
    let manifest = try OutputFile("\(output)/manifest.json")
    var files = try images.files.map { file in
      (try OutputFile("\(output)/\(file.name)"), try PNGFile(image: file.image).encoded())
    }
    files.append((manifest, Data(try JSONWriter.write(images.manifest, style: .pretty).utf8)))
    try manifest.createFolder()
    try AtomicFile.write(files.map { ($0.url, $1) })
    for (file, _) in files { try console.write(file.path) }
    let leftovers = try Self.masks(in: output).subtracting(images.files.map(\.name)).sorted()
    guard !leftovers.isEmpty else { return }
    console.say(
      "maquette: \(output) holds masks of an older layout: \(leftovers.joined(separator: ", "))")
  }

  /// The names of the files in a folder that are named as masks of objects are.
  private static func masks(in folder: String) throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Set(names.filter { $0.wholeMatch(of: /[0-9]{2,}-.+\.png/) != nil })
  }

  /// The most cells that all masks together may have: a gigabyte of numbers.
  private static let cellLimit = 250_000_000

  /// Refuses masks that no PNG or no memory holds.
  private static func checkSize(_ size: Canvas, objects: Int) throws {
    guard max(size.width, size.height) <= PNGFile.largestSide,
      size.width * size.height <= cellLimit / (objects + 2)
    else {
      throw Failure(
        .usage,
        "--size: expected sides up to \(PNGFile.largestSide) and at most"
          + " \(cellLimit / (objects + 2)) pixels for \(objects) objects, found \(size)")
    }
  }

  /// The width of a soft edge: a sixty-fourth of the longer side, a cell of 64 × 64 latents.
  private static func softness(_ size: Canvas) -> Double {
    max(Double(max(size.width, size.height)) / 64, 1)
  }
}
