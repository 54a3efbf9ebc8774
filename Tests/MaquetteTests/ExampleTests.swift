import Foundation
import TestSupport
import Testing

@testable import maquette

/// The examples of the README and of the help texts, run as they stand there.
@Suite struct ExampleTests {
  let program: Program

  init() throws {
    program = try Program()
    try program.write(
      "[('a cat', [20, 200, 100, 120])]\nBackground prompt: a room\nNegative prompt: ",
      to: "completion.txt")
    try program.write(
      "cat {major-radius: 90px; minor-radius: 60px; cx: 200px; cy: 258px; angle: 96}",
      to: "blobs.css")
    try program.write("cat {The cat is grey.}", to: "answer.txt")
    try program.write("0 0.5 0.5 0.25 0.25", to: "labels.txt")
    try program.write("1. a cat: [100, 200, 300, 400]", to: "boxes.txt")
    for arguments in [
      ["plan", "a cat on a chair", "-o", "layout.json"],
      ["draw", "layout.json", "-o", "edited.svg"],
      ["mask", "layout.json", "-o", "masks", "--format", "png", "--format", "npy"],
      ["plan", "a cat on a table", "-o", "edited.json"],
      ["render", "a cat", "-o", "picture.png", "--steps", "1", "--no-progress"],
    ] {
      try #require(try program.run(arguments).status == 0)
    }
    let cutout = repository.appending(path: "Atlas/cat.png").path
    let copies =
      "cp layout.json before.json && cp layout.json after.json && cp picture.png a.png"
      + " && cp picture.png b.png"
      + " && mkdir my-cut-outs && cp '\(cutout)' my-cut-outs/red-cat.png"
    try #require(
      try program.run(shell: "cp masks/00-*.png instances.png && \(copies)").status == 0)
    try FileManager.default.copyItem(
      at: fixture("checkpoints/sd1-tiny"), to: program.file("my-model"))
  }

  /// What an example needs that a test does not have, or takes longer than a test may.
  private static let elsewhere = [
    "llm ", "--planner openai", "--planner anthropic", "--planner ollama", "--planner replay",
    "curl ", "stable-diffusion", "sd15", "bench", "maquette train", "out/detector",
  ]

  @Test(arguments: [
    "README.md", "Documentation/planning.md", "Documentation/painting.md",
    "Documentation/methods.md", "Documentation/scenes.md",
  ])
  func everyExampleOfThePageWorks(page: String) throws {
    let text = try String(contentsOf: repository.appending(path: page), encoding: .utf8)
    let examples = text.split(separator: "\n").filter { $0.hasPrefix("    ") }
      .map { $0.drop { $0 == " " || $0 == "$" } }
    try run(examples.filter { $0.hasPrefix("maquette ") || $0.contains("| maquette ") })
  }

  @Test(arguments: MaquetteCommand.subcommandNames)
  func everyExampleOfTheHelpWorks(command: String) throws {
    let lines = try program.run([command, "--help"]).text.split(separator: "\n")
    try run(lines.filter { $0.hasPrefix("  maquette \(command)") }.map { $0.dropFirst(2) })
  }

  /// Runs each in a shell; those that show a refusal end with 1 and words.
  private func run(_ examples: [Substring]) throws {
    try #require(!examples.isEmpty)
    for example in examples where !Self.elsewhere.contains(where: { example.contains($0) }) {
      let outcome = try program.run(shell: String(example))
      let isRefusal = outcome.status == 1 && outcome.words.contains("[MQ4")
      #expect(
        outcome.status == 0 || isRefusal && example.contains(" or "),
        "\(example): \(outcome.status), \(outcome.words)")
    }
  }
}
