import Layouts
import Testing

@testable import Planning

/// The log of a conversation, and what is in force.
@Suite struct EditSessionTests {
  private func session(_ instructions: String...) throws -> EditSession {
    var session = EditSession()
    session.start(EditScene.room)
    for instruction in instructions { try take(instruction, &session) }
    return session
  }

  private func take(_ instruction: String, _ session: inout EditSession) throws {
    let layout = try #require(session.layout)
    let edit = EditScene.edit(instruction, on: layout, mentioned: session.mentioned)
    session.add(edit, of: instruction, by: "offline")
  }

  private func step(undo isDone: Bool, _ session: inout EditSession) throws {
    let result = session.undo()
    #expect(result == isDone)
  }

  private func step(redo isDone: Bool, _ session: inout EditSession) throws {
    let result = session.redo()
    #expect(result == isDone)
  }

  @Test func undoAndRedoWalkThroughTheChanges() throws {
    var session = try session("remove the dog", "make the cat black")
    let last = session.layout
    try step(undo: true, &session)
    #expect(session.layout?.object("cat-1")?.name == "a cat")
    #expect(session.layout?.object("dog-1") == nil)
    try step(undo: true, &session)
    #expect(session.layout == EditScene.room)
    let count = session.rounds.count
    try step(undo: false, &session)
    #expect(session.rounds.count == count)
    try step(redo: true, &session)
    try step(redo: true, &session)
    #expect(session.layout == last)
    try step(redo: false, &session)
    try step(undo: true, &session)
    try take("remove the table", &session)
    try step(redo: false, &session)
    #expect(
      session.rounds.map(\.kind)
        == [.start, .edit, .edit, .undo, .undo, .redo, .redo, .undo, .edit])
  }

  @Test func theSchemaNamesEveryKeyOfARound() throws {
    let session = try session("remove the dog", "remove the unicorn")
    guard case .object(let schema) = SessionSchema.json,
      case .object(let definitions)? = schema["$defs"],
      case .object(let round)? = definitions["round"],
      case .object(let properties)? = round["properties"], case .object(let json) = session.json,
      case .array(let rounds)? = json["rounds"]
    else {
      Issue.record("no objects")
      return
    }
    for case .object(let written) in rounds {
      #expect(written.members.map(\.key).sorted() == properties.members.map(\.key).sorted())
    }
  }

  @Test func refusalsAreKeptAndChangeNothing() throws {
    let session = try session("remove the dog", "remove the unicorn")
    #expect(session.rounds.last?.kind == .refusal)
    #expect(session.rounds.last?.findings.count == 1)
    #expect(session.layout?.objects.count == 5)
    #expect(session.changeCount == 1)
  }

  @Test func pronounsReachAcrossRoundsAndFiles() throws {
    let first = try session("move the green apple down by 20 pixels")
    var second = try EditSession(JSONWriter.write(first.json, style: .pretty))
    #expect(second == first)
    try take("make it yellow", &second)
    #expect(second.layout?.object("apple-1")?.name == "a yellow apple")
    try step(undo: true, &second)
    let third = try EditSession(JSONWriter.write(second.json))
    #expect(third == second && third.layout == first.layout)
  }

  @Test(arguments: [
    ("{", "this is no session"), ("[]", "this is no session"), ("{}", "“schema” was expected"),
    (#"{"schema": "maquette/session/9", "rounds": []}"#, "found maquette/session/9"),
    (#"{"schema": "maquette/session/1"}"#, "“rounds” was expected"),
    (#"{"schema": "maquette/session/1", "rounds": [{}]}"#, "rounds[0]: “kind”"),
    (#"{"schema": "maquette/session/1", "rounds": [{"kind": "edit"}]}"#, "rounds[0]: “layout”"),
    (
      #"{"schema": "maquette/session/1", "rounds": [{"kind": "start", "layout": {"a": 1}}]}"#,
      "rounds[0]: “layout”: "
    ),
  ])
  func whatIsNoSessionIsRefused(text: String, reason: String) {
    #expect {
      _ = try EditSession(text)
    } throws: { "\($0)".contains(reason) }
  }
}
