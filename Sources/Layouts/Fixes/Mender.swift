/// Mends a layout fix by fix, and keeps only what makes it better.
///
/// A fix is kept when findings become fewer, the worst ones first, and no rule finds more errors than
/// before. So every step leads downhill, the end is reached, and mending what is mended changes
/// nothing. The worst findings are mended first, and of the ways of mending one the first after which
/// no rule finds more than before; where there is none, the one that leaves the least.
struct Mender {
  /// The rules in force.
  let rules: RuleSet
  /// What layouts are to show, when it is not their own caption.
  let caption: Caption?
  /// How the model that would paint them cuts texts into tokens.
  let tokens: (any PromptTokens)?
  /// The rules by their names.
  private let rulesByName: [String: any Rule]

  /// How many pairs of objects may be compared in all: a second or two.
  ///
  /// No layout that means a picture comes near it; one of a thousand equal boxes would run for hours.
  private static let pairLimit = 2_000_000
  private var pairsLeft = Mender.pairLimit

  init(rules: RuleSet, caption: Caption?, tokens: (any PromptTokens)?) {
    self.rules = rules
    self.caption = caption
    self.tokens = tokens
    rulesByName = Dictionary(uniqueKeysWithValues: rules.rules.map { ($0.name, $0) })
  }

  /// How much is wrong with a layout.
  private struct Burden {
    /// Errors and all findings by their rules, and all by severity.
    var errors: [String: Int] = [:]
    var rules: [String: Int] = [:]
    var counts: [Finding.Severity: Int] = [:]

    init(_ findings: [Finding]) {
      for finding in findings {
        counts[finding.severity, default: 0] += 1
        rules[finding.rule, default: 0] += 1
        if finding.severity == .error { errors[finding.rule, default: 0] += 1 }
      }
    }

    /// Whether no rule finds more.
    func addsNothing(to other: Burden) -> Bool {
      rules.allSatisfy { $0.value <= other.rules[$0.key] ?? 0 }
    }

    /// Whether there is less of the worst and no new error.
    func isLighter(than other: Burden) -> Bool {
      guard errors.allSatisfy({ $0.value <= other.errors[$0.key] ?? 0 }) else { return false }
      for severity in Finding.Severity.allCases.reversed() {
        let (one, two) = (counts[severity] ?? 0, other.counts[severity] ?? 0)
        if one != two { return one < two }
      }
      return false
    }
  }

  /// A layout with what is wrong with it, and what rules were told to find that out.
  private struct Diagnosis {
    var layout: Layout
    var context: RuleContext
    var findings: [Finding]
    var burden: Burden

    init(_ layout: Layout, _ context: RuleContext, _ findings: [Finding]) {
      self.layout = layout
      self.context = context
      self.findings = findings
      burden = Burden(findings)
    }

    /// What is wrong, the worst first, else in the order of the rules.
    var worstFirst: [Finding] {
      findings.enumerated().sorted {
        ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
      }.map(\.element)
    }
  }

  /// A fix that helps, with what it leads to.
  private struct Step {
    var fix: Fix
    var origins: [Int?]
    var diagnosis: Diagnosis
  }

  /// Applies fixes up to an applicability until none of them helps.
  ///
  /// - Returns: the layout, and each finding that was mended with the fix that did it.
  mutating func mend(
    _ layout: Layout, applying most: Fix.Applicability
  ) -> (edited: EditedLayout, applied: [Finding]) {
    var captions = CaptionReadings()
    var edited = EditedLayout(layout)
    var diagnosis = diagnose(layout, &captions)
    var findings = diagnosis.worstFirst
    var applied: [Finding] = []
    var index = 0
    while index < findings.count {
      var finding = findings[index]
      guard let step = step(for: finding, in: diagnosis, upTo: most, &captions) else {
        index += 1
        continue
      }
      finding.fix = step.fix
      applied.append(finding)
      edited.origins = step.origins.map { $0.flatMap { edited.origins[$0] } }
      edited.layout = step.diagnosis.layout
      diagnosis = step.diagnosis
      findings = diagnosis.worstFirst
      // What was in the way of an earlier fix may be gone.
      index = 0
    }
    return (edited, applied)
  }

  /// The findings of a check by these rules, each with the first fix that helps.
  mutating func offer(
    _ findings: [Finding], in layout: Layout, captions: inout CaptionReadings
  ) -> [Finding] {
    // What was noticed in reading stays whatever is mended.
    let found = findings.filter {
      rulesByName[$0.rule] != nil || $0.rule == Suppression.ruleName
    }
    guard !found.isEmpty else { return findings }
    let context = rules.context(
      for: layout, caption: caption, tokens: tokens, captions: &captions)
    let diagnosis = Diagnosis(layout, context, found)
    return findings.map { finding in
      var finding = finding
      finding.fix = step(for: finding, in: diagnosis, upTo: .unsafe, &captions)?.fix
      return finding
    }
  }

  private func diagnose(_ layout: Layout, _ captions: inout CaptionReadings) -> Diagnosis {
    let context = rules.context(
      for: layout, caption: caption, tokens: tokens, captions: &captions)
    return Diagnosis(layout, context, rules.check(layout, context))
  }

  private mutating func step(
    for finding: Finding, in diagnosis: Diagnosis, upTo most: Fix.Applicability,
    _ captions: inout CaptionReadings
  ) -> Step? {
    guard pairsLeft > 0, let rule = rulesByName[finding.rule] else { return nil }
    let layout = diagnosis.layout
    pairsLeft -= layout.objects.count * layout.objects.count + 1
    let context = rules.context(of: rule, in: diagnosis.context)
    var best: Step?
    for fix in rule.fixes(of: finding, in: layout, context: context)
    where (most == .unsafe || fix.applicability == .safe) && pairsLeft > 0 {
      var edited = EditedLayout(layout)
      edited.apply(fix.edits)
      guard edited.layout != layout else { continue }
      let count = edited.layout.objects.count
      pairsLeft -= count * count + 1
      let rest = diagnose(edited.layout, after: fix, of: diagnosis, &captions)
      guard rest.burden.isLighter(than: diagnosis.burden) else { continue }
      let step = Step(fix: fix, origins: edited.origins, diagnosis: rest)
      if rest.burden.addsNothing(to: diagnosis.burden) { return step }
      if best.map({ rest.burden.isLighter(than: $0.diagnosis.burden) }) ?? true { best = step }
    }
    return best
  }

  /// Diagnoses a layout after a fix by the rules that read what the fix has changed.
  private func diagnose(
    _ layout: Layout, after fix: Fix, of earlier: Diagnosis, _ captions: inout CaptionReadings
  ) -> Diagnosis {
    let changed = LayoutParts(of: layout, changedFrom: earlier.layout, by: fix.edits)
    guard !changed.contains(.objects) else { return diagnose(layout, &captions) }
    let keepsContext = changed == .regions || changed == .descriptions || changed == .negative
    let context =
      keepsContext
      ? earlier.context
      : rules.context(for: layout, caption: caption, tokens: tokens, captions: &captions)
    return Diagnosis(
      layout, context,
      rules.check(layout, context, changed: changed, knowing: earlier.findings))
  }
}
