import Drawing
import Foundation
import Layouts
import Tensors
import TestSupport
import Testing

@testable import maquette

@Suite("render --save-attention")
struct RenderAttentionTests {
  let program: Program

  init() throws {
    program = try Program()
    try program.write(
      """
      {"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512},
       "caption": "a cat & a <dog> in a room", "background": "a room", "negative": "",
       "objects": [
         {"name": "a cat", "box": {"x": 20, "y": 200, "width": 200, "height": 220}},
         {"name": "a dog", "ellipse": {"cx": 380, "cy": 300, "major": 100, "minor": 60, "angle": 30}},
         {"name": "a ball", "box": {"x": 20, "y": 20, "width": 80, "height": 80}}]}
      """, to: "layout.json")
  }

  private func render(_ arguments: String...) throws -> Program.Outcome {
    try program.run(
      ["render", "--layout", "layout.json", "--steps", "3", "--seed", "5", "--no-progress"]
        + arguments)
  }

  private func index(of folder: String) throws -> JSONValue {
    try JSONReader.read(
      String(contentsOf: program.file("\(folder)/index.json"), encoding: .utf8)
    ).root.value
  }

  @Test func everyFileOfTheIndexIsWhatItSays() throws {
    let outcome = try render(
      "--method", "boxdiff", "-o", "p.png", "--save-attention", "maps", "--attention-resolution",
      "all", "--attention-self", "--attention-steps", "1,3")
    #expect(outcome.status == 0, "\(outcome.words)")
    let index = try index(of: "maps")
    #expect(index["schema"]?.string == "maquette/attention/1")
    #expect(index["steps"]?.array?.compactMap(\.integer) == [1, 3])
    let maps = try #require(index["maps"]?.array)
    #expect(Set(maps.compactMap { $0["kind"]?.string }) == ["cross", "self"])
    for map in maps {
      let file = try #require(map["file"]?.string)
      let tensor = try NPYFile.read(program.file("maps/\(file)"))
      #expect(tensor.shape.sizes == map["shape"]?.array?.compactMap(\.integer), "\(file)")
      let size = [map["height"]?.integer, map["width"]?.integer]
      #expect(Array(tensor.shape.sizes.prefix(2)) == size)
      let cells = tensor.shape[0] * tensor.shape[1]
      #expect(abs(Float(cells) - tensor.values.reduce(0, +)) < 1e-2 * Float(cells))
    }
    let phrases = try #require(index["phrases"]?.array)
    #expect(phrases.compactMap { $0["phrase"]?.string }.sorted() == ["a ball", "a cat", "dog"])
    for phrase in phrases {
      #expect(phrase["tokens"]?.array?.isEmpty == false)
      for sheet in phrase["sheets"]?.array ?? [] {
        _ = try PNGFile(contentsOf: program.file("maps/\(try #require(sheet.string))"))
      }
    }
    let overlays = try #require(index["overlays"]?.array)
    // Two steps, three phrases, three sizes of maps.
    #expect(overlays.count == 18)
    for overlay in overlays {
      let file = try #require(overlay["file"]?.string)
      #expect(try PNGFile(contentsOf: program.file("maps/\(file)")).image.width == 512)
      let inside = try #require(overlay["inside"]?.double)
      #expect(inside > 0 && inside < 1)
    }
    let page = try String(contentsOf: program.file("maps/index.html"), encoding: .utf8)
    #expect(page.contains("a cat &amp; a &lt;dog&gt; in a room") && !page.contains("<dog>"))
    for name in page.matches(of: /src="([^"]+)"/).map({ String($0.output.1) }) {
      #expect(FileManager.default.fileExists(atPath: program.file("maps/\(name)").path), "\(name)")
    }
  }

  @Test func savingChangesNoPicture() throws {
    _ = try render("-o", "a.png")
    _ = try render("-o", "b.png", "--save-attention", "maps", "--attention-heads", "--json")
    #expect(try Data(contentsOf: program.file("a.png")) == Data(contentsOf: program.file("b.png")))
    let map = try #require(try index(of: "maps")["maps"]?.array?.first)
    #expect(map["shape"]?.array?.count == 4)
  }

  @Test func phrasesThatThePlainPromptLacksAreNamed() throws {
    let outcome = try render(
      "--method", "plain", "-o", "p.png", "--save-attention", "maps", "--json")
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("[MQ704 unbound-phrase]"))
    #expect(outcome.words.contains("\"a ball\" has no place"))
    #expect(try index(of: "maps")["unbound"]?.array?.compactMap(\.integer) == [2])
    let report = try JSONReader.read(outcome.text).root.value
    #expect(report["attention"]?["unbound"]?.array?.compactMap(\.integer) == [2])
    let inside = try #require(report["attention"]?["inside"]?.double)
    let phrases = try #require(report["attention"]?["phrases"]?.array)
    let mean = phrases.compactMap { $0["inside"]?.double }.reduce(0, +) / Double(phrases.count)
    #expect(phrases.count == 2 && abs(inside - mean) < 1e-9)
  }

  @Test func theTraceTellsTheShareOfEachStep() throws {
    let outcome = try render("-o", "p.png", "--trace", "t.jsonl", "--method", "regional")
    #expect(outcome.status == 0, "\(outcome.words)")
    let lines = try String(contentsOf: program.file("t.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      let phrases = try JSONReader.read(String(line)).root.value["attention"]?.array ?? []
      #expect(phrases.count == 3)
      // The method masks attention; of cells at a rim only a part is inside.
      for phrase in phrases { #expect(try #require(phrase["inside"]?.double) > 0.7) }
    }
  }

  @Test func foldersAreRewrittenAndOthersSpared() throws {
    _ = try render("-o", "p.png", "--save-attention", "maps")
    let before = try program.run(shell: "find maps -type f | wc -l").text
    let again = try render("-o", "p.png", "--save-attention", "maps", "--attention-steps", "2")
    #expect(again.status == 0, "\(again.words)")
    #expect(try program.run(shell: "find maps -type f | wc -l").text != before)
    let index = try index(of: "maps")
    let listed = (index["maps"]?.array ?? []) + (index["overlays"]?.array ?? [])
    let files = try program.run(shell: "find maps -name 'step-*.png' -o -name '*.npy' | wc -l").text
    #expect(Int(files.filter(\.isNumber)) == listed.count)
    try program.write("mine", to: "other/notes.txt")
    expectRefusal(
      try render("-o", "p.png", "--save-attention", "other"), status: 2, naming: "other",
      "found other files")
    #expect(try program.names(in: "other") == ["notes.txt"])
  }

  @Test(arguments: [
    (["--attention-steps", "2"], "expected --save-attention"),
    (["--save-attention", "maps", "--attention-steps", "3-1"], "found '3-1'"),
    (["--save-attention", "maps", "--attention-steps", "0"], "found '0'"),
    (["--save-attention", "maps", "--attention-steps", "9"], "steps from 1 to 3"),
    (["--save-attention", "maps", "--attention-resolution", "9x9"], "16x16, 8x8, 4x4"),
  ])
  func refusesWhatThereIsNot(arguments: [String], words: String) throws {
    let outcome = try program.run(
      ["render", "--layout", "layout.json", "--steps", "3", "-o", "p.png", "--no-progress"]
        + arguments)
    expectRefusal(outcome, status: 2, naming: words)
    #expect(try program.names() == ["layout.json"])
  }

  @Test func stepsAreNumbersRangesAndStrides() throws {
    let selection = try StepSelection(argument: "1, 5,10-20/5")
    #expect((1...25).filter(selection.contains) == [1, 5, 10, 15, 20])
  }
}
