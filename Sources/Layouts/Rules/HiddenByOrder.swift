/// An object that a later one covers.
///
/// Objects are listed from back to front, so a later one lies before an earlier one. Put the small
/// thing behind the large one in the list, and it stays visible.
public struct HiddenByOrder: Rule {
  /// The name `hidden-by-order`.
  public var name: String { "hidden-by-order" }
  /// The code `MQ109`.
  public var code: String { "MQ109" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "An object is covered by one that is listed later." }
  /// Why it matters.
  public var explanation: String {
    """
    Objects are listed from back to front, so the later one hides the earlier one. List the \
    smaller object last.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a vase', [200, 200, 50, 80]), ('a table', [100, 150, 300, 250])",
      good: "('a table', [100, 150, 300, 250]), ('a vase', [200, 200, 50, 80])")
  }
  /// The covered part from which on an object is hidden.
  public var threshold: Double? { 0.95 }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let minimum = context.threshold ?? 0.95
    return layout.objects.indices.compactMap { index in
      let region = layout.objects[index].region
      let cover = layout.objects.indices.dropFirst(index + 1).first { later in
        let other = layout.objects[later].region
        let least = minimum * region.area
        if other.area < least || Overlap.sharedAreaLimit(region, other) < least { return false }
        return Overlap.coverage(of: region, by: other) >= minimum
          && Overlap.intersectionOverUnion(region, other) < 0.9
      }
      guard let cover else { return nil }
      return finding(
        "\(JSONWriter.quoted(layout.objects[index].name)) (object \(index)) is hidden by "
          + "\(JSONWriter.quoted(layout.objects[cover].name)) (object \(cover)), listed after it",
        object: index, related: [cover])
    }
  }

  /// Lists the object after the one that hides it.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, _) = layout.object(of: finding), let cover = finding.related.first
    else { return [] }
    return [
      Fix(
        .safe, "list it after \(JSONWriter.quoted(layout.objects[cover].name))",
        edits: [.move(object: index, before: cover + 1)])
    ]
  }
}
