import ArgumentParser
import Experiments
import Foundation
import Layouts
import Planning

/// `maquette evaluate SUITE`: scores planners and stored answers by published benchmarks.
struct EvaluateLayoutsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layouts",
    abstract: "Score layouts by a benchmark's own rules.",
    discussion: """
      Suites: lmd (LLM-grounded Diffusion's four tasks, its 400 prompts made as published), \
      nsr1k-counting and nsr1k-spatial (LayoutGPT), multigen-layout (TokenCompose). All but lmd \
      read their cases from --cases.

      Rules: published is the benchmark's own. lmd and multigen-layout also have strict; \
      nsr1k-counting and nsr1k-spatial also have normalised, which takes hyphens in names for \
      blanks: by the published rule every category of two words counts as wrong.

      Judged are stored completions, stored layouts (ours, or LayoutGPT's iters), or what a \
      planner answers now.

        maquette evaluate lmd
        maquette evaluate lmd --rule strict --json
        maquette evaluate lmd -o layouts.jsonl --results verdicts.jsonl
        maquette evaluate lmd --layouts layouts.jsonl

      The table shows every rule; --json prints one object for one rule, shares in percent with \
      two decimals, with a 95 % interval from drawing prompts anew.
      """)

  @Argument(
    help: ArgumentHelp(
      "The suite: \(Suites.all.map(\.name).joined(separator: ", ")).", valueName: "suite"))
  var suite: String

  @Option(help: ArgumentHelp("The cases, one a line.", valueName: "file.jsonl"))
  var cases: String?

  @Option(
    help: ArgumentHelp("Judge these completions, one a line.", valueName: "file.jsonl"))
  var responses: String?

  @Option(
    help: ArgumentHelp(
      "Judge these layouts, one a line, or LayoutGPT's results.", valueName: "file.jsonl"))
  var layouts: String?

  @Option(
    help: """
      Ask a planner: offline, openai, anthropic, ollama or replay. (default: the settings' planner, \
      or offline)
      """, transform: choice)
  var planner: PlannerName?

  @Option(help: ArgumentHelp("Judge by this rule only.", valueName: "rule"))
  var rule: String?

  @Flag(help: "Print the scores as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Judge only the first cases or answers.", valueName: "n"))
  var limit: Int?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Keep what a planner answers here, one a line.", valueName: "file.jsonl"))
  var output: String?

  @Flag(help: "Go on with the answers that are kept in --output already.")
  var resume = false

  @Option(help: ArgumentHelp("Write each verdict here, one a line.", valueName: "file.jsonl"))
  var results: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("The planner's seed.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var options: PlanOptions
  @OptionGroup var notationOption: NotationOption
  @OptionGroup(title: "Language model") var modelOptions: ModelOptions

  func validate() throws {
    let names = Suites.all.map(\.name)
    guard let suite = Suites.all.first(where: { $0.name == suite }) else {
      throw ValidationError("expected one of \(names.joined(separator: ", ")), found '\(suite)'")
    }
    if let rule, !suite.rules.contains(rule) {
      throw ValidationError(
        "--rule: expected one of \(suite.rules.joined(separator: ", ")), found '\(rule)'")
    }
    guard [responses, layouts, planner?.rawValue].compactMap({ $0 }).count <= 1 else {
      throw ValidationError("expected one of --responses, --layouts and --planner, found several")
    }
    guard cases != nil || !suite.cases.isEmpty else {
      throw ValidationError("\(suite.name): expected --cases FILE.jsonl")
    }
    guard !resume || output != nil else {
      throw ValidationError("--resume: expected --output FILE, which holds what there is already")
    }
    try checkRange(limit, in: 1...1_000_000_000, flag: "--limit")
  }

  func run() async throws {
    let console = Console()
    guard let suite = Suites.all.first(where: { $0.name == suite }) else { return }
    let results = try results.map(OutputFile.init)
    let cases = try readCases(suite)
    let answers = try await answers(cases, console)
    let rules = rule.map { [$0] } ?? (json ? Array(suite.rules.prefix(1)) : suite.rules)
    let scores = try rules.map { try score(answers, cases, suite, rule: $0, console) }
    if let results {
      let lines = try scores.flatMap { score in
        try score.rows.map { try JSONWriter.write($0.json(suite: suite.name, rule: score.rule)) }
      }
      try results.write(Data(lines.map { $0 + "\n" }.joined().utf8))
    }
    if json, let score = scores.first {
      try console.write(JSONWriter.write(score.json, style: .pretty))
    } else {
      try console.write(SuiteTable(scores: scores).text)
    }
  }

  private func readCases(_ suite: any Suite) throws -> [SuiteCase] {
    let all =
      try cases.map { path in
        try JSONRows(path).rows.compactMap { try suite.readCase($0.value, at: $0.line) }
      } ?? suite.cases
    return responses == nil && layouts == nil ? Array(all.prefix(limit ?? .max)) : all
  }

  private func answers(_ cases: [SuiteCase], _ console: Console) async throws -> [SuiteAnswer] {
    let settings = try Settings()
    let canvas = try options.canvas(settings)
    if let path = responses ?? layouts {
      let rows = try JSONRows(path).rows.prefix(limit ?? .max)
      return try rows.flatMap {
        try SuiteAnswers.read(
          $0.value, at: $0.line, notation: notationOption.chosen, canvas: canvas)
      }
    }
    let request = try PlanRequest(
      caption: Caption(""), canvas: canvas, style: options.style(settings), seed: seed)
    let log = try AttemptLog(modelOptions.attempts)
    let planner = try (planner ?? settings.service.planner ?? .offline).planner(
      modelOptions, for: request, templates: try PlanCommand.templates(settings, flag: nil),
      console: console, keep: log.add)
    let run = SuiteRun(
      cases: cases, planner: planner, request: request, file: output, isResuming: resume,
      log: log, console: console)
    return try await log.whileKeeping { try await run.answers() }
  }

  private func score(
    _ answers: [SuiteAnswer], _ cases: [SuiteCase], _ suite: any Suite, rule: String,
    _ console: Console
  ) throws -> SuiteScore {
    let matching = SuiteMatching(suite, cases: cases)
    let rows = answers.compactMap { answer -> SuiteScore.Row? in
      guard let suiteCase = matching.suiteCase(of: answer) else { return nil }
      return SuiteScore.Row(
        suiteCase: suiteCase, iteration: answer.iteration,
        verdict: suite.judge(answer, to: suiteCase, by: rule))
    }
    guard !rows.isEmpty else { throw SuiteFailure.nothingToJudge(suite: suite.name) }
    if rows.count < answers.count {
      console.say(
        "maquette: \(answers.count - rows.count) of \(answers.count) answers are to no case of"
          + " \(suite.name) and were left out")
    }
    return SuiteScore(suite: suite.name, rule: rule, rows: rows)
  }
}
