import ArgumentParser
import Foundation
import Layouts
import Planning

/// `maquette edit`: changes a layout by instruction.
struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change a layout by instruction.",
    discussion: """
      Instructions in English are carried out offline, in milliseconds: move, put, add, remove, \
      replace, resize, recolour, count, swap, turn, line up, bring to the front, the background, \
      and what must not be seen. Several may follow one another, or stand in one sentence; "it" \
      and "them" go back to what was spoken of. Objects that an instruction does not touch keep \
      their boxes, names, ids, seeds and order to the byte.

        maquette edit layout.json "move the cat to the right" -o layout.json
        maquette edit layout.json "add a red ball" "make it twice as big" --explain
        maquette edit layout.json "remove the chair and make the sky stormy" --diff
        maquette edit layout.json "make the cat smaller" --json
        maquette plan "a cat" | maquette edit - "move it up" | maquette draw -

      With --session a file keeps every round; the next call goes on from it, without a layout, \
      and --undo takes the last change back.

        maquette edit layout.json "make the cat smaller" --session talk.json
        maquette edit "move it up a bit" --session talk.json -o layout.json
        maquette edit --undo --session talk.json

      With --planner openai, anthropic or ollama a language model is shown the layout and the \
      instruction, in any language; what it changes without being told to is put back or said.

        maquette edit layout.json "고양이를 오른쪽으로 옮겨 줘" --planner ollama --model gemma3

      Exits with 1 when an instruction is not understood or can't be carried out; no file is \
      written then.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      The layout, in any notation (- is standard input), then the instructions in their order. With \
      a --session that exists the layout may be left out.
      """, valueName: "layout and instructions"))
  var words: [String] = []

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Write the layout here and not to standard output; folders are created.",
      valueName: "file.json"))
  var output: String?

  @Option(
    help: ArgumentHelp("Keep every round here, and go on from it.", valueName: "file.json"))
  var session: String?

  @Flag(help: "Take the last change of the session back.")
  var undo = false

  @Flag(help: "Bring the change again that was taken back last.")
  var redo = false

  @Option(
    help: ArgumentHelp(
      "Draw the result: a name that ends in .svg, .png or .html.", valueName: "file"))
  var preview: String?

  @Flag(help: "Print what changed and not the layout.")
  var diff = false

  @Flag(
    help: """
      Print one JSON object with layout, instructions, findings and difference, and with --explain \
      the decisions.
      """)
  var json = false

  @Flag(help: "Say on standard error what was done, and why so.")
  var explain = false

  @OptionGroup var notationOption: NotationOption

  @Option(
    help: ArgumentHelp(
      "The canvas that the numbers refer to, where a text does not say. (default: 512x512)",
      valueName: "WxH"), transform: Canvas.argument)
  var canvas: Canvas?

  @OptionGroup var options: EditorOptions

  func validate() throws {
    guard !(undo || redo) || session != nil else {
      throw ValidationError("--\(undo ? "undo" : "redo"): expected --session FILE")
    }
    guard !(undo && redo) else { throw ValidationError("expected --undo or --redo, found both") }
    guard !(undo || redo) || words.isEmpty else {
      throw ValidationError(
        "--\(undo ? "undo" : "redo"): expected no instructions, found \"\(words[0])\"")
    }
    guard undo || redo || !words.isEmpty else {
      throw ValidationError("expected a layout and at least one instruction")
    }
    guard !(diff && json) else {
      throw ValidationError("expected --diff or --json, which holds the difference, found both")
    }
    _ = try preview.map { try PreviewFile.format($0, flag: "--preview") }
  }

  func run() async throws {
    let console = Console()
    let settings = try Settings()
    var roles = FileRoles()
    let log = try AttemptLog(options.modelOptions.attempts)
    var talk = try EditTalk(SessionFile(session), options, settings, log, console)
    (talk.isExplaining, talk.isQuiet) = (explain, json)
    let instructions = try begin(&talk, &roles)
    // A layout may be written over itself; that is what editing is.
    try roles.write(session, as: "--session")
    let file = try output.flatMap { $0 == "-" ? nil : try OutputFile($0) }
    let drawing = try preview.map { try PreviewFile($0, flag: "--preview") }
    let before = talk.file.session.layout ?? Layout()
    let known = talk.file.session.rounds.count
    let isDone = try await log.whileKeeping {
      for line in instructions {
        guard case .changed = try await talk.take(line) else { return false }
      }
      return true
    }
    let after = talk.file.session.layout ?? before
    let difference = LayoutDifference(from: before, to: after)
    if isDone {
      try talk.file.save()
      try drawing?.write(after)
      try file?.write(JSONWriter.write(after.json, style: .pretty))
    }
    if json {
      let report = EditReport(
        instructions: instructions, rounds: Array(talk.file.session.rounds.dropFirst(known)),
        difference: isDone ? difference : nil)
      try console.write(JSONWriter.write(report.json(explained: explain), style: .pretty))
    } else if diff, isDone {
      let lines = [difference.summary] + EditTalk.lines(difference)
      try console.write(lines.joined(separator: "\n"))
    } else if file == nil, isDone {
      try console.write(JSONWriter.write(after.json, style: .pretty))
    }
    if !isDone { throw QuietEnd(status: .findings) }
  }

  /// Finds the layout, and what is to be done with it.
  private func begin(_ talk: inout EditTalk, _ roles: inout FileRoles) throws -> [String] {
    if undo || redo {
      guard talk.file.isContinued else {
        throw Failure(.usage, "--session \(session ?? ""): expected a session, found none")
      }
      return [undo ? "undo" : "redo"]
    }
    let isFile = words[0] == "-" || fileKind(words[0]) != nil
    guard isFile || !talk.file.isContinued else { return words }
    guard isFile || !talk.file.isContinued && words.count > 1 else {
      throw Failure(
        .usage, "expected a layout and at least one instruction, found \"\(words[0])\" alone")
    }
    roles.read(words[0], as: "the layout")
    let canvas = try talk.settings.resolve(Settings.canvas, flag: canvas) ?? .standard
    let layout = try LayoutSource(
      words[0], notation: notationOption.chosen, canvas: canvas, console: talk.console
    ).parsed.layout
    guard words.count > 1 else {
      throw Failure(.usage, "\(words[0]): expected at least one instruction after the layout")
    }
    if !talk.file.isContinued {
      talk.file.session.start(layout)
    } else if !talk.file.session.holds(layout) {
      throw Failure(
        .usage,
        "\(words[0]): expected the layout that the session is about, or none; the session "
          + "\(session ?? "") goes on from its own")
    }
    return Array(words.dropFirst())
  }
}
