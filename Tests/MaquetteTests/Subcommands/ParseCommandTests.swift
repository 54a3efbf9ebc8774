import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct ParseCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private func json(_ outcome: Program.Outcome) throws -> JSONValue {
    try JSONReader.read(outcome.text).root.value
  }

  private func object(_ box: String) -> String {
    """
    {"schema": "maquette/layout/1", "canvas": {"width": 64, "height": 64},
     "objects": [{"name": "a cat", "box": \(box)}]}
    """
  }

  @Test func printsTheLayoutAndSaysTheFindings() throws {
    let text = object(#"{"x": -5, "y": 0, "width": 20, "height": 20}"#)
    let outcome = try program.run(["parse", "--notation", "json"], input: text)
    #expect(outcome.status == 0)
    #expect(try json(outcome)["schema"]?.string == "maquette/layout/1")
    #expect(outcome.words.hasPrefix("standard input:2:"))
    #expect(outcome.words.contains("MQ101 out-of-canvas"))
  }

  @Test func reportsNotationLayoutAndFindingsAsJSON() throws {
    try program.write(
      object(#"{"x": -5, "y": 0, "width": 20, "height": 20}"#), to: "layout.json")
    let outcome = try program.run(["parse", "layout.json", "--notation", "json", "--json"])
    #expect(outcome.status == 0 && outcome.words.isEmpty)
    let report = try json(outcome)
    #expect(report["notation"]?.string == "json")
    #expect(report["layout"]?["objects"]?.array?.count == 1)
    let finding = try #require(report["findings"]?.array?.first)
    #expect(finding["code"]?.string == "MQ101")
    #expect(finding["severity"]?.string == "warning")
    #expect(finding["source"]?["line"]?.integer == 2)
  }

  @Test(arguments: [
    (#"{"x": NaN, "y": 0, "width": 9, "height": 9}"#, "NaN"),
    (#"{"x": "1", "y": 0, "width": 9, "height": 9}"#, "objects[0].box.x"),
    (#"{"x": 1e999, "y": 0, "width": 9, "height": 9}"#, "1e999"),
    (#"{"x": 1, "y": 0, "width": 9"#, "expected"),
    (#"[1, 2, 3, 4]"#, "objects[0].box"),
  ])
  func unreadableLayoutsEndWithOne(box: String, word: String) throws {
    let text = object(box)
    let outcome = try program.run(["parse", "--notation", "json"], input: text)
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.words.contains(word), "\(outcome.words)")

    let report = try json(try program.run(["parse", "--notation", "json", "--json"], input: text))
    #expect(report["layout"] == .null)
    #expect(report["findings"]?.array?.first?["severity"]?.string == "error")
  }

  @Test(arguments: [
    ("lmd", "[('a green car', [21, 281, 211, 159])]\nBackground prompt: a road\nNegative prompt: "),
    ("css-boxes", "car {height: 159px; width: 211px; top: 281px; left: 21px}"),
    ("css-blobs", "cat {major-radius: 90px; minor-radius: 60px; cx: 200px; cy: 258px; angle: 96}"),
  ])
  func recognisesTheNotation(name: String, text: String) throws {
    let report = try json(try program.run(["parse", "--json"], input: text))
    #expect(report["notation"]?.string == name)
    #expect(report["layout"]?["objects"]?.array?.count == 1)
    let named = try program.run(["parse", "-", "--notation", name, "--json"], input: text)
    #expect(try json(named)["layout"] == report["layout"])
  }

  @Test func whatIsNoLayoutEndsWithOne() throws {
    let outcome = try program.run(["parse"], input: "I cannot help with that.")
    #expect(outcome.status == 1 && outcome.text.isEmpty)
    #expect(outcome.words.hasPrefix("standard input:1:1: error: "))
  }

  @Test func refusesMissingFiles() throws {
    expectRefusal(
      try program.run(["parse", "none.json"]), status: 2, naming: "none.json", "no such file")
  }
}
