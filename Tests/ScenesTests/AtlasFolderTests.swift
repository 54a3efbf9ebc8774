import Drawing
import Foundation
import Layouts
import Testing

@testable import Scenes

/// Folders of a user's own cut-outs, right and wrong.
@Suite struct AtlasFolderTests {
  /// A square with a clear rim, in one colour.
  static func square(opacity: UInt8 = 255, format: Image.Format = .rgba) -> Image {
    let side = 12
    var pixels: [UInt8] = []
    for row in 0..<side {
      for column in 0..<side {
        let isInside = (2..<10).contains(row) && (3..<10).contains(column)
        pixels += [200, 40, 40, isInside ? opacity : 0].prefix(format.channels)
      }
    }
    return Image(width: side, height: side, format: format, pixels: pixels)
  }

  private static func write(_ image: Image, _ name: String, in folder: TemporaryFolder) throws {
    let file = folder.url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try PNGFile(image: image).write(to: file)
  }

  private static func error(_ folder: TemporaryFolder) -> SceneError? {
    do {
      _ = try Atlas(folder: folder.url)
      return nil
    } catch {
      return error
    }
  }

  @Test func namesComeFromFilesAndFolders() throws {
    let folder = try TemporaryFolder()
    for name in [
      "Teddy-Bear.png", "teddy_bear-2.png", "red-apple.png", "green apple.PNG", "cat/001.png",
      "cat/002.png", "gray-wolf/a.png",
    ] { try Self.write(Self.square(), name, in: folder) }
    try Data("no picture".utf8).write(to: folder.url.appending(path: "notes.txt"))
    let atlas = try Atlas(folder: folder.url)
    #expect(atlas.things.map(\.name) == ["apple", "cat", "teddy bear", "wolf"])
    #expect(atlas.things.map(\.plural) == ["apples", "cats", "teddy bears", "wolves"])
    #expect(atlas.things.map(\.cutouts.count) == [2, 2, 2, 1])
    #expect(atlas.cutouts.map(\.colour) == [.green, .red, nil, nil, nil, nil, .gray])
    #expect(atlas.cutouts.allSatisfy { $0.image.width == 7 && $0.image.height == 8 })
    let scene = try SceneSynthesiser(
      atlas: atlas,
      settings: SceneSettings(canvas: Canvas(width: 48, height: 48), objects: 3...3)
    ).scene(0)
    #expect(scene.content.objects.count == 3)
  }

