/// Which tokens of a phrase an energy looks at.
public enum PhraseTokens: String, Hashable, Sendable, CaseIterable {
  /// The one that stands for the object.
  case word
  /// All.
  case phrase

  func tokens(of phrase: Grounding.Phrase) -> [Int] {
    let tokens = self == .word ? [phrase.wordToken] : phrase.tokens
    precondition(!tokens.isEmpty, "energy: the phrase '\(phrase.text)' has no tokens")
    return tokens
  }
}
