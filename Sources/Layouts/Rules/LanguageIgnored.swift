/// A name in a language that is neither the caption's nor English.
///
/// Planners answer in a language of their own at times. The text encoders of Stable Diffusion read
/// English, and the caption's language is what was asked for; anything else is painted by chance.
/// Scripts are told apart surely, languages in Latin letters by their articles and commonest words.
public struct LanguageIgnored: Rule {
  /// The name `language-ignored`.
  public var name: String { "language-ignored" }
  /// The code `MQ308`.
  public var code: String { "MQ308" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "A text is neither in the caption's language nor in English." }
  /// Why it matters.
  public var explanation: String {
    """
    Text encoders read English, and the caption tells which language was asked for. Translate the \
    text into one of the two.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('un perro', ...) for the caption 'a dog'",
      good: "('a dog', ...) for the caption 'a dog'")
  }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let reading = context.caption else { return [] }
    let caption = reading.caption
    let scripts = Set(WritingScript.counts(in: caption.text).keys).union([.latin])
    let isEnglish = Self.isEnglish(caption)
    func fault(_ text: String) -> String? {
      let counts = WritingScript.counts(in: text)
      let foreign = counts.keys.filter { !scripts.contains($0) }.map(\.rawValue).sorted()
      if let script = foreign.first { return "has \(script) letters" }
      guard isEnglish, let word = Self.foreignWord(in: text) else { return nil }
      return "has the word \(JSONWriter.quoted(word)), which is not English"
    }
    let shown = JSONWriter.quoted(caption.text.shortened(to: 60))
    var findings = layout.objects.enumerated().compactMap { index, object in
      fault(object.name).map {
        finding(
          "the name of object \(index), \(JSONWriter.quoted(object.name)), \($0); the caption is "
            + shown, object: index)
      }
    }
    for (part, text) in [("background", layout.background), ("negative", layout.negative)] {
      guard let fault = fault(text) else { continue }
      findings.append(
        finding(
          "the \(part) prompt, \(JSONWriter.quoted(text.shortened(to: 60))), \(fault); the caption "
            + "is \(shown)", severity: .warning))
    }
    return findings
  }

  private static func isEnglish(_ caption: Caption) -> Bool {
    if let language = caption.language, !language.isEmpty {
      return language.lowercased().hasPrefix("en")
    }
    return foreignWord(in: caption.text) == nil
      && WritingScript.counts(in: caption.text).keys.allSatisfy { $0 == .latin }
  }

  /// A word that no English name has: an article or a common word of another language.
  private static func foreignWord(in text: String) -> String? {
    NounWords.split(text).first { Lexicon.foreign.contains($0) }
  }
}
