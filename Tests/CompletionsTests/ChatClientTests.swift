import Completions
import Foundation
import Planning
import Synchronization
import TestSupport
import Testing

/// What the client makes of servers that do everything wrong that has been seen in the wild.
@Suite struct ChatClientTests {
  static let prompt = Prompt(
    messages: [
      .init(role: .system, content: "Lay it out."), .init(role: .user, content: "Caption: a cat"),
    ], joint: " ", stop: ["\n\n"], maxTokens: 50, temperature: 0.25)

  /// Timeouts short enough for tests and long enough for a busy machine.
  static let timeouts = Timeouts(connect: 20, firstByte: 90, idle: 90, total: 180)

  static func client(
    _ server: MisbehavingServer, kind: ChatService.Kind = .openai, timeouts: Timeouts = timeouts,
    retries: Int = 2, isStreaming: Bool = true, key: APIKey? = nil
  ) throws -> ChatClient {
    try ChatClient(
      ChatService(
        kind: kind, base: server.address, model: "m", key: key, isStreaming: isStreaming),
      timeouts: timeouts,
      retries: RetryPolicy(maximumRetries: retries, firstDelay: 0.01, longestDelay: 0.05))
  }

  static func complete(_ client: ChatClient) async throws -> Completion {
    try await client.complete(CompletionRequest(prompt: prompt, seed: 3)) { _ in }
  }

  static func failure(_ client: ChatClient) async -> String {
    do {
      return "answered: \(try await complete(client).text)"
    } catch {
      return "\(error)"
    }
  }

  // MARK: - Right answers

