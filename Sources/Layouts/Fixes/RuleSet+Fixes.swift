extension RuleSet {
  /// A layout after everything was done that helps.
  public struct Mended: Hashable, Sendable {
    /// The layout, with where its objects came from.
    public var edited: EditedLayout
    /// What was mended, each finding with the fix that did it, in the order in which it was done.
    ///
    /// Indices of objects are those at that time.
    public var applied: [Finding]
  }

  /// Mends a layout by the rules in force.
  ///
  /// A fix is kept only where findings become fewer and no rule finds more errors than before. What
  /// is mended checks without a finding that has a fix, and mending it again changes nothing.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - applicability: `safe` for safe fixes only, `unsafe` for all.
  /// - Returns: the layout, and what was mended in it.
  public func mend(_ layout: Layout, applying applicability: Fix.Applicability) -> Mended {
    var mender = mender()
    let (edited, applied) = mender.mend(layout, applying: applicability)
    return Mended(edited: edited, applied: applied)
  }

  /// Gives each finding of a check the fix that helps, where there is one.
  public func offeringFixes(_ result: CheckResult, of layout: Layout) -> CheckResult {
    var result = result
    var mender = mender()
    let isOfRule = Set(rules.map(\.name))
    let places = result.findings.indices.filter { isOfRule.contains(result.findings[$0].rule) }
    let offered = mender.offer(places.map { result.findings[$0] }, in: layout)
    for (place, finding) in zip(places, offered) { result.findings[place] = finding }
    for place in result.findings.indices {
      result.findings[place].fix =
        result.findings[place].fix ?? rewriting(result.findings[place], layout)
    }
    return result
  }

  private func mender() -> Mender {
    let byName = Dictionary(uniqueKeysWithValues: rules.map { ($0.name, $0) })
    return Mender(
      check: { check($0).findings },
      fixes: { finding, layout in
        guard let rule = byName[finding.rule] else { return [] }
        var captions = CaptionReadings()
        let context = context(for: layout, captions: &captions)
        return rule.fixes(of: finding, in: layout, context: self.context(of: rule, in: context))
      })
  }

  /// The fix of what reading has put right already: writing it as it was read.
  private func rewriting(_ finding: Finding, _ layout: Layout) -> Fix? {
    guard finding.rule == ReadingRule.axesSwapped.rawValue, let object = finding.object,
      layout.objects.indices.contains(object)
    else { return nil }
    return Fix(
      .safe, "swap the axes and turn the ellipse by 90 degrees",
      edits: [.setRegion(layout.objects[object].region, object: object)])
  }
}
