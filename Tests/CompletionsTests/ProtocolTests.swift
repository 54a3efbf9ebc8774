import Foundation
import Layouts
import Planning
import TestSupport
import Testing

@testable import Completions

/// The protocols of Anthropic and Ollama, and what all share.
@Suite struct ProtocolTests {
  @Test func anthropicStreamsBlocks() async throws {
    let events = [
      #"{"type":"message_start","message":{"model":"c","usage":{"input_tokens":5,"cache_read_input_tokens":202}}}"#,
      #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
      #"{"type":"ping"}"#,
      #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"[("}}"#,
      #"{"type":"invented_later","x":1}"#,
      #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"'a cat'"}}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}"#,
      #"{"type":"message_stop"}"#,
    ]
    let server = try MisbehavingServer(
      [MisbehavingServer.streamHead] + events.map { .send("event: x\ndata: \($0)\n\n") })
    let key = try APIKey("sk-ant-1", origin: "test")
    let client = try ChatClientTests.client(server, kind: .anthropic, key: key)
    let answer = try await ChatClientTests.complete(client)
    #expect(answer.text == "[('a cat'")
    #expect(answer.promptTokens == 207)
    #expect(answer.answerTokens == 9)
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("POST /v1/messages "))
    #expect(request.contains("x-api-key: sk-ant-1"))
    #expect(request.contains("anthropic-version: 2023-06-01"))
    #expect(request.contains(#""system":"Lay it out.""#))
    #expect(request.contains(#""max_tokens":50"#))
    // A stop of white space alone is refused by the service, and a seed unknown to it.
    #expect(!request.contains("stop_sequences"))
    #expect(!request.contains("seed"))
  }

  @Test func anthropicOverloadInTheMiddleIsSaid() async throws {
    let server = try MisbehavingServer([
      MisbehavingServer.streamHead,
      .send(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
      ),
    ])
    let failure = await ChatClientTests.failure(
      try ChatClientTests.client(server, kind: .anthropic, retries: 1))
    #expect(failure.contains("Overloaded"))
    #expect(server.requests.count == 2)
  }

  @Test func ollamaSpeaksLines() async throws {
    let lines =
      #"{"model":"gemma","message":{"role":"assistant","content":"고"},"done":false}"# + "\n"
      + #"{"model":"gemma","message":{"role":"assistant","content":"양이"},"done":false}"# + "\n"
      + #"{"model":"gemma","message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":7,"eval_count":2}"#
    let server = try MisbehavingServer([MisbehavingServer.streamHead, .send(lines)])
    let answer = try await ChatClientTests.complete(
      ChatClientTests.client(server, kind: .ollama))
    #expect(answer.text == "고양이")
    #expect(answer.promptTokens == 7)
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("POST /api/chat "))
    #expect(request.contains(#""num_ctx":8192"#))
  }

  @Test(arguments: [
    ("http://h", "http://h/v1/chat/completions"), ("http://h/", "http://h/v1/chat/completions"),
    ("http://h/v1/", "http://h/v1/chat/completions"),
    ("http://h:8080/v1/chat/completions", "http://h:8080/v1/chat/completions"),
    ("https://h/api/openai", "https://h/api/openai/chat/completions"),
  ])
  func addressesAreTakenAsPeopleWriteThem(base: String, url: String) throws {
    #expect(try OpenAIProtocol(base: base, isStreaming: true).url == url)
  }

  @Test(arguments: ["", "h", "ftp://h", "http://", "http://h?x=1"])
  func whatIsNoAddressIsRefused(base: String) {
    #expect(throws: Endpoint.Malformed.self) { try OpenAIProtocol(base: base, isStreaming: true) }
  }

  static let waits: [(header: String, value: String, seconds: Double)] = [
    ("retry-after-ms", "250", 0.25), ("Retry-After", "1.5", 1.5),
    ("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT", 10),
    ("Retry-After", "Sunday, 06-Nov-94 08:49:47 GMT", 10),
    ("Retry-After", "Sun Nov  6 08:49:47 1994", 10), ("Retry-After", "0", 0),
  ]

  /// What can't be waited counts as not said: the usual pause is made, not none.
  @Test(arguments: ["-5", "nan", "1e400", "soon", "", "Sun, 06 Nov 1994 08:49:27 GMT"])
  func waitingTimesThatAreNoneAreNotTaken(value: String) throws {
    let now = try Date("1994-11-06T08:49:37Z", strategy: .iso8601)
    let head = HTTPHead(status: 429, headers: [HTTPRequest.Header("Retry-After", value)])
    #expect(RetryPolicy.requestedDelay(head, now: now) == nil)
  }

  @Test(arguments: waits.indices)
  func waitingTimesComeInManyForms(row: Int) throws {
    let (header, value, seconds) = Self.waits[row]
    let now = try Date("1994-11-06T08:49:37Z", strategy: .iso8601)
    let head = HTTPHead(status: 429, headers: [HTTPRequest.Header(header, value)])
    #expect(RetryPolicy.requestedDelay(head, now: now) == seconds)
  }

  @Test func delaysGrowAndStayWithinTheirBounds() {
    let policy = RetryPolicy(maximumRetries: 10)
    let broken = CompletionFailure.transport(.broken("u", reason: "r"))
    for attempt in 0..<10 {
      let longest = min(8, 0.5 * Double(1 << attempt))
      guard case .wait(let seconds) = policy.decision(after: broken, attempt: attempt) else {
        Issue.record("no retry")
        return
      }
      #expect((longest * 0.75...longest).contains(seconds))
    }
    #expect(policy.decision(after: broken, attempt: 10) == .giveUp)
    #expect(policy.decision(after: .empty, attempt: 0) == .giveUp)
  }
}
