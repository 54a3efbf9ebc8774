import Foundation
import Layouts
import Testing

/// What `maquette check` does with `--fix`, `--unsafe-fixes`, `--diff` and `--fit`.
@Suite struct CheckFixTests {
  private static let completion = """
    Sure! Here you are:
    [('a dog', [302, 119, 211, 228]), ('two red chairs', [10, 300, 200, 120])]
    Background prompt: a room
    Negative prompt: None

    """
  private static let shifted = completion.replacing("[302,", with: "[301,")
  private static let split = shifted.replacing(
    "('two red chairs', [10, 300, 200, 120])",
    with: "('a red chair', [10, 300, 100, 120]), ('a red chair', [110, 300, 100, 120])")

  private func program() throws -> Program {
    let program = try Program()
    try program.write(Self.completion, to: "answer.txt")
    return program
  }

  private func text(_ program: Program, _ name: String) throws -> String {
    try String(contentsOf: program.file(name), encoding: .utf8)
  }

  @Test func mendsInPlaceAndSaysWhatIsLeft() throws {
    let program = try program()
    let outcome = try program.run(["check", "answer.txt", "--fix", "--output-format", "concise"])
    #expect(try text(program, "answer.txt") == Self.shifted)
    #expect(outcome.status == 0 && outcome.words.contains("fixed 1 finding in 1 file, 1 left"))
    #expect(outcome.text.contains("counted-name") && !outcome.text.contains("out-of-canvas"))
    _ = try program.run(["check", "answer.txt", "--unsafe-fixes"])
    #expect(try text(program, "answer.txt") == Self.split)
    let again = try program.run(["check", "answer.txt", "--unsafe-fixes"])
    #expect(again.words.contains("fixed 0 findings in 0 files, 0 left") && again.text.isEmpty)
    #expect(try text(program, "answer.txt") == Self.split)
    #expect(try program.names() == ["answer.txt"])
  }

  @Test func showsWhatItWouldChange() throws {
    let program = try program()
    let outcome = try program.run(["check", "answer.txt", "--diff"])
    #expect(outcome.status == 1 && outcome.words.contains("would fix 1 finding in 1 file"))
    let old = Self.completion.split(separator: "\n")[1]
    let new = Self.shifted.split(separator: "\n")[1]
    #expect(
      outcome.text == """
        --- answer.txt
        +++ answer.txt
        @@ -1,4 +1,4 @@
         Sure! Here you are:
        -\(old)
        +\(new)
         Background prompt: a room
         Negative prompt: None

        """)
    #expect(try text(program, "answer.txt") == Self.completion)
    _ = try program.run(["check", "answer.txt", "--fix"])
    let clean = try program.run(["check", "answer.txt", "--diff"])
    #expect(clean.status == 0 && clean.text.isEmpty)
  }

  @Test func passesStandardInputThrough() throws {
    let outcome = try program().run(["check", "-", "--fix"], input: Self.completion)
    #expect(outcome.text == Self.shifted && outcome.status == 0)
    #expect(outcome.words.contains("counted-name"))
  }

  @Test func mendsRowsOfLogs() throws {
    let program = try program()
    let answer = try JSONWriter.write(.string(Self.completion + "caf\u{E9}"))
    let layout =
      #"{"schema":"maquette/layout/1","canvas":{"width":512,"height":512},"objects":"#
      + #"[{"name":"a dog","box":{"x":302,"y":119,"width":211,"height":228}}]}"#
    let rows = [#"{"id": 7, "response": \#(answer)}"#, "not JSON", layout, ""]
    try program.write(rows.joined(separator: "\n"), to: "log.jsonl")
    let outcome = try program.run(["check", "log.jsonl", "--fix"])
    #expect(outcome.words.contains("fixed 2 findings in 1 file"))
    let expected = rows.joined(separator: "\n").replacing("[302,", with: "[301,")
      .replacing("302,", with: "301,")
    #expect(try text(program, "log.jsonl") == expected)
  }

  @Test func fitsAsLMDForComparison() throws {
    let program = try program()
    try program.write(
      "Objects: [('a', [51, 67, 271, 324]), ('b', [302, 119, 211, 228])]\nBackground prompt: x\n"
        + "Negative prompt: ", to: "cats.txt")
    let outcome = try program.run(["check", "cats.txt", "--fit", "lmd"])
    #expect(outcome.words.contains("fitted the layouts of 1 file"))
    #expect(
      try text(program, "cats.txt").contains("[0, 74, 300, 359]), ('b', [278, 132, 234, 253])"))
    expectRefusal(
      try program.run(["check", "cats.txt", "--fit", "lmd", "--fix"]), status: 2, naming: "--fit")
  }

  @Test func leavesWhatItCannotWrite() throws {
    let program = try program()
    let album = """
      {"images": [{"id": 1, "file_name": "a.png", "width": 100, "height": 100},
        {"id": 2, "file_name": "b.png", "width": 100, "height": 100}],
       "annotations": [{"id": 9, "image_id": 1, "category_id": 3, "bbox": [60, 10, 50, 50]}],
       "categories": [{"id": 3, "name": "a cat"}]}
      """
    try program.write(album, to: "album.json")
    let outcome = try program.run(["check", "album.json", "--fix"])
    #expect(try text(program, "album.json") == album)
    #expect(outcome.words.contains("album.json: ") && outcome.words.contains("left as it is"))
  }
}
