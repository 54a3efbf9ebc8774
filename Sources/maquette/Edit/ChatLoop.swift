import Foundation
import Layouts
import Planning

/// The rounds of a chat: reads lines, has them carried out, and prints what changed.
struct ChatLoop {
  /// The session with its editor.
  var talk: EditTalk
  /// The canvas of a caption.
  let canvas: Canvas
  /// The style of a caption's plan.
  let style: PromptStyle
  /// How the program ends; nil for well.
  private(set) var status: ExitStatus?
  /// Whether a person types.
  private let isTyped = isatty(STDIN_FILENO) == 1

  init(talk: EditTalk, canvas: Canvas, style: PromptStyle) {
    self.talk = talk
    self.canvas = canvas
    self.style = style
  }

  /// Reads lines until the end.
  mutating func run() async throws {
    while true {
      if isTyped { talk.console.put("> ") }
      guard let line = readLine() else {
        if isTyped { talk.console.put("\n") }
        return
      }
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.isEmpty || text.hasPrefix("#") { continue }
      if ["quit", "exit", "bye", "q"].contains(text.lowercased()) { return }
      do {
        try await take(text)
      } catch let end as QuietEnd {
        if end.status == .success { throw end }
        fail(end.status)
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        talk.console.say("maquette: \(error)")
        fail(ExitStatus(of: error))
      }
    }
  }

  /// Remembers that a line failed, which a program that feeds the chat must learn.
  private mutating func fail(_ status: ExitStatus) {
    if !isTyped, self.status == nil || status == .network { self.status = status }
  }

  // MARK: - Lines

  private mutating func take(_ line: String) async throws {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : ""
    switch (words[0].lowercased(), rest.isEmpty) {
    case ("help", true): try talk.console.write(Self.help)
    case ("show", true): try show()
    case ("explain", true):
      talk.isExplaining.toggle()
      try talk.console.write(talk.isExplaining ? "explaining" : "no longer explaining")
    case ("save", false): try save(rest)
    case ("preview", false): try preview(rest)
    case ("save", true), ("preview", true):
      throw Failure(.usage, "\(words[0]): expected the name of a file")
    default:
      guard talk.file.session.layout != nil else { return try await plan(line) }
      try report(try await talk.take(line))
    }
  }

  /// Plans a caption as the first round.
  mutating func plan(_ caption: String) async throws {
    try report(try await talk.plan(caption, canvas: canvas, style: style))
  }

  /// Prints what a round changed.
  private mutating func report(_ outcome: EditTalk.Outcome) throws {
    try talk.file.save()
    guard case .changed(let old, let new) = outcome else { return fail(.findings) }
    // The caption follows from the rest, which is told.
    var (before, after) = (old, new)
    (before.caption, before.language) = ("", nil)
    (after.caption, after.language) = ("", nil)
    let difference = LayoutDifference(from: before, to: after)
    let lines = difference.isEmpty ? ["nothing changed"] : EditTalk.lines(difference)
    try talk.console.write(lines.joined(separator: "\n"))
  }

  /// Says what a chat goes on from.
  func greet() throws { try show() }

  private func show() throws {
    guard let layout = talk.file.session.layout else {
      throw Failure(.usage, "there is no layout yet: the first line is a caption")
    }
    let texts = [("background", layout.background), ("negative", layout.negative)]
      .filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
    let empty = Layout(canvas: layout.canvas)
    var bare = layout
    (bare.caption, bare.background, bare.negative, bare.language) = ("", "", "", nil)
    let objects = LayoutDifference(from: empty, to: bare).lines.map(\.text)
    let count = layout.objects.count
    let head = "\(count) \(count == 1 ? "object" : "objects") on \(layout.canvas)"
    let lines = ([head] + objects + texts).map(\.withVisibleControls)
    try talk.console.write(lines.joined(separator: "\n"))
  }

  private func save(_ path: String) throws {
    guard let layout = talk.file.session.layout else {
      throw Failure(.usage, "save: there is no layout yet")
    }
    try OutputFile(path).write(JSONWriter.write(layout.json, style: .pretty))
    talk.console.say("saved \(path)")
  }

  private func preview(_ path: String) throws {
    guard let layout = talk.file.session.layout else {
      throw Failure(.usage, "preview: there is no layout yet")
    }
    try PreviewFile(path, flag: "preview").write(layout)
    talk.console.say("drew \(path)")
  }

  private static let help = """
    Instructions: move the cat to the right; put the cup on the table; add two balloons above it;
      remove the dog; make the ball red and twice as big; replace the cup with a vase;
      there should be three apples; swap the cat and the dog; line up the apples; bring the cat
      to the front; rotate the bottle by 30 degrees; make the sky stormy; without people
    Commands: undo, redo, show, save FILE, preview FILE, explain, help, quit
    """
}
