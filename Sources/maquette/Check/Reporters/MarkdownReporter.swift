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
        "| \(finding.severity.rawValue) | \(Self.cell(layout.file))\(place) "
          + "| \(finding.code) \(finding.rule) | \(Self.cell(finding.message)) |")
    }
  }

  func end(_ summary: CheckSummary) throws {
    if isEmpty {
      try sink.writeLine("No findings in \(summary.layouts) layouts.")
    } else {
      try sink.write("\n\(summary.sentence)\n")
    }
  }

  /// A text as it may stand in a cell.
  private static func cell(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\r", with: " ")
      .replacing("\n", with: " ").replacing("<", with: "&lt;")
  }
}
