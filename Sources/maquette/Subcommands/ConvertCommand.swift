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
      stem; a file of that name is replaced only if an earlier conversion wrote it. With --strict \
      nothing is written where something would be lost in reading or in writing, and the exit status \
      is 5.
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
      "The file name of the picture that the file is about.", valueName: "name"))
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
    let roles = try refuseClashes()
    let file = output == "-" ? nil : try OutputFile(output)
    let reportFile = try report.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    guard report != "-" || output != "-" else {
      throw ValidationError("--report and -o are both -: only one can go to standard output")
    }
    let (source, target) = try notations(stem: file?.url.deletingPathExtension().lastPathComponent)
    let canvas = try Settings().resolve(Settings.canvas, flag: canvas) ?? .standard
    let read = try LayoutSource(input, notation: source, canvas: canvas, console: console)
    try refuseEntry(of: read.parsed.notation)
    let layout = try described(read.parsed.layout, console)
    let printed = target.print(layout)
    let losses = LossReport(
      from: read.parsed.notation, to: target.name, layout: layout,
      readingLosses: read.parsed.findings.filter(isLoss),
      losses: printed.losses)
    let isRefused = strict && !losses.isEmpty
    let companions = isRefused ? nil : try companions(of: printed, target, roles)
    try tell(losses, of: read.input, in: reportFile, console)
    guard let companions else {
      console.say("maquette: \(output) is not written: \(losses.count) losses under --strict")
      throw QuietEnd(status: .loss)
    }
    guard let file else { return try console.write(printed.text) }
    try file.createFolder()
    try AtomicFile.write([(file.url, Data((printed.text + "\n").utf8))] + companions.files)
    if !companions.paths.isEmpty {
      console.say("maquette: wrote \(companions.paths.joined(separator: ", ")) beside \(output)")
    }
  }

  /// Whether reading lost something; an ellipse that was asked for is no loss of an outline.
  private func isLoss(_ finding: Finding) -> Bool {
    let isWished = outlines == .ellipses && finding.rule == ReadingRule.fittedShape.rawValue
    return ReadingLoss.property(of: finding) != nil && !isWished
  }

  /// Says what is lost, and writes it where that is asked for.
  private func tell(
    _ losses: LossReport, of input: InputText, in file: OutputFile?, _ console: Console
  ) throws {
    // What reading loses was said while reading, but for notes.
    console.say(
      losses.readingLosses.filter { $0.severity == .note }, in: input.text,
      named: input.name)
    for line in losses.lines { console.say(line) }
    if let report {
      let text = try JSONWriter.write(losses.json, style: .pretty)
      if report == "-" { try console.write(text) } else { try file?.write(text) }
    }
  }

  /// The notations that are read and written.
  private func notations(stem: String?) throws -> (source: any Notation, target: any Notation) {
    let options = FileNotationOptions(
      entry: entry, names: try names.map(ClassNames.read) ?? [], outlines: outlines,
      components: components, angles: angles, image: image, stem: stem,
      frame: frame ?? DeclaredFrame())
    guard
      let source = NotationCatalog.named(
        from ?? NotationCatalog.automatic, options: options, base: vocBase),
      let target = NotationCatalog.named(try targetName(), options: options, base: vocBase)
    else { throw ValidationError("expected \(NotationCatalog.expectation)") }
    return (source, target)
  }

  /// Refuses to choose a picture of a file that holds one.
  private func refuseEntry(of notation: String) throws {
    guard let entry, !(NotationCatalog.named(notation) is any EntryNotation) else { return }
    throw ValidationError(
      "--entry \(entry): expected a file of several pictures, found one of \(notation)")
  }

  /// What belongs beside the file, or a refusal where that has no place.
  private func companions(
    of printed: PrintedLayout, _ target: any Notation, _ roles: FileRoles
  ) throws -> CompanionFiles {
    if output == "-", let companion = printed.companions.first {
      throw ValidationError(
        "-o -: expected a file, since \(target.name) comes with others beside it, such as "
          + companion.name)
    }
    return try CompanionFiles(printed.companions, beside: output, roles: roles)
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

  /// Refuses to write two files to one place, or one over what is read.
  private func refuseClashes() throws -> FileRoles {
    var roles = FileRoles()
    roles.read(input, as: "the input")
    roles.read(names, as: "--names")
    roles.read(descriptions, as: "--descriptions")
    try roles.write(output, as: "-o")
    try roles.write(report, as: "--report")
    return roles
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
}
