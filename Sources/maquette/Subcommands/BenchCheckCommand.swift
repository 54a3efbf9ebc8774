import ArgumentParser
import Experiments
import Foundation
import Layouts

/// `maquette bench check`: times the checking of layouts by all rules.
struct BenchCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Time the checking of layouts.",
    discussion: """
      Writes a JSON-lines file of layouts with captions that it makes itself, about five objects \
      each and findings in nearly all, and checks it by all rules on one core, once for each form \
      of report; what is reported is thrown away. Times are the thread's own. Peak is what the \
      process grew by, resident is all that it took so far.

        maquette bench check
        maquette bench check --output-format sarif --runs 1 --json
        maquette bench check --layouts 1000000 --runs 1 --output-format concise
      """)

  @Option(
    help: ArgumentHelp(
      "A form of report; may be repeated. (default: concise, jsonl and sarif)",
      valueName: "format"),
    transform: { try choice($0) as CheckOutput.Format })
  var outputFormat: [CheckOutput.Format] = []

  @Option(parsing: .unconditional, help: ArgumentHelp("How many layouts.", valueName: "n"))
  var layouts = 10_000

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How often each is timed.", valueName: "n"))
  var runs = 3

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(layouts, in: 1...10_000_000, flag: "--layouts")
    try checkRange(runs, in: 1...10_000, flag: "--runs")
  }

  func run() throws {
    let console = Console()
    let file = FileManager.default.temporaryDirectory
      .appending(path: "maquette-bench-\(getpid()).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    console.say("writing \(layouts) layouts to \(file.path)")
    try writeRows(to: file.path, console)
    var speeds: [CheckBench.Speed] = []
    for format in outputFormat.isEmpty ? [.concise, .jsonl, .sarif] : outputFormat {
      speeds.append(
        try CheckBench.speed(format: format.rawValue, layouts: layouts, runs: runs) {
          try check(file.path, format, console)
        })
      console.say("timed the form \(format.rawValue)")
    }
    try print(speeds, console)
  }

  private func writeRows(to path: String, _ console: Console) throws {
    var corpus = CheckCorpus(seed: 1)
    let sink = try ReportSink(OutputFile(path), console: console)
    let writer = JSONNotation(style: .compact)
    for _ in 0..<layouts { try sink.writeLine(writer.print(corpus.next()).text) }
    try sink.finish()
  }

  /// Does what `maquette check --output-format FORM=/dev/null` does, without any settings.
  private func check(
    _ path: String, _ format: CheckOutput.Format, _ console: Console
  ) throws {
    guard let notation = NotationCatalog.named(NotationCatalog.automatic) else { return }
    var checker = LayoutChecker(
      notation: notation, canvas: .standard, countsScalars: format.countsScalars)
    checker.fixesLeft = format.offersFixes ? LayoutChecker.usualFixes : 0
    checker.offersReplacements = format.offersReplacements
    let rules = try RuleBook(select: [], ignore: [], settings: CheckSettings())
    var run = CheckRun(arguments: [path], checker: checker, rules: rules)
    run.needsFingerprints = format.needsFingerprints
    let sink = try ReportSink(OutputFile("/dev/null"), console: console)
    var reporters: [any CheckReporter] = [try format.reporter(sink, ReportContext())]
    _ = try run.run(&reporters)
    try sink.finish()
  }

  private func print(_ speeds: [CheckBench.Speed], _ console: Console) throws {
    guard !json else {
      let report: JSONValue = [
        "schema": "maquette/bench-check/1",
        "speeds": .array(
          try speeds.map { speed in
            try JSONValue(
              encoding: speed,
              keys: [
                "format", "layouts", "runs", "median_ms", "min_ms", "max_ms", "layouts_per_s",
                "peak_mb", "resident_mb",
              ])
          }),
      ]
      return try console.write(JSONWriter.write(report, style: .pretty))
    }
    let header = [
      "form", "layouts", "median ms", "min ms", "max ms", "layouts/s", "peak MB", "resident MB",
    ]
    try console.write(
      alignedTable(
        [header]
          + speeds.map { speed in
            [
              speed.format, "\(speed.layouts)", speed.medianMilliseconds.rounded(decimals: 0),
              speed.minimumMilliseconds.rounded(decimals: 0),
              speed.maximumMilliseconds.rounded(decimals: 0),
              speed.layoutsPerSecond.rounded(decimals: 0),
              speed.peakMegabytes?.rounded(decimals: 1) ?? "?",
              speed.residentMegabytes.rounded(decimals: 1),
            ]
          }))
  }
}
