import ArgumentParser
import Layouts
import Planning

/// Who edits, and how, for every command that changes layouts by instruction.
struct EditorOptions: ParsableArguments {
  @Option(
    help: "Who edits: offline, openai, anthropic, ollama or replay. (default: offline)",
    transform: choice)
  var planner = PlannerName.offline

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
    guard planner != .offline || restore == nil else {
      throw ValidationError("--restore: expected another --planner than offline")
    }
  }

  /// The editor.
  ///
  /// - Throws: what keeps it from working, such as a missing key.
  func editor(settings: Settings, shape: PromptStyle, console: Console) throws -> any Editor {
    guard planner != .offline else {
      guard modelOptions.cassette == nil else {
        throw Failure(.usage, "--cassette: expected --planner replay, found offline")
      }
      return OfflineEditor()
    }
    let live = LiveText(console)
    return LanguageModelEditor(
      model: try modelOptions.languageModel(planner.service),
      templates: try PlanCommand.templates(settings, flag: templates),
      settings: try modelOptions.loop(planner.service, style: style ?? shape, seed: seed),
      rules: try RuleSet(), restoration: restore ?? .drifts, progress: { live.tell($0) })
  }
}
