import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct BaselineTests {
  let program: Program

  init() throws { program = try Program() }

  private func layout(_ objects: String...) -> String {
    #"{"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512}, "#
      + "\n\"objects\": [\(objects.joined(separator: ",\n"))]}"
  }

  private func object(_ name: String, width: Int) -> String {
    #"{"name": "\#(name)", "box": {"x": 100, "y": 9, "width": \#(width), "height": 0}}"#
  }

  private func codes(_ arguments: String...) throws -> [String] {
    let outcome = try program.run(["check", "--output-format", "json"] + arguments)
    let findings = try JSONReader.read(outcome.text).root.value.array ?? []
    return findings.map { "\($0["code"]?.string ?? "") \($0["object"]?.integer ?? -1)" }
  }

  @Test func knownFindingsAreNotReported() throws {
    try program.write(layout(object("a cat", width: 5)), to: "a.json")
    let written = try program.run(["check", "a.json", "--write-baseline", "known.json"])
    #expect(written.status == 0 && written.text.isEmpty)
    #expect(written.words.contains("1 findings are listed in known.json"))
    let again = try program.run(["check", "a.json", "--baseline", "known.json"])
    #expect(again.status == 0 && again.text.isEmpty && again.words.isEmpty)

    // Another object before it, other numbers, other lines: it is still the same finding.
    try program.write(
      "\n\n" + layout(object("a dog", width: 7), object("a cat", width: 6)), to: "a.json")
    #expect(try codes("a.json", "--baseline", "known.json") == ["MQ102 0"])
    #expect(try codes("./a.json", "--baseline", "known.json") == ["MQ102 0"])
    // A second one of the same kind is new.
    try program.write(
      layout(object("a cat", width: 5), object("a cat", width: 5)), to: "a.json")
    #expect(try codes("a.json", "--baseline", "known.json", "--select", "MQ102").count == 1)
  }

  @Test func saysWhatIsGoneInTheFilesThatWereChecked() throws {
    try program.write(layout(object("a cat", width: 5)), to: "a.json")
    try program.write(layout(object("a dog", width: 5)), to: "b.json")
    _ = try program.run(["check", "a.json", "b.json", "--write-baseline", "known.json"])
    try program.write(layout(), to: "a.json")
    let outcome = try program.run(["check", "a.json", "--baseline", "known.json"])
    #expect(outcome.status == 0)
    #expect(outcome.words.contains("lists 1 findings that are gone"))
    #expect(outcome.words.contains("a.json: empty-box: ") && !outcome.words.contains("b.json"))
  }

  @Test func settingsNameABaselineBesideThem() throws {
    try program.write(layout(object("a cat", width: 5)), to: "a.json")
    _ = try program.run(["check", "a.json", "--write-baseline", "known.json"])
    try program.write("check: {baseline: known.json}", to: ".maquette.yml")
    #expect(try program.run(["check", "a.json"]).status == 0)
  }

  @Test func rowsKeepTheirNamesWhereverTheyMove() throws {
    let cat = layout(object("a cat", width: 5)).replacing("\n", with: "")
    let dog = layout(object("a dog", width: 5)).replacing("\n", with: "")
    try program.write("\(cat)\n\(dog)\n", to: "rows.jsonl")
    _ = try program.run(["check", "rows.jsonl", "--write-baseline", "known.json"])
    try program.write("\(dog)\n\n\(cat)\n", to: "rows.jsonl")
    #expect(try codes("rows.jsonl", "--baseline", "known.json").isEmpty)
  }

  @Test(arguments: ["", "{}", "[1]", #"{"schema": "maquette/baseline/1", "findings": [{}]}"#])
  func refusesWhatIsNone(text: String) throws {
    try program.write(layout(), to: "a.json")
    try program.write(text, to: "known.json")
    expectRefusal(
      try program.run(["check", "a.json", "--baseline", "known.json"]), status: 2,
      naming: "known.json")
    expectRefusal(
      try program.run(["check", "a.json", "--baseline", "none.json"]), status: 2,
      naming: "none.json")
  }
}
