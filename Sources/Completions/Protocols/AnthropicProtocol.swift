import Layouts
import Planning

/// Anthropic's Messages.
struct AnthropicProtocol: ChatProtocol {
  /// Anthropic's own address.
  static let officialBase = "https://api.anthropic.com/v1"
  /// The version of the protocol that is spoken.
  static let version = "2023-06-01"

  let name = "anthropic"
  let endpoint: Endpoint
  let isStreaming: Bool

  init(base: String, isStreaming: Bool) throws(Endpoint.Malformed) {
    endpoint = try Endpoint(base, version: "/v1", operations: ["/messages"])
    self.isStreaming = isStreaming
  }

  var url: String { endpoint.base + "/messages" }
  var healthURL: String? { endpoint.root + "/health" }
  var headers: [HTTPRequest.Header] { [HTTPRequest.Header("anthropic-version", Self.version)] }

  func authorisation(_ key: APIKey) -> HTTPRequest.Header {
    HTTPRequest.Header("x-api-key", key.secret)
  }

  /// The body: the instructions stand beside the messages, and there is no seed.
  func body(_ request: CompletionRequest, model: String?, habits: ServerHabits) -> JSONObject {
    let prompt = request.prompt
    var body = JSONObject()
    if let model { body["model"] = .string(model) }
    body["max_tokens"] = .integer(prompt.maxTokens)
    let system = prompt.messages.filter { $0.role == .system }.map(\.content)
    if !system.isEmpty { body["system"] = .string(system.joined(separator: "\n\n")) }
    body["messages"] = .array(
      prompt.messages.filter { $0.role != .system }.map {
        ["role": .string($0.role.rawValue), "content": .string($0.content)]
      })
    body["temperature"] = .number(min(1, prompt.temperature))
    // Sequences of nothing but white space are refused.
    let stop = prompt.stop.filter { $0.contains { !$0.isWhitespace } }
    if !stop.isEmpty { body["stop_sequences"] = .array(stop.map(JSONValue.string)) }
    if isStreaming { body["stream"] = true }
    if case .schema(_, let schema) = request.constraint {
      body["output_config"] = ["format": ["type": "json_schema", "schema": schema]]
    }
    for parameter in habits.refusedParameters { body[parameter] = nil }
    return body
  }

  func decoder() -> any CompletionDecoder { AnthropicDecoder() }
}

/// Reads Anthropic's events, or the one message of an answer that is not streamed.
struct AnthropicDecoder: CompletionDecoder {
  private(set) var answer = DecodedAnswer()
  private var reader = EventOrObjectReader()

  mutating func receive(_ bytes: [UInt8]) throws(StreamFault) -> [CompletionProgress] {
    try read(reader.receive(bytes))
  }

  mutating func finish() throws(StreamFault) -> [CompletionProgress] {
    let (events, object) = try reader.finish()
    guard let object else { return try read(events) }
    if object["type"]?.string == "error" || object["error"] != nil { throw Self.reported(object) }
    readMessage(object)
    let texts = object["content"]?.array?.filter { $0["type"]?.string == "text" } ?? []
    return answer.append(text: texts.compactMap { $0["text"]?.string }.joined(), reasoning: nil)
  }

  private static func reported(_ value: JSONValue) -> StreamFault {
    .reported((try? JSONWriter.write(value)) ?? "")
  }

  private mutating func read(
    _ events: [EventOrObjectReader.Event]
  ) throws(StreamFault) -> [CompletionProgress] {
    var progress: [CompletionProgress] = []
    for (name, value) in events {
      switch value["type"]?.string ?? name {
      case "error": throw Self.reported(value)
      case "message_start": if let message = value["message"] { readMessage(message) }
      case "content_block_start", "content_block_delta":
        let part = value["delta"] ?? value["content_block"]
        progress += answer.append(
          text: part?["text"]?.string ?? part?["partial_json"]?.string,
          reasoning: part?["thinking"]?.string)
      case "message_delta":
        if let reason = value["delta"]?["stop_reason"]?.string { answer.end = Self.end(reason) }
        readUsage(value["usage"])
      case "message_stop": answer.isComplete = true
      // Pings, ends of blocks, and whatever the protocol may get later.
      default: break
      }
    }
    return progress
  }

  private mutating func readMessage(_ message: JSONValue) {
    answer.model = message["model"]?.string ?? answer.model
    if let reason = message["stop_reason"]?.string { answer.end = Self.end(reason) }
    readUsage(message["usage"])
  }

  private mutating func readUsage(_ usage: JSONValue?) {
    // Cached tokens are counted apart.
    let keys = ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"]
    let counts = keys.compactMap { usage?[$0]?.integer }
    if !counts.isEmpty { answer.promptTokens = counts.reduce(0, +) }
    answer.answerTokens = usage?["output_tokens"]?.integer ?? answer.answerTokens
  }

  private static func end(_ reason: String) -> DecodedAnswer.End {
    switch reason {
    case "end_turn", "stop_sequence": .stop
    case "max_tokens", "model_context_window_exceeded": .length
    default: .withheld(reason)
    }
  }
}
