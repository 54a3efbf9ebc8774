import ArgumentParser
import Foundation
import Layouts
import Planning

/// `maquette plan`: turns a caption into a layout.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plan a caption as a layout.",
    discussion: """
      The offline planner reads counts, colours and other adjectives, places (left of, above, on, \
      next to, between, around, in a row …), sizes (bigger than, a tiny …), "each", "without …" \
      and a scene, in English, in milliseconds. What it does not understand it leaves out with a \
      warning that points at the words; with --strict it refuses.

        maquette plan "two red apples to the left of a penguin in the snow"
        maquette plan "three cats and a dog, without birds" -o layout.json
        maquette plan "a cat on a chair" --style css-blobs --canvas 768x512
        maquette plan "six chairs around a table" --explain

      With --planner openai, anthropic or ollama a language model is asked, at any address and in \
      any language; its answer is read, checked, and given back with its faults up to --repeats \
      times. --record keeps what was said, --planner replay --cassette answers from it.

        maquette plan "a cat" --planner openai --model gpt-4.1-mini
        maquette plan "두 마리 고양이" --planner openai --base-url http://127.0.0.1:8080
        maquette plan "a cat" --planner ollama --model gemma3 --record tape.jsonl
        maquette plan "a cat" --planner replay --cassette tape.jsonl

      --style descriptions asks twice, for blobs and then for the looks of each; with --layout it \
      describes that layout's objects. --style background asks for the background and the \
      negative prompt alone. A section service in .maquette.yml says which service is asked.

        maquette plan "a cat" --planner openai --model gpt-4.1-mini --style descriptions
        maquette plan "a cat" --planner ollama --model gemma3 --style background --layout l.json

      The same caption gives the same bytes; another --seed gives another arrangement. Exits \
      with 1 when the caption is refused; nothing is printed then, or with --json a layout that \
      is null.
      """)

  @Argument(help: "What the picture is to show; - reads it from standard input.")
  var caption: String

  @Option(
    help: """
      Who plans: offline, openai, anthropic, ollama or replay. (default: the settings' planner, or \
      offline)
      """, transform: choice)
  var planner: PlannerName?

  @Option(
    help: ArgumentHelp(
      "Keep these objects, for the styles descriptions and background.", valueName: "file"))
  var layout: String?

  @OptionGroup var options: PlanOptions

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The seed of the arrangement.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Write the layout here and not to standard output; folders are created.",
      valueName: "file.json"))
  var output: String?

  @Flag(help: "Refuse a caption of which any word is not understood.")
  var strict = false

  @Flag(help: "Say on standard error what became of which words, and why.")
  var explain = false

  @Flag(
    help: """
      Print one JSON object with layout, categories, scene and findings, and with --explain the \
      decisions.
      """)
  var json = false

  @Option(
    help: ArgumentHelp(
      "Take the templates from this folder. (default: the ones that come along)",
      valueName: "dir"))
  var templates: String?

  @Flag(help: "Have names and prompts in the caption's language, not in English.")
  var keepLanguage = false

  @OptionGroup(title: "Language model") var modelOptions: ModelOptions

  func run() async throws {
    let console = Console()
    let settings = try Settings()
    let file = try output.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    let log = try AttemptLog(modelOptions.attempts)
    let source = try CaptionSource(caption)
    let style = try options.style(settings)
    let given = try Self.givenLayout(layout, style: style, console)
    let request = try PlanRequest(
      caption: source.caption, canvas: given?.canvas ?? options.canvas(settings), style: style,
      seed: seed, isStrict: strict, explains: explain, keepsLanguage: keepLanguage, layout: given)
    let planner = try (planner ?? settings.service.planner ?? .offline).planner(
      modelOptions, for: request, templates: try Self.templates(settings, flag: templates),
      console: console, keep: log.add)
    let plan = try await log.whileKeeping { try await planner.plan(request) }
    let hasErrors = plan.findings.contains { $0.severity == .error }
    // The offline planner refuses; a language model's layout is handed over with its faults.
    let layout = hasErrors && plan.attempts.isEmpty ? nil : plan.layout
    if !json { say(plan, of: request, named: source.name, console) }
    if let report = json ? plan.report(explained: explain) : layout?.json {
      let text = try JSONWriter.write(report, style: .pretty)
      if let file { try file.write(text) } else { try console.write(text) }
    }
    if hasErrors || layout == nil { throw QuietEnd(status: .findings) }
  }

  /// The layout that is to be completed.
  static func givenLayout(
    _ file: String?, style: PromptStyle, _ console: Console
  ) throws -> Layout? {
    guard let file else { return nil }
    guard !PromptStyle.layouts.contains(style) else {
      throw Failure(
        .usage, "--layout: expected --style descriptions or background, found \(style.rawValue)")
    }
    return try LayoutSource(
      file, notation: AutomaticNotation(), canvas: .standard, console: console
    ).parsed.layout
  }

  private func say(
    _ plan: Plan, of request: PlanRequest, named name: String, _ console: Console
  ) {
    console.say(plan.findings, in: request.caption.text, named: name)
    for decision in plan.decisions {
      console.say("\(decision.topic.rawValue): \(decision.message)")
    }
  }

  /// The templates that are in force.
  static func templates(_ settings: Settings, flag: String?) throws -> TemplateStore {
    let folder = try settings.resolve(Settings.templates, flag: flag)
    return try folder.map { try TemplateStore(root: URL(filePath: $0)) } ?? TemplateStore()
  }
}

extension Plan {
  /// The plan as one JSON object.
  fileprivate func report(explained: Bool) -> JSONValue {
    var report: JSONObject = [
      "layout": layout?.json ?? .null, "categories": .array(categories.map(JSONValue.string)),
      "scene": scene?.json ?? .null, "findings": .array(findings.map(\.json)),
    ]
    if explained { report["decisions"] = .array(decisions.map(\.json)) }
    return .object(report)
  }
}
