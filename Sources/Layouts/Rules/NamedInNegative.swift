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
  /// The names and negative prompt.
  public var reads: LayoutParts { [.names, .negative] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard !layout.negative.isEmpty else { return [] }
    let parts = Self.parts(of: layout.negative).map { EnglishWords(String($0)) }
    return context.words(of: layout).enumerated().compactMap { index, name in
      guard parts.contains(where: { Self.excludes($0, name) }) else { return nil }
      return finding(
        "the negative prompt \(JSONWriter.quoted(layout.negative.shortened(to: 60))) excludes "
          + "\(JSONWriter.quoted(layout.objects[index].name)), which is object \(index)",
        object: index)
    }
  }

  /// Takes what excludes the object out of the negative prompt.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (_, object) = layout.object(of: finding) else { return [] }
    let name = EnglishWords(object.name)
    let kept = Self.parts(of: layout.negative).filter {
      !Self.excludes(EnglishWords(String($0)), name)
    }
    let negative = kept.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty }.joined(separator: ", ")
    return [
      Fix(
        .unsafe, "shorten the negative prompt to \(JSONWriter.quoted(negative))",
        edits: [.setNegative(negative)])
    ]
  }

  private static let marks = Array(",;.\n".utf8)

  private static func parts(of prompt: String) -> [Substring] {
    prompt.utf8.split { marks.contains($0) }.map { Substring($0) }
  }

  /// Tells whether a part of the negative prompt excludes an object of a name.
  private static func excludes(_ part: EnglishWords, _ name: EnglishWords) -> Bool {
    guard let head = name.head.map(Plurals.singular),
      part.head.map(Plurals.singular) == head
    else { return false }
    let words = Set(name.words.map(Plurals.singular))
    return part.withoutArticles.map(Plurals.singular).allSatisfy(words.contains)
  }
}
