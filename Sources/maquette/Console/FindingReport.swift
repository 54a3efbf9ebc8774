import Layouts

/// Findings as people read them: one line each, and the place in the text with a caret below it.
struct FindingReport: Sendable {
  /// The name of the text that the findings point into.
  var name: String
  /// Whether severities are coloured.
  var color: Bool
  /// The columns that an excerpt may take.
  var width: Int
  /// The text that the findings point into, as places count it.
  private let bytes: [UInt8]

  init(name: String, text: String, color: Bool = false, width: Int = 80) {
    self.name = name
    self.color = color
    self.width = width
    bytes = Array(text.utf8)
  }

  /// All findings, in order.
  func lines(_ findings: [Finding]) -> [String] {
    findings.flatMap(lines)
  }

  /// One finding with its excerpt.
  func lines(_ finding: Finding) -> [String] {
    let place = finding.source.map { "\(name):\($0.line):\($0.column): " } ?? "\(name): "
    let severity = painted(finding.severity.rawValue, finding.severity)
    let message = finding.message.withVisibleControls
    let head =
      "\(place.withVisibleControls)\(severity): \(message) [\(finding.code) \(finding.rule)]"
    return [head] + (finding.source.map(excerpt) ?? [])
  }

  /// The line of the text that a place stands in, and a line of carets below.
  private func excerpt(_ place: SourceRange) -> [String] {
    guard place.offset >= 0, place.offset <= bytes.count else { return [] }
    let start = bytes[..<place.offset].lastIndex(where: Self.endsLine).map { $0 + 1 } ?? 0
    let end = bytes[place.offset...].firstIndex(where: Self.endsLine) ?? bytes.count
    let last = min(place.offset + max(place.length, 0), end)
    var before = visible(bytes[start..<place.offset])
    let marked = visible(bytes[place.offset..<last])
    let after = visible(bytes[last..<end])
    guard !(before + marked + after).isEmpty else { return [] }

    let room = max(width - 4, 20)
    if TextWidth.columns(before) > room / 2 {
      before = ["…"] + Self.tail(before, columns: room / 2 - 1)
    }
    let rest = room - TextWidth.columns(before)
    var shown = marked + after
    if TextWidth.columns(shown) > rest { shown = Self.head(shown, columns: rest - 1) + ["…"] }
    let carets = min(max(TextWidth.columns(marked), 1), max(rest, 1))
    let underline = String(repeating: "^", count: carets)
    return [
      "    " + Self.string(before + shown),
      "    " + String(repeating: " ", count: TextWidth.columns(before)) + underline,
    ]
  }

  private func painted(_ word: String, _ severity: Finding.Severity) -> String {
    guard color else { return word }
    let code =
      switch severity {
      case .error: 31
      case .warning: 33
      case .note: 36
      }
    return "\u{1B}[1;\(code)m\(word)\u{1B}[0m"
  }

  // MARK: - Scalars

  /// The scalars of some bytes, with control characters made visible so that columns are kept.
  private func visible(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
      if scalar == "\t" { return " " }
      return scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
    }
  }

  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private static func head(_ scalars: [Unicode.Scalar], columns: Int) -> [Unicode.Scalar] {
    var left = columns
    return Array(
      scalars.prefix { scalar in
        left -= TextWidth.columns(scalar)
        return left >= 0
      })
  }

  private static func tail(_ scalars: [Unicode.Scalar], columns: Int) -> [Unicode.Scalar] {
    Array(head(scalars.reversed(), columns: columns).reversed())
  }

  private static func string(_ scalars: [Unicode.Scalar]) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}

extension Console {
  /// Says findings on standard error.
  func say(_ findings: [Finding], in text: String, named name: String) {
    let report = FindingReport(name: name, text: text, color: usesColor, width: width)
    for line in report.lines(findings) { put(line + "\n") }
  }
}
