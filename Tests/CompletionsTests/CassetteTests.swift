import Foundation
import Planning
import TestSupport
import Testing

@testable import Completions

/// What is recorded, replayed and kept.
@Suite struct CassetteTests {
  static func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func aRecordedAnswerComesAgainWithoutTheServerAndWithoutTheKey() async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let tape = folder.appending(path: "tape.jsonl")
    let key = try APIKey("sk-secret-0815", origin: "test")
    let server = try MisbehavingServer(
      [
        MisbehavingServer.streamHead,
        .sendBytes(Array("data: {\"choices\":[{\"delta\":{\"content\":\"고".utf8.dropLast())),
        .pause(milliseconds: 60), .sendBytes(Array("고".utf8.suffix(1))),
        .send("양 sk-sec"),
        .pause(milliseconds: 60), .send("ret-0815\"}}]}\n\n"),
        MisbehavingServer.end,
      ])
    let service = ChatService(kind: .openai, base: server.address, model: "m", key: key)
    let recorder = try RecordingTransport(tape, key: key, over: CurlTransport())
    let first = try await ChatClientTests.complete(ChatClient(service, transport: recorder))
    #expect(first.text == "고양 sk-secret-0815")
    let text = try String(contentsOf: tape, encoding: .utf8)
    #expect(!text.contains("sk-secret"))
    let recorded = try Cassette(contentsOf: tape).exchanges.flatMap(\.pieces).flatMap(\.bytes)
    #expect(!String(decoding: recorded, as: UTF8.self).contains("sk-secret"))

    let elsewhere = ChatService(kind: .openai, base: "http://nowhere.invalid", model: "m")
    let replay = ReplayTransport(try Cassette(contentsOf: tape), speed: 100)
    let second = try await ChatClientTests.complete(ChatClient(elsewhere, transport: replay))
    #expect(second.text == "고양 REMOVED")
    #expect(server.requests.count == 1)
  }

  @Test func piecesThatEndInsideACharacterSurvive() throws {
    let bytes = Array("고".utf8)
    let exchange = Cassette.Exchange(
      request: HTTPRequest(method: "POST", url: "http://h/v1", body: "{\"a\":1}"),
      head: HTTPHead(status: 200, headers: [HTTPRequest.Header("X", "y")]),
      pieces: [
        Cassette.Piece(milliseconds: 1, bytes: Array(bytes[..<2])),
        Cassette.Piece(milliseconds: 5, bytes: Array(bytes[2...])),
      ], failure: nil)
    #expect(Cassette.Exchange(json: exchange.json) == exchange)
  }

  @Test func whatWasNotRecordedIsSaidWithTheDifference() async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let tape = folder.appending(path: "tape.jsonl")
    let server = try MisbehavingServer(MisbehavingServer.stream("x"))
    let service = ChatService(kind: .openai, base: server.address, model: "m")
    let recorder = try RecordingTransport(tape, key: nil, over: CurlTransport())
    _ = try await ChatClientTests.complete(ChatClient(service, transport: recorder))
    let other = ChatService(kind: .openai, base: server.address, model: "another")
    let replay = ReplayTransport(try Cassette(contentsOf: tape))
    let failure = await ChatClientTests.failure(try ChatClient(other, transport: replay))
    #expect(failure.hasSuffix("the nearest one differs in model"), "\(failure)")
  }

  @Test(arguments: [
    ("{}", "line 1: expected \"schema\""), ("nonsense", "line 1: expected a JSON object"),
    (Cassette.header + "\n{\"status\":200}", "line 2: expected an exchange"),
  ])
  func damagedCassettesNameTheLine(text: String, sentence: String) throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let tape = folder.appending(path: "tape.jsonl")
    try text.write(to: tape, atomically: true, encoding: .utf8)
    let failure = #expect(throws: Cassette.Failure.self) { try Cassette(contentsOf: tape) }
    #expect(failure?.description.contains(sentence) == true)
  }

  @Test func anAnswerIsKeptUnderItsWholeRequest() async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try MisbehavingServer(
      MisbehavingServer.stream("first"), MisbehavingServer.stream("second"))
    let client = try ChatClientTests.client(server)
    let model = CachedModel(client, cache: CompletionCache(folder: folder))
    func ask(sample: Int) async throws -> Completion {
      try await model.complete(
        CompletionRequest(prompt: ChatClientTests.prompt, sample: sample)
      ) { _ in }
    }
    #expect(try await ask(sample: 0).text == "first")
    let again = try await ask(sample: 0)
    #expect(again.text == "first")
    #expect(again.isCached)
    #expect(try await ask(sample: 1).text == "second")
    #expect(server.requests.count == 2)
  }

  @Test func keyFilesMustBeOnesOwn() throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "key").path
    try "sk-1\n".write(toFile: file, atomically: true, encoding: .utf8)
    chmod(file, 0o644)
    let failure = #expect(throws: APIKey.Failure.self) { try APIKey(file: file) }
    #expect(failure?.description.contains("chmod 600") == true)
    chmod(file, 0o600)
    let key = try APIKey(file: file)
    #expect(key.secret == "sk-1")
    #expect(!"\(key) \(String(reflecting: key))".contains("sk-1"))
  }
}
