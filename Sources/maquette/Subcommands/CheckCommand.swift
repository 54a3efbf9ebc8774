import ArgumentParser
import Foundation
import Layouts

/// `maquette check`: to layouts what a linter is to code.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find faults in layouts and raw completions; report them.",
    discussion: """
      Reads layouts in any notation, drawings and annotations, JSON-lines of them \
      (also rows such as {"prompt": …, "response": …}), folders of all these, and \
      patterns such as 'runs/**/*.jsonl'. Findings point into the text as it \
      stands there.

        maquette check layout.json completion.txt
        maquette check layout.json --output-format sarif=out.sarif
        maquette check layout.json completion.txt --fix
        maquette check layout.json --unsafe-fixes --diff || true
        maquette check --explain near-duplicate
        maquette check --list-rules

      A rule is named by its name, its code or the beginning of codes (MQ1). The \
      section "check" of .maquette.yml selects and configures rules. A layout or \
      an object may say what is meant under the key "suppressions": \
      [{"rule": "heavy-overlap", "reason": "the hat is on the head"}].

      Exits with 1 when there are findings at error level (see --fail-on), a file \
      that cannot be read included.
      """)

  @Argument(
    help: ArgumentHelp(
      "The files, folders and patterns; - is standard input.", valueName: "file"))
  var files: [String] = []

  @OptionGroup var notationOption: NotationOption

  @Option(
    help: ArgumentHelp(
      "The canvas that the numbers refer to, where the text does not say. (default: 512x512)",
      valueName: "WxH"), transform: Canvas.argument)
  var canvas: Canvas?

  @Option(
    help: ArgumentHelp("The caption that all layouts are checked against.", valueName: "text"))
  var caption: String?

  @Option(
    help: ArgumentHelp(
      """
      The model that will paint: its tokens decide what is too long. (default: the setting model, \
      else the least tokens that CLIP can have)
      """, valueName: "dir"))
  var model: String?

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

  @Option(
    help: ArgumentHelp(
      "Fail from this severity on: error, warning, note. (default: error)",
      valueName: "severity"), transform: Finding.Severity.argument)
  var failOn: Finding.Severity?

  @Flag(help: "Exit with 0 whatever was found.")
  var exitZero = false

  @Option(help: ArgumentHelp("Report at most so many findings.", valueName: "number"))
  var maxFindings: Int?

  @Option(
    help: ArgumentHelp(
      "In json, jsonl and sarif, tell for at most so many layouts what would mend them.",
      valueName: "number"))
  var offerFixes = LayoutChecker.usualFixes

  @Option(help: ArgumentHelp("Leave out the findings that this file lists.", valueName: "file"))
  var baseline: String?

  @Option(
    help: ArgumentHelp("List all findings in a file for --baseline.", valueName: "file"))
  var writeBaseline: String?

  @OptionGroup var fixOptions: FixOptions

  @Flag(help: "Say on standard error how often each rule fired.")
  var statistics = false

  @Flag(help: "Check again whenever a file changes, until interrupted.")
  var watch = false

  @Option(help: ArgumentHelp("Explain a rule, with examples.", valueName: "rule"))
  var explain: String?

  @Flag(help: "List all rules.")
  var listRules = false

  func validate() throws {
    guard explain != nil || listRules || !files.isEmpty else {
      throw ValidationError("expected a file, a folder or -, found nothing to check")
    }
    guard outputFormat.filter({ $0.path == nil }).count <= 1 else {
      throw ValidationError(
        "--output-format: expected one form for standard output, found several; give =FILE")
    }
    try checkRange(maxFindings, in: 1...1_000_000_000, flag: "--max-findings")
    try checkRange(offerFixes, in: 0...1_000_000_000, flag: "--offer-fixes")
    guard !fixOptions.isActive || !watch && writeBaseline == nil else {
      throw ValidationError("--fix: expected neither --watch nor --write-baseline beside it")
    }
    guard !fixOptions.isActive || !files.contains("-") || files.count == 1 else {
      throw ValidationError("--fix: expected standard input alone, found files beside it")
    }
    guard !watch || !files.contains("-") else {
      throw ValidationError("--watch: expected files, found standard input")
    }
  }

  func run() throws {
    let console = Console()
    if let explain { return try console.write(explanation(of: explain)) }
    if listRules { return try console.write(RuleCatalog.table) }
    if fixOptions.isActive { return try mend(console) }
    guard watch else {
      let outcome = try CheckPass(command: self, console: console).run()
      if outcome.summary.fails, !exitZero, writeBaseline == nil {
        throw QuietEnd(status: .findings)
      }
      return
    }
    try watchFiles(console)
  }

  /// Mends first, and checks what is left; with `--diff` only shows what mending would change.
  private func mend(_ console: Console) throws {
    let done = try FixPass(command: self, console: console).run()
    if fixOptions.diff {
      console.say("maquette: \(done.sentence(fixOptions, left: nil))")
      if !done.files.isEmpty { throw QuietEnd(status: .findings) }
      return
    }
    if let text = done.standardInput {
      // What was mended went to standard output, so what is left is said in words.
      let left = try FixPass(command: self, console: console).findings(in: text)
      console.say(left, in: text, named: "standard input")
      console.say("maquette: \(done.sentence(fixOptions, left: left.count))")
      if left.contains(where: { $0.severity == .error }), !exitZero {
        throw QuietEnd(status: .findings)
      }
      return
    }
    let outcome = try CheckPass(command: self, console: console).run()
    console.say("maquette: \(done.sentence(fixOptions, left: outcome.summary.findings))")
    if outcome.summary.fails, !exitZero { throw QuietEnd(status: .findings) }
  }

  private func explanation(of word: String) throws -> String {
    if let rule = RuleSet.rule(named: word) { return RuleManual(rule).text }
    let known = RuleSet.allRules.map(\.name)
    throw Failure(
      .usage,
      "--explain: expected one of \(known.joined(separator: ", ")), found \"\(word)\"; the nearest is"
        + " \"\(UnknownRule.nearest(to: word, among: known))\"")
  }

  /// Checks again and again; a mistake in the settings is said, and mended without a new start.
  private func watchFiles(_ console: Console) throws {
    _ = try CheckPass(command: self, console: console)
    var changes = FileWatch { CheckPass.watchedFiles(of: self) }
    while true {
      if console.dataIsTerminal { try console.write(Array("\u{1B}[2J\u{1B}[H".utf8)) }
      do {
        _ = try CheckPass(command: self, console: console).run()
      } catch let failure as Failure {
        console.say("maquette: \(failure)")
      }
      changes.wait()
    }
  }
}

extension Finding.Severity {
  /// Reads the argument of a flag.
  fileprivate static func argument(_ text: String) throws -> Self { try choice(text) }
}
