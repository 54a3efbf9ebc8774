import Foundation
import Layouts
import Testing

@testable import maquette

/// What `maquette check` takes, and what it does with what it can't take.
@Suite struct CheckInputTests {
  let program: Program

  private let dog =
    "[('a dog', [302, 119, 211, 228])]\nBackground prompt: a room\nNegative prompt: "

  init() throws { program = try Program() }

  private func findings(_ arguments: [String], input: String = "") throws -> [JSONValue] {
    let outcome = try program.run(
      ["check"] + arguments + ["--output-format", "json"], input: input)
    return try #require(try JSONReader.read(outcome.text).root.value.array, "\(outcome.words)")
  }

  private func places(_ findings: [JSONValue]) -> [String] {
    findings.map {
      "\($0["file"]?.string ?? "") \($0["code"]?.string ?? "") \($0["row"]?.integer ?? 0)"
    }
  }

  @Test func readsDrawingsAndAnnotations() throws {
    try program.write(dog, to: "dog.txt")
    for ending in ["svg", "cvat.xml", "voc.xml", "coco.json"] {
      let name = "dog.\(ending)"
      try #require(try program.run(["convert", "dog.txt", "-o", name]).status == 0)
      let found = try findings([name, "--select", "copied-exemplar"])
      #expect(places(found) == ["\(name) MQ111 0"])
    }
    #expect(Set(try findings(["."]).compactMap { $0["file"]?.string }).count == 5)
  }

  @Test func readsRowsOfAnything() throws {
    let row = JSONValue.object(["prompt": "a dog", "response": .string(dog)])
    let line = try JSONWriter.write(row)
    try program.write("\(line)\n\n\(line)\n", to: "rows.jsonl")
    let found = try findings(["rows.jsonl", "--select", "MQ1"])
    #expect(found.compactMap { $0["row"]?.integer } == [1, 1, 3, 3])
    let bytes = Array("\(line)\n\n\(line)\n".utf8)
    for finding in found {
      let offset = try #require(finding["source"]?["offset"]?.integer)
      let length = try #require(finding["source"]?["length"]?.integer)
      let text = String(decoding: bytes[offset..<offset + length], as: UTF8.self)
      #expect(text == "[302, 119, 211, 228]")
    }
    // Standard input and other endings are seen to be rows by what stands there.
    let piped = try findings(["-", "--select", "MQ1"], input: "\(line)\n\(line)\n")
    #expect(piped.compactMap { $0["row"]?.integer } == [1, 1, 2, 2])
    #expect(piped.allSatisfy { $0["file"]?.string == "standard input" })
  }

  @Test func namesThePictureOfAFileOfSeveral() throws {
    let file = """
      {"images": [{"id": 1, "file_name": "a.png", "width": 64, "height": 64},
                  {"id": 2, "file_name": "b.png", "width": 64, "height": 64}],
       "categories": [{"id": 1, "name": "a cat"}],
       "annotations": [{"image_id": 2, "category_id": 1, "bbox": [1, 2, 0, 0]}]}
      """
    try program.write(file, to: "several.json")
    let found = try findings(["several.json", "--select", "MQ1"])
    #expect(found.map { $0["picture"]?.string } == ["b.png"])
    let annotations = """
      <annotations>
        <image name="a.png" width="64" height="64"/>
        <image name="b.png" width="64" height="64">
          <box label="a cat" xtl="1" ytl="2" xbr="1" ybr="9"/></image>
      </annotations>
      """
    try program.write(annotations, to: "cvat.xml")
    let inXML = try findings(["cvat.xml", "--select", "MQ102"])
    #expect(inXML.map { $0["picture"]?.string } == ["b.png"])
    #expect(inXML.map { $0["source"]?["line"]?.integer } == [4])
    #expect(found.first?["message"]?.string?.hasPrefix("picture \"b.png\": ") == true)
  }

  @Test func expandsPatternsAndFolders() throws {
    for name in [
      "a.txt", "runs/1/b.txt", "runs/2/c.txt", "runs/.cache/d.txt", "node_modules/e.txt",
    ] {
      try program.write(dog, to: name)
    }
    func files(_ arguments: String...) throws -> [String] {
      let found = try findings(arguments + ["--select", "MQ111"])
      return found.compactMap { $0["file"]?.string }
    }
    #expect(try files("runs/**/*.txt") == ["runs/1/b.txt", "runs/2/c.txt"])
    #expect(try files(".") == ["a.txt", "runs/1/b.txt", "runs/2/c.txt"])
    #expect(try files("a.txt", "./a.txt", "runs") == ["a.txt", "runs/1/b.txt", "runs/2/c.txt"])
    // A pattern without a file must not pass in silence.
    #expect(try findings(["*.json"]).map { $0["code"]?.string } == ["MQ000"])
  }

  @Test func folderMayHoldOtherData() throws {
    try program.write("{\"name\": \"a package\", \"version\": 1}", to: "all/package.json")
    try program.write("{\"name\": ", to: "all/broken.json")
    let found = try findings(["all"])
    #expect(found.map { $0["severity"]?.string } == ["error", "note"])
    // What is named itself must be a layout.
    #expect(try program.run(["check", "all/package.json"]).status == 1)
  }

  @Test func badInputIsAFindingAndNothingStops() throws {
    try program.write(dog, to: "dog.txt")
    try Data([0x5B, 0xFF, 0xFE]).write(to: program.file("latin.txt"))
    try Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(
      to: program.file("binary.json"))
    try program.write("", to: "empty.json")
    try program.write(String(repeating: "[", count: 1 << 20), to: "deep.json")
    try program.write(String(repeating: "x", count: (16 << 20) + 1), to: "long.txt")
    try Data(Array("{\"response\": \"".utf8) + [0xFF] + Array("\"}\n".utf8) + Array(dog.utf8))
      .write(to: program.file("rows.jsonl"))
    let names = ["none.txt", "latin.txt", "binary.json", "empty.json", "deep.json", "long.txt"]
    let outcome = try program.run(
      ["check"] + names + ["rows.jsonl", "dog.txt", "--output-format", "json"])
    #expect(outcome.status == 1 && outcome.words.isEmpty)
    let found = try #require(try JSONReader.read(outcome.text).root.value.array)
    let unread = found.filter { $0["code"]?.string == "MQ000" }.compactMap { $0["file"]?.string }
    for name in names { #expect(unread.contains(name), "\(name)") }
    #expect(unread.contains("rows.jsonl"))
    #expect(found.last?["file"]?.string == "dog.txt")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func unreadableFolderIsAFinding() throws {
    try program.write(dog, to: "closed/dog.txt")
    chmod(program.file("closed").path, 0)
    defer { chmod(program.file("closed").path, 0o755) }
    #expect(try findings(["."]).map { $0["code"]?.string } == ["MQ000"])
  }

  @Test func captionMayBeGiven() throws {
    try program.write(dog, to: "dog.txt")
    let outcome = try program.run(["check", "dog.txt", "--caption", "a dog", "--select", "MQ1"])
    #expect(outcome.status == 0 && outcome.words.isEmpty)
  }
}
