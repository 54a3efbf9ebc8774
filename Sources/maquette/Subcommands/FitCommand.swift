import ArgumentParser
import Drawing
import Foundation
import Layouts

/// `maquette fit`: finds the ellipses or boxes that stand for masks.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit a tilted ellipse or a box to each mask; print the layout.",
    discussion: """
      Each mask becomes one object of the layout, named after its file; the canvas is the masks' \
      size. White is inside; a transparent picture counts by its opacity. An ellipse is moved, \
      turned and stretched to the largest intersection over union with its mask, which stands \
      under the object's key 'fit'. Only what lies inside the picture counts, so the ellipse of \
      an object at the border may reach beyond it.

        maquette fit masks/00-*.png > fitted.json
        maquette fit masks/0*.png --shape box --parts largest --json

      Exits with 1 when a mask is empty.
      """)

  @Argument(help: ArgumentHelp("The masks, PNG files of one size.", valueName: "mask"))
  var masks: [String]

  @Option(
    help: ArgumentHelp("What is fitted: ellipse or box.", valueName: "shape"), transform: choice)
  var shape = MaskFit.Shape.ellipse

  @Option(
    help: ArgumentHelp(
      "What of a mask is fitted that falls into several parts: all or largest.",
      valueName: "parts"),
    transform: choice)
  var parts = MaskFit.Parts.all

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The least brightness inside, from 0 to 255. (default: half of the mask's largest)",
      valueName: "n"))
  var threshold: Int?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"))
  var output: String?

  @Flag(help: "Print one JSON object with layout and findings.")
  var json = false

  func validate() throws {
    try checkRange(threshold, in: 0...255, flag: "--threshold")
  }

  func run() throws {
    let console = Console()
    var roles = FileRoles()
    for mask in masks { roles.read(mask, as: "the mask") }
    try roles.write(output, as: "-o")
    let file = try output.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    let sources = try masks.map { path in
      FittedLayout.Source(
        name: Self.name(of: path), place: path,
        mask: Mask(try PNGFile(contentsOf: URL(filePath: path)).image))
    }
    let canvas = try Self.canvas(of: sources)
    let fitted = FittedLayout(
      sources, canvas: canvas, shape: shape, parts: parts,
      threshold: threshold.map { Float($0) / 255 })
    if !json { console.say(fitted.findings, in: "", named: "fit") }
    let report: JSONValue = [
      "layout": fitted.layout.json, "findings": .array(fitted.findings.map(\.json)),
    ]
    let text = try JSONWriter.write(json ? report : fitted.layout.json, style: .pretty)
    if let file { try file.write(text + "\n") } else { try console.write(text) }
    if fitted.findings.contains(where: { $0.severity == .error }) {
      throw QuietEnd(status: .findings)
    }
  }

  /// The size that all masks have.
  private static func canvas(of sources: [FittedLayout.Source]) throws -> Canvas {
    guard let first = sources.first else {
      throw Failure(.usage, "expected at least one mask, found none")
    }
    let canvas = Canvas(width: first.mask.width, height: first.mask.height)
    for source in sources
    where source.mask.width != canvas.width || source.mask.height != canvas.height {
      throw Failure(
        .usage,
        "\(source.place): expected a mask of \(canvas) like \(first.place), found"
          + " \(source.mask.width)x\(source.mask.height)")
    }
    return canvas
  }

  /// The name of an object from the file of its mask, as `maquette mask` names files:
  /// `00-a-red-apple.png`.
  static func name(of path: String) -> String {
    let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
    let digits = stem.prefix { $0.isASCII && $0.isNumber }
    let rest = stem.dropFirst(digits.count)
    guard !digits.isEmpty, rest.first == "-" || rest.first == "_", rest.count > 1 else {
      return stem
    }
    return rest.dropFirst().map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()
  }
}
