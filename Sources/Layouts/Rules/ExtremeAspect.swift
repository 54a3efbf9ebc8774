/// A region many times longer than it is wide.
///
/// Diffusion models have seen few things of such shapes: a sliver is painted as a seam, or not at all.
public struct ExtremeAspect: Rule {
  /// The name `extreme-aspect`.
  public var name: String { "extreme-aspect" }
  /// The code `MQ110`.
  public var code: String { "MQ110" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A region is many times longer than it is wide." }
  /// Why it matters.
  public var explanation: String {
    """
    A sliver is painted as a seam, or not at all. Widen it.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a snake', [0, 200, 500, 20])",
      good: "('a snake', [56, 160, 400, 120])")
  }
  /// The ratio of the sides from which on a shape is extreme.
  public var threshold: Double? { 10 }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let maximum = context.threshold ?? 10
    return layout.objects.enumerated().compactMap { index, object in
      let sides =
        switch object.region {
        case .box(let box): (box.width, box.height)
        case .ellipse(let ellipse): (ellipse.major, ellipse.minor)
        }
      let ratio = max(sides.0, sides.1) / min(sides.0, sides.1)
      guard object.region.area > 0, ratio >= maximum else { return nil }
      return finding(
        "\(JSONWriter.quoted(object.name)) is \(ratio.shortText) times longer than wide; at most "
          + "\(maximum.shortText) is painted well",
        object: index)
    }
  }

  /// Widens the short side about the centre, within the canvas.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding) else { return [] }
    let most = (context.threshold ?? 10) * Self.keptShare
    let widened: LayoutObject.Region
    switch object.region {
    case .box(let box):
      let width = max(box.width, box.height / most).inSteps(of: 1, .up)
      let height = max(box.height, box.width / most).inSteps(of: 1, .up)
      widened = .box(
        Box(
          x: (box.centerX - max(width, box.width) / 2).inSteps(of: 1),
          y: (box.centerY - max(height, box.height) / 2).inSteps(of: 1),
          width: box.width < box.height ? width : box.width,
          height: box.height < box.width ? height : box.height))
    case .ellipse(var ellipse):
      ellipse.minor = (ellipse.major / most).inSteps(of: LayoutObject.Region.finestGrain, .up)
      widened = .ellipse(ellipse)
    }
    return [
      Fix(
        .unsafe, "widen it to a tenth of its length",
        edits: [.setRegion(widened.inside(layout.canvas), object: index)])
    ]
  }

  /// How much of the most extreme allowed ratio is kept.
  private static let keptShare = 0.95
}