  @Test func aTableSaysMore() throws {
    let folder = try TemporaryFolder()
    try Self.write(Self.square(), "a.png", in: folder)
    let table = """
      {"schema": "maquette/atlas/1", "licence": "CC0", "things": [
        {"name": "goose", "also": ["bird"], "classes": {"coco": "bird"}, "size": 1.5,
         "stance": "air", "tilt": 20,
         "cutouts": [{"file": "a.png", "colour": "white", "colourable": true, "body": ["#c82828"]}]}
      ]}
      """
    try Data(table.utf8).write(to: folder.url.appending(path: "atlas.json"))
    let atlas = try Atlas(folder: folder.url)
    #expect(atlas.licence == "CC0")
    #expect(
      atlas.things == [
        AtlasThing(
          name: "goose", plural: "geese", otherNames: ["bird"], classes: ["coco": "bird"],
          size: 1.5, stance: .air, tilt: 20, cutouts: [0])
      ])
    #expect(atlas.cutouts[0].isColourable && atlas.cutouts[0].body == [[200, 40, 40]])
  }

  @Test func foldersWithoutCutoutsAreRefused() throws {
    let folder = try TemporaryFolder()
    #expect(Self.error(folder) == .emptyFolder(folder: folder.url.path))
    try Data("text".utf8).write(to: folder.url.appending(path: "notes.txt"))
    #expect(Self.error(folder) == .emptyFolder(folder: folder.url.path))
    #expect(throws: SceneError.self) {
      try Atlas(folder: folder.url.appending(path: "absent"))
    }
  }

  @Test func picturesThatAreNoCutoutsAreRefused() throws {
    for (image, expected) in [
      (Self.square(format: .rgb), "expected a cut-out with opacity, found a picture without"),
      (Self.square(format: .grey), "expected a cut-out with opacity, found a picture without"),
      (Self.square(opacity: 0), "expected a cut-out, found a picture that is clear everywhere"),
      (
        Image(
          width: 2100, height: 1, format: .rgba, pixels: [UInt8](repeating: 255, count: 8400)),
        "at most 2048 pixels a side, found 2100 x 1"
      ),
    ] {
      let folder = try TemporaryFolder()
      try Self.write(image, "cat.png", in: folder)
      let message = try #require(Self.error(folder)).description
      #expect(message.contains("cat.png") && message.hasSuffix(expected), "\(message)")
    }
  }

  @Test func damagedPicturesAreRefused() throws {
    let folder = try TemporaryFolder()
    let bytes = try PNGFile(image: Self.square()).encoded()
    try bytes.prefix(bytes.count / 2).write(to: folder.url.appending(path: "cat.png"))
    guard case .picture(.damaged(let file, _, _)) = Self.error(folder) else {
      Issue.record("\(String(describing: Self.error(folder)))")
      return
    }
    #expect(file.hasSuffix("cat.png"))
  }

  @Test(arguments: [
    ("{", "line 1"),
    (
      "{\"schema\": \"maquette/atlas/1\", \"licens\": \"x\"}",
      "the table: expected the keys schema, source, licence, things, found \"licens\""
    ),
    ("{\"schema\": \"maquette/atlas/9\"}", "schema: expected \"maquette/atlas/1\""),
    (
      "{\"schema\": \"maquette/atlas/1\"}", "things: expected an array of things, found no such key"
    ),
    (Self.table("{\"cutouts\": []}"), "things[0].name: expected a noun, found no such key"),
    (
      Self.table("{\"name\": \"cat\", \"cutouts\": []}"),
      "things[0].cutouts: expected an array of cut-outs, found \"[]\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"colour\": \"red\"}"),
      "things[0]: expected the keys name, plural, also, kin, classes, size, stance, tilt, cutouts,"
        + " found \"colour\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"size\": 40, \"cutouts\": [{\"file\": \"a.png\"}]}"),
      "things[0].size: expected a number from 0.2 to 3.0, found \"40\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"plural\": 5, \"cutouts\": [{\"file\": \"a.png\"}]}"),
      "things[0].plural: expected a text, found \"5\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"also\": \"kit\", \"cutouts\": [{\"file\": \"a.png\"}]}"),
      "things[0].also: expected an array of texts, found \"kit\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"classes\": [], \"cutouts\": [{\"file\": \"a.png\"}]}"),
      "things[0].classes: expected an object of names, found \"[]\""
    ),
    (
      Self.table(
        "{\"name\": \"cat\", \"cutouts\": [{\"file\": \"a.png\", \"colourable\": \"yes\"}]}"),
      "things[0].cutouts[0].colourable: expected true or false, found \"yes\""
    ),
    (
      Self.table(
        "{\"name\": \"cat\", \"cutouts\": [{\"file\": \"a.png\", \"body\": [\"#-fffff\"]}]}"),
      "things[0].cutouts[0].body[0]: expected a colour such as \"#d32f2f\", found \"#-fffff\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"stance\": \"sea\", \"cutouts\": [{\"file\": \"a.png\"}]}"),
      "things[0].stance: expected ground, lying or air, found \"sea\""
    ),
    (
      Self.table("{\"name\": \"cat\", \"cutouts\": [{\"file\": \"a.png\", \"colour\": \"teal\"}]}"),
      "things[0].cutouts[0].colour: expected one of red, orange, yellow, green, blue, purple, pink,"
        + " brown, black, white, gray, found \"teal\""
    ),
    (
      Self.table(
        "{\"name\": \"cat\", \"cutouts\": [{\"file\": \"a.png\"}]}, {\"name\": \"cat\", \"cutouts\": [{\"file\": \"a.png\"}]}"
      ),
      "things[1].name: \"cat\" stands there twice"
    ),
  ])
  func damagedTablesAreRefused(text: String, expected: String) throws {
    let folder = try TemporaryFolder()
    try Self.write(Self.square(), "a.png", in: folder)
    try Data(text.utf8).write(to: folder.url.appending(path: "atlas.json"))
    let message = try #require(Self.error(folder)).description
    #expect(message.contains("atlas.json is no table of an atlas: "))
    #expect(message.contains(expected), "\(message)")
  }

  static func table(_ things: String) -> String {
    "{\"schema\": \"maquette/atlas/1\", \"things\": [\(things)]}"
  }

  @Test func aTableThatNamesAnAbsentPictureIsRefused() throws {
    let folder = try TemporaryFolder()
    let table = Self.table("{\"name\": \"cat\", \"cutouts\": [{\"file\": \"cat.png\"}]}")
    try Data(table.utf8).write(to: folder.url.appending(path: "atlas.json"))
    guard case .picture(.unreadable(let file, _)) = Self.error(folder) else {
      Issue.record("\(String(describing: Self.error(folder)))")
      return
    }
    #expect(file.hasSuffix("cat.png"))
  }
}
