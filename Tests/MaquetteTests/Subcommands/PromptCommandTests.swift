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
    #expect(outcome.text.contains("640"))
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
