public import Layouts

/// What is sent to a language model: messages, and how the answer is to be sampled.
public struct Prompt: Hashable, Sendable {
  /// Who speaks.
  public enum Role: String, Hashable, Sendable {
    /// The instructions.
    case system
    /// The one who asks.
    case user
    /// The one who answers.
    case assistant
  }

  /// One turn of the conversation.
  public struct Message: Hashable, Sendable {
    /// Who speaks.
    public var role: Role
    /// What is said.
    public var content: String

    /// Creates a message.
    public init(role: Role, content: String) {
      self.role = role
      self.content = content
    }
  }

  /// The instructions, the exemplars as turns, and the question.
  public var messages: [Message]
  /// What stands between a question and its answer in the text form.
  public var joint: String
  /// The texts that end an answer.
  public var stop: [String]
  /// The longest answer, in tokens.
  public var maxTokens: Int
  /// The sampling temperature.
  public var temperature: Double

  /// Creates a prompt.
  public init(
    messages: [Message], joint: String, stop: [String], maxTokens: Int, temperature: Double
  ) {
    self.messages = messages
    self.joint = joint
    self.stop = stop
    self.maxTokens = maxTokens
    self.temperature = temperature
  }

  /// The prompt as one text for a model that completes texts; it ends with the question.
  public var text: String {
    var text = ""
    var previous: Role?
    for message in messages {
      if previous != nil { text += message.role == .assistant ? joint : "\n\n" }
      text += message.content
      previous = message.role
    }
    return text
  }

  /// The conversation as JSON: an array of `role` and `content`.
  public var messagesJSON: JSONValue {
    .array(
      messages.map {
        .object(["role": .string($0.role.rawValue), "content": .string($0.content)])
      })
  }

  /// The body of an OpenAI-compatible chat request.
  ///
  /// - Parameter model: the model's name, left out when nil.
  /// - Returns: the body, its keys in a fixed order.
  public func request(model: String? = nil) -> JSONValue {
    var body = JSONObject()
    if let model { body["model"] = .string(model) }
    body["messages"] = messagesJSON
    body["max_tokens"] = .integer(maxTokens)
    body["temperature"] = .number(temperature)
    body["stop"] = .array(stop.map(JSONValue.string))
    return .object(body)
  }
}
