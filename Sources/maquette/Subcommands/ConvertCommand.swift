import ArgumentParser
import Foundation
import Layouts

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
        maquette convert labels.txt -o layout.json --from yolo --names dog,cat --canvas 640x480

      A name such as picture.coco.json names the notation before its ending. With --strict nothing \
      is written where something would be lost, and the exit status is 5.
      """)

  @Argument(help: "The file to read; - is standard input.")
  var input: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The file to write; - is standard output.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Read as \(Notations.names.joined(separator: ", ")). (default: auto)", valueName: "name"),
    transform: Self.checkedName)
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Write as one of the same. (default: by the output's name)", valueName: "name"),
    transform: Self.checkedName)
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
      valueName: "kind"), transform: Self.outlineChoice)
  var outlines: OutlineChoice = .boxes

  @Flag(help: "Write nothing and exit with 5 where something would be lost.")
  var strict = false

  @Option(help: ArgumentHelp("Write what is lost as JSON.", valueName: "file"))
  var report: String?

  func run() throws {
    let console = Console()
    let file = output == "-" ? nil : try OutputFile(output)
    let reportFile = try report.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    guard report != "-" || output != "-" else {
      throw ValidationError("--report and -o are both -: only one can go to standard output")
    }
    let options = FileNotationOptions(
      entry: entry, names: try names.map(Self.classNames) ?? [], outlines: outlines)
    guard let source = Notations.named(from ?? "auto", options: options),
      let target = Notations.named(try targetName(), options: options)
    else { throw ValidationError("expected one of \(Notations.names.joined(separator: ", "))") }
    let canvas = try Settings().resolve(Settings.canvas, flag: canvas) ?? .standard
    let layout = try LayoutSource(
      input, notation: source, canvas: canvas, console: console)
    let printed = target.print(layout.parsed.layout)
    let losses = LossReport(
      from: layout.parsed.notation, to: target.name, layout: layout.parsed.layout,
      losses: printed.losses)
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
    if let file { try file.write(printed.text) } else { try console.write(printed.text) }
  }

  // MARK: - Names

  private static func checkedName(_ name: String) throws -> String {
    guard Notations.names.contains(name) else {
      throw ValidationError("expected one of \(Notations.names.joined(separator: ", "))")
    }
    return name
  }

  private static func outlineChoice(_ name: String) throws -> OutlineChoice {
    guard let choice = OutlineChoice(rawValue: name) else {
      throw ValidationError("expected boxes or ellipses")
    }
    return choice
  }

  /// The notation to write: the named one, or what the output's name says.
  private func targetName() throws -> String {
    if let to {
      guard to != "auto" else {
        throw ValidationError("--to: expected the name of a notation, found auto")
      }
      return to
    }
    let parts = (output as NSString).lastPathComponent.lowercased().split(separator: ".")
    let ending = parts.count > 1 ? parts.last.map(String.init) : nil
    if parts.count > 2 {
      let inner = String(parts[parts.count - 2])
      if inner != "auto", Notations.names.contains(inner) { return inner }
    }
    if ending == "json" { return JSONNotation().name }
    throw ValidationError(
      "-o \(output): its name does not tell the notation; expected --to with one of "
        + Notations.names.dropLast().joined(separator: ", "))
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

/// What a conversion loses, as data: the contract `maquette/losses/1`.
struct LossReport {
  /// The name and version of the contract.
  static let schema = "maquette/losses/1"

  let from: String
  let to: String
  let layout: Layout
  let losses: [Finding]

  /// The report as JSON.
  var json: JSONValue {
    [
      "schema": .string(Self.schema), "from": .string(from), "to": .string(to),
      "objects": .integer(layout.objects.count), "losses": .array(losses.map(json)),
    ]
  }

  /// One line for each loss.
  var lines: [String] {
    losses.map { loss in
      let place = loss.object.map { "object \($0): " } ?? ""
      return "\(to): \(loss.severity.rawValue): \(place)\(loss.message) [\(loss.code) \(loss.rule)]"
    }
  }

  private func json(_ loss: Finding) -> JSONValue {
    guard case .object(var json) = loss.json else { return loss.json }
    let prefix = "loses-"
    json["property"] = .string(
      loss.rule.hasPrefix(prefix) ? String(loss.rule.dropFirst(prefix.count)) : loss.rule)
    if let index = loss.object, layout.objects.indices.contains(index) {
      json["name"] = .string(layout.objects[index].name)
    }
    return .object(json)
  }
}
