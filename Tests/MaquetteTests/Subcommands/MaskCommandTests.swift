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

  /// A box that a later one covers by half, and one behind it.
  private func writeOverlap() throws {
    try program.write(
      """
      {"schema": "maquette/layout/1", "canvas": {"width": 8, "height": 4}, "objects": [
        {"name": "behind", "box": {"x": 3, "y": 1, "width": 1, "height": 1}},
        {"name": "left", "box": {"x": 0, "y": 0, "width": 4, "height": 4}},
        {"name": "right", "box": {"x": 2, "y": 0, "width": 4, "height": 4}}]}
      """, to: "overlap.json")
  }

  @Test func leavesWhatLaterObjectsDoNotCover() throws {
    try writeOverlap()
    let outcome = try program.run(["mask", "overlap.json", "-o", "seen", "--visible"])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("object 0 \"behind\" is hidden behind later objects"))
    let left = try PNGFile(contentsOf: program.file("seen/01-left.png")).image
    #expect(left.pixels.prefix(8) == [255, 255, 0, 0, 0, 0, 0, 0])
    let manifest = try String(contentsOf: program.file("seen/manifest.json"), encoding: .utf8)
    let objects = try JSONReader.read(manifest).root.value["objects"]?.array ?? []
    #expect(objects.map { $0["visible"]?.double } == [0, 0.5, 1])
  }

  @Test func writesArraysAndRunLengths() throws {
    try writeOverlap()
    let outcome = try program.run([
      "mask", "overlap.json", "-o", "out", "--format", "npy", "--format", "rle",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(
      try program.names(in: "out") == [
        "background.npy", "manifest.json", "masks.json", "masks.npy",
      ])
    let bytes = try Data(contentsOf: program.file("out/masks.npy"))
    #expect(bytes.count == 128 + 3 * 32)
    let head = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(head.hasPrefix("{'descr': '|b1', 'fortran_order': False, 'shape': (3, 4, 8), }"))
    #expect(Array(bytes[160..<168]) == [1, 1, 1, 1, 0, 0, 0, 0])
    let fitted = try program.run(["fit", "out/masks.npy", "--shape", "box"])
    let same = try program.run(["fit", "out/masks.json", "--shape", "box"])
    #expect(fitted.status == 0 && same.status == 0, "\(fitted.words) \(same.words)")
    let boxes = try JSONNotation().parse(fitted.text, canvas: .standard).layout.objects
    #expect(
      boxes.map(\.region) == [
        .box(Box(x: 3, y: 1, width: 1, height: 1)), .box(Box(x: 0, y: 0, width: 4, height: 4)),
        .box(Box(x: 2, y: 0, width: 4, height: 4)),
      ])
    #expect(boxes.map(\.name) == ["masks 0", "masks 1", "masks 2"])
    let named = try JSONNotation().parse(same.text, canvas: .standard).layout.objects
    #expect(named.map(\.region) == boxes.map(\.region))
    #expect(named.map(\.name) == ["behind", "left", "right"])
  }

  @Test func writesSignedDistancesAsNumbers() throws {
    try writeOverlap()
    let outcome = try program.run([
      "mask", "overlap.json", "-o", "out", "--edge", "distance", "--format", "npy",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    let bytes = try Data(contentsOf: program.file("out/masks.npy"))
    let numbers = bytes[128...].withUnsafeBytes { raw in
      (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    #expect(numbers.count == 96)
    #expect(numbers[40..<48] == [0.5, 1.5, 1.5, 0.5, -0.5, -1.5, -2.5, -3.5])
    let fitted = try program.run(["fit", "out/masks.npy", "--shape", "box"])
    let layout = try JSONNotation().parse(fitted.text, canvas: .standard).layout
    #expect(layout.objects.last?.region == .box(Box(x: 2, y: 0, width: 4, height: 4)))
  }

  @Test(arguments: [
    ["--edge", "blurred"], ["--soft", "--edge", "hard"], ["--softness", "2"],
    ["--soft", "--softness", "-1"], ["--format", "gif"],
  ]) func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(
      try program.run(["mask", "layout.json", "-o", "masks"] + arguments), status: 2)
    #expect(try program.names() == ["layout.json"])
  }
}
