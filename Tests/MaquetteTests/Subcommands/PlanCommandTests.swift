import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct PlanCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private func layout(_ text: String) throws -> Layout {
    try JSONNotation().parse(text, canvas: .standard).layout
  }

  @Test func theSameCaptionGivesTheSameBytes() throws {
    let arguments = ["plan", "three cats and a dog, without birds", "--planner", "offline"]
    let first = try program.run(arguments)
    #expect(first.status == 0)
    #expect(try program.run(arguments).data == first.data)
    let layout = try layout(first.text)
    #expect(layout.objects.count == 4)
    #expect(layout.negative.contains("birds"))
  }

  @Test func writesAFileInsteadOfStandardOutput() throws {
    let outcome = try program.run(["plan", "a cat", "-o", "out/layout.json"])
    #expect(outcome.status == 0 && outcome.text.isEmpty)
    let text = try String(contentsOf: program.file("out/layout.json"), encoding: .utf8)
    #expect(text == (try program.run(["plan", "a cat"]).text))
    #expect(try program.names(in: "out") == ["layout.json"])
  }

  @Test func readsTheCaptionFromStandardInput() throws {
    let outcome = try program.run(["plan", "-"], input: "a cat on a chair\n")
    #expect(try layout(outcome.text).caption == "a cat on a chair")
  }

  @Test func takesCanvasAndStyleFromSettingsAndFlags() throws {
    try program.write("canvas: 640x480\nstyle: css-blobs\n", to: ".maquette.yml")
    let settled = try layout(try program.run(["plan", "a cat"]).text)
    #expect(settled.canvas == Canvas(width: 640, height: 480))
    guard case .ellipse = settled.objects[0].region else {
      Issue.record("expected an ellipse, found \(settled.objects[0].region)")
      return
    }
    let flagged = try program.run(["plan", "a cat", "--canvas", "256x256"])
    #expect(try layout(flagged.text).canvas.width == 256)
  }

  @Test func refusesWhatItDoesNotUnderstandAndPointsAtIt() throws {
    let outcome = try program.run(["plan", "a cat gleefully on a chair", "-o", "layout.json"])
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.words.contains("caption:1:7: error: "))
    #expect(outcome.words.contains("\n          ^^^^^^^^^\n"))
    #expect(try program.names().isEmpty)
  }

  @Test(arguments: ["", "   ", "\n"])
  func refusesAnEmptyCaption(caption: String) throws {
    let outcome = try program.run(["plan", caption])
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.words.contains("MQ401"))
  }

  @Test func refusesAnUnwritableOutputBeforePlanning() throws {
    try program.write("", to: "plain")
    expectRefusal(
      try program.run(["plan", "a cat", "-o", "plain/layout.json"]), status: 2,
      naming: "plain/layout.json", "not a folder")
    #expect(try program.names() == ["plain"])
  }
}
