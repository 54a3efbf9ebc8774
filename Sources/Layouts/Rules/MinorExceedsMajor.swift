/// An ellipse whose minor axis is longer than its major one.
///
/// The contract says major ≥ minor. Notations turn such ellipses while reading and say so
/// (`axes-swapped`); a layout made by a program may still hold one.
public struct MinorExceedsMajor: Rule {
  /// The name `minor-exceeds-major`.
  public var name: String { "minor-exceeds-major" }
  /// The code `MQ104`.
  public var code: String { "MQ104" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "An ellipse has a minor axis longer than its major one." }
  /// Why it matters.
  public var explanation: String {
    """
    The angle is measured to the major axis, so a reader can misjudge the tilt by 90 degrees. \
    Exchange the axes and turn the angle by 90.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "major: 40px; minor: 80px; angle: 0deg",
      good: "major: 80px; minor: 40px; angle: 90deg")
  }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    layout.objects.enumerated().compactMap { index, object in
      guard case .ellipse(let ellipse) = object.region, ellipse.minor > ellipse.major else {
        return nil
      }
      return finding(
        "the ellipse of \(JSONWriter.quoted(object.name)) has a minor axis of "
          + "\(ellipse.minor.fullText), longer than the major one of \(ellipse.major.fullText)",
        object: index)
    }
  }

  /// Swaps the axes and turns the ellipse by 90 degrees, which leaves it what it is.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding),
      case .ellipse(let ellipse) = object.region
    else { return [] }
    return [
      Fix(
        .safe, "swap the axes and turn the ellipse by 90 degrees",
        edits: [.setRegion(.ellipse(ellipse.normalized), object: index)])
    ]
  }
}
