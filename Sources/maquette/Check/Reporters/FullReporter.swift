/// Each finding with the place in the text and carets below it.
struct FullReporter: CheckReporter {
  private let sink: ReportSink
  private let color: Bool
  private let width: Int

  init(_ sink: ReportSink, color: Bool, width: Int) {
    self.sink = sink
    self.color = color
    self.width = width
  }

  func report(_ layout: CheckedLayout) throws {
    guard !layout.findings.isEmpty else { return }
    let report = FindingReport(
      name: layout.file, bytes: layout.text.bytes, offset: layout.text.offset, color: color,
      width: width)
    for reported in layout.findings {
      for line in report.lines(reported.finding) { try sink.writeLine(line) }
    }
    try sink.pause()
  }

  func end(_ summary: CheckSummary) throws {}
}
