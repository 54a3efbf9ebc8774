import Layouts
import Planning

/// Chat completions as OpenAI, vLLM, llama.cpp, LM Studio and many others speak them.
struct OpenAIProtocol: ChatProtocol {
  /// OpenAI's own address.
  static let officialBase = "https://api.openai.com/v1"

  let name = "openai"
  let endpoint: Endpoint
  let isStreaming: Bool

  init(base: String, isStreaming: Bool) throws(Endpoint.Malformed) {
    endpoint = try Endpoint(base, version: "/v1", operations: ["/chat/completions"])
    self.isStreaming = isStreaming
  }

  var url: String { endpoint.base + "/chat/completions" }
  var healthURL: String? { endpoint.root + "/health" }
  var headers: [HTTPRequest.Header] { [] }

  /// Whether the service is OpenAI's, which refuses what only local servers know.
  private var isOfficial: Bool { endpoint.base == Self.officialBase }

  func authorisation(_ key: APIKey) -> HTTPRequest.Header {
    HTTPRequest.Header("Authorization", "Bearer \(key.secret)")
  }

  func body(_ request: CompletionRequest, model: String?, habits: ServerHabits) -> JSONObject {
    let prompt = request.prompt
    var body = JSONObject()
    if let model { body["model"] = .string(model) }
    body["messages"] = prompt.messagesJSON
    let limit = habits.wantsCompletionTokens ? "max_completion_tokens" : "max_tokens"
    body[limit] = .integer(prompt.maxTokens)
    body["temperature"] = .number(prompt.temperature)
    if !prompt.stop.isEmpty { body["stop"] = .array(prompt.stop.map(JSONValue.string)) }
    // Only the low bits: servers read the seed as a signed number of 32 or 64 bits.
    if let seed = request.seed { body["seed"] = .integer(Int(seed & 0x7FFF_FFFF)) }
    if isStreaming {
      body["stream"] = true
      body["stream_options"] = ["include_usage": true]
    }
    switch request.constraint {
    case .none: break
    case .grammar(let grammar): body["grammar"] = .string(grammar)
    case .schema(let name, let schema):
      body["response_format"] = [
        "type": "json_schema",
        "json_schema": ["name": .string(name), "strict": true, "schema": schema],
      ]
    case .jsonObject: body["response_format"] = ["type": "json_object"]
    }
    // The same seed gives the same answer of llama.cpp only when nothing is left in its cache.
    if !isOfficial { body["cache_prompt"] = false }
    for parameter in habits.refusedParameters { body[parameter] = nil }
    return body
  }

  func decoder() -> any CompletionDecoder { OpenAIDecoder() }
}

/// Reads a stream of chunks, or the one object of a server that does not stream.
struct OpenAIDecoder: CompletionDecoder {
  private(set) var answer = DecodedAnswer()
  private var reader = EventOrObjectReader()

  mutating func receive(_ bytes: [UInt8]) throws(StreamFault) -> [CompletionProgress] {
    let progress = try read(reader.receive(bytes))
    answer.isComplete = reader.isDone
    return progress
  }

  mutating func finish() throws(StreamFault) -> [CompletionProgress] {
    let (events, object) = try reader.finish()
    if let object { return try read(object, key: "message") }
    return try read(events)
  }

  private mutating func read(
    _ events: [EventOrObjectReader.Event]
  ) throws(StreamFault) -> [CompletionProgress] {
    var progress: [CompletionProgress] = []
    for event in events { progress += try read(event.value, key: "delta") }
    return progress
  }

  private mutating func read(
    _ value: JSONValue, key: String
  ) throws(StreamFault) -> [CompletionProgress] {
    if let error = value["error"], error != .null {
      throw .reported((try? JSONWriter.write(value)) ?? "")
    }
    answer.model = value["model"]?.string ?? answer.model
    answer.fingerprint = value["system_fingerprint"]?.string ?? answer.fingerprint
    answer.promptTokens = value["usage"]?["prompt_tokens"]?.integer ?? answer.promptTokens
    answer.answerTokens = value["usage"]?["completion_tokens"]?.integer ?? answer.answerTokens
    // The chunk with the usage has no choices.
    guard let choice = value["choices"]?.array?.first else { return [] }
    if let reason = choice["finish_reason"]?.string { answer.end = Self.end(reason) }
    let delta = choice[key]
    let refusal = delta?["refusal"]?.string ?? ""
    if !refusal.isEmpty { answer.end = .withheld(refusal) }
    return answer.append(
      text: Self.text(delta?["content"]),
      reasoning: delta?["reasoning_content"]?.string ?? delta?["reasoning"]?.string)
  }

  /// The text of a message, which some servers give as a list of parts.
  private static func text(_ content: JSONValue?) -> String? {
    content?.string ?? content?.array?.compactMap { $0["text"]?.string }.joined()
  }

  private static func end(_ reason: String) -> DecodedAnswer.End {
    switch reason {
    case "stop", "eos", "end_turn", "stop_sequence": .stop
    case "length", "max_tokens": .length
    default: .withheld(reason)
    }
  }
}
