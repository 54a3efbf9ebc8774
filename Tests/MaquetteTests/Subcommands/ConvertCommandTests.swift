import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

@Suite struct ConvertCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private let layout = """
    {"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512}, "background": "a sea",
     "objects": [{"name": "a cat", "box": {"x": 64, "y": 64, "width": 128, "height": 64}},
                 {"name": "a dog", "description": "wet",
                  "ellipse": {"cx": 300, "cy": 300, "major": 90, "minor": 40, "angle": 30}}]}
    """

  private func json(_ text: String) throws -> JSONValue { try JSONReader.read(text).root.value }

  @Test func goesThereAndBack() throws {
    try program.write(layout, to: "layout.json")
    let there = try program.run(["convert", "layout.json", "-o", "out/picture.coco.json"])
    #expect(there.status == 0 && there.text.isEmpty && there.words.isEmpty, "\(there.words)")
    let back = try program.run(["convert", "out/picture.coco.json", "-o", "-", "--to", "json"])
    #expect(back.status == 0, "\(back.words)")
    let copy = try JSONNotation().parse(back.text, canvas: .standard).layout
    #expect(try copy == JSONNotation().parse(layout, canvas: .standard).layout)
  }

  @Test func joinsDescriptionsByName() throws {
    try program.write(layout, to: "layout.json")
    try program.write("dog {It is a wet dog.}\na-cat {A cat, asleep.}\n", to: "answer.txt")
    let outcome = try program.run(
      ["convert", "layout.json", "--descriptions", "answer.txt", "-o", "-", "--to", "json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let objects = try JSONNotation().parse(outcome.text, canvas: .standard).layout.objects
    #expect(objects.map(\.description) == ["A cat, asleep.", "It is a wet dog."])
    try program.write("a-cat {A cat.}\nunicorn {White.}\n", to: "answer.txt")
    let other = try program.run(
      ["convert", "layout.json", "--descriptions", "answer.txt", "-o", "-", "--to", "json"])
    #expect(other.status == 0)
    #expect(other.words.contains("answer.txt:2:1: warning:"), "\(other.words)")
    #expect(other.words.contains("no description came for \"a dog\""))
  }

  @Test func reportsLosses() throws {
    try program.write(layout, to: "layout.json")
    let outcome = try program.run(
      ["convert", "layout.json", "-o", "a.json", "--to", "gligen", "--report", "losses.json"])
    #expect(outcome.status == 0)
    #expect(outcome.words.contains("loses-ellipse") && outcome.words.contains("loses-background"))
    let report = try json(String(contentsOf: program.file("losses.json"), encoding: .utf8))
    #expect(report["schema"]?.string == "maquette/losses/1")
    #expect(report["from"]?.string == "json" && report["to"]?.string == "gligen")
    let losses = try #require(report["losses"]?.array)
    let ofDog = losses.filter { $0["object"]?.integer == 1 }
    #expect(ofDog.compactMap { $0["property"]?.string }.sorted() == ["description", "ellipse"])
    #expect(ofDog.allSatisfy { $0["name"]?.string == "a dog" })
  }

  /// Ellipses that were asked for are no loss of the outlines that they are fitted to.
  @Test func whatWasAskedForIsNoLoss() throws {
    let corners = (0..<24).map { corner -> String in
      let angle = Double(corner) * .pi / 12
      return "\(100 + 60 * cos(angle)), \(100 + 30 * sin(angle))"
    }
    try program.write(
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 256, "height": 256}],
       "categories": [{"id": 1, "name": "a cat"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [40, 70, 120, 60],
                        "segmentation": [[\(corners.joined(separator: ", "))]]}]}
      """, to: "coco.json")
    let outcome = try program.run([
      "convert", "coco.json", "-o", "a.layout.json", "--to", "json", "--outlines", "ellipses",
      "--strict",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    let text = try String(contentsOf: program.file("a.layout.json"), encoding: .utf8)
    #expect(text.contains("\"ellipse\""))
  }

  @Test func strictWritesNothing() throws {
    try program.write(layout, to: "layout.json")
    let outcome = try program.run(
      ["convert", "layout.json", "-o", "a.json", "--to", "yolo", "--strict", "--report", "l.json"])
    #expect(outcome.status == 5 && outcome.text.isEmpty)
    #expect(try program.names() == ["l.json", "layout.json"])
    #expect(outcome.words.contains("is not written"))
  }

  @Test func readsNamesAndCanvas() throws {
    try program.write("names:\n  0: cat\n  1: dog\n", to: "data.yaml")
    for names in ["data.yaml", "cat,dog"] {
      let outcome = try program.run(
        [
          "convert", "-", "-o", "-", "--to", "json", "--from", "yolo", "--names", names, "--canvas",
          "200x100",
        ], input: "1 0.5 0.5 0.5 0.5\n")
      #expect(outcome.status == 0 && outcome.words.isEmpty, "\(outcome.words)")
      let object = try #require(json(outcome.text)["objects"]?.array?.first)
      #expect(object["name"]?.string == "dog")
      #expect(object["box"] == ["x": 50, "y": 25, "width": 100, "height": 50])
    }
  }

  /// What a notation needs beside its text is written there, and nowhere on standard output.
  @Test func writesWhatBelongsBeside() throws {
    try program.write(layout, to: "layout.json")
    let cases = [
      ("yolo", "labels.txt", ["labels.yaml"]), ("comfyui-masks", "graph.json", ["graph-2.png"]),
      ("regional-prompter-mask", "request.json", ["request.png"]),
    ]
    for (name, file, companions) in cases {
      let outcome = try program.run(
        ["convert", "layout.json", "-o", "\(name)/\(file)", "--to", name])
      #expect(outcome.status == 0, "\(outcome.words)")
      let found = try FileManager.default.contentsOfDirectory(atPath: program.file(name).path)
      #expect(Set(found) == Set(companions + [file]))
      let back = try program.run(
        [
          "convert", "\(name)/\(file)", "-o", "-", "--to", "json", "--from", name,
        ] + (name == "yolo" ? ["--names", "yolo/labels.yaml"] : []))
      #expect(try json(back.text)["objects"]?.array?.count == 2, "\(name): \(back.words)")
      #expect(
        try json(back.text)["objects"]?.array?.compactMap { $0["name"]?.string }
          == ["a cat", "a dog"])
    }
    let refused = try program.run(["convert", "layout.json", "-o", "-", "--to", "comfyui-masks"])
    expectRefusal(refused, status: 2, naming: "mask-2.png", "comfyui-masks")
  }

  /// What a conversion writes beside its file takes no place of anything else.
  @Test func companionsReplaceOnlyTheirOwnKind() throws {
    try program.write(layout, to: "dog.layout.json")
    let mask = ["convert", "dog.layout.json", "-o", "dog.json", "--to", "regional-prompter-mask"]
    let labels = ["convert", "dog.layout.json", "-o", "data.txt", "--to", "yolo-obb"]
    let photo = try PNGFile(
      image: Image(width: 1, height: 1, format: .rgb, pixels: [1, 2, 3])
    ).encoded()
    try photo.write(to: program.file("dog.png"))
    try program.write("train: images\nnames:\n  0: \"a cat\"\n", to: "data.yaml")
    for (arguments, name) in [(mask, "dog.png"), (labels, "data.yaml")] {
      let before = try Data(contentsOf: program.file(name))
      expectRefusal(try program.run(arguments), status: 2, naming: name)
      #expect(try Data(contentsOf: program.file(name)) == before)
    }
    #expect(try program.names() == ["data.yaml", "dog.layout.json", "dog.png"])
    for name in ["dog.png", "data.yaml"] {
      try FileManager.default.removeItem(at: program.file(name))
    }
    // The same again, and again for a layout that changed.
    for text in [layout, layout, layout.replacing("a cat", with: "a bird")] {
      try program.write(text, to: "dog.layout.json")
      for (arguments, name) in [(mask, "dog.png"), (labels, "data.yaml")] {
        let outcome = try program.run(arguments)
        #expect(outcome.status == 0 && outcome.words.contains("wrote \(name) beside"))
      }
    }
  }

  @Test func companionsNeverReplaceWhatIsRead() throws {
    try program.write(layout, to: "x.yaml")
    let input = ["convert", "x.yaml", "--from", "json", "-o", "x.txt", "--to", "yolo"]
    expectRefusal(try program.run(input), status: 2, naming: "x.yaml", "the input")
    let both = ["convert", "x.yaml", "--from", "json", "-o", "y.yaml", "--to", "yolo"]
    expectRefusal(try program.run(both), status: 2, naming: "y.yaml", "-o")
    // A list of names that stays as it is may be read and written.
    try program.write(layout, to: "l.json")
    let list = ["convert", "l.json", "-o", "l.txt", "--to", "yolo"]
    #expect(try program.run(list).status == 0)
    #expect(try program.run(list + ["--names", "l.yaml"]).status == 0)
    try program.write(layout.replacing("a cat", with: "a bird"), to: "l.json")
    expectRefusal(
      try program.run(list + ["--names", "l.yaml"]), status: 2, naming: "l.yaml", "--names")
  }

  @Test(arguments: ["none.yaml", "none.YML", "cat,dog.names", "/tmp", "folder/none"])
  func namesThatLeadToNoFileAreRefused(names: String) throws {
    let outcome = try program.run(
      ["convert", "-", "-o", "-", "--to", "json", "--from", "yolo", "--names", names],
      input: "0 0.5 0.5 0.5 0.5\n")
    expectRefusal(outcome, status: 2, naming: names)
  }

  @Test func namesMayHoldSlashesAndFaultsAreOneSentence() throws {
    let arguments = ["convert", "-", "-o", "-", "--to", "json", "--from", "yolo", "--names"]
    let outcome = try program.run(arguments + ["w/o hat,cat"], input: "0 0.5 0.5 0.5 0.5\n")
    #expect(outcome.text.contains("w/o hat"), "\(outcome.words)")
    try program.write("names: [a\nb: {\n", to: "bad.yaml")
    let bad = try program.run(arguments + ["bad.yaml"], input: "0 0.5 0.5 0.5 0.5\n")
    expectRefusal(bad, status: 2, naming: "bad.yaml:", "YAML")
    #expect(!bad.words.contains("\\u"))
  }

  private let annotations = """
    <annotations><image id="0" name="a.jpg" width="100" height="80"><box label="d" xtl="10" ytl="10" xbr="60" ybr="30" rotation="30"/></image><image id="1" name="b.jpg" width="100" height="80"><box label="e" xtl="1" ytl="2" xbr="3" ybr="4" occluded="1"><attribute name="pose">front</attribute></box></image></annotations>
    """

  /// What reading leaves out is lost as what writing leaves out.
  @Test func lossesInReadingCount() throws {
    try program.write(annotations, to: "a.xml")
    let arguments = ["convert", "a.xml", "-o", "a.json", "--strict", "--report", "r.json"]
    let outcome = try program.run(arguments + ["--entry", "a.jpg"])
    #expect(outcome.status == 5 && outcome.words.contains("1 losses"), "\(outcome.words)")
    #expect(try program.names() == ["a.xml", "r.json"])
    let report = try json(String(contentsOf: program.file("r.json"), encoding: .utf8))
    let losses = try #require(report["losses"]?.array)
    #expect(losses.map { $0["property"]?.string } == ["rotation"])
    #expect(losses.first?["name"]?.string == "d")
    let whole = try program.run(arguments)
    #expect(whole.status == 5 && whole.words.contains("2 losses"), "\(whole.words)")
    #expect(try program.run(arguments + ["--entry", "b.jpg"]).status == 0)
  }

  @Test func picturesAreChosenOrTheChoiceIsRefused() throws {
    try program.write(annotations, to: "a.xml")
    for entry in ["b.jpg", "2"] {
      let outcome = try program.run(
        ["convert", "a.xml", "-o", "-", "--to", "json", "--entry", entry])
      #expect(try json(outcome.text)["objects"]?.array?.first?["name"] == "e", "\(outcome.words)")
    }
    let none = try program.run(["convert", "a.xml", "-o", "-", "--to", "json", "--entry", "c.jpg"])
    #expect(none.status == 1 && none.words.contains("c.jpg") && none.text.isEmpty)
    try program.write(layout, to: "layout.json")
    for name in ["svg", "voc", "labelme", "json"] {
      let file = "one.\(name).\(name == "voc" ? "xml" : name == "svg" ? "svg" : "json")"
      _ = try program.run(["convert", "layout.json", "-o", file, "--to", name])
      let outcome = try program.run(
        ["convert", file, "-o", "-", "--to", "json", "--entry", "b.jpg"])
      expectRefusal(outcome, status: 2, naming: "--entry b.jpg", name)
    }
  }

  /// The picture beside the prompts is found by every command that reads a layout.
  @Test func masksAreReadByOtherCommands() throws {
    try program.write(layout, to: "layout.json")
    let arguments = [
      "convert", "layout.json", "-o", "sub/r.json", "--to", "regional-prompter-mask",
    ]
    #expect(try program.run(arguments).status == 0)
    for notation in [[], ["--notation", "regional-prompter-mask"]] {
      for command in [["parse"], ["draw"], ["diff", "sub/r.json"]] {
        let outcome = try program.run(command + ["sub/r.json"] + notation)
        #expect(outcome.status == 0, "\(command): \(outcome.words)")
      }
      let checked = try program.run(["check", "sub/r.json"] + notation)
      #expect(!checked.text.contains("found no folder"), "\(checked.text)")
    }
  }

  @Test func pascalVOCCountsFromWhereItIsTold() throws {
    try program.write(layout, to: "layout.json")
    for (base, edge) in [("0", "64"), ("1", "65")] {
      let outcome = try program.run(
        ["convert", "layout.json", "-o", "-", "--to", "voc", "--voc-base", base])
      #expect(outcome.text.contains("<xmin>\(edge)</xmin>"))
    }
    let outcome = try program.run(
      ["convert", "layout.json", "-o", "-", "--to", "voc", "--voc-base", "2"])
    expectRefusal(outcome, status: 2, naming: "--voc-base")
  }

  @Test(arguments: ["svg", "cvat", "voc"])
  func drawingsGoThereAndBack(name: String) throws {
    try program.write(layout, to: "layout.json")
    let there = try program.run(["convert", "layout.json", "-o", "a.\(name).xml"])
    #expect(there.status == 0, "\(there.words)")
    let back = try program.run(["convert", "a.\(name).xml", "-o", "-", "--to", "json"])
    #expect(back.status == 0, "\(back.words)")
    let copy = try JSONNotation().parse(back.text, canvas: .standard).layout
    let original = try JSONNotation().parse(layout, canvas: .standard).layout
    #expect(copy.objects.map(\.name) == original.objects.map(\.name))
    for (one, other) in zip(copy.objects, original.objects) {
      #expect(one.region.bounds.intersectionOverUnion(other.region.bounds) > 0.97)
    }
  }

  @Test func tellsWhatNotationsHold() throws {
    let table = try program.run(["schema", "notations", "--markdown"])
    let page = fixture("../Documentation/notations.md")
    let committed = try String(contentsOf: page, encoding: .utf8)
    #expect(table.text == committed, "make Documentation/notations.md again")
    #expect(
      table.text.split(separator: "\n").filter { $0.hasPrefix("| ") }.count - 2
        == Notations.catalog.count)
    let rows = try #require(json(program.run(["schema", "notations"]).text).array)
    let yolo = try #require(rows.first { $0["name"]?.string == "yolo" })
    #expect(yolo["holds"]?["rotation"] == false && yolo["holds"]?["boxes"] == true)
    let schema = try json(program.run(["schema", "losses"]).text)
    #expect(schema["properties"]?["schema"]?["const"]?.string == "maquette/losses/1")
  }

  @Test func refuses() throws {
    try program.write(layout, to: "layout.json")
    expectRefusal(
      try program.run(["convert", "layout.json", "-o", "picture.txt"]), status: 2, naming: "--to")
    expectRefusal(
      try program.run(["convert", "none.json", "-o", "a.json"]), status: 2, naming: "none.json")
    expectRefusal(
      try program.run(["convert", "layout.json", "-o", "a.json", "--to", "yaml"]), status: 2,
      naming: "coco")
    let unreadable = try program.run(
      ["convert", "layout.json", "-o", "a.json", "--from", "labelme"])
    #expect(unreadable.status == 1 && unreadable.words.contains("shapes"))
    #expect(try program.names() == ["layout.json"])
  }
}
