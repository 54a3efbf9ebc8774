import ArgumentParser
import Foundation
import Layouts

/// `maquette check`: to layouts what a linter is to code.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find faults in layouts and raw completions; report them.",
    discussion: """
      Reads layouts in any notation, JSON-lines of them (.jsonl), and folders of \
      .json, .jsonl, .txt and .css files. Findings point into the text as it \
      stands there.

        maquette check layout.json completion.txt
        maquette check layout.json --output-format sarif=out.sarif
        maquette check --explain near-duplicate

      A rule is named by its name, its code or the beginning of codes (MQ1). A \
      layout or an object may say what is meant under the key "suppressions": \
      [{"rule": "heavy-overlap", "reason": "the hat is on the head"}].

      Exits with 1 when there are findings at error level, a file that cannot be \
      read included.
      """)

  @Argument(help: ArgumentHelp("The files and folders; - is standard input.", valueName: "file"))
  var files: [String] = []

  @OptionGroup var notationOption: NotationOption

  @Option(
    help: ArgumentHelp(
      "The canvas that the numbers refer to, where the text does not say. (default: 512x512)",
      valueName: "WxH"), transform: Canvas.argument)
  var canvas: Canvas?

  @Option(
    help: ArgumentHelp("Apply only these rules, separated by commas.", valueName: "rule,…"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Leave out these rules.", valueName: "rule,…"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Report as concise, full, json, jsonl, sarif, junit, github, gitlab or markdown, to \
      standard output or to =FILE. May be given several times. (default: full)
      """, valueName: "form[=file]"), transform: CheckOutput.argument)
  var outputFormat: [CheckOutput] = []

  @Flag(help: "Exit with 0 whatever was found.")
  var exitZero = false

  @Flag(help: "Say on standard error how often each rule fired.")
  var statistics = false

  @Option(help: ArgumentHelp("Explain a rule, with examples.", valueName: "rule"))
  var explain: String?

  func validate() throws {
    guard explain != nil || !files.isEmpty else {
      throw ValidationError("expected a file, a folder or -, found nothing to check")
    }
    guard outputFormat.filter({ $0.path == nil }).count <= 1 else {
      throw ValidationError(
        "--output-format: expected one form for standard output, found several; give =FILE")
    }
    let paths = outputFormat.compactMap(\.path)
    guard Set(paths).count == paths.count else {
      throw ValidationError("--output-format: expected a file of its own for each form")
    }
  }

  func run() throws {
    let console = Console()
    let rules = try ruleSet()
    if let explain { return try console.write(explanation(of: explain)) }
    let canvas = try Settings().resolve(Settings.canvas, flag: canvas) ?? .standard
    let outputs = outputFormat.isEmpty ? [CheckOutput(format: .full)] : outputFormat
    let targets = try outputs.map { try $0.path.map(OutputFile.init) }
    let texts = files.flatMap(Self.expand).map { path in
      CheckedText(path: path, notation: notationOption.chosen, canvas: canvas, rules: rules)
    }
    let report = CheckReport(texts: texts)
    for (output, target) in zip(outputs, targets) {
      let text = try report.text(as: output.format)
      if let target {
        try target.write(Data(text.utf8))
      } else {
        try console.write(Array(text.utf8))
      }
    }
    if statistics { console.put(report.statistics) }
    let hasErrors = report.entries.contains { $0.finding.severity == .error }
    if hasErrors, !exitZero { throw QuietEnd(status: .findings) }
  }

  private func ruleSet() throws -> RuleSet {
    func names(_ words: [String]) -> [String] {
      words.flatMap { $0.split(separator: ",").map(String.init) }
    }
    do {
      return try RuleSet(select: names(select), ignore: names(ignore))
    } catch {
      throw Failure(.usage, "\(error)")
    }
  }

  private func explanation(of word: String) throws -> String {
    guard let rule = RuleSet.rule(named: word) else {
      let known = RuleSet.allRules.map(\.name).joined(separator: ", ")
      throw Failure(.usage, "--explain: expected one of \(known), found \"\(word)\"")
    }
    let threshold = rule.threshold.map { "Threshold: \($0)\n" } ?? ""
    return """
      \(rule.name) (\(rule.code), \(rule.severity.rawValue))
      \(rule.summary)

      \(rule.explanation)
      \(threshold)
      Not:     \(rule.examples.bad)
      Rather:  \(rule.examples.good)
      """
  }

  /// The files of a folder that layouts stand in, by name; anything else is taken as it is.
  private static func expand(_ path: String) -> [String] {
    guard path != "-", fileKind(path) == S_IFDIR else { return [path] }
    let endings: Set = ["json", "jsonl", "txt", "css"]
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    let root = path.hasSuffix("/") ? String(path.dropLast()) : path
    return names.sorted().map { "\(root)/\($0)" }.filter { place in
      endings.contains(URL(filePath: place).pathExtension) && fileKind(place) == S_IFREG
    }
  }
}
