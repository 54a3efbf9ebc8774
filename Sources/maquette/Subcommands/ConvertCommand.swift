import ArgumentParser
import Drawing
import Foundation
import Layouts
import Planning

/// `maquette convert`: reads a layout in one notation and writes it in another.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert a layout between notations and say what is lost.",
    discussion: """
      The notation of the input is found out from its text, that of the output from the ending \
      of its name where that is clear; otherwise name it with --to. What the output cannot hold is \
      said on standard error, and with --report written as JSON ('maquette/losses/1').

        maquette convert completion.txt -o layout.json
        maquette convert layout.json -o picture.coco.json --report losses.json
        maquette convert edited.svg -o layout.json
        maquette convert labels.txt -o layout.json --from yolo --names dog,cat --canvas 640x480
        maquette convert blobs.css --descriptions answer.txt -o layout.json

      A name such as picture.coco.json names the notation before its ending. What some notations \
      need beside the file (the names of YOLO's classes, masks) is written there under the same \
      stem. With --strict nothing is written where something would be lost, and the exit status is 5.
      """)

  @Argument(help: "The file to read; - is standard input.")
  var input: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The file to write; - is standard output.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Read as \(NotationCatalog.names.joined(separator: ", ")). (default: auto)",
      valueName: "name"), transform: NotationOption.checkedName)
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Write as one of the same. (default: by the output's name)", valueName: "name"),
    transform: NotationOption.checkedName)
  var to: String?

  @Option(
    help: ArgumentHelp(
      "The canvas that the numbers refer to, where the file does not say. (default: 512x512)",
      valueName: "WxH"), transform: Canvas.argument)
  var canvas: Canvas?

  @Option(
    help: ArgumentHelp(
      "Which picture of a file of several: its name, or its number from 1. (default: the first)",
      valueName: "name"))
  var entry: String?

  @Option(
    help: ArgumentHelp(
      "The names of the classes: a list with commas, or a file (data.yaml, classes.txt).",
      valueName: "list"))
  var names: String?

  @Option(
    help: ArgumentHelp(
      "Where a file gives both, read boxes or fit ellipses to outlines: boxes, ellipses.",
      valueName: "kind"), transform: Self.choice)
  var outlines: OutlineChoice = .boxes

  @Option(
    help: ArgumentHelp(
      "The order of the angle's two numbers in BlobGEN vectors: sincos, cossin.",
      valueName: "order"), transform: Self.choice)
  var components: BlobGENNotation.Components = .sincos

  @Option(
    help: ArgumentHelp(
      "How BlobGEN's angles are measured: from-vertical, from-horizontal, fit-ellipse.",
      valueName: "kind"), transform: Self.choice)
  var angles: AngleConvention = .fromVertical

  @Option(
    help: ArgumentHelp(
      "What Pascal VOC's numbers count: edges from 0, or whole pixels from 1. (default: 0)",
      valueName: "0|1"), transform: Self.choice)
  var vocBase: PascalVOCNotation.Base = .zero

  @Option(
    help: ArgumentHelp(
      "The file name of the picture that the file is about. (default: 1.png)", valueName: "name"))
  var image = "1.png"

  @Option(
    help: ArgumentHelp(
      "How boxes are measured where the file does not say: \(DeclaredFrame.expectation). "
        + "(default: inferred from their values)",
      valueName: "frame"), transform: NotationOption.checkedFrame)
  var frame: DeclaredFrame?

  @Option(
    help: ArgumentHelp(
      "Join the descriptions of this text, 'name {sentence}' a line, by name and order.",
      valueName: "file"))
  var descriptions: String?

  @Flag(help: "Write nothing and exit with 5 where something would be lost.")
  var strict = false

  @Option(help: ArgumentHelp("Write what is lost as JSON.", valueName: "file"))
  var report: String?

  func run() throws {
    let console = Console()
    try refuseClashes()
    let file = output == "-" ? nil : try OutputFile(output)
    let reportFile = try report.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    guard report != "-" || output != "-" else {
      throw ValidationError("--report and -o are both -: only one can go to standard output")
    }
    let options = FileNotationOptions(
      entry: entry, names: try names.map(Self.classNames) ?? [], outlines: outlines,
      components: components, angles: angles, image: image,
      stem: file?.url.deletingPathExtension().lastPathComponent, frame: frame ?? DeclaredFrame())
    let sourceName = from ?? NotationCatalog.automatic
    let folder = input == "-" ? nil : URL(filePath: input).deletingLastPathComponent()
    guard
      let source = NotationCatalog.named(
        sourceName, options: options, base: vocBase, folder: folder),
      let target = NotationCatalog.named(try targetName(), options: options, base: vocBase)
    else { throw ValidationError("expected \(NotationCatalog.expectation)") }
    let canvas = try Settings().resolve(Settings.canvas, flag: canvas) ?? .standard
    let parsed = try LayoutSource(
      input, notation: source, canvas: canvas, console: console
    ).parsed
    let layout = try described(parsed.layout, console)
    let printed = target.print(layout)
    if file == nil, let companion = printed.companions.first {
      throw ValidationError(
        "-o -: expected a file, since \(target.name) comes with others beside it, such as "
          + companion.name)
    }
    let losses = LossReport(
      from: parsed.notation, to: target.name, layout: layout, losses: printed.losses)
    for line in losses.lines { console.say(line) }
    if let report {
      let text = try JSONWriter.write(losses.json, style: .pretty)
      if report == "-" { try console.write(text) } else { try reportFile?.write(text) }
    }
    if strict, !printed.losses.isEmpty {
      console.say(
        "maquette: \(output) is not written: \(printed.losses.count) losses under --strict")
      throw QuietEnd(status: .loss)
    }
    if let file {
      try write(printed, to: file)
    } else {
      try console.write(printed.text)
    }
  }

  /// The layout with the descriptions of another text, as BlobGEN asks for them.
  private func described(_ layout: Layout, _ console: Console) throws -> Layout {
    guard let descriptions else { return layout }
    let text = try InputText(descriptions)
    do throws(ParseFailure) {
      let (described, findings) = try layout.described(by: text.text)
      console.say(findings.filter { $0.severity > .note }, in: text.text, named: text.name)
      return described
    } catch {
      console.say([error.finding], in: text.text, named: text.name)
      throw QuietEnd(status: .findings)
    }
  }

  /// Writes the file and what belongs beside it: all or none.
  private func write(_ printed: PrintedLayout, to file: OutputFile) throws {
    var files = [(file: file.url, data: Data((printed.text + "\n").utf8))]
    for companion in printed.companions {
      let place = file.url.deletingLastPathComponent().appending(path: companion.name)
      files.append((file: try OutputFile(place.path).url, data: try companion.bytes()))
    }
    try file.createFolder()
    try AtomicFile.write(files)
  }

  /// Refuses to write two files to one place, or one over what is read.
  private func refuseClashes() throws {
    var roles = FileRoles()
    roles.read(input, as: "the input")
    roles.read(names, as: "--names")
    roles.read(descriptions, as: "--descriptions")
    try roles.write(output, as: "-o")
    try roles.write(report, as: "--report")
  }

  // MARK: - Names

  /// Reads the name of one of a few choices.
  private static func choice<Choice>(_ name: String) throws -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    guard let choice = Choice(rawValue: name) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("expected one of \(names)")
    }
    return choice
  }

  /// The notation to write: the named one, or what the output's name says.
  private func targetName() throws -> String {
    if let to {
      guard to != NotationCatalog.automatic else {
        throw ValidationError("--to: expected the name of a notation, found \(to)")
      }
      return to
    }
    if let name = NotationCatalog.ofFile(output) { return name }
    throw ValidationError(
      "-o \(output): its name does not tell the notation; expected --to with one of "
        + NotationCatalog.writable.joined(separator: ", "))
  }

  /// Class names from the command line: the text of a file of that name, or a list with commas.
  private static func classNames(_ argument: String) throws -> [String] {
    guard fileKind(argument) == S_IFREG else {
      return argument.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return try ClassNames.parse(InputText(argument).text, named: argument)
  }
}
