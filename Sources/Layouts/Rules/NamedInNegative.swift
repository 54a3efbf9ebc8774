/// A planned object that the negative prompt excludes.
///
/// Guidance pushes away from what it should paint. A narrower exclusion is meant otherwise: "blue cars"
/// does not exclude "a red car".
public struct NamedInNegative: Rule {
  /// The name `named-in-negative`.
  public var name: String { "named-in-negative" }
  /// The code `MQ204`.
  public var code: String { "MQ204" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "The negative prompt excludes a planned object." }
  /// Why it matters.
  public var explanation: String {
    """
    Guidance pushes away from what it should paint. Take the word out of the negative prompt.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a chair', ...) with the negative prompt 'chairs'",
      good: "('a chair', ...) with the negative prompt 'tables'")
  }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let parts = layout.negative.split { ",;.\n".contains($0) }
      .map { EnglishWords(String($0)) }
    return layout.objects.enumerated().compactMap { index, object in
      let name = EnglishWords(object.name)
      guard let head = name.head.map(EnglishWords.singular) else { return nil }
      let words = Set(name.words.map(EnglishWords.singular))
      let match = parts.first { part in
        part.head.map(EnglishWords.singular) == head
          && part.withoutArticles.map(EnglishWords.singular).allSatisfy(words.contains)
      }
      guard match != nil else { return nil }
      return finding(
        "the negative prompt \(JSONWriter.quoted(layout.negative.shortened(to: 60))) excludes "
          + "\(JSONWriter.quoted(object.name)), which is object \(index)",
        object: index)
    }
  }
}
