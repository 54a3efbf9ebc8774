import Drawing
import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct DrawCommandTests {
  let program: Program
  let layout = Layout(
    canvas: Canvas(width: 64, height: 32), caption: "빨간 사과",
    objects: [LayoutObject(name: "사과", box: Box(x: 4, y: 4, width: 20, height: 20))])

  init() throws {
    program = try Program()
    try program.write(JSONWriter.write(layout.json), to: "layout.json")
  }

  @Test func drawsSVGToStandardOutputAndToAFile() throws {
    let outcome = try program.run(["draw", "layout.json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.text.contains("<svg") && outcome.text.contains("사과"))
    let second = try program.run(["draw", "-", "-o", "out/a.SVG"], input: layoutText())
    #expect(second.status == 0 && second.text.isEmpty)
    #expect(try Data(contentsOf: program.file("out/a.SVG")) == outcome.data)
  }

  @Test func drawsPNGOfAWidthThatCarriesItsLayout() throws {
    let outcome = try program.run(["draw", "layout.json", "-o", "a.png", "--width", "301"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let file = try PNGFile(contentsOf: program.file("a.png"))
    #expect(file.image.width == 301)
    #expect(Set(file.image.pixels).count > 3)
    let text = try #require(file["layout"])
    #expect(try JSONNotation().parse(text, canvas: .standard).layout == layout)
  }

  @Test func drawsAPage() throws {
    let outcome = try program.run(["draw", "layout.json", "-o", "a.html"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let page = try String(contentsOf: program.file("a.html"), encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<svg") && page.contains("사과"))
  }

  @Test(arguments: [
    ["-o", "a.jpg"], ["-o", "a"], ["-o", "a.svg", "--width", "9"], ["--width", "9"],
    ["-o", "a.png", "--width", "0"], ["-o", "layout.json/a.png"],
  ])
  func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(try program.run(["draw", "layout.json"] + arguments), status: 2)
    #expect(try program.names() == ["layout.json"])
  }

  @Test func refusesALayoutWithoutNumbers() throws {
    let text = try layoutText().replacing(":20", with: ":NaN")
    let outcome = try program.run(["draw", "-", "-o", "a.png"], input: text)
    #expect(outcome.status == 1)
    #expect(outcome.words.contains("NaN"))
    #expect(try program.names() == ["layout.json"])
  }

  private func layoutText() throws -> String { try JSONWriter.write(layout.json) }
}
