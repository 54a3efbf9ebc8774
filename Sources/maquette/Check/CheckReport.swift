import Layouts

/// What was found in all texts, as text for people and for platforms.
struct CheckReport: Sendable {
  /// The texts, in the order they were named.
  var texts: [CheckedText]

  /// One finding with the text it was found in.
  typealias Entry = (text: CheckedText, finding: Finding)

  /// Every finding that is not suppressed.
  var entries: [Entry] { texts.flatMap { text in text.findings.map { (text, $0) } } }

  /// The report in a form.
  func text(as format: CheckOutput.Format) throws -> String {
    switch format {
    case .concise: lines(entries.map(Self.concise))
    case .full:
      lines(texts.flatMap { FindingReport(name: $0.name, text: $0.text).lines($0.findings) })
    case .json: try JSONWriter.write(.array(entries.map(Self.json)), style: .pretty) + "\n"
    case .jsonl: try lines(entries.map { try JSONWriter.write(Self.json($0)) })
    case .sarif: try JSONWriter.write(sarif, style: .pretty) + "\n"
    case .junit: junit
    case .github: lines(entries.map(Self.github))
    case .gitlab: try JSONWriter.write(.array(gitlab), style: .pretty) + "\n"
    case .markdown: markdown
    }
  }

  /// How often each rule fires, most often first.
  var statistics: String {
    let counts = Dictionary(grouping: entries, by: { "\($0.finding.code) \($0.finding.rule)" })
    let rows = counts.map { ($0.key, $0.value.count) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return lines(rows.map { "\($0.1)\t\($0.0)" })
  }

  private func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

  private static func concise(_ entry: Entry) -> String {
    let place = entry.finding.source.map { ":\($0.line):\($0.column)" } ?? ""
    let finding = entry.finding
    return "\(entry.text.name)\(place): \(finding.severity.rawValue): \(finding.message) "
      + "[\(finding.code) \(finding.rule)]"
  }

  private static func json(_ entry: Entry) -> JSONValue {
    var members: [JSONObject.Member] = [.init(key: "file", value: .string(entry.text.name))]
    members += entry.finding.json.object?.members ?? []
    return .object(JSONObject(members))
  }

  // MARK: - Platforms

  /// A workflow command of GitHub Actions, with its escapes.
  private static func github(_ entry: Entry) -> String {
    let kinds: [Finding.Severity: String] = [.error: "error", .warning: "warning", .note: "notice"]
    func escaped(_ text: String) -> String {
      text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }
    func property(_ text: String) -> String {
      escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
    let place = entry.finding.source.map { ",line=\($0.line),col=\($0.column)" } ?? ""
    return
      "::\(kinds[entry.finding.severity] ?? "notice") file=\(property(entry.text.name))\(place)"
      + ",title=\(property("\(entry.finding.code) \(entry.finding.rule)"))"
      + "::\(escaped(entry.finding.message))"
  }

  /// GitLab's code quality report.
  private var gitlab: [JSONValue] {
    let grades: [Finding.Severity: String] = [.error: "major", .warning: "minor", .note: "info"]
    return zip(entries, fingerprints(of: entries)).map { entry, fingerprint in
      [
        "description": .string(entry.finding.message),
        "check_name": .string(entry.finding.rule), "fingerprint": .string(fingerprint),
        "severity": .string(grades[entry.finding.severity] ?? "info"),
        "location": [
          "path": .string(entry.text.name),
          "lines": ["begin": .integer(entry.finding.source?.line ?? 1)],
        ],
      ]
    }
  }

  private var markdown: String {
    guard !entries.isEmpty else { return "No findings in \(texts.count) texts.\n" }
    func cell(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\n", with: " ")
        .replacing("<", with: "&lt;")
    }
    let rows = entries.map { entry in
      let place = entry.finding.source.map { ":\($0.line):\($0.column)" } ?? ""
      return "| \(entry.finding.severity.rawValue) | \(cell(entry.text.name))\(place) "
        + "| \(entry.finding.code) \(entry.finding.rule) | \(cell(entry.finding.message)) |"
    }
    return lines(["| severity | place | rule | finding |", "|---|---|---|---|"] + rows)
  }

  /// JUnit as CI servers read it: a test case a text; only errors are failures.
  private var junit: String {
    func escaped(_ text: String) -> String {
      let visible = text.unicodeScalars.map { scalar in
        scalar.value < 0x20 && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : "\(scalar)"
      }
      return visible.joined().replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
        .replacing("\n", with: "&#10;")
    }
    let failing = texts.filter { $0.findings.contains { $0.severity == .error } }
    var output = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<testsuites>\n"
    output += "  <testsuite name=\"maquette check\" tests=\"\(texts.count)\""
    output += " failures=\"\(failing.count)\" errors=\"0\">\n"
    for text in texts {
      output += "    <testcase name=\"\(escaped(text.name))\" classname=\"maquette.check\">\n"
      let errors = text.findings.filter { $0.severity == .error }.map { Self.concise((text, $0)) }
      let others = text.findings.filter { $0.severity != .error }.map { Self.concise((text, $0)) }
      if !errors.isEmpty {
        output += "      <failure type=\"error\" message=\"\(errors.count) errors\">"
        output += escaped(errors.joined(separator: "\n")) + "</failure>\n"
      }
      if !others.isEmpty {
        output += "      <system-out>"
        output += escaped(others.joined(separator: "\n")) + "</system-out>\n"
      }
      output += "    </testcase>\n"
    }
    return output + "  </testsuite>\n</testsuites>\n"
  }

  /// What names a finding across runs: it stays when lines move, and equal ones are numbered.
  func fingerprints(of entries: [Entry]) -> [String] {
    var seen: [String: Int] = [:]
    return entries.map { entry in
      let key = "\(entry.text.name)\n\(entry.finding.code)\n\(entry.finding.message)"
      let number = seen[key, default: 0]
      seen[key] = number + 1
      // FNV-1a, 64 bits (Fowler, Noll, Vo): the same on every machine, unlike Swift's own hash.
      let hash = "\(key)\n\(number)".utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }
}
