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

  @Test func fitsEachPartAndLeavesOutSpecks() throws {
    var pixels = [UInt8](repeating: 0, count: 48)
    for cell in [0, 1, 8, 9, 20, 30, 31, 38, 39, 46, 47] { pixels[cell] = 255 }
    try PNGFile(image: Image(width: 8, height: 6, format: .grey, pixels: pixels))
      .write(to: program.file("parts.png"))
    let outcome = try program.run([
      "fit", "parts.png", "--shape", "box", "--components", "each", "--min-area", "2",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    let layout = try JSONNotation().parse(outcome.text, canvas: .standard).layout
    #expect(
      layout.objects.map(\.region) == [
        .box(Box(x: 6, y: 3, width: 2, height: 3)), .box(Box(x: 0, y: 0, width: 2, height: 2)),
      ])
    #expect(try program.run(["fit", "parts.png", "--min-area", "7"]).status == 1)
  }

  @Test func takesEachColourForAnObject() throws {
    let (sky, red, blue): ([UInt8], [UInt8], [UInt8]) = ([0, 0, 0], [200, 0, 0], [0, 0, 90])
    let pixels = [sky, red, red, sky, sky, red, red, blue].flatMap(\.self)
    try PNGFile(image: Image(width: 4, height: 2, format: .rgb, pixels: pixels))
      .write(to: program.file("things.png"))
    let outcome = try program.run(["fit", "things.png", "--instances", "--shape", "box"])
    let layout = try JSONNotation().parse(outcome.text, canvas: .standard).layout
    #expect(layout.objects.map(\.name) == ["things #00005a", "things #c80000"])
    #expect(layout.objects.last?.region == .box(Box(x: 1, y: 0, width: 2, height: 2)))
  }

  @Test func readsRunLengthsOfEveryForm() throws {
    let runs = #"{"size": [2, 3], "counts": [2, 2, 2]}"#
    let region = LayoutObject.Region.box(Box(x: 1, y: 0, width: 1, height: 2))
    for (text, name) in [
      (runs, "runs"), (#"[{"segmentation": \#(runs), "category_name": "cat"}]"#, "cat"),
      (#"{"size": [2, 3], "counts": "222"}"#, "runs"),
      (
        #"{"annotations": [{"segmentation": \#(runs), "category_id": 4}],"#
          + #" "categories": [{"id": 4, "name": "dog"}]}"#, "dog"
      ),
    ] {
      try program.write(text, to: "runs.json")
      let outcome = try program.run(["fit", "runs.json", "--shape", "box"])
      #expect(outcome.status == 0, "\(outcome.words)")
      let layout = try JSONNotation().parse(outcome.text, canvas: .standard).layout
      #expect(layout.objects.map(\.region) == [region])
      #expect(layout.objects.map(\.name) == [name])
    }
  }

  @Test func readsStandardInput() throws {
    let text = #"{"size": [2, 3], "counts": [2, 2, 2]}"#
    let outcome = try program.run(["fit", "-"], input: text)
    #expect(outcome.status == 0, "\(outcome.words)")
  }

  @Test(arguments: [
    (#"{"size": [2, 3], "counts": [2, 2]}"#, "6 cells"), (#"{"size": [2]}"#, "size"),
    (#"{"size": [2, 3]}"#, "counts"), (#"{"size": [2, 3], "counts": ["a"]}"#, "run 0"),
    (#"[{"segmentation": [[1, 2, 3, 4, 5, 6]]}]"#, "polygon"), ("[]", "at least one mask"),
    (#"[{"image_id": 1}, {"image_id": 2}]"#, "one picture"), ("{", "json"), ("", "neither"),
    ("JFIF", "neither"), ("\u{89}PNG", "neither"),
  ]) func badFilesAreNamed(text: String, words: String) throws {
    try program.write(text, to: "bad.json")
    let outcome = try program.run(["fit", "bad.json"])
    #expect(outcome.status == 2)
    #expect(outcome.words.contains("bad.json"), "\(outcome.words)")
    #expect(outcome.words.contains(words), "\(outcome.words)")
    #expect(outcome.text.isEmpty)
  }

  @Test func damagedPicturesAndArraysAreNamed() throws {
    let picture = try Data(contentsOf: program.file("cat.png"))
    try picture.prefix(60).write(to: program.file("cut.png"))
    try (Data([0x93]) + Data("NUMPY".utf8)).write(to: program.file("cut.npy"))
    for name in ["cut.png", "cut.npy", "none.png"] {
      let outcome = try program.run(["fit", name])
      #expect(outcome.status == 2 && outcome.words.contains(name), "\(outcome.words)")
    }
    expectRefusal(
      try program.run(["fit", "cat.png", "--instances", "--threshold", "3"]), status: 2)
    expectRefusal(try program.run(["fit", "."]), status: 2, naming: "folder")
  }
}
