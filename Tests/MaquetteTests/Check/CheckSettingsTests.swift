import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct CheckSettingsTests {
  let program: Program

  private let dog =
    "[('a dog', [302, 119, 211, 228])]\nBackground prompt: a room\nNegative prompt: "

  init() throws {
    program = try Program()
    for name in ["dog.txt", "tests/dog.txt", "drafts/dog.txt"] { try program.write(dog, to: name) }
  }

  private func check(_ yaml: String, _ arguments: String...) throws -> Program.Outcome {
    try program.write(yaml, to: ".maquette.yml")
    return try program.run(["check", "--output-format", "concise"] + arguments)
  }

  @Test func selectsIgnoresAndConfigures() throws {
    #expect(try check("check: {ignore: [MQ1]}", "dog.txt").text.isEmpty)
    #expect(try check("check:\n  select: out-of-canvas\n", "dog.txt").text.contains("MQ101"))
    let strict = try check(
      "check: {rules: {copied-exemplar: {severity: error}, MQ101: {severity: note}}}", "dog.txt")
    #expect(strict.status == 1 && strict.text.contains(": error: \"a dog\" has the box"))
    #expect(strict.text.contains(": note: "))
    let threshold = "check: {rules: {too-small-for-attention: {threshold: 60}}}"
    #expect(try check(threshold, "dog.txt").text.contains("it needs 60"))
    #expect(try check("check: {fail-on: warning}", "dog.txt").status == 1)
    #expect(try check("check: {fail-on: warning}", "dog.txt", "--fail-on", "error").status == 0)
    // A flag takes the place of the setting.
    #expect(try check("check: {ignore: [MQ1]}", "dog.txt", "--ignore", "MQ2").text.contains("MQ1"))
  }

  @Test func overridesHoldForSomeFiles() throws {
    let yaml = """
      check:
        exclude: drafts
        overrides:
          - files: "tests/**"
            ignore: [copied-exemplar]
            rules: {out-of-canvas: {severity: error}}
      """
    let outcome = try check(yaml, ".")
    let lines = outcome.text.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
    #expect(lines == ["dog.txt", "dog.txt", "tests/dog.txt"])
    #expect(outcome.status == 1)
  }

  @Test(arguments: [
    (
      "check: {selct: [MQ1]}", "FILE:1: check: expected one of the keys",
      "the nearest is \"select\""
    ),
    (
      "check:\n  ignore: [empty-bax]", "FILE:2: check.ignore[0]: expected the name", "\"empty-box\""
    ),
    ("check:\n  rules:\n    empty-bax: {}", "FILE:3: check.rules.empty-bax: ", "\"empty-box\""),
    (
      "check:\n  rules:\n    empty-box: {severity: bad}",
      "FILE:3: check.rules.empty-box.severity: expected one of note, warning, error", "\"bad\""
    ),
    (
      "check: {rules: {empty-box: {threshold: 1}}}", "expected a rule with a threshold", "empty-box"
    ),
    ("check: {max-findings: many}", "FILE:1: check.max-findings: expected a whole number", "many"),
    ("check: {max-findings: 0}", "expected a whole number from 1", "found 0"),
    ("check: [MQ1]", "FILE:1: check: expected keys with values", "the list [MQ1]"),
    ("check: {select: 5}", "check.select: expected the name or code of a rule", "found 5"),
    (
      "check: {overrides: [{ignore: [MQ1]}]}", "check.overrides[0]: expected the key files",
      "keys with values"
    ),
    ("check: {baseline: [a]}", "check.baseline: expected the path of a file", "the list [a]"),
    ("chek: {}", "FILE:1: expected one of the keys", "the nearest is \"check\""),
  ])
  func namesLineKeyAndBothSides(yaml: String, start: String, end: String) throws {
    let outcome = try check(yaml, "dog.txt")
    let said = outcome.words.replacing(program.file(".maquette.yml").path, with: "FILE")
    #expect(outcome.status == 2 && outcome.text.isEmpty)
    #expect(said.contains(start) && said.contains(end), "\(said)")
  }

  @Test func emptySectionSetsNothing() throws {
    #expect(try check("check:\n", "dog.txt").text.contains("MQ101"))
  }
}
