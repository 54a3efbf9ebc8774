import ArgumentParser
import Drawing
import Foundation
import Layouts

/// `maquette diff`: tells what is different between two layouts.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two layouts: what moved, came and went.",
    discussion: """
      Reads both layouts in any notation. Objects are matched by where they lie and \
      what they are called (0.45 x intersection over union + 0.45 x words in common + \
      0.1 x nearness, the best pairs in all), then told: moved, resized, rotated, \
      renamed, described, reordered, added, removed. Background, negative prompt, \
      caption and canvas are compared, too. With -o both layouts are drawn in one \
      picture: the old places dashed, the new ones solid, an arrow between them.

        maquette diff before.json after.json
        maquette diff before.json after.json -o both.svg
        git show HEAD:layout.json | maquette diff - layout.json --json

      Exits with 0 when the layouts are the same, 1 when they differ, 2 when one \
      cannot be read.
      """)

  @Argument(help: "The first layout, in any notation; - is standard input.")
  var first: String

  @Argument(help: "The second layout; - is standard input.")
  var second: String

  @OptionGroup var notationOption: NotationOption

  @Option(
    help: ArgumentHelp(
      "The canvas that the numbers refer to, where a text does not say. (default: 512x512)",
      valueName: "WxH"), transform: Canvas.argument)
  var canvas: Canvas?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Up to how many pixels, or degrees, a place counts as the same.", valueName: "pixels"))
  var tolerance = 0.5

  @Flag(help: "Print one JSON object ('maquette/difference/1').")
  var json = false

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Draw both: a name that ends in .svg or .png; folders are created.", valueName: "file"))
  var output: String?

  func validate() throws {
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance: expected a number from 0, found \(tolerance)")
    }
    guard first != "-" || second != "-" else {
      throw ValidationError("expected standard input in one place, found - twice")
    }
    _ = try output.map(Self.format)
  }

  func run() throws {
    let console = Console()
    let canvas = try Settings().resolve(Settings.canvas, flag: canvas) ?? .standard
    var roles = FileRoles()
    roles.read(first, as: "the first layout")
    roles.read(second, as: "the second layout")
    try roles.write(output, as: "-o")
    let file = try output.map { try OutputFile($0) }
    let difference = LayoutDifference(
      from: try layout(first, canvas: canvas, console: console),
      to: try layout(second, canvas: canvas, console: console), tolerance: tolerance)
    try file.map { try draw(difference, to: $0) }
    if json {
      try console.write(JSONWriter.write(difference.json, style: .pretty))
    } else if !difference.isEmpty {
      try console.write(text(of: difference, console: console))
    }
    if !difference.isEmpty { throw QuietEnd(status: .findings) }
  }

  // MARK: - Reading

  /// Reads a layout, whatever is wrong with it, as long as it is one.
  private func layout(_ path: String, canvas: Canvas, console: Console) throws -> Layout {
    let input = try InputText(path)
    do throws(ParseFailure) {
      return try notationOption.chosen.beside(path).parse(input.text, canvas: canvas).layout
    } catch {
      console.say([error.finding], in: input.text, named: input.name)
      throw QuietEnd(status: .usage)
    }
  }

  // MARK: - Writing

  private func text(of difference: LayoutDifference, console: Console) -> String {
    let isColored =
      console.dataIsTerminal && console.environment["NO_COLOR", default: ""].isEmpty
      && console.environment["TERM"] != "dumb"
    let names = ["--- \(first)", "+++ \(second)", difference.summary]
    let lines = difference.lines.map { line in
      let (mark, color) =
        switch line.kind {
        case .removed: ("-", 31)
        case .added: ("+", 32)
        case .changed: ("~", 33)
        }
      let text = "\(mark) \(line.text)".withVisibleControls
      return isColored ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
    }
    return (names.map(\.withVisibleControls) + lines).joined(separator: "\n")
  }

  private func draw(_ difference: LayoutDifference, to file: OutputFile) throws {
    let preview = SVGPreview(difference)
    switch try Self.format(file.path) {
    case .svg: try file.write(preview.text())
    case .png: try file.write(PNGFile(image: preview.image(), texts: []).encoded())
    }
  }

  private enum Format: String {
    case svg, png
  }

  /// The format that a name asks for.
  private static func format(_ path: String) throws -> Format {
    guard let format = Format(rawValue: (path as NSString).pathExtension.lowercased()) else {
      throw ValidationError("-o: expected a name that ends in .svg or .png, found \(path)")
    }
    return format
  }
}
