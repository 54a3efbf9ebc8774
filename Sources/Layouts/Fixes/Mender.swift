/// Mends a layout fix by fix, and keeps only what makes it better.
///
/// A fix is kept when findings become fewer, the worst ones first, and no rule finds more errors than
/// before. So every step leads downhill, the end is reached, and mending what is mended changes
/// nothing.
struct Mender {
  /// Checks a layout by the rules in force.
  let check: (Layout) -> [Finding]
  /// The ways of mending a finding, the preferred one first.
  let fixes: (Finding, Layout) -> [Fix]

  /// How many pairs of objects may be compared in all: a second or two.
  ///
  /// No layout that means a picture comes near it; one of a thousand equal boxes would run for hours.
  private static let pairLimit = 2_000_000
  private var pairsLeft = Mender.pairLimit

  init(
    check: @escaping (Layout) -> [Finding], fixes: @escaping (Finding, Layout) -> [Fix]
  ) {
    self.check = check
    self.fixes = fixes
  }

  /// How much is wrong with a layout.
  private struct Burden {
    /// Errors by their rules, and all findings by severity.
    var errors: [String: Int] = [:]
    var counts: [Finding.Severity: Int] = [:]

    init(_ findings: [Finding]) {
      for finding in findings {
        counts[finding.severity, default: 0] += 1
        if finding.severity == .error { errors[finding.rule, default: 0] += 1 }
      }
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

  /// A fix that helps, with what it leads to.
  private struct Step {
    var fix: Fix
    var layout: EditedLayout
    var findings: [Finding]
  }

  /// Applies fixes up to an applicability until none of them helps.
  ///
  /// - Returns: the layout, and each finding that was mended with the fix that did it.
  mutating func mend(
    _ layout: Layout, applying most: Fix.Applicability
  ) -> (edited: EditedLayout, applied: [Finding]) {
    var edited = EditedLayout(layout)
    var findings = check(layout)
    var applied: [Finding] = []
    var index = 0
    while index < findings.count {
      guard var step = step(for: findings[index], of: findings, in: edited.layout, upTo: most)
      else {
        index += 1
        continue
      }
      var finding = findings[index]
      finding.fix = step.fix
      applied.append(finding)
      step.layout.origins = step.layout.origins.map { $0.flatMap { edited.origins[$0] } }
      edited = step.layout
      findings = step.findings
      // What was in the way of an earlier fix may be gone.
      index = 0
    }
    return (edited, applied)
  }

  /// The findings, each with the first fix that helps.
  mutating func offer(_ findings: [Finding], in layout: Layout) -> [Finding] {
    let all = check(layout)
    return findings.map { finding in
      var finding = finding
      finding.fix = step(for: finding, of: all, in: layout, upTo: .unsafe)?.fix
      return finding
    }
  }

  private mutating func step(
    for finding: Finding, of findings: [Finding], in layout: Layout, upTo most: Fix.Applicability
  ) -> Step? {
    guard pairsLeft > 0 else { return nil }
    pairsLeft -= layout.objects.count * layout.objects.count + 1
    let burden = Burden(findings)
    for fix in fixes(finding, layout)
    where (most == .unsafe || fix.applicability == .safe) && pairsLeft > 0 {
      var edited = EditedLayout(layout)
      edited.apply(fix.edits)
      guard edited.layout != layout else { continue }
      let count = edited.layout.objects.count
      pairsLeft -= count * count + 1
      let rest = check(edited.layout)
      if Burden(rest).isLighter(than: burden) {
        return Step(fix: fix, layout: edited, findings: rest)
      }
    }
    return nil
  }
}
