/// Refuses captions in a language or script that the English grammar would misread.
enum LanguageCheck {
  /// More words than any caption of a picture has; text encoders cut at 77 tokens.
  private static let mostWords = 400

  /// Marks of a template that was not filled in.
  private static let braces: Set<String> = ["{", "}"]

  /// Throws the refusal of an empty or foreign caption.
  static func check(
    _ caption: Caption, _ tokens: [CaptionToken], isStrict: Bool
  ) throws(Refusal) {
    if let language = caption.language, !language.lowercased().hasPrefix("en") {
      throw Refusal(
        finding: PlanningRule.unsupportedLanguage.finding(
          "the offline planner reads English, and the caption is said to be in “\(language)”",
          at: tokens.first?.source))
    }
    if let last = tokens.dropFirst(mostWords).first {
      throw Refusal(
        finding: PlanningRule.notUnderstood.finding(
          "the caption has \(tokens.count) words and marks; at most \(mostWords) are read",
          at: last.source))
    }
    let foreign = tokens.count { Lexicon.foreign.contains($0.word) }
    let isForeign = isStrict ? foreign > 0 : 3 * foreign >= tokens.count
    for token in tokens {
      if token.kind == .symbol, isStrict || braces.contains(token.text) {
        throw Refusal(
          finding: PlanningRule.notUnderstood.finding(
            "“\(token.text)” has no meaning in a caption", at: token.source))
      }
      guard token.kind == .word else { continue }
      if let letter = token.text.unicodeScalars.first(where: { !isLatin($0) }) {
        throw Refusal(
          finding: PlanningRule.unsupportedLanguage.finding(
            "the offline planner reads English, and “\(letter)” is not a Latin letter",
            at: token.source))
      }
      if isForeign, Lexicon.foreign.contains(token.word) {
        throw Refusal(
          finding: PlanningRule.unsupportedLanguage.finding(
            "the offline planner reads English, and “\(token.text)” is not an English word",
            at: token.source))
      }
    }
    guard tokens.contains(where: { $0.kind != .stop && $0.kind != .comma }) else {
      throw Refusal(finding: PlanningRule.emptyCaption.finding("the caption has no words"))
    }
  }

  /// Basic Latin to Latin Extended-B, the combining accents, and the apostrophe.
  private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x250 || (0x300...0x36F).contains(scalar.value)
      || (0x1E00...0x1EFF).contains(scalar.value)
  }
}
