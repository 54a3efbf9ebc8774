/// A service that answers chats: whose protocol, where, and which model.
public struct ChatService: Hashable, Sendable {
  /// The protocols.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// OpenAI's chat completions, which most servers speak.
    case openai
    /// Anthropic's Messages.
    case anthropic
    /// Ollama's own chat.
    case ollama
  }

  /// The protocol.
  public var kind: Kind
  /// The address, with or without its version; the provider's own when nil.
  public var base: String?
  /// The model's name; some local servers need none.
  public var model: String?
  /// The key, if there is one.
  public var key: APIKey?
  /// Header lines to send beside the protocol's own.
  public var headers: [HTTPRequest.Header]
  /// Whether the answer is to come in pieces.
  public var isStreaming: Bool
  /// The length of the context in tokens that Ollama is asked for.
  public var contextLength: Int

  /// Creates a service.
  public init(
    kind: Kind, base: String? = nil, model: String? = nil, key: APIKey? = nil,
    headers: [HTTPRequest.Header] = [], isStreaming: Bool = true, contextLength: Int = 8192
  ) {
    self.kind = kind
    self.base = base
    self.model = model
    self.key = key
    self.headers = headers
    self.isStreaming = isStreaming
    self.contextLength = contextLength
  }

  /// The environment variables that may hold the key, the most general last.
  public static func keyVariables(of kind: Kind) -> [String] {
    switch kind {
    case .openai: ["OPENAI_API_KEY", "MAQUETTE_API_KEY"]
    case .anthropic: ["ANTHROPIC_API_KEY", "MAQUETTE_API_KEY"]
    case .ollama: ["OLLAMA_API_KEY", "MAQUETTE_API_KEY"]
    }
  }

  /// Whether the provider's own address is asked, which wants a key and a model.
  public var isOfficial: Bool { base == nil && kind != .ollama }

  func makeProtocol() throws(Endpoint.Malformed) -> any ChatProtocol {
    switch kind {
    case .openai:
      try OpenAIProtocol(base: base ?? OpenAIProtocol.officialBase, isStreaming: isStreaming)
    case .anthropic:
      try AnthropicProtocol(base: base ?? AnthropicProtocol.officialBase, isStreaming: isStreaming)
    case .ollama:
      try OllamaProtocol(
        base: base ?? OllamaProtocol.officialBase, isStreaming: isStreaming,
        contextLength: contextLength)
    }
  }
}
