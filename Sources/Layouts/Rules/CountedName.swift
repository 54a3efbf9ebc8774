/// A name that counts, in one box.
///
/// One box is one object: "two chairs" in a box is painted as one chair, or as any number of them.
/// A number before a noun in the singular ("a 2 litre bottle") counts nothing.
public struct CountedName: Rule {
  /// The name `counted-name`.
  public var name: String { "counted-name" }
  /// The code `MQ202`.
  public var code: String { "MQ202" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A name counts several things in one box." }
  /// Why it matters.
  public var explanation: String {
    """
    One box is one object. Write one object a thing, each in its own box.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('two chairs', [182, 202, 148, 208])",
      good: "('a chair', [60, 202, 148, 208]), ('a chair', [300, 202, 148, 208])")
  }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    layout.objects.enumerated().compactMap { index, object in
      let words = EnglishWords(object.name).withoutArticles
      guard let first = words.first, words.count > 1, EnglishWords.isCount(first),
        let head = EnglishWords(object.name).head, EnglishWords.isPlural(head)
      else { return nil }
      return finding(
        "\(JSONWriter.quoted(object.name)) counts several things in one region", object: index)
    }
  }
}
