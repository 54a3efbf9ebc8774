import Layouts
import Testing

@testable import maquette

@Suite struct FindingReportTests {
  private func finding(_ offset: Int, _ length: Int, line: Int = 1, column: Int = 1) -> Finding {
    Finding(
      rule: "not-understood", code: "MQ403", severity: .error, message: "what is this?",
      source: SourceRange(offset: offset, length: length, line: line, column: column))
  }

  private func excerpt(_ text: String, _ offset: Int, _ length: Int, width: Int = 80) -> [String] {
    let report = FindingReport(name: "caption", text: text, width: width)
    return Array(report.lines(finding(offset, length)).dropFirst())
  }

  @Test func namesPlaceSeverityMessageAndRule() {
    let report = FindingReport(name: "a.txt", text: "x\na bad b")
    #expect(
      report.lines(finding(4, 3, line: 2, column: 3)) == [
        "a.txt:2:3: error: what is this? [MQ403 not-understood]", "    a bad b", "      ^^^",
      ])
  }

  @Test func colorsTheSeverityOnly() {
    let report = FindingReport(name: "a", text: "b", color: true)
    #expect(report.lines(finding(0, 1))[0].hasPrefix("a:1:1: \u{1B}[1;31merror\u{1B}[0m: what"))
  }

  @Test(arguments: [0, 9, 10, 11, 38, 39, 40, 90, 119], [0, 1, 10, 29, 80, 200])
  func plainTextsLookLikeAllOthers(offset: Int, length: Int) {
    // The letter behind the ASCII has as many columns.
    let text = String((0..<120).map { Character(Unicode.Scalar(UInt8(0x21 + $0 % 90))) })
    for width in [24, 80, 200] {
      let other = excerpt(text + "\u{E9}", offset, length, width: width)
      #expect(
        excerpt(text + "~", offset, length, width: width)
          == other.map { $0.replacing("\u{E9}", with: "~") })
    }
  }

  @Test func countsWideCharactersAsTwoColumns() {
    #expect(excerpt("고양이 cat", 10, 3) == ["    고양이 cat", "           ^^^"])
    #expect(excerpt("고양이 cat", 0, 9) == ["    고양이 cat", "    ^^^^^^"])
  }

  @Test func pointsAtLeastOnceAndNotBeyondTheLine() {
    #expect(excerpt("abc", 3, 0) == ["    abc", "       ^"])
    #expect(excerpt("abc\ndef", 1, 6) == ["    abc", "     ^^"])
  }

  @Test func cutsLongLinesAroundThePlace() {
    let text = String(repeating: "a", count: 300) + "XYZ" + String(repeating: "b", count: 300)
    let lines = excerpt(text, 300, 3, width: 44)
    #expect(lines[0].count == 44)
    let place = lines[1].count - 3
    #expect(Array(lines[0])[place..<(place + 3)] == ["X", "Y", "Z"])
    #expect(lines[0].hasPrefix("    …") && lines[0].hasSuffix("…"))
  }

  @Test(arguments: [(-1, 2), (0, -4), (99, 1), (2, 99), (7, 0)])
  func survivesPlacesOutsideTheText(offset: Int, length: Int) {
    #expect(excerpt("ab\ncd\n", offset, length).count <= 2)
  }

  @Test func keepsControlCharactersFromTheTerminal() {
    #expect(excerpt("a\u{1B}[31mb\tc", 0, 1)[0] == "    a\u{FFFD}[31mb c")
  }
}
