import Layouts

/// An array of JSON with an element a finding, written as they come.
struct ArrayReporter: CheckReporter {
  private let sink: ReportSink
  private let element: (CheckedLayout, CheckedLayout.Reported) -> JSONValue
  private var isEmpty = true

  init(
    _ sink: ReportSink, element: @escaping (CheckedLayout, CheckedLayout.Reported) -> JSONValue
  ) {
    self.sink = sink
    self.element = element
  }

  mutating func report(_ layout: CheckedLayout) throws {
    for finding in layout.findings {
      try sink.write(isEmpty ? "[\n" : ",\n")
      isEmpty = false
      try sink.write(try JSONWriter.write(element(layout, finding), style: .pretty))
    }
  }

  func end(_ summary: CheckSummary) throws {
    try sink.write(isEmpty ? "[]\n" : "\n]\n")
  }

  /// An element of GitLab's code quality report.
  static func gitlab(_ layout: CheckedLayout, _ reported: CheckedLayout.Reported) -> JSONValue {
    let finding = reported.finding
    let grade =
      switch finding.severity {
      case .error: "major"
      case .warning: "minor"
      case .note: "info"
      }
    return [
      "description": .string(finding.message), "check_name": .string(finding.rule),
      "fingerprint": .string(reported.fingerprint),
      "severity": .string(grade),
      "location": [
        "path": .string(layout.file), "lines": ["begin": .integer(finding.source?.line ?? 1)],
      ],
    ]
  }
}
