import Foundation
import Layouts
import Testing

@testable import maquette

/// What `maquette check` writes, beside what `CheckCommandTests` look at.
@Suite struct CheckReportTests {
  let program: Program

  init() throws {
    program = try Program()
    let row =
      #"{"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512}, "#
      + #""objects": [{"name": "é%|<", "box": {"x": 9, "y": 9, "width": 0, "height": 5}}]}"#
    try program.write("\(row)\n\n\(row)\n\(row)\n", to: "rows.jsonl")
  }

  private func report(_ arguments: String...) throws -> Program.Outcome {
    try program.run(["check", "rows.jsonl"] + arguments)
  }

  private func json(_ text: String) throws -> JSONValue { try JSONReader.read(text).root.value }

  /// What waits on the disk comes back in pieces, which may end within a character.
  @Test func longReportsKeepTheirCharacters() throws {
    let spool = try SpooledBytes()
    let sink = try ReportSink(OutputFile(program.file("long.txt").path), console: Console())
    let text = "a" + String(repeating: "\u{72D7}", count: 100_000)
    try spool.write(text)
    try spool.drain { try sink.write($0) }
    try sink.finish()
    let written = try String(contentsOf: program.file("long.txt"), encoding: .utf8)
    #expect(written == text)
  }

  @Test func severalFormsComeFromOneRun() throws {
    let outcome = try report(
      "--output-format", "concise", "--output-format", "junit=out/a.xml", "--output-format",
      "gitlab=b.json", "--output-format", "jsonl=c.jsonl", "--output-format", "markdown=d.md")
    #expect(outcome.text.split(separator: "\n").count == 3)
    let junit = try String(contentsOf: program.file("out/a.xml"), encoding: .utf8)
    #expect(junit.contains("tests=\"3\" failures=\"3\" errors=\"0\""))
    #expect(junit.contains("<testcase name=\"rows.jsonl:4\" ") && !junit.contains("|<"))
    let quality = try json(String(contentsOf: program.file("b.json"), encoding: .utf8))
    #expect(Set(try #require(quality.array).map { $0["fingerprint"]?.string }).count == 3)
    let rows = try String(contentsOf: program.file("c.jsonl"), encoding: .utf8)
    #expect(
      try rows.split(separator: "\n").map { try json(String($0))["row"]?.integer } == [1, 3, 4])
    let table = try String(contentsOf: program.file("d.md"), encoding: .utf8)
    #expect(table.contains(#"é%\|&lt;"#) && table.hasSuffix("\n3 errors in 3 layouts\n"))
    #expect(try program.names(in: "out") == ["a.xml"])
    expectRefusal(
      try report("--output-format", "json=rows.jsonl"), status: 2, naming: "rows.jsonl")
    expectRefusal(
      try report("--output-format", "json=x", "--output-format", "sarif=./x"), status: 2,
      naming: "another file")
  }

  @Test func regionsCountFromTheBeginningOfTheFile() throws {
    let log = try json(report("--output-format", "sarif").text)
    let results = try #require(log["runs"]?.array?.first?["results"]?.array)
    let bytes = try Data(contentsOf: program.file("rows.jsonl"))
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    for (result, line) in zip(results, [1, 3, 4]) {
      let place = result["locations"]?.array?.first?["physicalLocation"]?["region"]
      func number(_ key: String) throws -> Int { try #require(place?[key]?.integer, "\(key)") }
      #expect(try [number("startLine"), number("endLine")] == [line, line])
      let (start, count) = (try number("charOffset"), try number("charLength"))
      let marked = String(String.UnicodeScalarView(scalars[start..<start + count]))
      let (offset, length) = (try number("byteOffset"), try number("byteLength"))
      #expect(Data(marked.utf8) == bytes[offset..<offset + length])
      #expect(marked.hasPrefix(#"{"x": 9"#))
      let columns = try number("endColumn") - number("startColumn")
      #expect(columns == marked.unicodeScalars.count)
    }
    let invocation = log["runs"]?.array?.first?["invocations"]?.array?.first
    #expect(invocation?["executionSuccessful"] == true && invocation?["exitCode"] == 1)
  }

  @Test func emptyReportsAreWhole() throws {
    try program.write("", to: "rows.jsonl")
    #expect(try report("--output-format", "json").text == "[]\n")
    #expect(try report("--output-format", "markdown").text == "No findings in 0 layouts.\n")
    let log = try json(report("--output-format", "sarif").text)
    #expect(log["runs"]?.array?.first?["results"]?.array?.isEmpty == true)
    #expect(try report("--output-format", "junit").text.contains("tests=\"0\""))
  }

  @Test func escapesLineEndsOfTwoCharacters() {
    let escapes = ByteEscapes(["%": "%25", "\r": "%0D", "\n": "%0A"])
    #expect(escapes.escape("a\r\n5 %\u{301} \u{E9}") == "a%0D%0A5 %25\u{301} \u{E9}")
    #expect(escapes.escape("as it is") == "as it is")
  }

  @Test func stopsReportingButNotCounting() throws {
    let outcome = try report("--max-findings", "2", "--output-format", "concise")
    #expect(outcome.status == 1 && outcome.text.split(separator: "\n").count == 2)
    #expect(outcome.words == "maquette: 1 more findings are not shown (--max-findings 2)\n")
    expectRefusal(try report("--max-findings", "0"), status: 2, naming: "--max-findings")
  }

  @Test func severitiesDecideTheStatus() throws {
    try program.write(
      "[('a dog', [302, 119, 211, 228])]\nBackground prompt: a room\nNegative prompt: ",
      to: "dog.txt")
    func status(_ arguments: String...) throws -> Int32 {
      try program.run(["check", "dog.txt"] + arguments).status
    }
    #expect(try status() == 0)
    #expect(try status("--fail-on", "warning") == 1)
    #expect(try status("--fail-on", "note") == 1)
    #expect(try status("--fail-on", "warning", "--exit-zero") == 0)
    #expect(try status("--fail-on", "bad") == 2)
    let junit = try program.run(
      ["check", "dog.txt", "--fail-on", "warning", "--output-format", "junit"])
    #expect(junit.text.contains("failures=\"1\""))
  }

  @Test func listsAllRules() throws {
    let lines = try program.run(["check", "--list-rules"]).text.split(separator: "\n")
    #expect(lines.count == RuleSet.allRules.count)
    for (line, rule) in zip(lines, RuleSet.allRules) {
      #expect(line.hasPrefix("\(rule.code)  \(rule.name)") && line.hasSuffix(rule.summary))
    }
  }

  @Test func endsQuietlyWhenNobodyReadsOn() throws {
    let many = String(repeating: "no layout\n", count: 5000)
    try program.write(many, to: "rows.jsonl")
    let outcome = try program.run(
      shell: "maquette check rows.jsonl --output-format concise | head -n 1")
    #expect(outcome.words.isEmpty && outcome.text.hasPrefix("rows.jsonl:1:1: error: "))
  }

  @Test(.timeLimit(.minutes(1))) func watchesUntilInterrupted() throws {
    let process = try program.start([
      "check", "rows.jsonl", "--watch", "--output-format", "concise",
    ])
    func wait(for count: Int) throws {
      while try program.wordsSoFar.components(separatedBy: "layouts").count <= count {
        try #require(process.isRunning)
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    try wait(for: 1)
    try program.write("", to: "rows.jsonl")
    try wait(for: 2)
    process.interrupt()
    process.waitUntilExit()
    let outcome = try program.outcome(of: process)
    #expect(outcome.status == 130)
    #expect(outcome.text.split(separator: "\n").count == 3)
    #expect(outcome.words.contains("3 errors in 3 layouts"))
    #expect(outcome.words.contains("no findings in 0 layouts"))
    expectRefusal(try program.run(["check", "-", "--watch"]), status: 2, naming: "--watch")
  }
}

extension Program {
  /// What the program has said up to now.
  fileprivate var wordsSoFar: String {
    get throws { try String(contentsOf: file("home/words"), encoding: .utf8) }
  }
}
