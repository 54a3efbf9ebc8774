import Foundation
import Planning
import Synchronization
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
    let recorder = try RecordingTransport(tape, key: key, over: CurlTransport()) { _ in }
    let first = try await ChatClientTests.complete(ChatClient(service, transport: recorder))
    #expect(first.text == "고양 REMOVED")
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
    let recorder = try RecordingTransport(tape, key: nil, over: CurlTransport()) { _ in }
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

  // MARK: - What can't be recorded

  /// A tape that turns into a folder before anything is recorded.
  private func record(
    _ steps: [MisbehavingServer.Step]
  ) async throws -> (outcome: String, complaints: [Cassette.Failure]) {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let tape = folder.appending(path: "tape.jsonl")
    let server = try MisbehavingServer(steps)
    let service = ChatService(kind: .openai, base: server.address, model: "m")
    let complaints = Complaints()
    let recorder = try RecordingTransport(
      tape, key: nil, over: CurlTransport(), complain: complaints.add)
    try FileManager.default.removeItem(at: tape)
    try FileManager.default.createDirectory(at: tape, withIntermediateDirectories: true)
    let outcome = await ChatClientTests.failure(
      try ChatClient(
        service, transport: recorder, timeouts: ChatClientTests.timeouts,
        retries: RetryPolicy(maximumRetries: 0)))
    return (outcome, complaints.all.withLock { $0 })
  }

  @Test func aLostRecordingIsSaidAlsoWhenTheExchangeFailed() async throws {
    let (outcome, complaints) = try await record([
      .send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx")
    ])
    #expect(outcome.contains("the connection broke"), "\(outcome)")
    let words = complaints.map(\.description).joined()
    #expect(complaints.count == 1 && words.contains("tape.jsonl can't be written"), "\(words)")
    #expect(words.contains("which itself failed: http"), "\(words)")
  }

  @Test func aLostRecordingOfAnAnswerIsSaid() async throws {
    let body = #"{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}"#
    let (outcome, complaints) = try await record(MisbehavingServer.answer(200, body))
    #expect(outcome == "answered: hi")
    let words = complaints.map(\.description).joined()
    #expect(words.hasSuffix("so an exchange is missing on it"), "\(words)")
  }

  /// What the client stops reading is on the cassette before the client's caller goes on.
  @Test(arguments: [true, false])
  func exchangesThatAreNotReadToTheirEndAreRecordedInTime(isSpoilt: Bool) async throws {
    let folder = try Self.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let tape = folder.appending(path: "tape.jsonl")
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead, MisbehavingServer.chunk("half"),
      .send("data: {\"error\":{\"message\":\"GPU lost\"}}\n\n"), .hang,
    ])
    let complaints = Complaints()
    let recorder = try RecordingTransport(
      tape, key: nil, over: CurlTransport(), complain: complaints.add)
    if isSpoilt {
      try FileManager.default.removeItem(at: tape)
      try FileManager.default.createDirectory(at: tape, withIntermediateDirectories: true)
    }
    let service = ChatService(kind: .openai, base: server.address, model: "m")
    let failure = await ChatClientTests.failure(
      try ChatClient(service, transport: recorder, timeouts: ChatClientTests.timeouts))
    #expect(failure.contains("GPU lost"), "\(failure)")
    if isSpoilt {
      let count = complaints.all.withLock { $0.count }
      #expect(count == 1)
    } else {
      let exchanges = try Cassette(contentsOf: tape).exchanges
      let bytes = exchanges.flatMap(\.pieces).flatMap(\.bytes)
      #expect(exchanges.count == 1)
      #expect(String(decoding: bytes, as: UTF8.self).contains("GPU lost"))
    }
  }

  final class Complaints: Sendable {
    let all = Mutex<[Cassette.Failure]>([])
    @Sendable func add(_ failure: Cassette.Failure) { all.withLock { $0.append(failure) } }
  }

  @Test func whatIsNoRegularFileIsRefusedAtOnce() throws {
    let failure = #expect(throws: Cassette.Failure.self) {
      try RecordingTransport(URL(filePath: "/dev/full"), key: nil, over: CurlTransport()) { _ in }
    }
    #expect(failure?.description.hasSuffix("can't be written: it is no regular file") == true)
  }
}
