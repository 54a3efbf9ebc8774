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
  ///   - caption: what the layout is to show, when it is not the layout's own caption.
  ///   - tokens: how the model that would paint the layout cuts texts into tokens.
  ///   - applicability: `safe` for safe fixes only, `unsafe` for all.
  /// - Returns: the layout, and what was mended in it.
  public func mend(
    _ layout: Layout, caption: Caption? = nil, tokens: (any PromptTokens)? = nil,
    applying applicability: Fix.Applicability
  ) -> Mended {
    var mender = mender(caption: caption, tokens: tokens)
    let (edited, applied) = mender.mend(layout, applying: applicability)
    return Mended(edited: edited, applied: applied)
  }

  /// Gives each finding of a check the fix that helps, where there is one.
  ///
  /// - Parameters:
  ///   - result: what a check of the layout gave.
  ///   - layout: the layout.
  ///   - caption: the caption that it was checked against, when it is not the layout's own.
  ///   - tokens: how the model that would paint the layout cuts texts into tokens.
  /// - Returns: the same findings with their fixes.
  public func offeringFixes(
    _ result: CheckResult, of layout: Layout, caption: Caption? = nil,
    tokens: (any PromptTokens)? = nil
  ) -> CheckResult {
    var result = result
    guard !result.findings.isEmpty else { return result }
    var mender = mender(caption: caption, tokens: tokens)
    result.findings = mender.offer(result.findings, in: layout)
    for place in result.findings.indices where result.findings[place].fix == nil {
      result.findings[place].fix = Self.rewriting(result.findings[place], in: layout)
    }
    return result
  }

  private func mender(caption: Caption?, tokens: (any PromptTokens)?) -> Mender {
    let byName = Dictionary(uniqueKeysWithValues: rules.map { ($0.name, $0) })
    var captions = CaptionReadings()
    return Mender(
      check: { check($0, caption: caption, tokens: tokens, captions: &captions).findings },
      fixes: { finding, layout in
        guard let rule = byName[finding.rule] else { return [] }
        let context = context(for: layout, caption: caption, tokens: tokens, captions: &captions)
        return rule.fixes(of: finding, in: layout, context: self.context(of: rule, in: context))
      })
  }

  /// The fix of what reading has put right already: writing it as it was read.
  ///
  /// - Parameters:
  ///   - finding: what reading reported.
  ///   - layout: what was read.
  /// - Returns: the fix, or nil where reading put nothing right.
  public static func rewriting(_ finding: Finding, in layout: Layout) -> Fix? {
    guard finding.rule == ReadingRule.axesSwapped.rawValue, let object = finding.object,
      layout.objects.indices.contains(object)
    else { return nil }
    return Fix(
      .safe, "swap the axes and turn the ellipse by 90 degrees",
      edits: [.setRegion(layout.objects[object].region, object: object)])
  }
}
