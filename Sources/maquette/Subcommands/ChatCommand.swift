import ArgumentParser
import Foundation
import Layouts
import Planning

/// `maquette chat`: changes a layout in many rounds.
struct ChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat",
    abstract: "Change a layout in many rounds.",
    discussion: """
      Reads instructions line by line from standard input, as 'maquette edit' takes them, and \
      prints what each of them changed. The first round may be a caption, which is planned. A line \
      that is not understood is said so and changes nothing.

        maquette chat layout.json
        maquette chat "a cat and a dog" --session talk.json
        printf 'move the cat to the right\\nadd a ball\\nsave layout.json\\n' | maquette chat "a cat"

      Beside instructions there are: undo, redo, show (the layout as a list), save FILE, \
      preview FILE (.svg, .png or .html), explain (say what was done and why, or stop saying it), \
      help and quit. With --session every round is kept in a file, and a file that exists is gone \
      on with.

      Exits with 0 after quit or the end of the input; with 1 when the input was no terminal and \
      a line was refused.
      """)

  @Argument(
    help: ArgumentHelp(
      "A file with a layout, or a caption to plan. (default: the first line, or the session)",
      valueName: "layout or caption"))
  var start: String?

  @Option(
    help: ArgumentHelp("Keep every round here, and go on from it.", valueName: "file.json"))
  var session: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("Write the last layout here in the end.", valueName: "file.json"))
  var output: String?

  @Option(
    help: ArgumentHelp("The canvas of a caption. (default: 512x512)", valueName: "WxH"),
    transform: Canvas.argument)
  var canvas: Canvas?

  @Flag(help: "Say what was done, and why so.")
  var explain = false

  @OptionGroup var notationOption: NotationOption

  @OptionGroup var options: EditorOptions

  func run() async throws {
    let console = Console()
    let settings = try Settings()
    let file = try output.map { try OutputFile($0) }
    let log = try AttemptLog(options.modelOptions.attempts)
    var talk = try EditTalk(SessionFile(session), options, settings, log, console)
    talk.isExplaining = explain
    let canvas = try settings.resolve(Settings.canvas, flag: canvas) ?? .standard
    let style = try settings.resolve(Settings.style, flag: options.style) ?? .boxes
    var chat = ChatLoop(talk: talk, canvas: canvas, style: style)
    try await log.whileKeeping {
      try await begin(&chat)
      try await chat.run()
    }
    if let layout = chat.talk.file.session.layout {
      try file?.write(JSONWriter.write(layout.json, style: .pretty))
    }
    if let status = chat.status { throw QuietEnd(status: status) }
  }

  /// Begins with a file, a caption, or the session.
  private func begin(_ chat: inout ChatLoop) async throws {
    guard let start else {
      if chat.talk.file.isContinued { try chat.greet() }
      return
    }
    let isFile = fileKind(start) != nil
    guard !chat.talk.file.isContinued else {
      throw Failure(
        .usage,
        "--session \(session ?? "") goes on from its own layout: expected no \(isFile ? "layout" : "caption"), "
          + "found \"\(start)\"")
    }
    guard start != "-" else {
      throw Failure(.usage, "standard input holds the instructions: expected a file or a caption")
    }
    guard isFile else {
      let isPath = start.hasSuffix(".json") || start.hasSuffix(".svg")
      guard !isPath else { throw Failure(.usage, "\(start): \(systemReason(ENOENT))") }
      return try await chat.plan(start)
    }
    let layout = try LayoutSource(
      start, notation: notationOption.chosen, canvas: chat.canvas, console: chat.talk.console
    ).parsed.layout
    chat.talk.file.session.start(layout)
    try chat.talk.file.save()
    try chat.greet()
  }
}
