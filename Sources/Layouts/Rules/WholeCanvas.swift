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

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let minimum = context.threshold ?? 0.98
    let canvas = LayoutObject.Region.box(layout.canvas.bounds)
    return layout.objects.enumerated().compactMap { index, object in
      let part = Overlap.coverage(of: canvas, by: object.region)
      guard part >= minimum else { return nil }
      return finding(
        "\(JSONWriter.quoted(object.name)) covers \((part * 100).shortText) % of the canvas of "
          + "\(layout.canvas) and leaves no background",
        object: index)
    }
  }
}