  @Test func streamedTextArrivesPieceByPieceAndWhole() async throws {
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead,
      .send("data: {\"choices\":[{\"delta\":{\"content\":null}}]}\n\n"),
      MisbehavingServer.chunk("one "), MisbehavingServer.chunk("two"), MisbehavingServer.end,
    ])
    let pieces = Mutex<[CompletionProgress]>([])
    let answer = try await Self.client(server).complete(
      CompletionRequest(prompt: Self.prompt, seed: 3)
    ) { piece in pieces.withLock { $0.append(piece) } }
    #expect(answer.text == "one two")
    #expect(answer.promptTokens == 12)
    #expect(answer.answerTokens == 3)
    #expect(pieces.withLock { $0 } == [.text("one "), .text("two")])
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("POST /v1/chat/completions "))
    #expect(request.contains(#""seed":3"#))
    #expect(request.contains(#""cache_prompt":false"#))
  }

  /// Every cut of a stream, also in the middle of Korean characters and of line ends.
  @Test func streamsMayBeCutAnywhere() async throws {
    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"고양이\"}}]}\r\n\r\n: ping\r\n"
    let end =
      "data:{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\r\rdata: [DONE]\r\n\r\n"
    let bytes = Array((body + end).utf8)
    for cut in stride(from: 1, to: bytes.count, by: 7) {
      let server = try MisbehavingServer([
        MisbehavingServer.streamHead, .sendBytes(Array(bytes[..<cut])), .pause(milliseconds: 5),
        .sendBytes(Array(bytes[cut...])),
      ])
      #expect(try await Self.complete(Self.client(server)).text == "고양이", "cut at \(cut)")
    }
  }

  @Test func serversThatDoNotStreamAreUnderstoodAllTheSame() async throws {
    let server = try MisbehavingServer(
      MisbehavingServer.answer(
        200,
        #"{"model":"real","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}"#))
    let answer = try await Self.complete(Self.client(server))
    #expect(answer.text == "hi")
    #expect(answer.model == "real")
  }

  @Test func anEndWithoutDoneIsAnEndWhenTheReasonCame() async throws {
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead, MisbehavingServer.chunk("all"),
      .send("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"),
    ])
    #expect(try await Self.complete(Self.client(server)).text == "all")
  }

  /// Proxies keep connections open; the protocols say themselves when an answer ends.
  ///
  /// A client that waited for more would come to its timeout.
  @Test func theEndOfTheAnswerIsNotTheEndOfTheConnection() async throws {
    let anthropic =
      #"data: {"type":"content_block_delta","delta":{"text":"all"}}"# + "\n\n"
      + #"data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}"# + "\n\n"
      + #"data: {"type":"message_stop"}"# + "\n\n"
    let ollama = #"{"message":{"content":"all"},"done":true,"done_reason":"stop"}"# + "\n"
    let scripts: [(ChatService.Kind, [MisbehavingServer.Step])] = [
      (.openai, [MisbehavingServer.chunk("all"), MisbehavingServer.end]),
      (.anthropic, [.send(anthropic)]), (.ollama, [.send(ollama)]),
    ]
    for (kind, steps) in scripts {
      let server = try MisbehavingServer([MisbehavingServer.streamHead] + steps + [.hang])
      #expect(try await Self.complete(Self.client(server, kind: kind)).text == "all")
    }
  }

  /// Every byte by itself, of a chunked body too.
  @Test func slowDripsOfSingleBytesAreAnAnswer() async throws {
    let body =
      #"data: {"choices":[{"delta":{"content":"눈"},"finish_reason":"stop"}]}"# + "\n\n"
    let chunks = Array(body.utf8).map {
      MisbehavingServer.Step.sendBytes(Array("1\r\n".utf8) + [$0] + Array("\r\n".utf8))
    }
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    let steps = chunks.flatMap { [$0, .pause(milliseconds: 1)] }
    let server = try MisbehavingServer([.send(head)] + steps + [.send("0\r\n\r\n")])
    #expect(try await Self.complete(Self.client(server)).text == "눈")
  }

  @Test func refusedParametersAreLearntAndLeftOut() async throws {
    let server = try MisbehavingServer(
      MisbehavingServer.answer(
        400,
        #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens","code":"unsupported_parameter"}}"#
      ),
      MisbehavingServer.answer(
        400,
        #"{"error":{"message":"Unsupported value: 'temperature' does not support 0.25","param":"temperature","code":"unsupported_value"}}"#
      ),
      MisbehavingServer.stream("fine"))
    let client = try Self.client(server, retries: 0)
    #expect(try await Self.complete(client).text == "fine")
    #expect(try await Self.complete(client).text == "fine")
    let requests = server.requests
    #expect(requests.count == 4)
    #expect(requests[3].contains("max_completion_tokens"))
    #expect(!requests[3].contains("temperature"))
  }

  // MARK: - Asking again

  @Test(arguments: [
    #"{"error":{"message":"Rate limit","type":"rate_limit_error","code":429}}"#,
    "<html><head><title>Too busy</title></head></html>", "",
  ])
  func busyServersAreAskedAgain(body: String) async throws {
    let server = try MisbehavingServer(
      MisbehavingServer.answer(429, body, headers: ["Retry-After: 0"]),
      MisbehavingServer.answer(503, body, headers: ["retry-after-ms: 1.5"]),
      MisbehavingServer.stream("at last"))
    #expect(try await Self.complete(Self.client(server)).text == "at last")
    #expect(server.requests.count == 3)
  }

  @Test func aDateTellsWhenToAskAgain() async throws {
    let date = Date.now.addingTimeInterval(1.9).formatted(
      Date.VerbatimFormatStyle(
        format: """
          \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \
          \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\
          \(minute: .twoDigits):\(second: .twoDigits) GMT
          """, locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt,
        calendar: Calendar(identifier: .gregorian)))
    let server = try MisbehavingServer(
      MisbehavingServer.answer(429, "", headers: ["Retry-After: \(date)"]),
      MisbehavingServer.stream("then"))
    let start = ContinuousClock.now
    #expect(try await Self.complete(Self.client(server)).text == "then")
    #expect(start.duration(to: .now) > .milliseconds(500), "\(date)")
  }

  @Test func serversThatLoadTheirModelAreWaitedFor() async throws {
    let loading =
      #"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#
    let server = try MisbehavingServer(
      MisbehavingServer.answer(503, loading), MisbehavingServer.answer(503, loading),
      MisbehavingServer.answer(200, #"{"status":"ok"}"#), MisbehavingServer.stream("awake"))
    #expect(try await Self.complete(Self.client(server, retries: 0)).text == "awake")
    #expect(server.requests[1].hasPrefix("GET /health "))
  }

  @Test func textThatWasSeenIsNotAskedForAgain() async throws {
    let server = try MisbehavingServer(
      [MisbehavingServer.streamHead, MisbehavingServer.chunk("half")],
      MisbehavingServer.stream("whole"))
    let failure = await Self.failure(try Self.client(server))
    #expect(failure == "the stream ended in the middle of the answer, after 4 characters")
    #expect(server.requests.count == 1)
  }

  // MARK: - Clear sentences

  static let refusals: [(status: Int, headers: [String], body: String, sentence: String)] = [
    (
      401, ["x-request-id: req-7"],
      #"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#,
      "answered 401 (is the API key right?): Invalid API Key (request req-7)"
    ),
    (
      429, [], #"{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}"#,
      "answered 429: You exceeded your quota"
    ),
    (
      429, ["Retry-After: 900"], #"{"error":{"message":"Slow down"}}"#,
      "answered 429: Slow down; it asks to wait 900 s, which is too long"
    ),
    (
      400, [],
      #"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":6002,"n_ctx":4096}}"#,
      "the prompt has 6002 tokens and the model's context only 4096; show fewer exemplars"
    ),
    (404, [], #"{"error":"model \"m\" not found"}"#, #"answered 404: model "m" not found"#),
    (502, [], "<html><body><h1>Bad\nGateway</h1></body></html>", "answered 502: Bad Gateway"),
    (500, ["x-should-retry: false"], "", "answered 500: it gave no reason"),
    (422, [], #"{"detail":[{"msg":"field required"}]}"#, "field required"),
    (301, ["Location: https://elsewhere"], "", "answered 301"),
  ]

  @Test(arguments: refusals.indices)
  func refusalsAreOneSentence(row: Int) async throws {
    let (status, headers, body, sentence) = Self.refusals[row]
    let server = try MisbehavingServer(
      MisbehavingServer.answer(status, body, headers: headers, type: "text/plain"))
    let failure = await Self.failure(try Self.client(server, retries: 1))
    #expect(failure.contains(sentence), "\(failure)")
    #expect(!failure.contains("\n"))
  }

  /// A text that is quickly sent often.
  static func many(_ text: String) -> String { String(repeating: text, count: 2000) }

  static let streams: [(name: String, steps: [MisbehavingServer.Step], sentence: String)] = [
    (
      "an error in the middle",
      [MisbehavingServer.chunk("ha"), .send("data: {\"error\":{\"message\":\"GPU lost\"}}\n\n")],
      "broke off with an error: GPU lost"
    ),
    (
      "a length limit",
      [
        MisbehavingServer.chunk("ha"),
        .send("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"),
      ], "the answer was cut off at its limit (50 tokens were allowed, 2 characters came)"
    ),
    (
      "a filter",
      [.send("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n")],
      "the provider withheld the answer (content_filter)"
    ),
    ("nothing but an end", [MisbehavingServer.end], "the model answered with no text"),
    ("no JSON", [.send("data: {oops\n\n")], "an event of the stream is not JSON: {oops"),
    (
      "a page", [.send("<!DOCTYPE html><html><head><title>Log in</title></head></html>")],
      "it is neither a stream nor JSON: Log in"
    ),
    ("plain words", [.send("upstream connect error")], "nor JSON: upstream connect error"),
    ("half an object", [.send("{\"choices\":[{\"mess")], "it is neither a stream nor JSON"),
    ("a line that is never ended", [.flood(many("data: {\"choices\""))], "is longer than 32 MiB"),
    ("an object that is never ended", [.flood(many("{\"a\":"))], "is longer than 32 MiB"),
    ("pings alone", [.send(": ping\n\n: ping\n\n")], "after 0 characters"),
    ("letters that are none", [.sendBytes([0xFF, 0xFE, 0x41])], "neither a stream nor JSON"),
    ("an endless body", [.flood(many(": ping ping ping ping\n"))], "is longer than 32 MiB"),
  ]

  /// Some servers say which key they were given; what is printed or kept must not hold it.
  @Test func aKeyThatComesBackIsRemoved() async throws {
    let echo = #"{"error":{"message":"Incorrect API key provided: sk-secret-4711"}}"#
    let server = try MisbehavingServer(
      MisbehavingServer.answer(401, echo),
      [MisbehavingServer.streamHead, .send("data: sk-secret-4711\n\n")],
      [
        MisbehavingServer.streamHead, MisbehavingServer.chunk("[('sk-secret-4711"),
        .send("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"),
      ])
    let key = try APIKey("sk-secret-4711", origin: "test")
    let client = try ChatClient(
      ChatService(kind: .openai, base: server.address, model: "m", key: key))
    #expect(await Self.failure(client).hasSuffix("Incorrect API key provided: REMOVED"))
    #expect(await Self.failure(client).hasSuffix("is not JSON: REMOVED"))
    let cut = await #expect(throws: CompletionFailure.self) { try await Self.complete(client) }
    #expect(cut?.partialText == "[('REMOVED")
    #expect(server.requests.allSatisfy { $0.contains("Bearer sk-secret-4711") })
  }

  @Test func whatIsNoHTTPIsSaid() async throws {
    let server = try MisbehavingServer([.send("SSH-2.0-OpenSSH_9.2\r\n")])
    let failure = await Self.failure(try Self.client(server, retries: 0))
    #expect(failure.contains("expected an answer in HTTP, found something else"), "\(failure)")
  }

  @Test(arguments: streams.indices)
  func brokenStreamsAreOneSentence(row: Int) async throws {
    let (name, steps, sentence) = Self.streams[row]
    let server = try MisbehavingServer([MisbehavingServer.streamHead] + steps)
    let failure = await Self.failure(try Self.client(server, retries: 0))
    #expect(failure.contains(sentence), "\(name): \(failure)")
  }

  @Test func silenceEndsInATimeoutThatSaysWhatWasWaitedFor() async throws {
    let silent = try MisbehavingServer([.hang])
    let impatient = Timeouts(connect: 5, firstByte: 0.2, idle: 0.2, total: 30)
    var failure = await Self.failure(try Self.client(silent, timeouts: impatient))
    #expect(failure.contains("the first byte of the answer did not come within 0.2 s"))
    let stopping = try MisbehavingServer([
      MisbehavingServer.streamHead, MisbehavingServer.chunk("a"), .hang,
    ])
    let listening = Timeouts(connect: 5, firstByte: 20, idle: 0.2, total: 30)
    failure = await Self.failure(try Self.client(stopping, timeouts: listening))
    #expect(failure.contains("the next piece of the answer did not come within 0.2 s"))
    let drip = MisbehavingServer.chunk("a")
    let dripping = try MisbehavingServer(
      [MisbehavingServer.streamHead]
        + Array(repeating: [drip, .pause(milliseconds: 20)], count: 500).flatMap { $0 })
    let total = Timeouts(connect: 5, firstByte: 20, idle: 20, total: 0.5)
    failure = await Self.failure(try Self.client(dripping, timeouts: total))
    #expect(failure.contains("the end of the answer did not come within 0.5 s"))
  }

  /// Answers that are not even HTTP, or end in the middle of it.
  @Test(arguments: [
    "", "HTTP/1.1 200", "SMTP ready\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
    "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
  ])
  func brokenConnectionsAreOneSentence(text: String) async throws {
    let server = try MisbehavingServer([.send(text)])
    let failure = await Self.failure(try Self.client(server, retries: 0))
    #expect(failure.contains(server.address), "\(failure)")
    #expect(!failure.contains("\n") && !failure.hasPrefix("answered"))
  }

  /// A refusal, and a header, of which there is no end.
  @Test(arguments: [
    ("HTTP/1.1 500 Oh\r\nContent-Type: text/html\r\n\r\n", "<p>sorry</p>"),
    ("HTTP/1.1 200 OK\r\n", "X-More: 1\r\n"),
  ])
  func endlessRefusalsAndHeadersEnd(head: String, more: String) async throws {
    let server = try MisbehavingServer([.send(head), .flood(Self.many(more))])
    let failure = await Self.failure(try Self.client(server, retries: 0))
    #expect(failure.contains(server.address), "\(failure)")
  }

  @Test func nobodyListening() async throws {
    let client = try ChatClient(
      ChatService(kind: .openai, base: "http://127.0.0.1:1"),
      retries: RetryPolicy(maximumRetries: 1, firstDelay: 0.01))
    #expect(await Self.failure(client).contains("http://127.0.0.1:1/v1/chat/completions can't be"))
  }

  @Test func cancellingHangsUp() async throws {
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead, MisbehavingServer.chunk("a"), .hang,
    ])
    let client = try Self.client(server)
    let (stream, continuation) = AsyncStream<CompletionProgress>.makeStream()
    let task = Task {
      try await client.complete(CompletionRequest(prompt: Self.prompt)) { continuation.yield($0) }
    }
    for await _ in stream { break }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    for _ in 0..<200 where server.hangUps == 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(server.hangUps == 1)
  }
}
