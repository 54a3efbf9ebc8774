import Layouts

/// A form in which findings are reported, layout by layout, as they are found.
protocol CheckReporter {
  /// Takes what was found in one layout.
  mutating func report(_ layout: CheckedLayout) throws

  /// Writes what can only be written at the end.
  mutating func end(_ summary: CheckSummary) throws
}

extension CheckOutput.Format {
  /// Whether the form says where findings are in Unicode scalars from the beginning of the file.
  var countsScalars: Bool { self == .sarif }

  /// Whether the form names findings by fingerprints.
  var needsFingerprints: Bool { self == .sarif || self == .gitlab }

  /// Whether the form says of a finding what would mend it.
  var offersFixes: Bool { [.json, .jsonl, .sarif].contains(self) }

  /// Whether the form says which characters a fix replaces.
  var offersReplacements: Bool { self == .sarif }

  /// The reporter that writes the form.
  func reporter(_ sink: ReportSink, _ context: ReportContext) throws -> any CheckReporter {
    switch self {
    case .concise: LineReporter(sink, line: LineReporter.concise)
    case .jsonl: LineReporter(sink, line: LineReporter.json)
    case .github: LineReporter(sink, line: LineReporter.github)
    case .full: FullReporter(sink, color: context.color, width: context.width)
    case .json: ArrayReporter(sink, element: LineReporter.value)
    case .gitlab: ArrayReporter(sink, element: ArrayReporter.gitlab)
    case .markdown: MarkdownReporter(sink)
    case .junit: try JUnitReporter(sink, failOn: context.failOn)
    case .sarif: SARIFReporter(sink)
    }
  }
}

/// What reporters are told beside the findings.
struct ReportContext: Sendable {
  /// Whether standard output may be coloured.
  var color = false
  /// The columns of the terminal.
  var width = 80
  /// The severity from which on a finding fails the run.
  var failOn = Finding.Severity.error
}

/// What a run found in all.
struct CheckSummary: Sendable {
  /// How many layouts were checked, those that could not be read included.
  var layouts = 0
  /// How many findings of each severity were reported.
  var counts: [Finding.Severity: Int] = [:]
  /// How often each rule was reported, by code and name.
  var rules: [String: Int] = [:]
  /// How many findings the layouts say are meant.
  var suppressed = 0
  /// How many findings stand in the baseline.
  var known = 0
  /// How many findings were not shown, since there were too many.
  var hidden = 0
  /// Whether a finding fails the run.
  var fails = false

  /// How many findings were reported.
  var findings: Int { counts.values.reduce(0, +) }

  /// Counts a finding.
  mutating func add(_ finding: Finding) {
    counts[finding.severity, default: 0] += 1
    rules["\(finding.code) \(finding.rule)", default: 0] += 1
  }

  /// How often each rule fired, most often first.
  var statistics: String {
    rules.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value)\t\($0.key)\n" }.joined()
  }

  /// The whole in a sentence.
  var sentence: String {
    func counted(_ count: Int, _ word: String) -> String {
      "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    let parts = Finding.Severity.allCases.reversed().compactMap { severity in
      counts[severity].map { counted($0, severity.rawValue) }
    }
    let found = parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    var asides: [String] = []
    if suppressed > 0 { asides.append("\(suppressed) suppressed") }
    if known > 0 { asides.append("\(known) in the baseline") }
    let aside = asides.isEmpty ? "" : " (and \(asides.joined(separator: ", ")))"
    return "\(found) in \(counted(layouts, "layout"))\(aside)"
  }
}
