import Drawing
import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct MaskCommandTests {
  let program: Program

  init() throws {
    program = try Program()
    try program.write(
      """
      {"schema": "maquette/layout/1", "canvas": {"width": 64, "height": 32}, "objects": [
        {"name": "A red/apple", "box": {"x": 0, "y": 0, "width": 32, "height": 16}},
        {"name": "", "ellipse": {"cx": 48, "cy": 16, "major": 8, "minor": 4, "angle": 0}}]}
      """, to: "layout.json")
  }

  @Test func writesAMaskForEachObjectAndTheBackground() throws {
    let outcome = try program.run(["mask", "layout.json", "-o", "masks", "--size", "8x4"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let names = [
      "00-a-red-apple.png", "01-object.png", "background.png", "manifest.json", "overview.png",
    ]
    #expect(try program.names(in: "masks") == names)
    let printed = outcome.text.split(separator: "\n").map(String.init)
    #expect(printed.sorted() == names.map { "masks/\($0)" })
    let apple = try PNGFile(contentsOf: program.file("masks/00-a-red-apple.png")).image
    #expect((apple.width, apple.height) == (8, 4))
    let row: [UInt8] = [255, 255, 255, 255, 0, 0, 0, 0]
    #expect(apple.pixels == row + row + [UInt8](repeating: 0, count: 16))
  }

  @Test func namesMasksThatAnOlderLayoutLeft() throws {
    let first = try program.run(["mask", "layout.json", "-o", "masks"])
    #expect(first.words.isEmpty, "\(first.words)")
    try program.write("", to: "masks/notes.png")
    let layout = try String(contentsOf: program.file("layout.json"), encoding: .utf8)
    try program.write(layout.replacing("A red/apple", with: "A pear"), to: "layout.json")
    let second = try program.run(["mask", "layout.json", "-o", "masks"])
    #expect(second.status == 0)
    #expect(
      second.words == "maquette: masks holds masks of an older layout: 00-a-red-apple.png\n")
    #expect(try program.names(in: "masks").contains("00-a-red-apple.png"))
  }

  @Test func softensEdges() throws {
    _ = try program.run(["mask", "layout.json", "-o", "soft", "--soft"])
    let apple = try PNGFile(contentsOf: program.file("soft/00-a-red-apple.png")).image
    #expect((apple.width, apple.height) == (64, 32))
    #expect(Set(apple.pixels).count > 4)
  }

  @Test func refusesSizesThatNoPictureHas() throws {
    expectRefusal(
      try program.run(["mask", "layout.json", "-o", "masks", "--size", "65000x9"]), status: 2,
      naming: "65000x9")
    #expect(try program.names() == ["layout.json"])
  }

  @Test func leavesNothingBehindWhenTheLayoutIsUnreadable() throws {
    let outcome = try program.run(["mask", "-", "-o", "masks"], input: #"{"schema": 1}"#)
    #expect(outcome.status == 1)
    #expect(try program.names() == ["layout.json"])
  }
}
