import Foundation
import Layouts
import Planning
import Testing

@testable import maquette

@Suite struct PromptCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test(arguments: PromptStyle.allCases)
  func everyStyleHasTemplates(style: PromptStyle) throws {
    let outcome = try program.run([
      "prompt", "a cat on a chair", "--style", style.rawValue, "--canvas", "640x480",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.text.contains("a cat on a chair"))
    // Looks and surroundings are asked for without measures.
    #expect(outcome.text.contains("640") == PromptStyle.layouts.contains(style))
  }

  @Test func asksAboutTheObjectsOfALayout() throws {
    _ = try program.run(["plan", "two cats on a sofa", "-o", "l.json"])
    for (style, names) in [
      ("descriptions", "a-sofa, a-cat, a-cat"), ("background", "a sofa, a cat"),
    ] {
      let outcome = try program.run([
        "prompt", "two cats on a sofa", "--style", style, "--layout", "l.json",
      ])
      #expect(outcome.text.contains("Objects: \(names)"), "\(outcome.text.suffix(200))")
    }
    expectRefusal(
      try program.run(["prompt", "a cat", "--layout", "l.json"]), status: 2, naming: "--layout")
  }

  @Test func printsMessagesAndRequestsAsJSON() throws {
    let messages = try program.run(["prompt", "a cat", "--format", "messages"])
    let list = try #require(try JSONReader.read(messages.text).root.value.array)
    #expect(list.first?["role"]?.string == "system")
    #expect(list.last?["content"]?.string?.contains("a cat") == true)
    let request = try program.run(["prompt", "a cat", "--format", "request"])
    let body = try JSONReader.read(request.text).root.value
    #expect(body["messages"] == .array(list))
    #expect(body["max_tokens"]?.integer != nil)
  }

  @Test func takesTemplatesFromAFolder() throws {
    expectRefusal(
      try program.run(["prompt", "a cat", "--templates", "none"]), status: 2, naming: "none")
    try program.write("templates: none\n", to: ".maquette.yml")
    expectRefusal(try program.run(["prompt", "a cat"]), status: 2, naming: "none")
  }

  @Test func refusesAnEmptyCaption() throws {
    expectRefusal(try program.run(["prompt", " "]), status: 1, naming: "no words")
  }
}
