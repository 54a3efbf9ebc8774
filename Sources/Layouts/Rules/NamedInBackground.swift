/// An object that the background prompt names, too.
///
/// The background prompt is painted everywhere else, so a second one appears there (LMD's prompt
/// asks that objects are left out of it). "A dog park" names no dog, and "without chairs" no chair.
public struct NamedInBackground: Rule {
  /// The name `named-in-background`.
  public var name: String { "named-in-background" }
  /// The code `MQ203`.
  public var code: String { "MQ203" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "The background prompt names an object." }
  /// Why it matters.
  public var explanation: String {
    """
    The background is painted everywhere else, so a second one appears there. Leave the object \
    out of the background prompt.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a chair', ...) with the background 'a room with chairs'",
      good: "('a chair', ...) with the background 'a room'")
  }
  /// The names and background prompt.
  public var reads: LayoutParts { [.names, .background] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let background = context.background(of: layout)
    return context.names(of: layout).enumerated().compactMap { index, name in
      guard !name.head.isEmpty, background.names(name) else { return nil }
      let head = name.kinds.first ?? name.head
      return finding(
        "the background prompt \(JSONWriter.quoted(layout.background.shortened(to: 60))) names "
          + "\(JSONWriter.quoted(head)), which is object \(index)",
        object: index)
    }
  }

  /// Leaves the object out of the background prompt.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (_, object) = layout.object(of: finding),
      let head = EnglishWords(object.name).head.map(Plurals.singular)
    else { return [] }
    let rest = PromptPhrases(layout.background).leavingOut(head)
    let background = rest.isEmpty ? Self.anyBackground : rest
    return [
      Fix(
        .unsafe, "shorten the background prompt to \(JSONWriter.quoted(background))",
        edits: [.setBackground(background)])
    ]
  }

  /// What is written where nothing is left, as the offline planner writes it.
  private static let anyBackground = "a realistic scene"
}
