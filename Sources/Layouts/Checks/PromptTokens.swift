/// How a text encoder cuts prompts into tokens, as far as rules need to know.
///
/// Tokenizers live with the models; whoever checks layouts for a model hands over the model's.
public protocol PromptTokens: Sendable {
  /// The most tokens that the encoder reads of a prompt, the marks of start and end included.
  var limit: Int { get }

  /// Whether counts are those of the encoder, and not only the least that they can be.
  var isExact: Bool { get }

  /// Returns how many tokens a text has, the marks of start and end included.
  func tokenCount(of text: String) -> Int

  /// Returns where the tokens of a phrase stand among those of a prompt that the encoder reads.
  ///
  /// - Returns: a range for each occurrence; none when the phrase is not in the prompt or was cut off.
  func positions(of phrase: String, in prompt: String) -> [Range<Int>]
}

extension PromptTokens {
  /// A model's own tokenizer counts exactly.
  public var isExact: Bool { true }
}
