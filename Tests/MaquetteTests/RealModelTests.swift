import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

/// What the tests with a real language model are told.
private enum RealModel {
  static let variable = "MAQUETTE_TEST_LANGUAGE_MODEL_PYTHON"
  static let python = ProcessInfo.processInfo.environment[variable]
  /// The tokens that the server's model holds; few, so that a test can ask for more.
  static let context = 2048
  static let key = "sk-of-the-tests"
}

/// A real language model behind llama.cpp's server (`Fixtures/make/language_model_server.py`).
///
/// The variable names the Python of the environment that the script asks for; without it, the suite is
/// skipped. It starts the server itself, on a free port, with a key.
@Suite(.serialized, .enabled(if: RealModel.python != nil, "set \(RealModel.variable)"))
struct RealModelTests {
  let program: Program

  init() throws {
    var program = try Program()
    program.environment["MAQUETTE_API_KEY"] = RealModel.key
    self.program = program
  }

  /// A server that ends with the value, or when this process does.
  final class Server {
    let address: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init() throws {
      let port = Int.random(in: 20_000...60_000)
      address = "http://127.0.0.1:\(port)"
      process.executableURL = URL(filePath: try #require(RealModel.python))
      process.arguments = [
        repository.appending(path: "Fixtures/make/language_model_server.py").path,
        "--port", "\(port)", "--context", "\(RealModel.context)", "--api-key",
        RealModel.key, "--until-input-ends",
      ]
      process.standardInput = input
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    deinit {
      try? input.fileHandleForWriting.close()
      process.terminate()
      process.waitUntilExit(atMost: 20)
    }

    /// What the server has said so far: one piece may hold several of its lines.
    private(set) var text = ""

    /// Waits for a line of the server's own.
    func wait(for word: String, atMost seconds: Double = 300) throws {
      let reader = output.fileHandleForReading
      let end = ContinuousClock.now + .seconds(seconds)
      while !text.contains(word) {
        var state = pollfd(fd: reader.fileDescriptor, events: Int16(POLLIN), revents: 0)
        let hasData = poll(&state, 1, 500) > 0
        try #require(
          hasData || ContinuousClock.now < end,
          "the server has not said \"\(word)\" within \(seconds) s, only \"\(text)\"")
        guard hasData else { continue }
        let bytes = reader.availableData
        try #require(!bytes.isEmpty, "the server ended: \(text)")
        text += String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  private func plan(
    _ caption: String, _ server: Server, _ options: [String] = [], planner: String = "openai"
  ) throws -> Program.Outcome {
    try program.run(arguments(caption, server, options, planner: planner))
  }

  private func arguments(
    _ caption: String, _ server: Server, _ options: [String] = [], planner: String = "openai"
  ) -> [String] {
    ["plan", caption, "--planner", planner, "--base-url", server.address, "--exemplars", "2"]
      + ["--repeats", "0", "--attempts", "attempts.jsonl"] + options
  }

  private func attempts() throws -> [JSONValue] {
    let log = try String(contentsOf: program.file("attempts.jsonl"), encoding: .utf8)
    return try log.split(separator: "\n").map { try JSONReader.read(String($0)).root.value }
  }

  /// One server for all that follows: loading it takes longer than asking it.
  @Test func behavesAsDocumented() throws {
    let server = try Server()
    try server.wait(for: "listening")
    let early = try plan("a cat", server, ["--constrain", "grammar"])
    #expect(early.status < 2, "\(early.words)")
    #expect(early.words.contains("the server is loading its model"), "\(early.words)")
    try server.wait(for: "ready")

    try wellFormedAnswers(server)
    try streamsAndWholeAnswersAgree(server)
    try refusals(server)
    try interruption(server)
    try anthropic(server)
  }

  private func wellFormedAnswers(_ server: Server) throws {
    for style in ["boxes", "css-boxes", "css-blobs", "json", "descriptions"] {
      for caption in ["two cats on a sofa", "파란 배 한 척"] {
        let options = ["--style", style, "--constrain", "grammar"]
        let outcome = try plan(caption, server, options)
        #expect(outcome.status < 2, "\(outcome.words)")
        for attempt in try attempts() {
          #expect(attempt["layout"] != nil, "\(style), \(caption): \(attempt)")
          #expect(attempt["answer_tokens"]?.integer ?? 0 > 0)
          #expect(attempt["model"]?.string?.isEmpty == false)
        }
      }
    }
  }

  /// The same seed gives the same answer, however it comes.
  private func streamsAndWholeAnswersAgree(_ server: Server) throws {
    let options = ["--constrain", "grammar", "--temperature", "0.7", "--seed", "3"]
    let streamed = try plan("a cat", server, options)
    let first = try attempts().first?["text"]
    _ = try plan("a dog and a bird", server, options)
    let whole = try plan("a cat", server, options + ["--no-stream"])
    #expect(streamed.status < 2 && whole.data == streamed.data)
    #expect(try attempts().first?["text"] == first)
  }

  private func refusals(_ server: Server) throws {
    var stranger = program
    stranger.environment["MAQUETTE_API_KEY"] = "sk-wrong"
    let refused = try stranger.run(arguments("a cat", server))
    expectRefusal(refused, status: 3, naming: "answered 401 (is the API key right?)", "Invalid")
    let long = Array(repeating: "a cat and", count: RealModel.context).joined(separator: " ")
    let outcome = try plan(long + " a dog", server)
    #expect(outcome.status == 3 && outcome.text.isEmpty)
    #expect(outcome.words.contains("and the model's context only \(RealModel.context)"))
    let cut = try plan("a cat", server, ["--max-tokens", "5"])
    expectRefusal(cut, status: 3, naming: "cut off at its limit (5 tokens")
    #expect(try attempts().first?["text"]?.string?.isEmpty == false)
  }

  private func interruption(_ server: Server) throws {
    let options = ["-o", "layout.json", "--record", "tape.jsonl", "--max-tokens", "1500"]
    let process = try program.start(arguments("a cat", server, options))
    // The tape is begun right before the question is sent; the pause is for a part of the answer.
    for _ in 0..<600 where try !program.names().contains("tape.jsonl") {
      Thread.sleep(forTimeInterval: 0.1)
    }
    Thread.sleep(forTimeInterval: 1.5)
    process.interrupt()
    process.waitUntilExit(atMost: 60)
    #expect(process.terminationStatus == 130)
    let names = try program.names()
    #expect(!names.contains { $0 == "layout.json" || $0.hasSuffix(".part") }, "\(names)")
    // The server has noticed: the next question is answered at once and not behind the old one.
    #expect(try plan("a cat", server, ["--constrain", "grammar"]).status < 2)
  }

  private func anthropic(_ server: Server) throws {
    let outcome = try plan("a cat", server, planner: "anthropic")
    #expect(outcome.status < 2 || outcome.words.contains("cut off"), "\(outcome.words)")
    let attempt = try #require(try attempts().first)
    #expect(attempt["text"]?.string?.isEmpty == false)
    if outcome.status < 2 {
      #expect(attempt["prompt_tokens"]?.integer ?? 0 > 100, "\(attempt)")
      #expect(attempt["answer_tokens"]?.integer ?? 0 > 0)
    }
  }
}
