/// A box without area: a side is zero or less.
///
/// Language models write such regions for what they can't place or what has left the picture. Nothing
/// can be painted there, and a mask of it would be empty.
public struct EmptyBox: Rule {
  /// The name `empty-box`.
  public var name: String { "empty-box" }
  /// The code `MQ102`.
  public var code: String { "MQ102" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "A box has no area." }
  /// Why it matters.
  public var explanation: String {
    """
    Nothing can be painted there, and a mask of it would be empty. Give the object a place, or \
    leave it out.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a mouse', [0, 0, 0, 0])",
      good: "('a mouse', [200, 300, 80, 60])")
  }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    layout.objects.enumerated().compactMap { index, object in
      guard case .box(let box) = object.region, box.area == 0 else { return nil }
      return finding(
        "the box of \(JSONWriter.quoted(object.name)) has no area: "
          + "width \(box.width.fullText), height \(box.height.fullText)",
        object: index)
    }
  }

  /// Turns an inverted box round; takes away an object whose box has no area.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding), case .box(let box) = object.region
    else { return [] }
    let turned = Box(
      x: min(box.x, box.maxX), y: min(box.y, box.maxY), width: box.width.magnitude,
      height: box.height.magnitude)
    guard turned.area == 0 else {
      return [
        Fix(
          .safe, "turn the inverted box round", edits: [.setRegion(.box(turned), object: index)])
      ]
    }
    return [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }
}
