import Layouts
import Planning

/// One way of asking a chat model over HTTP.
protocol ChatProtocol: Sendable {
  /// The name under which it is chosen and recorded, such as `openai`.
  var name: String { get }
  /// The address that prompts are sent to.
  var url: String { get }
  /// The address that says whether the server is ready, if there is one.
  var healthURL: String? { get }
  /// The header lines without the key.
  var headers: [HTTPRequest.Header] { get }
  /// How the key is handed over.
  func authorisation(_ key: APIKey) -> HTTPRequest.Header
  /// The body of a request.
  func body(_ request: CompletionRequest, model: String?, habits: ServerHabits) -> JSONObject
  /// A decoder for one answer.
  func decoder() -> any CompletionDecoder
}

/// Puts an answer together from what comes over the wire.
protocol CompletionDecoder {
  /// Takes the next piece of the body.
  ///
  /// - Returns: what is new.
  /// - Throws: an error that the server reports in the middle of the stream.
  mutating func receive(_ bytes: [UInt8]) throws(StreamFault) -> [CompletionProgress]

  /// Ends the answer.
  ///
  /// - Returns: what is new.
  mutating func finish() throws(StreamFault) -> [CompletionProgress]

  /// What has come so far.
  var answer: DecodedAnswer { get }
}

/// What a decoder may come upon.
enum StreamFault: Error {
  /// The server reports an error, as JSON.
  case reported(String)
  /// What came is not what the protocol says.
  case malformed(String)
}

/// What has come of an answer.
struct DecodedAnswer: Hashable {
  /// Why an answer ends.
  enum End: Hashable {
    case stop
    case length
    /// A filter, a refusal or a call of a tool, in the server's words.
    case withheld(String)
  }

  var text = ""
  var reasoning = ""
  var end: End?
  /// Whether the server has said that nothing comes any more.
  var isComplete = false
  var model: String?
  var fingerprint: String?
  var promptTokens: Int?
  var answerTokens: Int?

  /// Adds text and returns what to tell of it.
  mutating func append(text more: String?, reasoning thought: String?) -> [CompletionProgress] {
    var progress: [CompletionProgress] = []
    if let thought, !thought.isEmpty {
      reasoning += thought
      progress.append(.reasoning(thought))
    }
    if let more, !more.isEmpty {
      text += more
      progress.append(.text(more))
    }
    return progress
  }
}

/// What a server has shown that it does not take, learnt from its errors.
struct ServerHabits: Hashable, Sendable {
  /// Parameters that it refuses.
  var refusedParameters: Set<String> = []
  /// Whether it wants `max_completion_tokens` for `max_tokens`, as OpenAI's reasoning models do.
  var wantsCompletionTokens = false

  /// The parameters that an answer can do without.
  static let optionalParameters = [
    "temperature", "seed", "stop", "stream_options", "response_format", "cache_prompt", "grammar",
    "output_config", "stop_sequences", "format",
  ]

  /// Learns from an error.
  ///
  /// - Returns: whether there is something new, so that asking again makes sense.
  mutating func learn(from error: ServiceError) -> Bool {
    guard error.status == 400 || error.status == 422 else { return false }
    let named = error.parameter ?? ""
    let words = error.message.lowercased()
    let speaksOfParameters =
      ["unsupported_value", "unsupported_parameter", "unknown_parameter"].contains(error.code)
      || [
        "unsupported", "not supported", "unrecognized", "unknown", "extra inputs", "not permitted",
      ]
      .contains { words.contains($0) }
    guard speaksOfParameters || !named.isEmpty else { return false }
    if !wantsCompletionTokens, named == "max_tokens" || words.contains("max_completion_tokens") {
      wantsCompletionTokens = true
      return true
    }
    let parameter = Self.optionalParameters.first {
      !refusedParameters.contains($0)
        && (named.split(separator: ".").first.map(String.init) == $0
          || speaksOfParameters && Self.mentions($0, in: words))
    }
    return parameter.map { refusedParameters.insert($0).inserted } ?? false
  }

  private static func mentions(_ parameter: String, in words: String) -> Bool {
    let parts = words.split { !($0.isLetter || $0 == "_") }
    return parts.contains { $0 == parameter }
  }
}
