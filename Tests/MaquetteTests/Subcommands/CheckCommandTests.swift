import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct CheckCommandTests {
  let program: Program

  /// A completion with one fault at warning level, at line 1.
  private let dog =
    "[('a dog', [302, 119, 211, 228])]\nBackground prompt: a room\nNegative prompt: "
  /// A completion with one fault at error level.
  private let mouse = "[('a mouse', [9, 9, 0, 0])]\nBackground prompt: a room\nNegative prompt: "

  init() throws {
    program = try Program()
    try program.write(dog, to: "dog.txt")
    try program.write(mouse, to: "mouse.txt")
  }

  private func json(_ text: String) throws -> JSONValue { try JSONReader.read(text).root.value }

  @Test func pointsIntoTheRawText() throws {
    let outcome = try program.run(["check", "dog.txt", "--output-format", "json"])
    #expect(outcome.status == 0)
    let findings = try #require(try json(outcome.text).array)
    #expect(findings.map { $0["code"]?.string } == ["MQ101", "MQ111"])
    #expect(findings.allSatisfy { $0["file"]?.string == "dog.txt" })
    #expect(findings.allSatisfy { $0["source"]?["column"]?.integer == 12 })
  }

  @Test func pointsAtNamesWhereNamesAreAtFault() throws {
    try program.write("[('two dogs', [30, 40, 211, 228])]\nBackground prompt: a room", to: "a.txt")
    try program.write(
      #"{"prompt": "a cat", "response": "[('un \u0063at', [30, 40, 211, 228])]"}"#, to: "b.jsonl")
    try program.write(
      #"{"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512}, "#
        + #""objects": [{"name": "object 1", "box": {"x": 9, "y": 9, "width": 200, "height": 200}}]}"#,
      to: "c.json")
    let outcome = try program.run([
      "check", "a.txt", "b.jsonl", "c.json", "--select", "MQ2,MQ308", "--output-format", "json",
    ])
    let places = try #require(try json(outcome.text).array).map { finding in
      (finding["file"]?.string, finding["source"]?["column"]?.integer)
    }
    #expect(places.map(\.0) == ["a.txt", "b.jsonl", "c.json"])
    #expect(places.map(\.1) == [3, 36, 95])
  }

  @Test func errorsEndWithOneUnlessToldOtherwise() throws {
    let outcome = try program.run(["check", "mouse.txt", "--output-format", "concise"])
    #expect(outcome.status == 1)
    #expect(outcome.text.hasPrefix("mouse.txt:1:14: error: ") && outcome.words.isEmpty)
    #expect(try program.run(["check", "mouse.txt", "--exit-zero"]).status == 0)
    #expect(try program.run(["check", "mouse.txt", "--ignore", "MQ1"]).text.isEmpty)
    #expect(try program.run(["check", "mouse.txt", "--select", "near-duplicate"]).status == 0)
  }

  @Test func whatCannotBeReadIsAFinding() throws {
    let outcome = try program.run(["check", "none.json", "dog.txt", "--output-format", "jsonl"])
    #expect(outcome.status == 1)
    let rows = try outcome.text.split(separator: "\n").map { try json(String($0)) }
    #expect(rows.map { $0["code"]?.string } == ["MQ000", "MQ101", "MQ111"])
  }

  @Test func readsFoldersAndRows() throws {
    let layout = #"{"schema": "maquette/layout/1", "canvas": {"width": 64, "height": 64}, "#
    let rows = [
      layout + #""objects": []}"#,
      layout
        + #""objects": [{"name": "é", "box": {"x": 1, "y": 1, "width": 0, "height": 9}}]}"#,
      "no layout",
    ]
    try program.write(rows.joined(separator: "\n"), to: "all/rows.jsonl")
    try program.write(dog, to: "all/deep/dog.txt")
    try program.write("no layout", to: "all/notes.md")
    let outcome = try program.run(["check", "all", "--output-format", "json"])
    let findings = try #require(try json(outcome.text).array)
    let places = findings.map {
      "\($0["file"]?.string ?? "") \($0["source"]?["line"]?.integer ?? 0)"
    }
    let deep = "all/deep/dog.txt 1"
    #expect(places == [deep, deep, "all/rows.jsonl 2", "all/rows.jsonl 3"])
    let source = try #require(findings[2]["source"])
    let offset = try #require(source["offset"]?.integer)
    let text = Array(rows.joined(separator: "\n").utf8)
    #expect(text[offset] == UInt8(ascii: "{") && text[offset - 2] == UInt8(ascii: ":"))
  }

  @Test func writesSARIF() throws {
    let suppressed = """
      {"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512}, "objects":
      [{"name": "a snake", "box": {"x": 1, "y": 99, "width": 500, "height": 40},
        "suppressions": [{"rule": "extreme-aspect", "reason": "it is a snake"}]}]}
      """
    try program.write(suppressed, to: "a snake.json")
    let outcome = try program.run([
      "check", "dog.txt", "a snake.json", "--output-format", "sarif=out.sarif", "--output-format",
      "concise",
    ])
    #expect(outcome.status == 0 && outcome.text.split(separator: "\n").count == 2)
    let log = try json(String(contentsOf: program.file("out.sarif"), encoding: .utf8))
    #expect(log["version"]?.string == "2.1.0" && log["$schema"]?.string?.isEmpty == false)
    let run = try #require(log["runs"]?.array?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
    #expect(rules.map { $0["id"]?.string } == ["MQ101", "MQ111", "MQ110"])
    let results = try #require(run["results"]?.array)
    try #require(results.count == 3)
    for result in results {
      let index = try #require(result["ruleIndex"]?.integer)
      #expect(rules[index]["id"] == result["ruleId"])
      let place = try #require(result["locations"]?.array?.first?["physicalLocation"])
      #expect((place["region"]?["startLine"]?.integer ?? 0) >= 1)
      #expect(result["message"]?["text"]?.string?.isEmpty == false)
    }
    #expect(Set(results.map { $0["partialFingerprints"]?["maquette/v1"]?.string }).count == 3)
    let meant = results.compactMap { $0["suppressions"]?.array?.first?["justification"]?.string }
    #expect(meant == ["it is a snake"])
    let uris = results.map {
      $0["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"]?["uri"]?.string
    }
    #expect(uris.last == "a%20snake.json")
  }

  @Test func speaksToPlatforms() throws {
    func report(_ format: String) throws -> String {
      try program.run(["check", "mouse.txt", "--output-format", format]).text
    }
    let place = "file=mouse.txt,line=1,endLine=1,col=14,endColumn=26"
    #expect(try report("github").hasPrefix("::error \(place),title=MQ102 "))
    #expect(try report("junit").contains("tests=\"1\" failures=\"1\""))
    #expect(try report("markdown").contains("| error | mouse.txt:1:14 | MQ102 empty-box |"))
    #expect(try report("full").contains("^^^^"))
    let gitlab = try #require(try json(report("gitlab")).array?.first)
    #expect(gitlab["location"]?["lines"]?["begin"]?.integer == 1)
    #expect(gitlab["severity"]?.string == "major")
  }

  @Test func explainsAndCounts() throws {
    let explanation = try program.run(["check", "--explain", "MQ107"])
    #expect(explanation.status == 0 && explanation.text.hasPrefix("near-duplicate (MQ107"))
    let counted = try program.run(["check", "dog.txt", "mouse.txt", "--statistics"])
    #expect(
      counted.words == "1\tMQ101 out-of-canvas\n1\tMQ102 empty-box\n1\tMQ111 copied-exemplar\n")
  }

  @Test func refusesUnknownRulesAndOutputs() throws {
    expectRefusal(
      try program.run(["check", "dog.txt", "--ignore", "empty-bax"]), status: 2,
      naming: "empty-bax",
      "empty-box")
    expectRefusal(try program.run(["check"]), status: 2)
    expectRefusal(
      try program.run(["check", "dog.txt", "--output-format", "xml"]), status: 2, naming: "sarif")
    expectRefusal(try program.run(["check", "--explain", "nothing"]), status: 2)
  }
}
