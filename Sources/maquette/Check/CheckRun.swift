import Foundation
import Layouts

/// One pass over all files: finds them, checks them, and hands what was found to the reporters.
struct CheckRun {
  /// The files, folders and patterns.
  var arguments: [String]
  /// What is passed over in folders and patterns.
  var excluded: [PathPattern] = []
  /// The folder that these patterns count from.
  var root = URL.currentDirectory()
  /// Reads and checks.
  var checker: LayoutChecker
  /// Which rules hold for which file.
  var rules: RuleBook
  /// How many findings are reported at most.
  var maxFindings: Int?
  /// The severity from which on a finding fails the run.
  var failOn = Finding.Severity.error
  /// The findings that are known.
  var baseline: Baseline?
  /// Whether a form of report names findings by fingerprints.
  var needsFingerprints = false

  /// What the run left beside the reports.
  struct Outcome {
    /// What was found in all.
    var summary = CheckSummary()
    /// The lines of the baseline that no finding answers to any more.
    var stale: [String] = []
    /// Whether there were layouts with findings beyond those whose fixes are told.
    var leftFixesOut = false
    /// The files that were looked for.
    var files: [FileSearch.Found] = []
  }

  /// Runs once: the reporters take the findings and are told the end, `tick` is called after each layout.
  func run(
    _ reporters: inout [any CheckReporter], tick: (CheckSummary) -> Void = { _ in }
  ) throws -> Outcome {
    var outcome = Outcome()
    var baseline = baseline
    var checker = checker
    var fingerprints = Fingerprints()
    var search = FileSearch(excluded: excluded, root: root)
    outcome.files = search.files(arguments)
    var places: Set<String> = []
    for file in outcome.files {
      if baseline != nil { places.insert(file.path.path(below: .currentDirectory())) }
      try checker.check(file, rules: try rules.rules(for: file.path)) { layout in
        var layout = layout
        if needsFingerprints || baseline != nil {
          var reported = layout.findings + layout.suppressed
          fingerprints.name(&reported, in: layout)
          layout.findings = Array(reported.prefix(layout.findings.count))
          layout.suppressed = Array(reported.dropFirst(layout.findings.count))
        }
        outcome.summary.known += baseline?.remove(from: &layout.findings) ?? 0
        count(&layout, in: &outcome.summary)
        for index in reporters.indices { try reporters[index].report(layout) }
        tick(outcome.summary)
      }
    }
    outcome.leftFixesOut = checker.leftFixesOut
    outcome.stale = baseline?.stale(among: places) ?? []
    for index in reporters.indices { try reporters[index].end(outcome.summary) }
    return outcome
  }

  /// Counts what was found in a layout, and takes out what is too much to be reported.
  private func count(_ layout: inout CheckedLayout, in summary: inout CheckSummary) {
    summary.layouts += 1
    summary.suppressed += layout.suppressed.count
    if layout.findings.contains(where: { $0.finding.severity >= failOn }) { summary.fails = true }
    if let maxFindings {
      let room = max(maxFindings - summary.findings, 0)
      summary.hidden += max(layout.findings.count - room, 0)
      layout.findings = Array(layout.findings.prefix(room))
    }
    for reported in layout.findings { summary.add(reported.finding) }
  }
}
