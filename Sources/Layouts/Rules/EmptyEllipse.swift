/// An ellipse without area: an axis is zero or less.
///
/// Language models write such regions for what they can't place or what has left the picture. Nothing
/// can be painted there, and a mask of it would be empty.
public struct EmptyEllipse: Rule {
  /// The name `empty-ellipse`.
  public var name: String { "empty-ellipse" }
  /// The code `MQ103`.
  public var code: String { "MQ103" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "An ellipse has no area." }
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
      bad: "major: 80px; minor: 0px",
      good: "major: 80px; minor: 40px")
  }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    layout.objects.enumerated().compactMap { index, object in
      guard case .ellipse(let ellipse) = object.region, ellipse.area == 0 else { return nil }
      return finding(
        "the ellipse of \(JSONWriter.quoted(object.name)) has no area: "
          + "major \(ellipse.major.fullText), minor \(ellipse.minor.fullText)",
        object: index)
    }
  }

  /// Takes the sign off negative axes; takes away an object whose ellipse has no area.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding),
      case .ellipse(var ellipse) = object.region
    else { return [] }
    ellipse.major = ellipse.major.magnitude
    ellipse.minor = ellipse.minor.magnitude
    guard ellipse.area == 0 else {
      let normal = LayoutObject.Region.ellipse(ellipse.normalized)
      return [
        Fix(
          .safe, "take the sign off the axes", edits: [.setRegion(normal, object: index)])
      ]
    }
    return [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }
}
