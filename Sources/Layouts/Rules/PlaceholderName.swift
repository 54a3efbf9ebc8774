/// A name that names nothing.
///
/// An object without a name cannot be painted, which is an error; "object 1" or "N/A" is painted as
/// anything.
public struct PlaceholderName: Rule {
  /// The name `placeholder-name`.
  public var name: String { "placeholder-name" }
  /// The code `MQ201`.
  public var code: String { "MQ201" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A name is empty or names nothing." }
  /// Why it matters.
  public var explanation: String {
    """
    The name is the phrase that is painted. Say what the object is.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('object 1', [10, 10, 200, 200])",
      good: "('a red apple', [10, 10, 200, 200])")
  }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    layout.objects.enumerated().compactMap { index, object in
      let letters = object.name.unicodeScalars.filter(\.properties.isAlphabetic)
      if letters.isEmpty {
        return finding(
          "the name of object \(index) is \(JSONWriter.quoted(object.name)): nothing to paint",
          object: index, severity: .error)
      }
      let words = EnglishWords(object.name).withoutArticles.filter { Int($0) == nil }
      guard Self.placeholders.contains(words.joined(separator: " ")) else { return nil }
      return finding(
        "the name of object \(index), \(JSONWriter.quoted(object.name)), is a placeholder",
        object: index)
    }
  }

  /// Takes the object away.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, _) = layout.object(of: finding) else { return [] }
    return [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }

  private static let placeholders: Set<String> = [
    "object", "thing", "item", "something", "name", "object name", "none", "null", "nil", "n",
    "unknown", "unnamed", "untitled", "placeholder", "string", "todo", "tbd", "undefined", "label",
  ]
}
