/// Two objects in nearly the same place.
///
/// Their phrases compete for the same pixels: one of them is not painted, or both melt into one. This
/// is a common answer of weak language models to "two of something".
public struct NearDuplicate: Rule {
  /// The name `near-duplicate`.
  public var name: String { "near-duplicate" }
  /// The code `MQ107`.
  public var code: String { "MQ107" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "Two objects lie in nearly the same place." }
  /// Why it matters.
  public var explanation: String {
    """
    Their phrases compete for the same pixels: one is lost, or both melt into one. Move them \
    apart, or keep one.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a bottle', [201, 201, 110, 210]), ('a laptop', [201, 201, 110, 210])",
      good: "('a bottle', [101, 201, 110, 210]), ('a laptop', [301, 201, 110, 210])")
  }
  /// The intersection over union from which on two regions are the same.
  public var threshold: Double? { 0.9 }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let minimum = context.threshold ?? 0.9
    return layout.overlaps(from: minimum).map { pair in
      let first = JSONWriter.quoted(layout.objects[pair.first].name)
      let second = JSONWriter.quoted(layout.objects[pair.second].name)
      return finding(
        "\(second) (object \(pair.second)) lies nearly where \(first) (object \(pair.first)) lies:"
          + " intersection over union \(pair.overlap.shortText)",
        object: pair.second, related: [pair.first])
    }
  }

  /// Moves one of the two aside, lets them share their ground, or takes away the second one where
  /// both have one name.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding), let other = finding.related.first
    else { return [] }
    let first = layout.objects[other]
    let separation = Separation(
      first: first.region, second: object.region, canvas: layout.canvas, overlap: 0)
    var fixes: [Fix] = []
    if let place = FreePlaces(in: layout, except: [index]).nearest(to: object.region) {
      fixes.append(
        Fix(
          .unsafe, "move it into free space" + object.region.displacementText(to: place),
          edits: [.setRegion(place, object: index)]))
    }
    fixes += (separation.ways.prefix(Separation.wayLimit) + [separation.sharing]).map { way in
      Fix(
        .unsafe, "put the two beside each other",
        edits: [.setRegion(way.first, object: other), .setRegion(way.second, object: index)])
    }
    if EnglishWords(first.name).words == EnglishWords(object.name).words {
      fixes.append(Fix(.unsafe, "take the second one away", edits: [.remove(object: index)]))
    }
    return fixes
  }
}
