import Diffusion
import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

/// `render --scheduler`, and what a picture says of it.
@Suite struct RenderSchedulerTests {
  let program: Program

  init() throws { program = try Program() }

  private func render(_ arguments: String...) throws -> Program.Outcome {
    try program.run(
      ["render", "a cat", "--seed", "1", "--steps", "4", "--method", "plain", "--no-progress"]
        + arguments)
  }

  private func record(_ name: String) throws -> PictureRecord {
    try PictureRecord(pictureAt: program.file(name).path)
  }

  private func bytes(_ name: String) throws -> Data { try Data(contentsOf: program.file(name)) }

  @Test(arguments: SchedulerKind.allCases) func picturesNameTheirSchedulerAndCanBeRepeated(
    kind: SchedulerKind
  ) throws {
    let outcome = try render("--scheduler", kind.rawValue, "-o", "a.png")
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(try record("a.png").settings.scheduler == kind)
    let again = try program.run(["render", "--again", "a.png", "-o", "b.png", "--no-progress"])
    #expect(again.status == 0, "\(again.words)")
    #expect(try bytes("a.png") == bytes("b.png"))
    _ = try render("--scheduler", kind.className, "-o", "c.png")
    #expect(try bytes("a.png") == bytes("c.png"))
  }

  @Test func theModelsOwnSchedulerIsTheDefault() throws {
    let outcome = try render("-o", "a.png", "--json")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(report["settings"]?["scheduler"]?.string == "ddim")
    #expect(!outcome.words.contains("note"))
    _ = try render("-o", "b.png", "--scheduler", "ddim")
    #expect(try bytes("a.png") == bytes("b.png"))
  }

  @Test func aModelCanNameAnotherScheduler() throws {
    let model = program.file("model")
    try FileManager.default.copyItem(
      at: repository.appending(path: "Checkpoints/bootstrap"), to: model)
    let file = model.appending(path: "scheduler/scheduler_config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let euler = text.replacing("DDIMScheduler", with: "EulerDiscreteScheduler")
    try Data(euler.utf8).write(to: file)
    _ = try render("--model", "model", "-o", "a.png", "--trace", "t.jsonl")
    #expect(try record("a.png").settings.scheduler == .euler)
    let line = try #require(
      String(contentsOf: program.file("t.jsonl"), encoding: .utf8).split(separator: "\n").first)
    #expect(try JSONReader.read(String(line)).root.value["timestep"]?.integer == 751)
    // One whose settings can't be honoured is refused by key.
    try Data(
      euler.replacing("{", with: "{\"use_beta_sigmas\": true,", maxReplacements: 1).utf8
    ).write(to: file)
    let refused = try render("--model", "model", "-o", "b.png")
    expectRefusal(refused, status: 4, naming: "scheduler_config.json", "'use_beta_sigmas'")
    // Another scheduler doesn't know the key, and says so.
    let other = try render("--model", "model", "-o", "b.png", "--scheduler", "ddim")
    #expect(other.status == 0)
    #expect(other.words.contains("use_beta_sigmas"))
  }

  @Test func stepsThatTheSchedulerCannotMakeAreWrongUse() throws {
    let outcome = try render("--scheduler", "pndm", "--steps", "3", "-o", "a.png")
    expectRefusal(outcome, status: 2, naming: "skip_prk_steps", "at least 4")
  }

  @Test func unknownNamesAreToldTheKnownOnes() throws {
    let outcome = try render("--scheduler", "heun", "-o", "a.png")
    #expect(outcome.status == 2)
    for kind in SchedulerKind.allCases { #expect(outcome.words.contains(kind.rawValue)) }
  }
}
