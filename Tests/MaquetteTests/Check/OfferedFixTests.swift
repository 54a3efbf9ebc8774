import Foundation
import Layouts
import Testing

@testable import maquette

/// The fixes that reports offer do what `--fix` does.
@Suite struct OfferedFixTests {
  private static let answer = """
    Sure!
    [('a caf\u{E9} "x"', [302, 119, 211, 228])]
    Background prompt: a room
    Negative prompt: None

    """
  private static let layout =
    #"{"schema":"maquette/layout/1","canvas":{"width":512,"height":512},"objects":"#
    + #"[{"name":"a dog","box":{"x":302,"y":119,"width":211,"height":228}}]}"#

  private static var documents: [(name: String, text: String)] {
    get throws {
      let quoted = try JSONWriter.write(.string(answer))
      let plain = quoted.replacing("\u{E9}", with: #"\u00e9"#)
      return [
        ("answer.txt", answer), ("layout.json", layout),
        ("list.json", "[\n \(layout),\n \(layout)\n]\n"),
        (
          "log.jsonl",
          "\(layout)\n\n{\"id\": \"\u{E9}\", \"response\": \(quoted)}\r\n{\"response\": \(plain)}\n"
        ),
      ]
    }
  }

  /// A text after what a report says of its first fixes was done.
  private func mended(_ text: String, by results: [JSONValue]) throws -> String {
    var bytes = Array(text.utf8)
    let replacements = try results.flatMap { result in
      let fix = try #require(result["fixes"]?.array?.first)
      #expect(fix["description"]?["text"]?.string?.isEmpty == false)
      #expect(fix["properties"]?["applicability"] == "safe")
      return try #require(fix["artifactChanges"]?.array?.first?["replacements"]?.array)
    }
    for replacement in replacements.reversed() {
      let region = try #require(replacement["deletedRegion"])
      let start = try #require(region["byteOffset"]?.integer)
      let length = try #require(region["byteLength"]?.integer)
      let new = try #require(replacement["insertedContent"]?["text"]?.string)
      bytes.replaceSubrange(start..<start + length, with: Array(new.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func characterReplacementsDoWhatFixingDoes() throws {
    for (name, text) in try Self.documents {
      let program = try Program()
      try program.write(text, to: name)
      let arguments = ["check", name, "--select", "out-of-canvas"]
      let log = try JSONReader.read(
        program.run(arguments + ["--output-format", "sarif"]).text
      ).root.value
      let results = try #require(log["runs"]?.array?.first?["results"]?.array)
      #expect(!results.isEmpty)
      let expected = text.replacing("302,", with: "301,")
      #expect(try mended(text, by: results) == expected, "\(name)")
      _ = try program.run(arguments + ["--fix"])
      #expect(
        try String(contentsOf: program.file(name), encoding: .utf8) == expected, "\(name)")
    }
  }

  @Test func findingsForProgramsCarryTheirFixes() throws {
    let program = try Program()
    try program.write(Self.layout, to: "layout.json")
    let arguments = ["check", "layout.json", "--select", "out-of-canvas", "--output-format"]
    let outcome = try program.run(arguments + ["jsonl"])
    let finding = try JSONReader.read(outcome.text).root.value
    #expect(finding["fix"]?["applicability"] == "safe")
    let edit = try #require(finding["fix"]?["edits"]?.array?.first)
    #expect(edit["box"]?["x"]?.integer == 301, "\(edit)")
    let people = try program.run(arguments + ["gitlab"])
    #expect(!people.text.contains("applicability"))
  }

  @Test func filesThatCannotBeChangedGetNoReplacements() throws {
    let program = try Program()
    try program.write(
      """
      {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 100},
        {"id": 2, "file_name": "b.png", "width": 100, "height": 100}],
       "annotations": [{"id": 9, "image_id": 1, "category_id": 3, "bbox": [60, 10, 50, 50]}],
       "categories": [{"id": 3, "name": "a cat"}]}
      """, to: "album.json")
    let arguments = ["check", "album.json", "--select", "out-of-canvas", "--output-format"]
    let sarif = try program.run(arguments + ["sarif"]).text
    #expect(sarif.contains("MQ101") && !sarif.contains("\"fixes\""))
    #expect(try program.run(arguments + ["json"]).text.contains("\"applicability\""))
  }
}
