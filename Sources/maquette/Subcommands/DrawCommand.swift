import ArgumentParser
import Drawing
import Foundation
import Layouts

/// `maquette draw`: draws a preview of a layout.
struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draw a preview of a layout as SVG, PNG or HTML.",
    discussion: """
      Each object is drawn as a translucent shape with its name; caption, background and negative \
      prompt stand below. The same layout gives the same bytes. The ending of the output's name \
      decides the format; without -o the SVG goes to standard output. A PNG carries its layout \
      as the iTXt text 'layout'.

        maquette draw layout.json -o preview.svg
        maquette draw layout.json -o preview.png --width 1024
        maquette plan "a cat on a chair" | maquette draw - -o preview.html
      """)

  @Argument(help: "The layout, in any notation; - is standard input.")
  var layout: String

  @OptionGroup var notationOption: NotationOption

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "The drawing: a name that ends in .svg, .png or .html; folders are created.",
      valueName: "file"))
  var output: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The width of a PNG in pixels. (default: twice the drawing's)", valueName: "n"))
  var width: Int?

  @Flag(help: "Draw on nothing and not on a white page.")
  var transparent = false

  func validate() throws {
    let format = try Self.format(output)
    try checkRange(width, in: 1...PNGFile.largestSide, flag: "--width")
    if let width, format != .png {
      throw ValidationError(
        "--width \(width): expected a name that ends in .png, found \(output ?? "none"): only a PNG"
          + " has a width of its own")
    }
  }

  func run() throws {
    let console = Console()
    let canvas = try Settings().value(of: Settings.canvas)?.value ?? .standard
    var roles = FileRoles()
    roles.read(self.layout, as: "the layout")
    try roles.write(output, as: "-o")
    let file = try output.flatMap { $0 == "-" ? nil : try PreviewFile($0, flag: "-o") }
    let layout = try LayoutSource(
      self.layout, notation: notationOption.chosen, canvas: canvas, console: console
    ).parsed.layout
    guard let file else {
      let preview = SVGPreview(layout, background: transparent ? .transparent : .white)
      return try console.write(preview.text())
    }
    try file.write(layout, width: width, isTransparent: transparent)
  }

  /// The format that a name asks for.
  private static func format(_ output: String?) throws -> PreviewFile.Format {
    guard let output, output != "-" else { return .svg }
    return try PreviewFile.format(output, flag: "-o")
  }
}
