import Drawing
import Foundation
import Layouts
import Testing

@testable import Scenes

@Suite struct SceneFolderTests {
  private static let synthesiser = SceneFixtures.synthesiser(
    SceneSettings(seed: 9, canvas: Canvas(width: 40, height: 32)), things: ["lmd"])

  @Test func aFolderHoldsPicturesLayoutsMasksAndRecords() throws {
    let folder = try TemporaryFolder()
    try SceneFolder(folder.url, synthesiser: Self.synthesiser).write(3..<8)
    let coco = try String(
      contentsOf: folder.url.appending(path: "annotations.json"), encoding: .utf8)
    for index in 3..<8 as Range<UInt64> {
      let scene = Self.synthesiser.scene(index)
      let stem = SceneFolder.stem(index)
      #expect(stem == "00000\(index)")
      let picture = try PNGFile(contentsOf: folder.url.appending(path: "images/\(stem).png"))
      #expect(picture.image == scene.image)
      let masks = try PNGFile(contentsOf: folder.url.appending(path: "masks/\(stem).png"))
      #expect(masks.image.format == .grey && masks.image.pixels == scene.owners)
      let text = try String(
        contentsOf: folder.url.appending(path: "layouts/\(stem).json"), encoding: .utf8)
      #expect(try JSONNotation().parse(text, canvas: .standard).layout == scene.layout)
      try checkRecords(coco, scene, stem)
    }
  }

  /// Our own reader of COCO's format finds the boxes, and in the run lengths the masks.
  private func checkRecords(_ text: String, _ scene: Scene, _ stem: String) throws {
    let root = try JSONReader.read(text).root.value
    let id = Int(scene.content.index) + 1
    let records = (root["annotations"]?.array ?? []).filter { $0["image_id"]?.integer == id }
    #expect(records.count == scene.content.objects.count)
    for (place, (record, object)) in zip(records, scene.content.objects).enumerated() {
      #expect(
        record["bbox"]?.array?.compactMap(\.double)
          == [object.box.x, object.box.y, object.box.width, object.box.height])
      #expect(record["area"]?.integer == object.area)
      let counts = try #require(record["segmentation"]?["counts"]?.string)
      let mask = try RunLengthMask(height: 32, width: 40, compressed: counts)
      #expect(mask.mask == scene.mask(of: place))
      #expect(record["attributes"]?["name"]?.string == object.name)
      #expect(record["attributes"]?["color"]?.string == object.colour?.rawValue)
    }
    let read = try COCONotation(entry: "images/\(stem).png").parse(text, canvas: .standard).layout
    #expect(read.canvas == scene.content.canvas)
    #expect(read.objects.map(\.region.bounds).count == scene.content.objects.count)
  }

  @Test func writingAgainGivesTheSameBytes() throws {
    let (first, second) = (try TemporaryFolder(), try TemporaryFolder())
    try SceneFolder(first.url, synthesiser: Self.synthesiser).write(0..<70)
    try SceneFolder(second.url, synthesiser: Self.synthesiser).write(0..<70)
    for path in [
      "annotations.json", "images/000069.png", "layouts/000000.json", "masks/000033.png",
    ] {
      let one = try Data(contentsOf: first.url.appending(path: path))
      #expect(try Data(contentsOf: second.url.appending(path: path)) == one)
    }
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "taken")
    try Data("a file".utf8).write(to: file)
    #expect(
      throws: SceneError.unwritable(
        file: file.appending(path: "images").path, reason: "the folder can't be created")
    ) { try SceneFolder(file, synthesiser: Self.synthesiser).write(0..<1) }
  }
}
