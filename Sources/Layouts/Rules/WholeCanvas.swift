/// An object that covers the whole canvas.
///
/// Such an object is a background in disguise: LMD drops boxes of 512 × 512 in silence, so the layout
/// is painted without it.
public struct WholeCanvas: Rule {
  /// The name `whole-canvas-object`.
  public var name: String { "whole-canvas-object" }
  /// The code `MQ106`.
  public var code: String { "MQ106" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "An object covers the whole canvas." }
  /// Why it matters.
  public var explanation: String {
    """
    It is a background in disguise, which LMD drops in silence. Write it into the background \
    prompt, or give it a smaller box.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a cat', [0, 0, 512, 512])",
      good: "('a cat', [96, 80, 320, 400])")
  }
  /// The part of the canvas from which on it counts as whole.
  public var threshold: Double? { 0.98 }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let minimum = context.threshold ?? 0.98
    let canvas = LayoutObject.Region.box(layout.canvas.bounds)
    return layout.objects.enumerated().compactMap { index, object in
      let limit = Overlap.sharedAreaLimit(canvas, object.region)
      guard limit >= minimum * canvas.area else { return nil }
      let part = Overlap.coverage(of: canvas, by: object.region)
      guard part >= minimum else { return nil }
      return finding(
        "\(JSONWriter.quoted(object.name)) covers \((part * 100).shortText) % of the canvas of "
          + "\(layout.canvas) and leaves no background",
        object: index)
    }
  }

  /// Moves the name into the background prompt, or makes the object smaller.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding) else { return [] }
    let isNamed = layout.background.lowercased().contains(object.name.lowercased())
    let parts = [layout.background, isNamed ? "" : object.name].filter { !$0.isEmpty }
    let side = ((context.threshold ?? 0.98) * Self.smallerShare).squareRoot()
    let (width, height) = (Double(layout.canvas.width), Double(layout.canvas.height))
    let box = Box(
      x: (width * (1 - side) / 2).inSteps(of: 1), y: (height * (1 - side) / 2).inSteps(of: 1),
      width: (width * side).inSteps(of: 1, .down), height: (height * side).inSteps(of: 1, .down))
    return [
      Fix(
        .unsafe, "move its name into the background prompt",
        edits: [.remove(object: index), .setBackground(parts.joined(separator: ", "))]),
      Fix(
        .unsafe, "leave a rim of background around it",
        edits: [.setRegion(object.region.fitted(to: box), object: index)]),
    ]
  }

  /// How much of the largest allowed area is kept.
  private static let smallerShare = 0.8
}
