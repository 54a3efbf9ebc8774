/// Two objects that share much of their ground.
///
/// What two phrases claim is painted as a mixture of both. Near-duplicates are another rule's.
public struct HeavyOverlap: Rule {
  /// The name `heavy-overlap`.
  public var name: String { "heavy-overlap" }
  /// The code `MQ108`.
  public var code: String { "MQ108" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "Two objects share much of their ground." }
  /// Why it matters.
  public var explanation: String {
    """
    What two phrases claim is painted as a mixture of both. Move them apart, or shrink one.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a cat', [100, 100, 200, 200]), ('a dog', [140, 100, 200, 200])",
      good: "('a cat', [40, 100, 200, 200]), ('a dog', [260, 100, 200, 200])")
  }
  /// The intersection over union from which on an overlap is heavy.
  public var threshold: Double? { 0.5 }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let minimum = context.threshold ?? 0.5
    return layout.overlaps(from: minimum).filter { $0.overlap < 0.9 }.map { pair in
      let first = JSONWriter.quoted(layout.objects[pair.first].name)
      let second = JSONWriter.quoted(layout.objects[pair.second].name)
      return finding(
        "\(second) (object \(pair.second)) overlaps \(first) (object \(pair.first)) heavily:"
          + " intersection over union \(pair.overlap.shortText)",
        object: pair.second, related: [pair.first])
    }
  }

  /// Draws the two apart by the least displacement, or lets them share their ground.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding), let other = finding.related.first
    else { return [] }
    let separation = Separation(
      first: layout.objects[other].region, second: object.region, canvas: layout.canvas,
      overlap: (context.threshold ?? 0.5) * Self.keptShare)
    return (separation.ways.prefix(Separation.wayLimit) + [separation.sharing]).map { way in
      Fix(
        .unsafe, "draw the two apart",
        edits: [.setRegion(way.first, object: other), .setRegion(way.second, object: index)])
    }
  }

  /// How much of the largest allowed overlap is kept, so that rounding does not exceed it.
  private static let keptShare = 0.98
}
