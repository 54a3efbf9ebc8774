/// A name whose tokens can't be located in the prompt.
///
/// Guidance steers the attention of the tokens that a name has in the prompt. In the prompt that is
/// composed of background and names, as LMD composes it, a name can't be found when it has no tokens or
/// stands behind the last one that the model reads. With a model its own tokens are looked at; without
/// one words, digits and marks, of which each is a token at least, so that only what is cut off for
/// certain is found.
public struct PhraseNotInPrompt: Rule {
  /// The name `phrase-not-in-prompt`.
  public var name: String { "phrase-not-in-prompt" }
  /// The code `MQ207`.
  public var code: String { "MQ207" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A name can't be located in the prompt's tokens." }
  /// Why it matters.
  public var explanation: String {
    """
    Guidance steers the attention of the tokens that a name has in the prompt; without any, the \
    object is left to chance. Shorten the background prompt or the names before it.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a cat', ...) with a background prompt of 80 words",
      good: "('a cat', ...) with a background prompt of 20 words")
  }
  /// The names and background prompt.
  public var reads: LayoutParts { [.names, .background] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let tokens = context.tokens ?? LeastTokens()
    // Most prompts are so short that they need not be composed.
    let most = layout.objects.reduce(layout.background.utf8.count + 6) {
      $0 + $1.name.utf8.count + 2
    }
    if most <= tokens.limit - 2, layout.objects.allSatisfy(\.name.hasLetter) { return [] }
    let prompt = layout.composedPrompt
    // Where every byte is a token and all of them fit, each name with a letter is found; so it is
    // where all tokens fit.
    let fits =
      prompt.utf8.count <= tokens.limit - 2 || tokens.tokenCount(of: prompt) <= tokens.limit
    return layout.objects.enumerated().compactMap { index, object in
      let hasLetter = object.name.hasLetter
      // An empty name is another rule's matter.
      guard !(fits && hasLetter), hasLetter || tokens.isExact,
        tokens.positions(of: object.name, in: prompt).isEmpty
      else { return nil }
      let reader = tokens.isExact ? "the model" : "CLIP"
      return finding(
        "\(JSONWriter.quoted(object.name)), object \(index), is not among the \(tokens.limit) tokens "
          + "that \(reader) reads of \(JSONWriter.quoted(prompt.shortened(to: 60)))",
        object: index)
    }
  }
}
