import Drawing
import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct FitCommandTests {
  let program: Program
  let ellipse = Ellipse(centerX: 30, centerY: 20, major: 20, minor: 10, angle: 20)

  init() throws {
    program = try Program()
    try save(.ellipse(ellipse), "00-a-red-apple.png")
    try save(.box(Box(x: 4, y: 5, width: 6, height: 7)), "cat.png")
  }

  private func save(_ region: LayoutObject.Region, _ name: String) throws {
    let mask = Mask(region, canvas: Canvas(width: 64, height: 48), height: 48, width: 64)
    try PNGFile(image: Image(mask)).write(to: program.file(name))
  }

  @Test func printsALayoutThatCanBeDrawn() throws {
    let outcome = try program.run(["fit", "00-a-red-apple.png"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let layout = try JSONNotation().parse(outcome.text, canvas: .standard).layout
    #expect(layout.canvas == Canvas(width: 64, height: 48))
    let apple = try #require(layout.objects.first)
    #expect(apple.name == "a red apple")
    #expect(apple.region.intersectionOverUnion(.ellipse(ellipse)) > 0.98)
    #expect(apple.extras["fit"]?["iou"]?.double ?? 0 > 0.98)
    #expect(apple.extras["fit"]?["parts"]?.integer == 1)
  }

  @Test func fitsBoxes() throws {
    let outcome = try program.run(["fit", "cat.png", "--shape", "box"])
    let layout = try JSONNotation().parse(outcome.text, canvas: .standard).layout
    #expect(layout.objects.map(\.region) == [.box(Box(x: 4, y: 5, width: 6, height: 7))])
    #expect(layout.objects[0].extras["fit"]?["iou"]?.double == 1)
  }

  @Test func readsMasksOfZeroAndOne() throws {
    let image = Image(width: 4, height: 2, format: .grey, pixels: [0, 1, 1, 0, 0, 1, 1, 0])
    try PNGFile(image: image).write(to: program.file("ones.png"))
    let outcome = try program.run(["fit", "ones.png", "--shape", "box"])
    let layout = try JSONNotation().parse(outcome.text, canvas: .standard).layout
    #expect(layout.objects.map(\.region) == [.box(Box(x: 1, y: 0, width: 2, height: 2))])
    #expect(try program.run(["fit", "ones.png", "--threshold", "128"]).status == 1)
  }

  @Test func emptyMasksAreFindings() throws {
    try PNGFile(image: Image(Mask(height: 48, width: 64))).write(to: program.file("none.png"))
    let outcome = try program.run(["fit", "cat.png", "none.png", "--json"])
    #expect(outcome.status == 1)
    let report = try JSONReader.read(outcome.text).root.value
    #expect(report["layout"]?["objects"]?.array?.count == 1)
    #expect(report["findings"]?.array?.first?["rule"] == "empty-mask")
  }

  @Test func masksMustAgreeInSize() throws {
    try PNGFile(image: Image(Mask(height: 8, width: 8))).write(to: program.file("small.png"))
    expectRefusal(
      try program.run(["fit", "cat.png", "small.png"]), status: 2, naming: "found 8x8")
  }
}
