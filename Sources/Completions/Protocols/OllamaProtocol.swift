import Layouts
import Planning

/// Ollama's own chat, which unlike its compatible one takes the length of the context.
struct OllamaProtocol: ChatProtocol {
  /// Where Ollama listens unless told otherwise.
  static let officialBase = "http://127.0.0.1:11434"

  let name = "ollama"
  let endpoint: Endpoint
  let isStreaming: Bool
  /// The length of the context in tokens; what is longer, Ollama cuts off without a word.
  let contextLength: Int

  init(base: String, isStreaming: Bool, contextLength: Int) throws(Endpoint.Malformed) {
    endpoint = try Endpoint(base, version: "", operations: ["/api/chat", "/v1/chat/completions"])
    self.isStreaming = isStreaming
    self.contextLength = contextLength
  }

  var url: String { endpoint.root + "/api/chat" }
  var healthURL: String? { nil }
  var headers: [HTTPRequest.Header] { [] }

  func authorisation(_ key: APIKey) -> HTTPRequest.Header {
    HTTPRequest.Header("Authorization", "Bearer \(key.secret)")
  }

  func body(_ request: CompletionRequest, model: String?, habits: ServerHabits) -> JSONObject {
    let prompt = request.prompt
    var options: JSONObject = [
      "temperature": .number(prompt.temperature), "num_predict": .integer(prompt.maxTokens),
      "num_ctx": .integer(contextLength),
    ]
    if !prompt.stop.isEmpty { options["stop"] = .array(prompt.stop.map(JSONValue.string)) }
    if let seed = request.seed { options["seed"] = .integer(Int(seed & 0x7FFF_FFFF)) }
    var body = JSONObject()
    if let model { body["model"] = .string(model) }
    body["messages"] = prompt.messagesJSON
    body["stream"] = .bool(isStreaming)
    body["options"] = .object(options)
    switch request.constraint {
    case .schema(_, let schema): body["format"] = schema
    case .jsonObject: body["format"] = "json"
    case .none, .grammar: break
    }
    for parameter in habits.refusedParameters { body[parameter] = nil }
    return body
  }

  func decoder() -> any CompletionDecoder { OllamaDecoder() }
}

/// Reads one JSON object a line.
struct OllamaDecoder: CompletionDecoder {
  private(set) var answer = DecodedAnswer()
  private var lines = LineReader()

  mutating func receive(_ bytes: [UInt8]) throws(StreamFault) -> [CompletionProgress] {
    try read(lines.receive(bytes))
  }

  mutating func finish() throws(StreamFault) -> [CompletionProgress] {
    try read(lines.finish().map { [$0] } ?? [])
  }

  private mutating func read(_ lines: [String]) throws(StreamFault) -> [CompletionProgress] {
    var progress: [CompletionProgress] = []
    for line in lines where line.contains(where: { !$0.isWhitespace }) {
      guard let value = try? JSONReader.read(line).root.value else {
        throw .malformed("a line of the stream is not JSON: \(line.prefix(80))")
      }
      if value["error"] != nil { throw .reported(line) }
      answer.model = value["model"]?.string ?? answer.model
      answer.promptTokens = value["prompt_eval_count"]?.integer ?? answer.promptTokens
      answer.answerTokens = value["eval_count"]?.integer ?? answer.answerTokens
      if value["done"]?.bool == true {
        let reason = value["done_reason"]?.string ?? "stop"
        answer.end =
          reason == "length" ? .length : reason == "stop" ? .stop : .withheld(reason)
        answer.isComplete = true
      }
      progress += answer.append(
        text: value["message"]?["content"]?.string ?? value["response"]?.string,
        reasoning: value["message"]?["thinking"]?.string)
    }
    return progress
  }
}
