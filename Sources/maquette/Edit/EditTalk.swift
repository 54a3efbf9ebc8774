import Foundation
import Layouts
import Planning

/// What `edit` and `chat` have in common: a session, an editor, and words about what happened.
struct EditTalk {
  /// The session.
  var file: SessionFile
  /// Who carries instructions out.
  let options: EditorOptions
  /// The settings in force.
  let settings: Settings
  /// Where words go.
  let console: Console
  /// Whether decisions are said.
  var isExplaining = false
  /// Whether findings and decisions are printed as data, and so not said.
  var isQuiet = false
  /// What language models answered, for `--attempts`.
  private let log: AttemptLog

  init(
    _ file: SessionFile, _ options: EditorOptions, _ settings: Settings, _ log: AttemptLog,
    _ console: Console
  ) throws {
    _ = try options.planner(settings)
    self.file = file
    self.log = log
    self.options = options
    self.settings = settings
    self.console = console
  }

  /// What a line asks of the session and not of the layout.
  enum Command: Hashable {
    case undo, redo

    init?(_ text: String) {
      let words = text.lowercased().split { !$0.isLetter }.joined(separator: " ")
      let undos = [
        "undo", "undo that", "undo it", "undo this", "undo the last change", "undo the last step",
        "undo the last one", "take that back", "revert", "revert that", "go back",
      ]
      switch words {
      case _ where undos.contains(words): self = .undo
      case "redo", "redo that", "redo it", "redo the last change": self = .redo
      default: return nil
      }
    }
  }

  /// What came of one line.
  enum Outcome: Hashable {
    /// The layout before and after.
    case changed(from: Layout, to: Layout)
    /// Nothing was done; why was said.
    case refused
  }

  /// Carries out one instruction, or takes one back.
  mutating func take(_ line: String) async throws -> Outcome {
    guard let old = file.session.layout else {
      throw Failure(.usage, "there is no layout yet that could be changed")
    }
    switch Command(line) {
    case .undo?:
      let isDone = file.session.undo()
      return finish(isDone, from: old, "there is nothing to undo")
    case .redo?:
      let isDone = file.session.redo()
      return finish(isDone, from: old, "there is nothing to redo")
    case nil: break
    }
    var request = EditRequest(
      layout: old, instruction: line, mentioned: file.session.mentioned, seed: options.seed)
    request.style = options.style
    let editor = try options.editor(
      settings: settings, shape: request.shape, console: console, keep: log.add)
    let edit = try await editor.edit(request)
    file.session.add(edit, of: line, by: editor.name)
    if !isQuiet { console.say(edit.findings, in: line, named: "instruction") }
    guard let layout = edit.layout else { return .refused }
    if isExplaining, !isQuiet {
      for decision in edit.decisions {
        console.say("\(decision.topic.rawValue): \(decision.message)")
      }
    }
    return .changed(from: old, to: layout)
  }

  private func finish(_ isDone: Bool, from old: Layout, _ reason: String) -> Outcome {
    guard isDone, let new = file.session.layout else {
      console.say("maquette: \(reason)")
      return .refused
    }
    return .changed(from: old, to: new)
  }

  /// Plans a caption as the beginning.
  mutating func plan(_ caption: String, canvas: Canvas, style: PromptStyle) async throws -> Outcome
  {
    let request = PlanRequest(
      caption: Caption(caption), canvas: canvas, style: style, seed: options.seed,
      explains: isExplaining)
    let planner = try options.planner(settings).planner(
      options.modelOptions, for: request,
      templates: try PlanCommand.templates(settings, flag: options.templates), console: console,
      keep: log.add)
    let plan = try await planner.plan(request)
    file.session.add(plan, of: caption, by: planner.name)
    console.say(plan.findings, in: caption, named: "caption")
    for decision in plan.decisions {
      console.say("\(decision.topic.rawValue): \(decision.message)")
    }
    guard let layout = file.session.layout else { return .refused }
    return .changed(from: Layout(canvas: layout.canvas), to: layout)
  }

  /// What changed, line by line, for people.
  static func lines(_ difference: LayoutDifference) -> [String] {
    difference.lines.map { line in
      let mark =
        switch line.kind {
        case .removed: "-"
        case .added: "+"
        case .changed: "~"
        }
      return "\(mark) \(line.text)".withVisibleControls
    }
  }
}
