import ArgumentParser
import Layouts

/// `maquette parse`: reads a layout in any notation and prints it as JSON, with findings.
struct ParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Read a layout in any notation; print it as JSON, with findings.",
    discussion: """
      Prints the layout on standard output and findings, with the place they point at, on \
      standard error. With --json one object {"notation", "layout", "findings"} is printed \
      instead; its layout is null when none could be read.

        maquette parse completion.txt
        llm "$(maquette prompt 'a cat')" | maquette parse - --notation lmd --json
        maquette parse boxes.txt --frame xyxy-thousandths
        maquette parse blobs.css --canvas 512x512 | maquette draw - -o preview.png

      Exits with 1 when there are findings at error level.
      """)

  @Argument(help: "The file to read; - is standard input.")
  var file = "-"

  @OptionGroup var notationOption: NotationOption

  @Option(
    help: ArgumentHelp(
      "The canvas that the numbers refer to, where the text does not say. (default: 512x512)",
      valueName: "WxH"), transform: Canvas.argument)
  var canvas: Canvas?

  @Flag(help: "Print one JSON object with notation, layout and findings.")
  var json = false

  func run() throws {
    let console = Console()
    let canvas = try Settings().resolve(Settings.canvas, flag: canvas) ?? .standard
    let input = try InputText(file)
    let parsed: ParsedLayout?
    let notation: String
    let findings: [Finding]
    do throws(ParseFailure) {
      let result = try notationOption.chosen.beside(file).parse(input.text, canvas: canvas)
      (parsed, notation, findings) = (result, result.notation, result.findings)
    } catch {
      (parsed, notation, findings) = (nil, error.notation, [error.finding])
    }
    if json {
      let report: JSONValue = [
        "notation": .string(notation), "layout": parsed?.layout.json ?? .null,
        "findings": .array(findings.map(\.json)),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      console.say(findings, in: input.text, named: input.name)
      if let parsed { try console.write(JSONWriter.write(parsed.layout.json, style: .pretty)) }
    }
    if findings.contains(where: { $0.severity == .error }) { throw QuietEnd(status: .findings) }
  }
}
