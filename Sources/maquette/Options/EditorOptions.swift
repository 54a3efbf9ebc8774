import ArgumentParser
import Layouts
import Planning

/// Who edits, and how, for every command that changes layouts by instruction.
struct EditorOptions: ParsableArguments {
  @Option(
    help: """
      Who edits: offline, openai, anthropic, ollama or replay. (default: the settings' planner, or \
      offline)
      """, transform: choice)
  var planner: PlannerName?

  @Option(
    help: ArgumentHelp(
      """
      The form in which a language model is shown the layout: boxes, css-boxes, css-blobs or json. \
      (default: css-blobs where most objects are ellipses, else boxes)
      """), transform: choice)
  var style: PromptStyle?

  @Option(
    help: ArgumentHelp(
      """
      What a language model changed without being told to: put back small drifts (drifts), put \
      back all that the instruction does not name (unnamed), or take the answer as it is (none). \
      (default: drifts)
      """), transform: choice)
  var restore: LanguageModelEditor.Restoration?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of a language model's sampling, or of a plan.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Take the templates from this folder. (default: the ones that come along)",
      valueName: "dir"))
  var templates: String?

  @OptionGroup(title: "Language model") var modelOptions: ModelOptions

  mutating func validate() throws {
    guard let style, !PromptStyle.layouts.contains(style) else { return }
    let styles = PromptStyle.layouts.map(\.rawValue).joined(separator: ", ")
    throw ValidationError(
      "--style: expected one of \(styles), which say where objects lie, found \(style.rawValue)")
  }

  /// Who edits: the flag's, the settings', or the offline editor.
  ///
  /// - Throws: a `Failure` for options that don't go together with it.
  func planner(_ settings: Settings) throws -> PlannerName {
    let planner = planner ?? settings.service.planner ?? .offline
    guard planner == .offline else { return planner }
    guard modelOptions.cassette == nil else {
      throw Failure(.usage, "--cassette: expected --planner replay, found offline")
    }
    guard restore == nil else {
      throw Failure(.usage, "--restore: expected another --planner than offline")
    }
    return planner
  }

  /// The editor.
  ///
  /// - Parameters:
  ///   - settings: what is set outside the command line.
  ///   - shape: the form in which a layout is shown where no flag says it.
  ///   - console: where words go.
  ///   - keep: given each answer of a language model.
  /// - Returns: the editor.
  /// - Throws: what keeps it from working, such as a missing key.
  func editor(
    settings: Settings, shape: PromptStyle, console: Console,
    keep: @escaping @Sendable (PlanAttempt) -> Void
  ) throws -> any Editor {
    let planner = try planner(settings)
    guard planner != .offline else { return OfflineEditor() }
    let live = LiveText(console)
    return LanguageModelEditor(
      model: try modelOptions.languageModel(planner.service),
      templates: try PlanCommand.templates(settings, flag: templates),
      settings: try modelOptions.loop(planner.service, style: style ?? shape, seed: seed),
      rules: try RuleSet(), restoration: restore ?? .drifts, progress: { live.tell($0) },
      keep: keep)
  }
}
