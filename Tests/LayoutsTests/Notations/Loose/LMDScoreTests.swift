import Foundation
import Layouts
import TestSupport
import Testing

/// How many of the completions that the reference refuses are read as a person reads them.
///
/// What a person reads is found here by regular expressions over the row's own text, by no part of the
/// readers. Rows that they make nothing of are counted apart.
@Suite(.enabled(if: sharedData != nil, "needs the shared data, see MAQUETTE_DATA"))
struct LMDScoreTests {
  /// What a person reads in a row.
  private struct Expectation {
    var objects: [(name: String, box: [Double])]
    var background: String?

    init?(_ text: String) {
      var list = text[...]
      if let start = text.firstRange(of: "Frame 1:")?.upperBound {
        list = text[start...]
        if let end = list.firstRange(of: "Frame 2:")?.lowerBound { list = list[..<end] }
      }
      let tuple = #/\(\s*['"‘“]?([^'"‘’“”\[\](),]+?)['"’”]?\s*,\s*\[([^\[\]]+)\]\s*\)/#
      let member = #/['"]name['"]:\s*['"]([^'"]*)['"]\s*,\s*['"]box['"]:\s*\[([^\]]*)\]/#
      var found = list.matches(of: tuple).map { (String($0.output.1), String($0.output.2)) }
      if found.isEmpty {
        found = list.matches(of: member).map { (String($0.output.1), String($0.output.2)) }
      }
      objects = found.compactMap { name, numbers in
        let box = numbers.split(separator: ",").compactMap { Self.number($0) }
        return box.count == 4 && numbers.split(separator: ",").count == 4 ? (name, box) : nil
      }
      let saysNone = list.firstMatch(of: #/^\s*\[\]|Objects:\s*(N/A|None|No objects)/#) != nil
      guard !objects.isEmpty || saysNone else { return nil }
      let label = #/(?i)background (?:prompt|keyword):\**[ ]*([^\r\n]*)/#
      background = text.matches(of: label).map { String($0.output.1) }.first
    }

    /// A number, or a sum of them, whatever its unit.
    private static func number(_ text: Substring) -> Double? {
      let terms = text.replacing("px", with: "").split(separator: "+").map {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
      return terms.contains(nil) ? nil : terms.compactMap(\.self).reduce(0, +)
    }

    func isMet(by parsed: ParsedLayout) -> Bool {
      let found = parsed.layout.objects
      let isSame =
        found.count == objects.count
        && zip(found, objects).allSatisfy { object, expected in
          let box = object.region.bounds
          return object.name == expected.name
            && [box.x, box.y, box.width, box.height] == expected.box
        }
      let trimmed = background?.trimmingCharacters(in: .whitespaces)
      return isSame && (trimmed ?? "") == parsed.layout.background && !parsed.findings.isEmpty
    }
  }

  @Test(arguments: ["lmd", "auto"])
  func refusedCompletionsAreReadRightly(name: String) throws {
    let notation = try #require(Notations.named(name))
    let folder = try #require(sharedData)
    var counts = (refused: 0, readable: 0, right: 0)
    for file in ["raw_responses.jsonl", "reference_probe.jsonl"] {
      let text = try String(contentsOf: folder.appending(path: "lmd/\(file)"), encoding: .utf8)
      for line in text.split(separator: "\n") {
        let row = try JSONReader.read(String(line)).root.value
        guard row["reference"]?["parse_ok"] != true else { continue }
        let response = try #require(row["response"]?.string)
        counts.refused += 1
        guard let expectation = Expectation(response) else { continue }
        counts.readable += 1
        let parsed = try? notation.parse(response, canvas: .standard)
        if let parsed, expectation.isMet(by: parsed) {
          counts.right += 1
        } else {
          print("not as a person reads it (\(name)): \(response.prefix(300).debugDescription)")
        }
      }
    }
    print(
      "\(name): of \(counts.refused) completions that LMD refuses \(counts.readable) can be read, "
        + "\(counts.right) are read rightly")
    #expect(counts.readable > 0)
    #expect(Double(counts.right) >= 0.95 * Double(counts.readable))
  }

  /// Lines of LayoutGPT: what it reads we read, and what a person reads and it loses we keep.
  @Test func linesOfLayoutGPT() throws {
    let file = try #require(sharedData)
      .appending(path: "layoutgpt/layoutgpt_parse_layout_canvas64.json")
    let rows = try #require(
      JSONReader.read(String(contentsOf: file, encoding: .utf8)).root.value.array)
    let side = #/(?i)(width|height|left|top|\bx|\by)\s*:\s*(-?[\d.]+)/#
    let canvas = Canvas(width: 64, height: 64)
    var counts = (lines: 0, theirs: 0, ours: 0)
    for row in rows {
      let line = try #require(row["line"]?.string)
      var sides: [String: Double] = [:]
      for match in line.prefix(while: { $0 != "}" }).matches(of: side) {
        let name = ["x": "left", "y": "top"][match.output.1.lowercased()]
        sides[name ?? match.output.1.lowercased()] = Double(match.output.2)
      }
      guard let left = sides["left"], let top = sides["top"], let width = sides["width"],
        var height = sides["height"], line.contains("{")
      else { continue }
      if line.contains("height: 10%") { height = 6.4 }
      counts.lines += 1
      let theirs = row["out"]?.array?.last?.array?.compactMap(\.double)
      let end = [left, top, left + width, top + height].map { $0 / 64 }
      if theirs == end.map({ min($0, 1) }) { counts.theirs += 1 }
      let parsed = try AutomaticNotation().parse(line, canvas: canvas)
      let box = try #require(parsed.layout.objects.first?.region.bounds)
      #expect(box == Box(x: left, y: top, width: width, height: height), "\(line)")
      counts.ours += 1
    }
    print("of \(counts.lines) lines with a box LayoutGPT reads \(counts.theirs), we \(counts.ours)")
    #expect(counts.lines > 0 && counts.ours == counts.lines)
  }
}
