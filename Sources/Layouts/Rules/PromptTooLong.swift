/// A prompt of more tokens than the text encoder reads.
///
/// CLIP reads 77 tokens, the marks of start and end included; what follows is cut off in silence. The
/// prompt that is composed of background and names is measured, each name with its description, the
/// background and the negative prompt. With a model its own tokens are counted; without one the words,
/// digits and marks, of which each is a token at least, so that only what is too long for certain is
/// found.
public struct PromptTooLong: Rule {
  /// The name `prompt-too-long`.
  public var name: String { "prompt-too-long" }
  /// The code `MQ208`.
  public var code: String { "MQ208" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A prompt has more tokens than the model reads." }
  /// Why it matters.
  public var explanation: String {
    """
    What stands behind the last token that the model reads is cut off. Shorten descriptions and \
    the background prompt. The threshold is the number of tokens; without one it is the model's.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "a background prompt of 80 words",
      good: "a background prompt of 20 words")
  }
  /// CLIP's number of positions, start and end included.
  public var threshold: Double? { 77 }
  /// The names, descriptions, background prompt and negative prompt.
  public var reads: LayoutParts { [.names, .descriptions, .background, .negative] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let tokens = context.tokens ?? LeastTokens()
    let limit = context.threshold.map { Int($0) } ?? tokens.limit
    // A token has at least one byte, so a short text needs no count, nor to be put together.
    let least = limit - 1
    let objects = layout.objects.enumerated().filter {
      $1.name.utf8.count + 2 + $1.description.utf8.count >= least
    }
    let composed = layout.composedPrompt
    let texts: [(text: String, part: String, object: Int?)] =
      objects.map { index, object in
        let parts = [object.name, object.description].filter { !$0.isEmpty }
        return (parts.joined(separator: ", "), "the phrase of object \(index)", index)
      } + [
        (layout.background, "the background prompt", nil),
        (layout.negative, "the negative prompt", nil),
        (
          composed == layout.background ? "" : composed,
          "the prompt composed of background and names", nil
        ),
      ]
    return texts.compactMap { text, part, object in
      guard text.utf8.count >= least else { return nil }
      let count = tokens.tokenCount(of: text)
      guard count > limit else { return nil }
      let number = tokens.isExact ? "\(count)" : "at least \(count)"
      let reader = tokens.isExact ? "the model" : "CLIP"
      return finding(
        "\(part), \(JSONWriter.quoted(text.shortened(to: 60))), has \(number) tokens; \(reader) reads "
          + "\(limit), start and end included",
        object: object)
    }
  }
}
