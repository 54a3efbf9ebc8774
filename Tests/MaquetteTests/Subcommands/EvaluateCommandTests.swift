import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct EvaluateCommandTests {
  let program: Program

  init() throws { program = try Program() }

  static let cases = """
    {"id": 1, "prompt": "two cats", "subtype": "single-category", "counts": [["cat", 2]]}
    {"id": 2, "prompt": "a stop sign", "subtype": "single-category", "counts": [["stop sign", 1]]}

    """
  static let layoutGPT = """
    {"id": 1, "prompt": "two cats", "iters": [[["cat", 0, 0, 0.4, 0.4], ["cat", 0.5, 0, 1, 1]], []]}
    {"id": 2, "prompt": "a stop sign", "iters": [[["stop-sign", 0, 0, 1, 1]], [[null, 0, 0, 0, 0]]]}

    """

  @Test func printsTheScoreOfStoredLayoutsUnderTheReferencesNames() throws {
    try program.write(Self.cases, to: "cases.jsonl")
    try program.write(Self.layoutGPT, to: "answers.jsonl")
    let arguments = [
      "evaluate", "nsr1k-counting", "--cases", "cases.jsonl", "--layouts", "answers.jsonl",
    ]
    let published = try program.run(arguments + ["--json", "--results", "verdicts.jsonl"])
    #expect(published.status == 0, "\(published.words)")
    let json = try JSONReader.read(published.text).root.value
    #expect(json["suite"] == "nsr1k-counting")
    #expect(json["rule"] == "published")
    #expect(json["n"] == 4)
    #expect(json["accuracy"] == 25)
    #expect(json["single-category"] == 25)
    let normalised = try program.run(arguments + ["--json", "--rule", "normalised"])
    #expect(try JSONReader.read(normalised.text).root.value["accuracy"] == 50)
    let table = try program.run(arguments).text
    #expect(table.contains("published") && table.contains("normalised"))
    let verdicts = try String(contentsOf: program.file("verdicts.jsonl"), encoding: .utf8)
    #expect(verdicts.split(separator: "\n").count == 4)
  }

  @Test func anInterruptedRunGoesOnWhereItWas() throws {
    let arguments = ["evaluate", "lmd", "--limit", "3", "-o", "layouts.jsonl", "--json"]
    let whole = try program.run(arguments)
    #expect(whole.status == 0, "\(whole.words)")
    let rows = try String(contentsOf: program.file("layouts.jsonl"), encoding: .utf8)
    let first = try #require(rows.split(separator: "\n").first)
    // One whole row and one that a killed run cut off.
    try program.write(
      first + "\n" + rows.dropFirst(first.count + 1).prefix(40), to: "layouts.jsonl")
    let resumed = try program.run(arguments + ["--resume"])
    #expect(resumed.data == whole.data, "\(resumed.words)")
    #expect(try String(contentsOf: program.file("layouts.jsonl"), encoding: .utf8) == rows)
    let stored = try program.run(["evaluate", "lmd", "--layouts", "layouts.jsonl", "--json"])
    #expect(stored.data == whole.data, "\(stored.words)")
  }

  @Test(arguments: [
    (["nsr1k"], "lmd, nsr1k-counting"), (["nsr1k-counting"], "--cases"),
    (["lmd", "--rule", "normalised"], "published, strict"), (["lmd", "--resume"], "--output"),
    (["lmd", "--layouts", "a", "--responses", "b"], "found several"),
    (["lmd", "--layouts", "absent.jsonl"], "absent.jsonl"),
    (["lmd", "--layouts", "bad.jsonl"], "line 2"),
    (["lmd", "--layouts", "other.jsonl"], "nothing to judge"),
    (["nsr1k-spatial", "--cases", "other.jsonl"], "relation"),
  ])
  func wrongUseIsSaid(arguments: [String], words: String) throws {
    try program.write("{\"layout\": null, \"prompt\": \"x\"}\n{oops}\n", to: "bad.jsonl")
    try program.write("{\"layout\": null, \"prompt\": \"x\"}\n", to: "other.jsonl")
    let outcome = try program.run(["evaluate"] + arguments)
    #expect(outcome.status == 2, "\(outcome.words)")
    #expect(outcome.words.contains(words), "\(outcome.words)")
  }
}
