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
      layout, and background.png, the part that no object covers. White is inside, black is \
      outside; with --soft the edges fade. The paths are printed.

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
    try Self.checkSize(size)
    let names = layout.objects.enumerated().map { index, object in
      "\(String(index).leftPadded(to: 2, with: "0"))-\(Self.fileName(object.name)).png"
    }
    let files = try (names + ["background.png"]).map { try OutputFile("\(output)/\($0)") }
    let masks = LayoutMasks(
      layout, height: size.height, width: size.width,
      edge: soft ? .soft(width: Self.softness(size)) : .hard)
    let data = try (masks.objects + [masks.background]).map {
      try PNGFile(image: Image($0)).encoded()
    }
    try files.first?.createFolder()
    try AtomicFile.write(zip(files, data).map { ($0.url, $1) })
    for file in files { try console.write(file.path) }
  }

  /// Refuses masks that no PNG holds.
  private static func checkSize(_ size: Canvas) throws {
    guard max(size.width, size.height) <= PNGFile.largestSide,
      size.width * size.height <= PNGFile.largestArea
    else {
      throw Failure(
        .usage,
        "--size: expected sides up to \(PNGFile.largestSide) and at most"
          + " \(PNGFile.largestArea / 1_000_000) million pixels, found \(size)")
    }
  }

  /// The width of a soft edge: a sixty-fourth of the longer side, a cell of 64 × 64 latents.
  private static func softness(_ size: Canvas) -> Double {
    max(Double(max(size.width, size.height)) / 64, 1)
  }

  /// An object's name with everything but letters and digits as single dashes.
  static func fileName(_ name: String) -> String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    // A name may have 255 bytes, and a letter up to four and more with its marks.
    return words.isEmpty ? "object" : String(words.joined(separator: "-").prefix(40))
  }
}
