import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct ConsoleTests {
  @Test(arguments: [
    ("a cat – “ok” 👩‍🚀", "a cat – “ok” 👩‍🚀"), ("\u{1B}[2J", "\\u{1B}[2J"),
    ("a\u{7}b\nc\u{7F}", "a\\u{7}b\\u{A}c\\u{7F}"), ("\u{9B}31m", "\\u{9B}31m"),
    ("\r\n", "\\u{D}\\u{A}"),
  ])
  func showsControlCharacters(text: String, shown: String) {
    #expect(text.withVisibleControls == shown)
  }

  @Test func findingsObeyNoControlCharacters() {
    let finding = Finding(
      rule: "rule", code: "MQ000", severity: .error, message: "found \u{1B}]0;x\u{7}")
    let lines = FindingReport(name: "a\u{1B}b", text: "").lines([finding])
    #expect(lines == ["a\\u{1B}b: error: found \\u{1B}]0;x\\u{7} [MQ000 rule]"])
  }

  @Test(arguments: [
    ["parse", "a\u{1B}[31mb.json"], ["\u{1B}[2J"], ["draw", "l.json", "-o", "\u{9B}2J.gif"],
    ["render", "a \u{1B}[31mcat \u{7}frobnicates", "-o", "a.png", "--steps", "\u{1B}"],
    ["plan", "\u{1B}[31mgleefully \u{7}quux"],
  ])
  func noUserTextReachesTheTerminalRaw(arguments: [String]) throws {
    let outcome = try Program().run(arguments)
    #expect(outcome.status != 0)
    let controls = outcome.words.unicodeScalars.filter {
      $0.properties.generalCategory == .control && $0 != "\n"
    }
    #expect(controls.isEmpty, "\(outcome.words.debugDescription)")
  }

  @Test func aLongWordIsNoLongMessage() throws {
    let outcome = try Program().run([String(repeating: "x", count: 10_000)])
    expectRefusal(outcome, status: 2, naming: "\(String(repeating: "x", count: 80))…'")
    #expect(outcome.words.utf8.count < 400)
  }
}
