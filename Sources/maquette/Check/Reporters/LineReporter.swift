import Layouts

/// A line a finding: for people, for programs, and as workflow commands of GitHub Actions.
struct LineReporter: CheckReporter {
  private let sink: ReportSink
  private let line: (CheckedLayout, CheckedLayout.Reported) throws -> String

  init(
    _ sink: ReportSink, line: @escaping (CheckedLayout, CheckedLayout.Reported) throws -> String
  ) {
    self.sink = sink
    self.line = line
  }

  func report(_ layout: CheckedLayout) throws {
    for finding in layout.findings { try sink.writeLine(try line(layout, finding)) }
    try sink.pause()
  }

  func end(_ summary: CheckSummary) throws {}

  // MARK: - Forms

  /// Place, severity, message and rule.
  static func concise(_ layout: CheckedLayout, _ reported: CheckedLayout.Reported) -> String {
    let finding = reported.finding
    let place = finding.source.map { ":\($0.line):\($0.column)" } ?? ""
    let message = finding.message.withVisibleControls
    return "\(layout.file.withVisibleControls)\(place): \(finding.severity.rawValue): \(message) "
      + "[\(finding.code) \(finding.rule)]"
  }

  /// The finding as JSON, with the file, the picture and the row.
  static func value(_ layout: CheckedLayout, _ reported: CheckedLayout.Reported) -> JSONValue {
    var members: [JSONObject.Member] = [.init(key: "file", value: .string(layout.file))]
    if let row = layout.row { members.append(.init(key: "row", value: .integer(row))) }
    if let picture = layout.picture {
      members.append(.init(key: "picture", value: .string(picture)))
    }
    members += reported.finding.json.object?.members ?? []
    return .object(JSONObject(members))
  }

  /// The finding as JSON on a line.
  static func json(_ layout: CheckedLayout, _ reported: CheckedLayout.Reported) throws -> String {
    try JSONWriter.write(value(layout, reported))
  }

  /// A workflow command of GitHub Actions, with its escapes.
  static func github(_ layout: CheckedLayout, _ reported: CheckedLayout.Reported) -> String {
    let finding = reported.finding
    let kind =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .note: "notice"
      }
    var place = ""
    if let source = finding.source {
      let extent = layout.text.extent(of: source)
      place = ",line=\(source.line),endLine=\(extent.endLine),col=\(source.column)"
      if extent.endLine == source.line { place += ",endColumn=\(extent.endColumn)" }
    }
    let file = gitHubProperty.escape(layout.file)
    let title = gitHubProperty.escape("\(finding.code) \(finding.rule)")
    return "::\(kind) file=\(file)\(place),title=\(title)::\(gitHubText.escape(finding.message))"
  }

  private static let gitHubText = ByteEscapes(["%": "%25", "\r": "%0D", "\n": "%0A"])
  private static let gitHubProperty = ByteEscapes([
    "%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C",
  ])
}
