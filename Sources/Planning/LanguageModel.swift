public import Layouts

/// What completes prompts: a server behind a protocol, recorded answers, or a test.
public protocol LanguageModel: Sendable {
  /// The name under which answers are recorded, such as `openai:gpt-4.1`.
  var name: String { get }

  /// Completes a prompt.
  ///
  /// - Parameters:
  ///   - request: the prompt and how it is to be sampled.
  ///   - progress: told the text as it comes, and what is waited for.
  /// - Returns: the whole answer.
  /// - Throws: why there is none; an answer cut at its length limit is none.
  func complete(
    _ request: CompletionRequest, progress: @escaping @Sendable (CompletionProgress) -> Void
  ) async throws -> Completion
}

/// A failure of one answer, after which the next question may well be answered.
public protocol AnswerFailure: Error {
  /// What came before the failure; nil when the failure is the service's and not the answer's.
  var partialText: String? { get }
}

/// What a language model is asked.
public struct CompletionRequest: Hashable, Sendable {
  /// The messages and the sampling.
  public var prompt: Prompt
  /// The seed of the sampling, for servers that have one.
  public var seed: UInt64?
  /// What the answer is held to while it is sampled.
  public var constraint: OutputConstraint
  /// Which of several samples of the same prompt this is, counted from zero.
  public var sample: Int

  /// Creates a request.
  public init(
    prompt: Prompt, seed: UInt64? = nil, constraint: OutputConstraint = .none, sample: Int = 0
  ) {
    self.prompt = prompt
    self.seed = seed
    self.constraint = constraint
    self.sample = sample
  }
}

/// What an answer is held to while it is sampled; none of it is trusted afterwards.
public enum OutputConstraint: Hashable, Sendable {
  /// Nothing.
  case none
  /// A grammar in llama.cpp's GBNF.
  case grammar(String)
  /// A JSON Schema, with the name that OpenAI's protocol wants for it.
  case schema(name: String, JSONValue)
  /// Any JSON object.
  case jsonObject
}

/// What happens on the way to an answer.
public enum CompletionProgress: Hashable, Sendable {
  /// More text of the answer.
  case text(String)
  /// More of the model's own reasoning, which is not part of the answer.
  case reasoning(String)
  /// Something is waited for, in one sentence.
  case waiting(String)
}

/// An answer.
public struct Completion: Hashable, Sendable {
  /// The text.
  public var text: String
  /// The model's own reasoning, if the server tells it apart.
  public var reasoning: String
  /// The model that says it answered, which need not be the one that was asked for.
  public var model: String?
  /// What identifies the server's configuration, where it says so.
  public var fingerprint: String?
  /// The tokens of the prompt, where the server counts them.
  public var promptTokens: Int?
  /// The tokens of the answer, where the server counts them.
  public var answerTokens: Int?
  /// From the request to the last byte.
  public var seconds: Double
  /// Whether the answer was kept from an earlier run.
  public var isCached: Bool

  /// Creates an answer.
  public init(
    text: String, reasoning: String = "", model: String? = nil, fingerprint: String? = nil,
    promptTokens: Int? = nil, answerTokens: Int? = nil, seconds: Double = 0,
    isCached: Bool = false
  ) {
    self.text = text
    self.reasoning = reasoning
    self.model = model
    self.fingerprint = fingerprint
    self.promptTokens = promptTokens
    self.answerTokens = answerTokens
    self.seconds = seconds
    self.isCached = isCached
  }
}
