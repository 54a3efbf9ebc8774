public import Planning

/// Why a language model gave no usable answer.
public enum CompletionFailure: AnswerFailure, Hashable, Sendable, CustomStringConvertible {
  /// The way to the server failed.
  case transport(TransportFailure)
  /// The server answered with an error.
  case refused(ServiceError)
  /// The server asks to wait longer than is sensible.
  case mustWait(ServiceError, seconds: Double)
  /// The server stayed busy loading its model.
  case stillLoading(url: String, seconds: Double)
  /// The prompt does not fit the model's context.
  case contextExceeded(promptTokens: Int?, limit: Int?, message: String)
  /// The answer was cut off at its length limit.
  case lengthLimit(tokens: Int, text: String)
  /// The provider withheld the answer.
  case withheld(reason: String)
  /// The stream ended before the answer did.
  case truncated(characters: Int)
  /// The answer is not what the protocol says.
  case malformed(reason: String)
  /// The answer has no text.
  case empty

  /// One sentence that names the place and both sides.
  public var description: String {
    switch self {
    case .transport(let failure): "\(failure)"
    case .refused(let error): "\(error)"
    case .mustWait(let error, let seconds):
      "\(error); it asks to wait \(seconds.shortSeconds), which is too long"
    case .stillLoading(let url, let seconds):
      "\(url) was still loading its model after \(seconds.shortSeconds)"
    case .contextExceeded(let tokens?, let limit?, _):
      "the prompt has \(tokens) tokens and the model's context only \(limit); show fewer exemplars"
    case .contextExceeded(_, _, let message):
      "the prompt does not fit the model's context (\(message)); show fewer exemplars"
    case .lengthLimit(let tokens, let text):
      "the answer was cut off at its limit (\(tokens) tokens were allowed, \(text.count)"
        + " characters came); allow more with --max-tokens"
    case .withheld(let reason): "the provider withheld the answer (\(reason))"
    case .truncated(let characters):
      "the stream ended in the middle of the answer, after \(characters) characters"
    case .malformed(let reason): "the server's answer can't be understood: \(reason)"
    case .empty: "the model answered with no text"
    }
  }

  /// What came of an answer that can't be used; nil when the service failed.
  public var partialText: String? {
    switch self {
    case .lengthLimit(_, let text): text
    case .withheld, .truncated, .malformed, .empty: ""
    case .transport, .refused, .mustWait, .stillLoading, .contextExceeded: nil
    }
  }
}
