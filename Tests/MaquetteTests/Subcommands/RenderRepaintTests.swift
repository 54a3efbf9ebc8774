import Diffusion
import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

@Suite("render --from")
struct RenderRepaintTests {
  let program: Program

  init() throws {
    program = try Program()
    try write(to: "layout.json") { _ in }
    let outcome = try render("--layout", "layout.json", "-o", "p.png", "--seed", "5")
    try #require(outcome.status == 0, "\(outcome.words)")
  }

  /// Writes the layout, edited.
  private func write(to name: String, _ edit: (inout Layout) -> Void) throws {
    var layout = Layout(
      canvas: Canvas(width: 512, height: 512), caption: "a cat and a dog", background: "a room",
      objects: [
        LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 128, height: 128)),
        LayoutObject(name: "a dog", box: Box(x: 320, y: 320, width: 160, height: 160)),
      ])
    edit(&layout)
    try program.write(try JSONWriter.write(layout.json), to: name)
  }

  private func render(_ arguments: String...) throws -> Program.Outcome {
    try program.run(["render", "--no-progress"] + arguments)
  }

  private func picture(_ name: String) throws -> PNGFile {
    try PNGFile(contentsOf: program.file(name))
  }

  @Test(arguments: ["regional", "boxdiff"])
  func onlyWhatTheMaskShowsChanges(method: String) throws {
    try write(to: "edited.json") { $0.objects[1].name = "a penguin" }
    let outcome = try render(
      "--from", "p.png", "--layout", "edited.json", "-o", "new.png", "--method", method, "--steps",
      "6")
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("1 renamed"))
    let dry = try render(
      "--from", "p.png", "--layout", "edited.json", "--dry-run", "-o", "mask.png")
    #expect(dry.status == 0, "\(dry.words)")
    let (old, new) = (try picture("p.png").image, try picture("new.png").image)
    let mask = try picture("mask.png").image
    #expect(mask.format == .grey && mask.pixels.contains(0) && mask.pixels.contains(255))
    var changed = 0
    for pixel in mask.pixels.indices {
      let range = pixel * 3..<pixel * 3 + 3
      let isSame = old.pixels[range] == new.pixels[range]
      if mask.pixels[pixel] == 0 { #expect(isSame) }
      if mask.pixels[pixel] == 255, !isSame { changed += 1 }
    }
    #expect(changed > mask.pixels.count { $0 == 255 } / 2)
  }

  @Test func repaintedPicturesCarryTheEditedLayoutAndCanBeEditedFurther() throws {
    try write(to: "edited.json") { $0.objects.remove(at: 0) }
    _ = try render("--from", "p.png", "--layout", "edited.json", "-o", "new.png", "--steps", "2")
    let record = try PictureRecord(pictureAt: program.file("new.png").path)
    #expect(record.layout.objects.map(\.name) == ["a dog"])
    #expect(record.settings.seed == 5 && record.repaintedFrom?.hasSuffix("/p.png") == true)
    let further = try render(
      "--from", "new.png", "--layout", "layout.json", "-o", "new.png", "--steps", "2")
    #expect(further.status == 0 && further.words.contains("1 added"), "\(further.words)")
    expectRefusal(
      try render("--again", "new.png", "-o", "b.png"), status: 2, naming: "new.png", "--from")
  }

  @Test func theSameLayoutLeavesThePictureAlone() throws {
    let outcome = try render("--from", "p.png", "--layout", "layout.json", "-o", "same.png")
    #expect(outcome.status == 0)
    #expect(outcome.words.contains("stays as it is"))
    #expect(
      try Data(contentsOf: program.file("p.png")) == Data(contentsOf: program.file("same.png")))
  }

  @Test func aMaskSaysWhereAndAnotherSeedWhat() throws {
    let values = (0..<128 * 128).map { Float($0 % 128 < 32 ? 1 : 0) }
    try PNGFile(image: Image(Mask(height: 128, width: 128, values: values))).encoded()
      .write(to: program.file("mask.png"))
    let outcome = try render(
      "--from", "p.png", "--mask", "mask.png", "--seed", "9", "-o", "new.png", "--steps", "4")
    #expect(outcome.status == 0, "\(outcome.words)")
    let (old, new) = (try picture("p.png").image, try picture("new.png").image)
    var inside = 0
    for pixel in 0..<128 * 128 {
      let isSame =
        old.pixels[pixel * 3..<pixel * 3 + 3] == new.pixels[pixel * 3..<pixel * 3 + 3]
      if pixel % 128 >= 32 { #expect(isSame) } else if !isSame { inside += 1 }
    }
    #expect(inside > 2048)
  }

  @Test func aForeignPictureNeedsMaskAndLayout() throws {
    let grey = Image(
      width: 64, height: 32, format: .grey, pixels: Array(repeating: 128, count: 2048))
    try PNGFile(image: grey).encoded().write(to: program.file("foreign.png"))
    let white = Image(Mask(height: 32, width: 64, repeating: 1))
    try PNGFile(image: white).encoded().write(to: program.file("mask.png"))
    expectRefusal(
      try render("--from", "foreign.png", "--layout", "layout.json", "-o", "a.png"), status: 2,
      naming: "foreign.png", "--mask")
    let outcome = try render(
      "--from", "foreign.png", "--layout", "layout.json", "--mask", "mask.png", "-o", "a.png",
      "--steps", "2")
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(try picture("a.png").image.width == 64 && picture("a.png").image.height == 32)
  }

  @Test func wordsAloneRepaintAll() throws {
    let outcome = try render(
      "--from", "p.png", "--layout", "layout.json", "--negative", "fog", "-o", "a.png", "--steps",
      "2")
    #expect(outcome.status == 0 && outcome.words.contains("repaints all"), "\(outcome.words)")
  }

  @Test func refusesWhatDoesNotFit() throws {
    try write(to: "wide.json") {
      $0.canvas = Canvas(width: 512, height: 256)
      $0.objects.removeLast()
    }
    try write(to: "edited.json") { $0.objects[1].name = "a penguin" }
    let white = Image(Mask(height: 32, width: 64, repeating: 1))
    try PNGFile(image: white).encoded().write(to: program.file("mask.png"))
    let black = Image(Mask(height: 128, width: 128))
    try PNGFile(image: black).encoded().write(to: program.file("black.png"))
    for (arguments, words) in [
      (["--from", "p.png", "--layout", "wide.json"], ["512x512", "512x256"]),
      (["--from", "p.png", "--layout", "edited.json", "--size", "32x32"], ["128x128", "32x32"]),
      (["--from", "p.png", "--mask", "mask.png"], ["128x128", "64x32"]),
      (["--from", "p.png", "--mask", "black.png"], ["white"]),
      (["--from", "none.png", "--layout", "edited.json"], ["none.png"]),
      (["--from", "p.png"], ["--layout or --mask"]),
      (["a cat", "--dry-run"], ["--from"]),
      (["--from", "p.png", "--mask", "black.png", "--margin", "3"], ["exclude"]),
    ] {
      let outcome = try program.run(["render", "--no-progress", "-o", "x.png"] + arguments)
      expectRefusal(outcome, status: 2, naming: words[0], words[words.count - 1])
      #expect(!FileManager.default.fileExists(atPath: program.file("x.png").path))
    }
  }
}
