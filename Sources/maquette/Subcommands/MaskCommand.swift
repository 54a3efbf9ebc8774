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
      colour; and manifest.json, which says what is what. White is inside, black is outside. The \
      paths are printed.

      --edge says how: hard (1 where at least half of a cell is covered; the smallest object \
      keeps a cell), coverage (the covered share), soft (that, blurred), distance (a ramp by the \
      signed distance from the rim), opacity (BlobCtrl's blob, min(1, 2 sigmoid(-d^2)) with d in \
      half-axes).

      Later objects lie in front of earlier ones: --visible leaves of each object what is seen of \
      it, and the manifest tells the visible share of each in any case.

      --format npy writes masks.npy, an array of objects x rows x columns, and background.npy: \
      truth values for hard masks, else 32-bit floats; for --edge distance the signed distances \
      themselves, in pixels of the canvas, positive inside. --format rle writes masks.json, COCO's \
      compressed run lengths of all that is at least one half.

        maquette mask layout.json -o masks
        maquette mask layout.json -o masks --size 64x64 --soft
        maquette mask layout.json -o masks --visible --format png --format npy --format rle
        maquette mask layout.json -o fields --edge distance --softness 8 --format npy
      """)

  /// A format of files.
  enum Format: String, CaseIterable {
    case png, npy, rle
  }

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

  @Option(
    help: ArgumentHelp(
      "How masks are drawn: hard, coverage, soft, distance or opacity. (default: hard)",
      valueName: "style"),
    transform: choice)
  var edge: MaskSet.Style?

  @Flag(help: "Soften the edges: the same as --edge soft.")
  var soft = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      How wide soft edges are, in cells: the deviation of the blur, or the ramp on either side of \
      the rim. (default: a 64th of the longer side)
      """, valueName: "n"))
  var softness: Double?

  @Flag(help: "Leave of each object what later ones do not cover.")
  var visible = false

  @Option(
    help: ArgumentHelp(
      "A format: png, npy or rle; may be repeated. (default: png)", valueName: "format"),
    transform: choice)
  var format: [Format] = []

  private var style: MaskSet.Style { edge ?? (soft ? .soft : .hard) }

  func validate() throws {
    if soft, let edge, edge != .soft {
      throw ValidationError(
        "--soft and --edge \(edge.rawValue) exclude each other: expected one, found both")
    }
    try checkRange(softness, in: 0...4096, flag: "--softness")
    if softness != nil, !style.isSoftened {
      throw ValidationError(
        "--softness: expected --edge soft or --edge distance with it, found \(style.rawValue)")
    }
  }

  func run() throws {
    let console = Console()
    let canvas = try Settings().value(of: Settings.canvas)?.value ?? .standard
    let layout = try LayoutSource(
      self.layout, notation: notationOption.chosen, canvas: canvas, console: console
    ).parsed.layout
    let size = size ?? layout.canvas
    try Self.checkSize(size, objects: layout.objects.count)
    let set = MaskSet(
      layout, height: size.height, width: size.width, style: style,
      softness: softness ?? Self.softness(size), isVisibleOnly: visible)
    try write(set, console)
    sayHidden(set, console)
  }

  /// Writes all files or none, and prints their paths.
  private func write(_ set: MaskSet, _ console: Console) throws {
    let encoded = try MaskFiles(set, formats: format.isEmpty ? [.png] : format)
    let manifest = try JSONWriter.write(set.manifest(encoded.names), style: .pretty)
    let files = encoded.files + [("manifest.json", Data(manifest.utf8))]
    let places = try files.map { (try OutputFile("\(output)/\($0.name)"), $0.data) }
    try places.last?.0.createFolder()
    try AtomicFile.write(places.map { ($0.url, $1) })
    for (file, _) in places { try console.write(file.path) }
    let leftovers = try Self.masks(in: output).subtracting(files.map(\.name)).sorted()
    guard !leftovers.isEmpty else { return }
    console.say(
      "maquette: \(output) holds masks of an older layout: \(leftovers.joined(separator: ", "))")
  }

  /// Says which objects are hidden wholly; of those outside the canvas the reading has told.
  private func sayHidden(_ set: MaskSet, _ console: Console) {
    for (index, object) in set.layout.objects.enumerated()
    where set.masks.objects[index].isEmpty && set.isHidden(index) {
      let name = object.name.shortened(to: JSONWriter.quotedLength)
      console.say(
        "maquette: object \(index) \"\(name)\" is hidden behind later objects: its mask is empty")
    }
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
