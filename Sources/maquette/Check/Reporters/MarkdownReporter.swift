import Layouts

/// A table, as a summary on the page of a pull request.
struct MarkdownReporter: CheckReporter {
  private let sink: ReportSink
  private var isEmpty = true

  init(_ sink: ReportSink) {
    self.sink = sink
  }

  mutating func report(_ layout: CheckedLayout) throws {
    for reported in layout.findings {
      if isEmpty { try sink.write("| severity | place | rule | finding |\n|---|---|---|---|\n") }
      isEmpty = false
      let finding = reported.finding
      let place = finding.source.map { ":\($0.line):\($0.column)" } ?? ""
      try sink.writeLine(
        "| \(finding.severity.rawValue) | \(Self.cell.escape(layout.file))\(place) "
          + "| \(finding.code) \(finding.rule) | \(Self.cell.escape(finding.message)) |")
    }
  }

  func end(_ summary: CheckSummary) throws {
    if isEmpty {
      try sink.writeLine("No findings in \(summary.layouts) layouts.")
    } else {
      try sink.write("\n\(summary.sentence)\n")
    }
  }

  /// What would end a cell, or be read as HTML.
  private static let cell = ByteEscapes([
    "\\": "\\\\", "|": "\\|", "\r": " ", "\n": " ", "<": "&lt;",
  ])
}
