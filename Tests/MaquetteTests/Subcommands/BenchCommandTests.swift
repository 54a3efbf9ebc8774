import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct BenchCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func timesAPartOfTheDefaultModel() throws {
    let outcome = try program.run(["bench", "text", "--runs", "2", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(try #require(report["startup_ms"]?.double) > 0)
    let part = try #require(report["parts"]?.array?.first)
    #expect(part["part"]?.string == "text")
    #expect(part["runs"]?.integer == 2)
    let least = try #require(part["min_ms"]?.double)
    let middle = try #require(part["median_ms"]?.double)
    let most = try #require(part["max_ms"]?.double)
    #expect(0 < least && least <= middle && middle <= most)
    #expect(try #require(part["gflops"]?.double) > 0)
    #expect(try #require(part["peak_mb"]?.double) > 1)
  }

  @Test func printsATableOfAShapeWithoutACheckpoint() throws {
    let outcome = try program.run(["bench", "text", "--shape", "compact16", "--runs", "1"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("text"))
    #expect(lines[2].hasPrefix("first kernel "))
  }

  @Test(arguments: [
    ["--model", "a", "--shape", "sd15"], ["--shape", "sd99"], ["--runs", "0"], ["--batch", "0"],
    ["tokenizer"], ["--model", "none"],
  ])
  func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(try program.run(["bench"] + arguments), status: 2)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-2.25, 1, "-2.3"), (1234.5678, 2, "1234.57"),
    (9.96, 0, "10"), (0.05, 1, "0.1"),
  ])
  func roundsForReading(number: Double, decimals: Int, text: String) {
    #expect(number.rounded(decimals: decimals) == text)
  }
}
