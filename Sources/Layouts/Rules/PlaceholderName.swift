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
  /// The names.
  public var reads: LayoutParts { [.names] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    zip(layout.objects, context.words(of: layout)).enumerated().compactMap { index, named in
      let (object, name) = named
      if !object.name.hasLetter {
        return finding(
          "the name of object \(index) is \(JSONWriter.quoted(object.name)): nothing to paint",
          object: index, severity: .error)
      }
      // "A string" is one where the caption asks for strings.
      guard Self.isPlaceholder(name),
        context.caption?.mentions(NounSense(name: object.name)) != true
      else { return nil }
      return finding(
        "the name of object \(index), \(JSONWriter.quoted(object.name)), is a placeholder",
        object: index)
    }
  }

  /// Whether a name is empty or a placeholder.
  static func isPlaceholder(_ name: String) -> Bool {
    !name.hasLetter || isPlaceholder(EnglishWords(name))
  }

  private static func isPlaceholder(_ name: EnglishWords) -> Bool {
    let words = name.withoutArticles.filter { Int($0) == nil }
    return words.count <= longest && placeholders.contains(words.joined(separator: " "))
  }

  /// Names the object after the one thing of the caption that lacks one, or takes it away.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, _) = layout.object(of: finding) else { return [] }
    let renaming = CaptionAccount(context)?.renaming(index, in: layout) ?? []
    return renaming + [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }

  /// How many words a placeholder has at most.
  private static let longest = 2

  private static let placeholders: WordSet = [
    "object", "thing", "item", "something", "name", "object name", "none", "null", "nil", "n",
    "unknown", "unnamed", "untitled", "placeholder", "string", "todo", "tbd", "undefined", "label",
  ]
}
