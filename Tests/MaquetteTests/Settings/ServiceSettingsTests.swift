import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

/// Every command that asks a language model finds it where the settings say, in the same order.
@Suite struct ServiceSettingsTests {
  let program: Program
  /// The model's answer: the cat has moved to the right.
  static let answer = MisbehavingServer.stream(
    #"[('a cat', [300, 200, 150, 150])]\nBackground prompt: a room\nNegative prompt: "#)
  static let layout =
    "[('a cat', [100, 200, 150, 150])]\nBackground prompt: a room\nNegative prompt: "

  init() throws {
    program = try Program()
    try program.write(Self.layout, to: "layout.txt")
  }

  /// The commands, what is said to them, and what they print when the server has answered.
  static let commands = [
    (["plan", "a cat in a room"], "", "\"x\": 300"),
    (["edit", "layout.txt", "move the cat to the right"], "", "\"x\": 300"),
    (["chat", "layout.txt"], "move the cat to the right\n", "moved right"),
    (["evaluate", "lmd", "--limit", "1", "--json"], "", "\"n\": 1"),
  ]

  @Test(arguments: commands)
  func flagBeatsEnvironmentBeatsFile(
    arguments: [String], input: String, printed: String
  ) throws {
    let ofFile = try MisbehavingServer(Self.answer)
    let ofEnvironment = try MisbehavingServer(Self.answer)
    let ofFlag = try MisbehavingServer(Self.answer)
    try program.write(
      "service: {planner: openai, base-url: \(ofFile.address), model: of-file}",
      to: ".maquette.yml")
    var program = program
    let options = ["--repeats", "0", "--no-mending", "--attempts", "attempts.jsonl"]
    func ask(_ more: [String] = []) throws -> Program.Outcome {
      try program.run(arguments + options + more, input: input)
    }
    let first = try ask()
    #expect(first.text.contains(printed), "\(first.text) \(first.words)")
    #expect(try #require(ofFile.requests.first).contains(#""model":"of-file""#))
    let log = try String(contentsOf: program.file("attempts.jsonl"), encoding: .utf8)
    #expect(log.contains("[('a cat', [300"))
    program.environment["MAQUETTE_BASE_URL"] = ofEnvironment.address
    program.environment["MAQUETTE_SERVICE_MODEL"] = "of-environment"
    _ = try ask()
    let second = try #require(ofEnvironment.requests.first)
    #expect(second.contains(#""model":"of-environment""#))
    _ = try ask(["--base-url", ofFlag.address, "--model", "of-flag"])
    #expect(try #require(ofFlag.requests.first).contains(#""model":"of-flag""#))
    let offline = try ask(["--planner", "offline"])
    #expect(offline.status < 2, "\(offline.words)")
    #expect(ofFile.requests.count == 1 && ofEnvironment.requests.count == 1)
    #expect(ofFlag.requests.count == 1)
  }

  /// An answer that can't be used costs its own case; a service that fails ends the run.
  @Test func aSuiteGoesOnAfterAnAnswerThatCannotBeUsed() throws {
    let cut: [MisbehavingServer.Step] = [
      MisbehavingServer.streamHead, MisbehavingServer.chunk("[('a c"),
      .send("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"),
    ]
    let refusal = MisbehavingServer.answer(401, #"{"error":{"message":"no"}}"#)
    let server = try MisbehavingServer(cut, Self.answer, refusal, Self.answer)
    let arguments = [
      "evaluate", "lmd", "--planner", "openai", "--base-url", server.address, "--repeats", "0",
      "--limit", "3", "-o", "layouts.jsonl", "--attempts", "attempts.jsonl", "--json",
    ]
    let first = try program.run(arguments)
    #expect(first.status == 3, "\(first.words)")
    #expect(first.words.contains("the answer was cut off at its limit"))
    let kept = try String(contentsOf: program.file("layouts.jsonl"), encoding: .utf8)
    #expect(kept.split(separator: "\n").count == 2)
    let log = try String(contentsOf: program.file("attempts.jsonl"), encoding: .utf8)
      .split(separator: "\n").map { try JSONReader.read(String($0)).root.value }
    #expect(log.count == 3 && Set(log.compactMap { $0["id"]?.string }).count == 3)
    let second = try program.run(arguments + ["--resume"])
    #expect(second.status == 0, "\(second.words)")
    #expect(try JSONReader.read(second.text).root.value["n"] == 3)
    #expect(server.requests.count == 4)
  }
}
