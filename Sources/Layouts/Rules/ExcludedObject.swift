/// An object that the caption excludes.
///
/// "Without birds" means no bird of any kind; "without red cars" leaves blue ones. The background
/// prompt must not bring the excluded thing either.
public struct ExcludedObject: Rule {
  /// The name `excluded-object`.
  public var name: String { "excluded-object" }
  /// The code `MQ307`.
  public var code: String { "MQ307" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "The layout holds what the caption excludes." }
  /// Why it matters.
  public var explanation: String {
    """
    What stands in a layout is painted. Remove the object, and write what is excluded into the \
    negative prompt.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a bird', ...) for the caption 'a tree without birds'",
      good: "('a tree', ...) with the negative prompt 'birds'")
  }
  /// The names, background prompt and which objects are painted.
  public var reads: LayoutParts { [.names, .background, .placement] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let (caption, scene, matching) = context.comparison else { return [] }
    var findings: [Finding] = []
    for object in matching.names.indices where matching.isPlaced[object] {
      let name = matching.names[object]
      guard let excluded = caption.exclusions.first(where: { Self.covers($0, name) }) else {
        continue
      }
      findings.append(
        finding(
          "the caption excludes \(JSONWriter.quoted(excluded.text)), and "
            + "\(JSONWriter.quoted(layout.objects[object].name)) is object \(object)",
          object: object))
    }
    for thing in scene.things.indices where scene.things[thing].count == 0 {
      for object in matching.objects[thing] {
        findings.append(
          finding(
            "the caption asks for no \(JSONWriter.quoted(matching.things[thing].text)), and "
              + "\(JSONWriter.quoted(layout.objects[object].name)) is object \(object)",
            object: object))
      }
    }
    return findings + backgroundFindings(layout, caption, context.background(of: layout))
  }

  /// Takes the object away, or the words out of the background prompt.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    if let index = finding.object {
      return [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
    }
    return (context.caption?.exclusions ?? []).compactMap { excluded in
      let rest = PromptPhrases(layout.background).leavingOut(excluded.head)
      guard rest != layout.background else { return nil }
      let background = rest.isEmpty ? context.scene?.background ?? "" : rest
      return Fix(
        .unsafe, "leave \(JSONWriter.quoted(excluded.head)) out of the background prompt",
        edits: [.setBackground(background)])
    }
  }

  /// Whether an exclusion covers what a name says: it may not be narrower.
  private static func covers(_ excluded: NounSense, _ name: NounSense) -> Bool {
    guard let kind = excluded.kinds.first else { return false }
    guard name.kinds.contains(kind) || name.ancestors.contains(kind) else { return false }
    let words = Set(name.modifiers + name.complements)
    return excluded.modifiers.allSatisfy { modifier in
      words.contains(modifier) || excluded.kinds[0].hasPrefix(modifier + " ")
        || ColourWords.canonical(modifier).map(name.colours.contains) == true
    }
  }

  private func backgroundFindings(
    _ layout: Layout, _ caption: CaptionReading, _ background: BackgroundNouns
  ) -> [Finding] {
    guard !caption.exclusions.isEmpty else { return [] }
    return caption.exclusions.compactMap { excluded in
      guard excluded.modifiers.isEmpty, background.names(excluded) else { return nil }
      return finding(
        "the caption excludes \(JSONWriter.quoted(excluded.text)), and the background prompt, "
          + "\(JSONWriter.quoted(layout.background.shortened(to: 60))), names it",
        severity: .warning)
    }
  }
}
