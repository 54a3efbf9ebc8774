/// A region that covers too few cells of the attention grid to be painted.
///
/// Grounding steers cross-attention on a grid of 16 × 16 cells over the whole canvas. Under one cell
/// there is nothing to steer, which is an error; under five, BoxDiff's inner-box term vanishes (it
/// averages the top fifth of the cells, arXiv 2307.10816), which is a warning.
public struct TooSmallForAttention: Rule {
  /// The name `too-small-for-attention`.
  public var name: String { "too-small-for-attention" }
  /// The code `MQ105`.
  public var code: String { "MQ105" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A region covers too few cells of the attention grid." }
  /// Why it matters.
  public var explanation: String {
    """
    Grounding steers attention on a grid of 16 x 16 cells. A region under one cell steers nothing, \
    and under five cells BoxDiff's inner-box term vanishes. Enlarge it.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a bee', [10, 10, 20, 20])",
      good: "('a bee', [10, 10, 90, 80])")
  }
  /// The fewest cells: BoxDiff takes the top fifth of them.
  public var threshold: Double? { 5 }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let minimum = context.threshold ?? 5
    let width = Double(layout.canvas.width) / Self.gridSide
    let height = Double(layout.canvas.height) / Self.gridSide
    return layout.objects.enumerated().compactMap { index, object in
      let cells = object.region.area / (width * height)
      guard cells > 0, cells < minimum else { return nil }
      return finding(
        "\(JSONWriter.quoted(object.name)) covers \(cells.shortText) cells of the 16 x 16 attention"
          + " grid (a cell is \(width.shortText) x \(height.shortText) pixels); it needs "
          + minimum.shortText,
        object: index, severity: cells < 1 ? .error : nil)
    }
  }

  /// Grows the region about its centre to the fewest cells, within the canvas.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding), object.region.area > 0 else {
      return []
    }
    let canvas = layout.canvas.bounds
    let needed = (context.threshold ?? 5) * canvas.area / (Self.gridSide * Self.gridSide)
    let grown = object.region.grown(to: needed, in: layout.canvas)
    let others = FreePlaces(in: layout, except: [index])
    return [grown, others.nearest(to: grown) ?? grown].map { region in
      Fix(
        .unsafe, "grow it to \((context.threshold ?? 5).shortText) cells of the attention grid",
        edits: [.setRegion(region, object: index)])
    }
  }

  /// The side of the grid on which BoxDiff, layout-guidance and LMD steer attention.
  private static let gridSide = 16.0
}
