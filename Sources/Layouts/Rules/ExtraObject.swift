/// An object that the caption does not speak of.
///
/// A planner that adds things of its own takes room from what was asked for, and counts of benchmarks
/// go wrong. Often that is harmless, so it is a note; raise its severity where layouts must hold
/// nothing but what was asked for. What is named after anything in the caption is no extra object.
public struct ExtraObject: Rule {
  /// The name `extra-object`.
  public var name: String { "extra-object" }
  /// The code `MQ302`.
  public var code: String { "MQ302" }
  /// Usually a note.
  public var severity: Finding.Severity { .note }
  /// What it finds.
  public var summary: String { "The caption does not speak of an object." }
  /// Why it matters.
  public var explanation: String {
    """
    It takes room from what was asked for. Remove it, or write it into the caption.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a dog', ...), ('a bench', ...) for the caption 'a dog'",
      good: "('a dog', ...) for the caption 'a dog'")
  }
  /// The names and which objects are painted.
  public var reads: LayoutParts { [.names, .placement] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let (caption, _, matching) = context.comparison else { return [] }
    return matching.others.compactMap { object in
      let name = matching.names[object]
      guard matching.isPlaced[object], !name.head.isEmpty, !caption.mentions(name) else {
        return nil
      }
      return finding(
        "the caption does not speak of \(JSONWriter.quoted(layout.objects[object].name)), which is "
          + "object \(object)",
        object: object)
    }
  }

  /// Takes the object away.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, _) = layout.object(of: finding) else { return [] }
    return [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }
}
