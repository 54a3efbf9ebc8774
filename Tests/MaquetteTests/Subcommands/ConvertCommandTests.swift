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
    #expect(unreadable.status == 1 && unreadable.words.contains("imageWidth"))
    #expect(try program.names() == ["layout.json"])
  }
}
