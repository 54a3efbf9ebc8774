import Layouts

/// A text that was checked, with what was found in it.
struct CheckedText: Sendable {
  /// The path, or `standard input`.
  var name: String
  /// The whole text, which the findings' places point into.
  var text: String
  /// What is wrong, in the order of the text.
  var findings: [Finding] = []
  /// What the layout itself says is meant.
  var suppressed: [CheckResult.Suppressed] = []

  /// Reads and checks a file; one that can't be read has a finding that says so.
  init(path: String, notation: any Notation, canvas: Canvas, rules: RuleSet) {
    do {
      let input = try InputText(path)
      (name, text) = (input.name, input.text)
      if path.hasSuffix(".jsonl") {
        checkRows(notation: notation, canvas: canvas, rules: rules)
      } else {
        check(text[...], notation: notation, canvas: canvas, rules: rules)
      }
    } catch {
      (name, text) = (path == "-" ? "standard input" : path, "")
      findings = [.unreadable("\(error)")]
    }
    findings = findings.enumerated().sorted {
      ($0.element.source?.offset ?? 0, $0.offset) < ($1.element.source?.offset ?? 0, $1.offset)
    }.map(\.element)
  }

  /// Checks each line of a JSON-lines file, and lets findings point into the file.
  private mutating func checkRows(notation: any Notation, canvas: Canvas, rules: RuleSet) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var start = 0
    for (index, line) in lines.enumerated() {
      defer { start += line.count + 1 }
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      let foundBefore = findings.count
      let suppressedBefore = suppressed.count
      check(Substring(line), notation: notation, canvas: canvas, rules: rules)
      func moved(_ finding: Finding) -> Finding {
        var finding = finding
        finding.source?.offset += start
        finding.source?.line += index
        finding.source =
          finding.source
          ?? SourceRange(offset: start, length: line.count, line: index + 1, column: 1)
        return finding
      }
      for place in findings.indices.dropFirst(foundBefore) {
        findings[place] = moved(findings[place])
      }
      for place in suppressed.indices.dropFirst(suppressedBefore) {
        suppressed[place].finding = moved(suppressed[place].finding)
      }
    }
  }

  private mutating func check(
    _ text: Substring, notation: any Notation, canvas: Canvas, rules: RuleSet
  ) {
    do throws(ParseFailure) {
      let parsed = try notation.parse(String(text), canvas: canvas)
      // Liberties that change nothing are for `maquette parse` to tell.
      let reading = parsed.findings.filter { $0.severity > .note }
      let result = rules.check(parsed.layout, places: parsed.places, reading: reading)
      findings += result.findings
      suppressed += result.suppressed
    } catch {
      findings.append(error.finding)
    }
  }
}
