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
    var mender = Mender(rules: self, caption: caption, tokens: tokens)
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
    var captions = CaptionReadings()
    return offeringFixes(
      result, of: layout, caption: caption, tokens: tokens, captions: &captions)
  }

  /// Gives each finding of a check of one of many layouts the fix that helps, where there is one.
  ///
  /// - Parameters:
  ///   - result: what a check of the layout gave.
  ///   - layout: the layout.
  ///   - caption: the caption that it was checked against, when it is not the layout's own.
  ///   - tokens: how the model that would paint the layout cuts texts into tokens.
  ///   - captions: the captions that were read before.
  /// - Returns: the same findings with their fixes.
  public func offeringFixes(
    _ result: CheckResult, of layout: Layout, caption: Caption? = nil,
    tokens: (any PromptTokens)? = nil, captions: inout CaptionReadings
  ) -> CheckResult {
    var result = result
    guard !result.findings.isEmpty else { return result }
    var mender = Mender(rules: self, caption: caption, tokens: tokens)
    result.findings = mender.offer(result.findings, in: layout, captions: &captions)
    for place in result.findings.indices where result.findings[place].fix == nil {
      result.findings[place].fix = Self.rewriting(result.findings[place], in: layout)
    }
    return result
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
