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
  /// How many bytes stand before the text in what places count from.
  private let offset: Int

  init(name: String, text: String, color: Bool = false, width: Int = 80) {
    self.init(name: name, bytes: Array(text.utf8), color: color, width: width)
  }

  init(name: String, bytes: [UInt8], offset: Int = 0, color: Bool = false, width: Int = 80) {
    self.name = name
    self.color = color
    self.width = width
    self.bytes = bytes
    self.offset = offset
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
    let position = place.offset - offset
    guard position >= 0, position <= bytes.count else { return [] }
    let line = line(around: position)
    let last = min(position + max(place.length, 0), line.upperBound)
    if let plain = plainExcerpt(of: line, marking: position..<last) { return plain }
    let before = visible(bytes[line.lowerBound..<position])
    let marked = visible(bytes[position..<last])
    let after = visible(bytes[last..<line.upperBound])
    guard !(before.isEmpty && marked.isEmpty && after.isEmpty) else { return [] }
    return Self.excerpt(before, marked, after, columns: max(width - 4, 20))
  }

  /// The line that a byte stands in.
  ///
  /// Of a long one only so much is looked at as could be shown: a byte of ASCII takes a column, any
  /// other scalar has up to four bytes, and several may share a column.
  private func line(around position: Int) -> Range<Int> {
    let most = max(width, 20)
    return bytes.withUnsafeBufferPointer { bytes in
      let isPlain = bytes[max(position - most - 1, 0)..<min(position + most + 1, bytes.count)]
        .allSatisfy { $0 < 0x80 }
      let reach = isPlain ? most + 1 : 16 * most
      let lowest = scalarStart(max(position - reach, 0))
      let highest = max(scalarStart(min(position + reach, bytes.count)), position)
      let start = bytes[lowest..<position].lastIndex(where: Self.endsLine).map { $0 + 1 }
      let end = bytes[position..<highest].firstIndex(where: Self.endsLine)
      return (start ?? lowest)..<(end ?? highest)
    }
  }

  /// The lines of an excerpt in which each byte takes a column, as almost all do; else nil.
  private func plainExcerpt(of line: Range<Int>, marking place: Range<Int>) -> [String]? {
    bytes.withUnsafeBufferPointer { bytes in
      guard bytes[line].allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
      guard !line.isEmpty else { return [] }
      let room = max(width - 4, 20)
      var text = [UInt8](repeating: UInt8(ascii: " "), count: 4)
      text.reserveCapacity(room + 8)
      var indent = place.lowerBound - line.lowerBound
      if indent > room / 2 {
        indent = room / 2
        text += "…".utf8
        text += bytes[place.lowerBound - indent + 1..<place.lowerBound]
      } else {
        text += bytes[line.lowerBound..<place.lowerBound]
      }
      let rest = room - indent
      if line.upperBound - place.lowerBound > rest {
        text += bytes[place.lowerBound..<place.lowerBound + rest - 1]
        text += "…".utf8
      } else {
        text += bytes[place.lowerBound..<line.upperBound]
      }
      let carets = String(repeating: "^", count: min(max(place.count, 1), rest))
      return [
        String(decoding: text, as: UTF8.self), String(repeating: " ", count: indent + 4) + carets,
      ]
    }
  }

  /// Two lines that show a place between what stands before and after it.
  private static func excerpt(
    _ before: [Unicode.Scalar], _ marked: [Unicode.Scalar], _ after: [Unicode.Scalar],
    columns room: Int
  ) -> [String] {
    var before = before
    if TextWidth.columns(before) > room / 2 {
      before = ["…"] + tail(before, columns: room / 2 - 1)
    }
    let rest = room - TextWidth.columns(before)
    var shown = marked + after
    if TextWidth.columns(shown) > rest { shown = head(shown, columns: rest - 1) + ["…"] }
    let carets = min(max(TextWidth.columns(marked), 1), max(rest, 1))
    let underline = String(repeating: "^", count: carets)
    return [
      "    " + string(before + shown),
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
      if (0x20..<0x7F).contains(scalar.value) { return scalar }
      if scalar == "\t" { return " " }
      return scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
    }
  }

  /// The start of the scalar that a byte belongs to.
  private func scalarStart(_ place: Int) -> Int {
    var place = place
    while place > 0, place < bytes.count, bytes[place] & 0xC0 == 0x80 { place -= 1 }
    return place
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
