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
      size. A mask is a PNG (white is inside; a transparent picture counts by its opacity), an npy \
      array of rows x columns or masks x rows x columns (where numbers are negative, as in signed \
      distances, inside is above 0), or COCO's run lengths in JSON: one, a list of them, or a file \
      with annotations of one picture. With --instances one picture or plane holds several \
      objects, each of a value or colour of its own, on black or zero.

      An ellipse is moved, turned and stretched to the largest intersection over union with its \
      mask, which stands under the object's key 'fit'. Only what lies inside the picture counts, \
      so the ellipse of an object at the border may reach beyond it.

        maquette fit masks/00-*.png > fitted.json
        maquette fit masks/0*.png --shape box --parts largest --json
        maquette fit instances.png --instances --min-area 50 -o fitted.json
        maquette fit masks/masks.npy --parts each

      Exits with 1 when a mask is empty.
      """)

  @Argument(
    help: ArgumentHelp("The masks, files of one size; - is standard input.", valueName: "mask"))
  var masks: [String]

  @Option(
    help: ArgumentHelp("What is fitted: ellipse or box.", valueName: "shape"), transform: choice)
  var shape = MaskFit.Shape.ellipse

  @Option(
    name: [.long, .customLong("components")],
    help: ArgumentHelp(
      """
      What of a mask is fitted that falls into several parts: all together, the largest, or each \
      as an object of its own.
      """, valueName: "parts"),
    transform: choice)
  var parts = MaskFit.Parts.all

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out parts of fewer pixels.", valueName: "n"))
  var minArea = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The least brightness inside, from 0 to 255. (default: half of the mask's largest)",
      valueName: "n"))
  var threshold: Int?

  @Flag(help: "Take each value or colour of a mask but black for an object.")
  var instances = false

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"))
  var output: String?

  @Flag(help: "Print one JSON object with layout and findings.")
  var json = false

  func validate() throws {
    try checkRange(threshold, in: 0...255, flag: "--threshold")
    try checkRange(minArea, in: 1...PNGFile.largestArea, flag: "--min-area")
    if instances, threshold != nil {
      throw ValidationError(
        "--instances and --threshold exclude each other: expected one, found both")
    }
  }

  func run() throws {
    let console = Console()
    var roles = FileRoles()
    for mask in masks { roles.read(mask, as: "the mask") }
    try roles.write(output, as: "-o")
    let file = try output.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    let fitted = try fitted()
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

  /// Fits the masks of one file after the other, so that only one file's are held at a time.
  private func fitted() throws -> FittedLayout {
    var fitted: FittedLayout?
    var first = ""
    for path in masks {
      for source in try MaskFile(path, instances: instances).sources {
        let canvas = Canvas(width: source.mask.width, height: source.mask.height)
        if fitted == nil {
          first = source.place
          fitted = FittedLayout(
            canvas: canvas, shape: shape, parts: parts, leastArea: minArea,
            threshold: threshold.map { Float($0) / 255 })
        }
        if let expected = fitted?.layout.canvas, canvas != expected {
          throw Failure(
            .usage, "\(source.place): expected a mask of \(expected) like \(first), found \(canvas)"
          )
        }
        fitted?.add(source)
      }
    }
    guard let fitted else {
      throw Failure(
        .usage, "\(masks.joined(separator: ", ")): expected at least one mask, found none")
    }
    return fitted
  }
}
