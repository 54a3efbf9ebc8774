import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

@Suite struct PlanCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private func layout(_ text: String) throws -> Layout {
    try JSONNotation().parse(text, canvas: .standard).layout
  }

  @Test func theSameCaptionGivesTheSameBytes() throws {
    let arguments = ["plan", "three cats and a dog, without birds", "--planner", "offline"]
    let first = try program.run(arguments)
    #expect(first.status == 0)
    #expect(try program.run(arguments).data == first.data)
    let layout = try layout(first.text)
    #expect(layout.objects.count == 4)
    #expect(layout.negative.contains("birds"))
  }

  @Test func writesAFileInsteadOfStandardOutput() throws {
    let outcome = try program.run(["plan", "a cat", "-o", "out/layout.json"])
    #expect(outcome.status == 0 && outcome.text.isEmpty)
    let text = try String(contentsOf: program.file("out/layout.json"), encoding: .utf8)
    #expect(text == (try program.run(["plan", "a cat"]).text))
    #expect(try program.names(in: "out") == ["layout.json"])
  }

  @Test func readsTheCaptionFromStandardInput() throws {
    let outcome = try program.run(["plan", "-"], input: "a cat on a chair\n")
    #expect(try layout(outcome.text).caption == "a cat on a chair")
  }

  @Test func takesCanvasAndStyleFromSettingsAndFlags() throws {
    try program.write("canvas: 640x480\nstyle: css-blobs\n", to: ".maquette.yml")
    let settled = try layout(try program.run(["plan", "a cat"]).text)
    #expect(settled.canvas == Canvas(width: 640, height: 480))
    guard case .ellipse = settled.objects[0].region else {
      Issue.record("expected an ellipse, found \(settled.objects[0].region)")
      return
    }
    let flagged = try program.run(["plan", "a cat", "--canvas", "256x256"])
    #expect(try layout(flagged.text).canvas.width == 256)
  }

  @Test func refusesWhatItDoesNotUnderstandAndPointsAtIt() throws {
    let caption = "a cat gleefully on a chair"
    let outcome = try program.run(["plan", caption, "--strict", "-o", "layout.json"])
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.words.contains("caption:1:7: error: "))
    #expect(outcome.words.contains("\n          ^^^^^^^^^\n"))
    #expect(try program.names().isEmpty)
  }

  @Test func leavesOutWhatItDoesNotUnderstandAndPointsAtIt() throws {
    let outcome = try program.run(["plan", "a cat gleefully on a chair"])
    #expect(outcome.status == 0)
    #expect(try layout(outcome.text).objects.map(\.name) == ["a chair", "a cat"])
    #expect(outcome.words.contains("caption:1:7: warning: “gleefully” is left out"))
  }

  @Test func explainsItsDecisions() throws {
    let arguments = ["plan", "two red apples left of a penguin", "--explain"]
    let words = try program.run(arguments).words
    #expect(words.contains("count: “apple”: 2, because the caption says so"))
    #expect(words.contains("relation: “a red apple” are left of “a penguin”"))
    let outcome = try program.run(arguments + ["--json"])
    #expect(outcome.words.isEmpty)
    let report = try JSONSerialization.jsonObject(with: Data(outcome.text.utf8)) as? [String: Any]
    #expect(report?["categories"] as? [String] == ["apple", "apple", "penguin"])
    let decisions = report?["decisions"] as? [[String: Any]] ?? []
    #expect(Set(decisions.compactMap { $0["topic"] as? String }).isSuperset(of: ["size", "thing"]))
    let scene = report?["scene"] as? [String: Any]
    #expect((scene?["relations"] as? [[String: Any]])?.first?["kind"] as? String == "left of")
  }

  @Test func reportsARefusalAsJSON() throws {
    let outcome = try program.run(["plan", "asdf qwer", "--json"])
    #expect(outcome.status == 1)
    let report = try JSONSerialization.jsonObject(with: Data(outcome.text.utf8)) as? [String: Any]
    #expect(report?["layout"] is NSNull)
    #expect((report?["findings"] as? [[String: Any]])?.first?["code"] as? String == "MQ403")
  }

  @Test(arguments: ["", "   ", "\n"])
  func refusesAnEmptyCaption(caption: String) throws {
    let outcome = try program.run(["plan", caption])
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.words.contains("MQ401"))
  }

  @Test func refusesAnUnwritableOutputBeforePlanning() throws {
    try program.write("", to: "plain")
    expectRefusal(
      try program.run(["plan", "a cat", "-o", "plain/layout.json"]), status: 2,
      naming: "plain/layout.json", "not a folder")
    #expect(try program.names() == ["plain"])
  }

  // MARK: - Language models

  /// An answer as a chunk of a stream holds it.
  private static let answer = MisbehavingServer.stream(
    #"[('a cat', [100, 200, 150, 150])]\nBackground prompt: a room\nNegative prompt: "#)

  @Test func asksALanguageModelAndReplaysWhatWasRecorded() throws {
    let server = try MisbehavingServer(Self.answer)
    let arguments = ["plan", "a cat in a room", "--planner"]
    let live = try program.run(
      arguments + ["openai", "--base-url", server.address, "--record", "tape.jsonl"])
    #expect(live.status == 0, "\(live.words)")
    let layout = try layout(live.text)
    #expect(layout.objects.map(\.name) == ["a cat"])
    #expect(layout.provenance["planner"] == "openai")
    let replayed = try program.run(
      arguments + ["replay", "--cassette", "tape.jsonl", "--attempts", "attempts.jsonl"])
    #expect(replayed.data == live.data, "\(replayed.words)")
    #expect(server.requests.count == 1)
    let log = try String(contentsOf: program.file("attempts.jsonl"), encoding: .utf8)
    #expect(log.split(separator: "\n").count == 1)
  }

  @Test func theServiceOfTheSettingsIsAsked() throws {
    let server = try MisbehavingServer(Self.answer)
    var program = program
    program.environment["OPENAI_API_KEY"] = "sk-private"
    try program.write(
      """
      service:
        planner: openai
        base-url: \(server.address)
        model: mine
        headers: {X-Team: layouts}
      """, to: ".maquette.yml")
    #expect(try program.run(["plan", "a cat in a room"]).status == 0)
    let request = try #require(server.requests.first)
    #expect(request.contains(#""model":"mine""#))
    #expect(request.contains("X-Team: layouts"))
    // The file came with the project: the user's own key does not go where it says.
    #expect(!request.contains("sk-private"))
    _ = try program.run(["plan", "a cat in a room", "--base-url", server.address, "--model", "n"])
    let flagged = try #require(server.requests.last)
    #expect(flagged.contains(#""model":"n""#) && flagged.contains("Bearer sk-private"))
    let doctor = try program.run(["doctor"]).text
    #expect(doctor.contains("openai, model mine, at \(server.address) (from "), "\(doctor)")
    #expect(try program.run(["plan", "a cat", "--planner", "offline"]).status == 0)
    #expect(server.requests.count == 2)
  }

  @Test func theEnvironmentNamesTheAddress() throws {
    let server = try MisbehavingServer(Self.answer)
    var program = program
    program.environment["OPENAI_BASE_URL"] = server.address
    let arguments = ["plan", "a cat in a room", "--planner", "openai"]
    #expect(try program.run(arguments).status == 0)
    let other = try MisbehavingServer(Self.answer)
    program.environment["MAQUETTE_BASE_URL"] = other.address
    #expect(try program.run(arguments).status == 0)
    #expect(server.requests.count == 1 && other.requests.count == 1)
  }

  @Test func blobsAndTheirDescriptionsAreTwoCalls() throws {
    let blobs =
      #"cat {major-radius: 90px; minor-radius: 60px; cx: 200px; cy: 258px; angle: 96}\n"#
      + #"Background prompt: a room\nNegative prompt: "#
    let server = try MisbehavingServer(
      MisbehavingServer.stream(blobs), MisbehavingServer.stream("cat {The cat is grey.}"))
    let outcome = try program.run([
      "plan", "a cat in a room", "--planner", "openai", "--base-url", server.address, "--style",
      "descriptions", "-o", "l.json", "--attempts", "attempts.jsonl", "--explain",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("choice: answer 1 of 1 is taken"))
    let text = try String(contentsOf: program.file("l.json"), encoding: .utf8)
    #expect(try layout(text).objects.map(\.description) == ["The cat is grey."])
    let log = try String(contentsOf: program.file("attempts.jsonl"), encoding: .utf8)
    #expect(log.contains(#""style":"css-blobs""#) && log.contains(#""style":"descriptions""#))
    let again = try MisbehavingServer(MisbehavingServer.stream("cat {Black.}"))
    let described = try program.run([
      "plan", "a cat in a room", "--planner", "openai", "--base-url", again.address, "--style",
      "descriptions", "--layout", "l.json",
    ])
    #expect(try layout(described.text).objects.map(\.description) == ["Black."])
    #expect(again.requests.count == 1)
  }

  @Test func anAnswerCutAtItsLimitIsInTheLog() throws {
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead, MisbehavingServer.chunk("[('a c"),
      .send("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"),
    ])
    let outcome = try program.run([
      "plan", "a cat", "--planner", "openai", "--base-url", server.address, "--attempts",
      "attempts.jsonl",
    ])
    #expect(outcome.status == 3)
    let log = try String(contentsOf: program.file("attempts.jsonl"), encoding: .utf8)
    #expect(log.contains("\"text\":\"[('a c\""))
  }

  /// Waits without giving up its thread: under load, other tests would keep it until the program has
  /// waited for its answer long enough and ends by itself.
  @Test func anInterruptionDuringAnAnswerLeavesNothing() throws {
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead, MisbehavingServer.chunk("[('a cat', "), .hang,
    ])
    let process = try program.start([
      "plan", "a cat", "--planner", "openai", "--base-url", server.address, "-o", "l.json",
    ])
    for _ in 0..<3000 where server.requests.isEmpty { Thread.sleep(forTimeInterval: 0.02) }
    try #require(!server.requests.isEmpty)
    Thread.sleep(forTimeInterval: 0.1)
    process.interrupt()
    process.waitUntilExit(atMost: 60)
    #expect(process.terminationStatus == 130)
    #expect(try program.names().isEmpty)
  }

  @Test func aServiceThatFailsEndsWithThree() throws {
    let server = try MisbehavingServer(
      MisbehavingServer.answer(401, #"{"error":{"message":"Invalid API Key"}}"#))
    let outcome = try program.run([
      "plan", "a cat", "--planner", "openai", "--base-url", server.address,
    ])
    #expect(outcome.status == 3)
    #expect(outcome.text.isEmpty)
    #expect(outcome.words.contains("Invalid API Key"))
  }

  @Test(arguments: [
    (["--planner", "openai"], "OPENAI_API_KEY"),
    (["--planner", "openai", "--base-url", "nowhere"], "expected an address"),
    (["--planner", "replay"], "--cassette"), (["--cassette", "x"], "--planner replay"),
    (["--planner", "replay", "--cassette", "absent"], "absent"),
    (["--planner", "ollama", "--temperature", "9"], "--temperature"),
    (["--planner", "ollama", "--header", "nonsense"], "--header"),
    (["--planner", "gpt"], "offline, openai"),
    (["--style", "descriptions"], "--style descriptions: expected a language model"),
    (["--layout", "l.json"], "--layout: expected --style descriptions or background"),
    (["--planner", "ollama", "--record", "/dev/full"], "/dev/full can't be written"),
  ])
  func wrongUseOfALanguageModelIsSaid(arguments: [String], words: String) throws {
    let outcome = try program.run(["plan", "a cat"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.words.contains(words), "\(outcome.words)")
  }
}
