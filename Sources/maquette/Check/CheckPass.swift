import Foundation
import Layouts

/// One pass of `maquette check` as its flags and the settings ask for it, with what it says in words.
struct CheckPass {
  /// How many entries of a baseline are named that no finding answers to.
  private static let staleLines = 10
  /// The time after which a person wants to know how far the work is.
  private static let patience = Duration.milliseconds(500)

  private let command: CheckCommand
  private let console: Console
  private let outputs: [(format: CheckOutput.Format, target: OutputFile?)]
  private let baselineFile: OutputFile?
  private var plan: CheckRun

  /// Reads the settings and opens nothing yet.
  ///
  /// - Throws: a `Failure` for wrong use or settings.
  init(command: CheckCommand, console: Console) throws {
    self.command = command
    self.console = console
    let settings = try Settings()
    let section = settings.check
    let silent = command.writeBaseline != nil && command.outputFormat.isEmpty
    let formats = command.outputFormat.isEmpty ? [CheckOutput(format: .full)] : command.outputFormat
    var roles = FileRoles()
    for file in command.files { roles.read(file, as: "the input") }
    outputs =
      try silent
      ? []
      : formats.map { output in
        try roles.write(output.path, as: "--output-format")
        return (output.format, try output.path.map(OutputFile.init))
      }
    try roles.write(command.writeBaseline, as: "--write-baseline")
    baselineFile = try command.writeBaseline.map(OutputFile.init)
    var checker = LayoutChecker(
      notation: command.notationOption.chosen,
      canvas: try settings.resolve(Settings.canvas, flag: command.canvas) ?? .standard,
      caption: command.caption.map { Caption($0) },
      countsScalars: outputs.contains(where: \.format.countsScalars))
    checker.tokens = try ModelTokens.find(settings.resolve(Settings.model, flag: command.model))
    let offersFixes = outputs.contains(where: \.format.offersFixes)
    checker.fixesLeft = offersFixes ? command.offerFixes : 0
    checker.offersReplacements = outputs.contains(where: \.format.offersReplacements)
    let rules = try RuleBook(
      select: Self.names(command.select), ignore: Self.names(command.ignore), settings: section)
    plan = CheckRun(
      arguments: command.files, excluded: section.exclude, root: section.folder, checker: checker,
      rules: rules)
    plan.maxFindings = baselineFile == nil ? command.maxFindings ?? section.maxFindings : nil
    plan.failOn = command.failOn ?? section.failOn ?? .error
    let known = command.baseline ?? section.baseline
    plan.baseline = try baselineFile == nil ? known.map(Baseline.init) : nil
    plan.needsFingerprints =
      baselineFile != nil || outputs.contains(where: \.format.needsFingerprints)
  }

  /// Runs, and says what is not part of a report.
  func run() throws -> CheckRun.Outcome {
    let context = ReportContext(
      color: console.colorsData, width: console.width, failOn: plan.failOn)
    var sinks: [ReportSink] = []
    var reporters: [any CheckReporter] = []
    for (format, target) in outputs {
      let sink = try ReportSink(target, console: console)
      sinks.append(sink)
      reporters.append(try format.reporter(sink, target == nil ? context : .init(context.failOn)))
    }
    if let baselineFile {
      let sink = try ReportSink(baselineFile, console: console)
      sinks.append(sink)
      reporters.append(BaselineReporter(sink))
    }
    var progress = Ticker(console: console)
    let outcome = try plan.run(&reporters) { progress.tick($0) }
    progress.end()
    for sink in sinks { try sink.finish() }
    say(outcome)
    return outcome
  }

  /// The files that a run would look at, and those that say how.
  static func watchedFiles(of command: CheckCommand) -> [String] {
    let settings = try? Settings()
    let section = settings?.check ?? CheckSettings()
    var search = FileSearch(excluded: section.exclude, root: section.folder)
    let baseline = command.baseline ?? section.baseline
    let configuration = settings?.paths ?? [".maquette.yml"]
    return search.files(command.files).map(\.path) + configuration + [baseline].compactMap { $0 }
  }

  // MARK: - Words

  private func say(_ outcome: CheckRun.Outcome) {
    let summary = outcome.summary
    if outcome.files.isEmpty {
      console.say("maquette: no file to check in \(command.files.joined(separator: ", "))")
    }
    if command.statistics { console.put(summary.statistics) }
    if summary.hidden > 0 {
      console.say(
        "maquette: \(summary.hidden) more findings are not shown (--max-findings \(summary.findings))"
      )
    }
    if outcome.leftFixesOut, plan.checker.fixesLeft > 0 {
      console.say(
        "maquette: fixes are told for the first \(command.offerFixes) layouts with findings"
          + " (--offer-fixes)")
    }
    if let baseline = plan.baseline, !outcome.stale.isEmpty {
      console.say(
        "maquette: the baseline \(baseline.path) lists \(outcome.stale.count) findings that are gone;"
          + " --write-baseline lists them anew")
      for line in outcome.stale.prefix(Self.staleLines) { console.say("  \(line)") }
    }
    if let path = baselineFile?.path {
      console.say("maquette: \(summary.findings) findings are listed in \(path)")
    } else if console.wordsAreTerminal || command.watch {
      console.say("maquette: \(summary.sentence)")
    }
  }

  static func names(_ words: [String]) -> [String] {
    words.flatMap { $0.split(separator: ",").map(String.init) }
  }

  /// Says on a terminal how many layouts were checked, unless findings are shown there, too.
  private struct Ticker {
    private let console: Console
    private let isWanted: Bool
    private var told = ContinuousClock.now
    private var hasTold = false

    init(console: Console) {
      self.console = console
      isWanted = console.wordsAreTerminal && !console.dataIsTerminal
    }

    mutating func tick(_ summary: CheckSummary) {
      guard isWanted, summary.layouts % 64 == 0, .now - told > CheckPass.patience else { return }
      (told, hasTold) = (.now, true)
      console.put("\r\(summary.layouts) layouts, \(summary.findings) findings\u{1B}[K")
    }

    func end() {
      if hasTold { console.put("\r\u{1B}[K") }
    }
  }
}

extension ReportContext {
  /// What a report in a file is told.
  fileprivate init(_ failOn: Finding.Severity) {
    self.init(color: false, width: 80, failOn: failOn)
  }
}
