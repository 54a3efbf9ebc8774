import Foundation
import Layouts

/// JUnit's XML as CI servers read it: a test case a layout, and only what fails the run is a failure.
///
/// It keeps to both schemas in use, that of Jenkins and the stricter one of Ant. The suite's counts
/// stand before its cases, so these wait on the disk.
struct JUnitReporter: CheckReporter {
  private let sink: ReportSink
  private let failOn: Finding.Severity
  private let cases: SpooledBytes
  private let others: SpooledBytes
  private let start = Date()
  private var failures = 0
  private var errors = 0

  init(_ sink: ReportSink, failOn: Finding.Severity) throws {
    self.sink = sink
    self.failOn = failOn
    cases = try SpooledBytes()
    others = try SpooledBytes()
  }

  mutating func report(_ layout: CheckedLayout) throws {
    let failing = layout.findings.filter { $0.finding.severity >= failOn }
    for reported in layout.findings where reported.finding.severity < failOn {
      try others.write(Self.escaped(LineReporter.concise(layout, reported)) + "\n")
    }
    let name = Self.escaped(layout.title)
    let head = "    <testcase name=\"\(name)\" classname=\"maquette.check\" time=\"0\""
    guard let first = failing.first?.finding else { return try cases.write(head + "/>\n") }
    let isError = layout.parsed == nil
    let kind = isError ? "error" : "failure"
    if isError { errors += 1 } else { failures += 1 }
    let more = failing.count > 1 ? " (and \(failing.count - 1) more)" : ""
    let lines = failing.map { LineReporter.concise(layout, $0) }.joined(separator: "\n")
    try cases.write(
      "\(head)>\n      <\(kind) type=\"\(Self.escaped("\(first.code) \(first.rule)"))\" "
        + "message=\"\(Self.escaped(first.message + more))\">\(Self.escaped(lines))</\(kind)>\n"
        + "    </testcase>\n")
  }

  func end(_ summary: CheckSummary) throws {
    let seconds = (Date().timeIntervalSince(start) * 1000).rounded() / 1000
    try sink.write(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
        <testsuite name="maquette check" id="0" package="maquette" hostname="localhost" \
      timestamp="\(Self.timestamp(start))" tests="\(summary.layouts)" failures="\(failures)" \
      errors="\(errors)" time="\(seconds)">
          <properties/>

      """)
    try cases.drain { try sink.write($0) }
    try sink.write("    <system-out>")
    try others.drain { try sink.write($0) }
    try sink.write("</system-out>\n    <system-err/>\n  </testsuite>\n</testsuites>\n")
  }

  /// The time in UTC, to the second and without a zone, as the schema of Ant has it.
  private static func timestamp(_ date: Date) -> String {
    String(date.ISO8601Format().prefix(19))
  }

  /// A text as it may stand in an attribute or an element.
  private static func escaped(_ text: String) -> String {
    // The bytes that what is replaced has one of, and few other characters.
    let isPlain = text.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != 0xEF && !"&<>\"".utf8.contains(byte)
    }
    guard !isPlain else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
