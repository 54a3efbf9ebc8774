import Testing

@testable import Layouts

/// A completion with one fault: the box leaves the canvas.
private let completion =
  "[('a dög \u{1F436}', [302, 119, 211, 228])]\nBackground prompt: a \"room\"\nNegative prompt: "

@Suite struct LayoutDocumentTests {
  private let layout =
    #"{"schema": "maquette/layout/1", "canvas": {"width": 64, "height": 64}, "objects": "#
    + #"[{"name": "a cat", "box": {"x": 1, "y": 1, "width": 0, "height": 9}}]}"#

  private func read(_ text: String, as notation: any Notation = AutomaticNotation())
    -> [LayoutDocument.Entry]
  {
    LayoutDocument(text, notation: notation, canvas: .standard).entries
  }

  private func json(_ text: String) throws -> String {
    try JSONWriter.write(.string(text))
  }

  /// The text that the first place of an entry leads to in a document.
  private func marked(_ entry: LayoutDocument.Entry, in document: String) throws -> String {
    let place = try entry.reading.get().places.first
    let source = entry.embedding?.places(of: [place]).first ?? place
    let found = try #require(source)
    let bytes = Array(document.utf8)[found.offset..<found.offset + found.length]
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    #"{"response": TEXT}"#, #"{"id": 7, "completion": TEXT, "caption": "c"}"#,
    #"{"text": TEXT}"#, #"{"output": TEXT}"#, #"{"response": {"message": {"content": TEXT}}}"#,
    #"{"choices": [{"index": 0, "message": {"role": "assistant", "content": TEXT}}]}"#,
    #"{"content": [{"type": "text", "text": TEXT}]}"#, "{\n  \"response\":\n    TEXT\n}",
  ])
  func findsTheCompletionOfARow(row: String) throws {
    let document = row.replacing("TEXT", with: try json(completion))
    let entries = read(document)
    #expect(entries.count == 1)
    let parsed = try #require(try entries.first?.reading.get())
    #expect(parsed.layout.objects.map(\.name) == ["a dög \u{1F436}"])
    #expect(parsed.layout.background == "a \"room\"")
    #expect(try marked(entries[0], in: document) == "[302, 119, 211, 228]")
  }

  @Test func placesCountEscapesAndLines() throws {
    let escaped = #""[('a d\u00f6g \ud83d\udc36', [302, 119, 211, 228])]\n\tBackground prompt: a""#
    let document = "{\n \"é\": 1, \"response\": \(escaped)}"
    let entry = try #require(read(document).first)
    #expect(try marked(entry, in: document) == "[302, 119, 211, 228]")
    let place = try #require(try entry.reading.get().places.first)
    let source = try #require(entry.embedding?.places(of: [place]).first)
    #expect(source.line == 2)
    let line = document.split(separator: "\n")[1].unicodeScalars
    #expect(line.dropFirst(source.column - 1).starts(with: "[302".unicodeScalars))
  }

  @Test func everyByteOfAStringIsFound() throws {
    var random = SystemRandomNumberGenerator()
    let pieces = ["a", "é", "漢", "🐶", "\"", "\\", "\n", "\t", "\u{1}", "/"]
    for _ in 0..<50 {
      let text = (0..<20).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      // Every other scalar as an escape, as Python's json writes all that is not ASCII.
      var literal = "\""
      var expected: [Int] = []
      for scalar in text.unicodeScalars {
        let written =
          scalar.isASCII && scalar.value >= 0x20 && !"\"\\".unicodeScalars.contains(scalar)
            && Bool.random(using: &random)
          ? String(scalar)
          : String(scalar).utf16.map { unit in
            "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count)
              + String(unit, radix: 16)
          }.joined()
        for offset in 0..<String(scalar).utf8.count {
          expected.append(literal.utf8.count + (written.utf8.count == 1 ? offset : 0))
        }
        literal += written
      }
      expected.append(literal.utf8.count)
      literal += "\""
      let source = SourceText(literal)
      let places = withExtendedLifetime(source) {
        let map = JSONStringPlaces(source.bytes, literal: 0..<literal.utf8.count)
        return (0...text.utf8.count).map(map.place)
      }
      #expect(places == expected, "\(literal)")
    }
  }

  @Test func takesTheCaptionFromTheRow() throws {
    let text = try json(completion)
    #expect(read(#"{"caption": "a dog", "response": \#(text)}"#)[0].caption == "a dog")
    #expect(read(#"{"prompt": "a dog", "response": \#(text)}"#)[0].caption == "a dog")
    // A prompt of several lines is one to a language model, and no caption.
    #expect(read(#"{"prompt": "You are\na dog", "response": \#(text)}"#)[0].caption == nil)
    #expect(read(#"{"caption": "c", "layout": \#(layout)}"#)[0].caption == "c")
  }

  @Test func readsLayoutsInsideOfRowsAndArrays() throws {
    let row = #"{"notation": "lmd", "layout": \#(layout), "findings": []}"#
    let inner = try #require(read(row).first)
    #expect(try inner.reading.get().layout.objects.map(\.name) == ["a cat"])
    #expect(try marked(inner, in: row).hasPrefix(#"{"x": 1"#))
    let album = read("[\(layout), \(layout)]")
    #expect(album.map(\.name) == ["1", "2"] && album[0].embedding == nil)
    #expect(read(layout).count == 1 && read(layout)[0].name == nil)
  }

  @Test func readsEveryChoiceOfAServer() throws {
    let text = try json(completion)
    let row = #"{"choices": [{"message": {"content": \#(text)}}, {"text": \#(text)}]}"#
    let entries = read(row)
    #expect(entries.map(\.name) == ["1", "2"])
    #expect(
      try entries.map { try marked($0, in: row) }
        == Array(repeating: "[302, 119, 211, 228]", count: 2))
  }

  @Test(arguments: ["", "{}", "null", #"{"layout": null}"#, #"{"response": ""}"#, "{", "no"])
  func saysWhenThereIsNone(text: String) throws {
    let entries = read(text)
    try #require(entries.count == 1)
    #expect(throws: ParseFailure.self) { try entries[0].reading.get() }
  }

  @Test func readsEveryPictureOfCOCO() throws {
    let file = """
      {"images": [{"id": 5, "file_name": "a.png", "width": 64, "height": 48},
                  {"id": 9, "width": 10, "height": 20}, {"id": 7, "file_name": "c.png"}],
       "categories": [{"id": 0, "name": "cat"}],
       "annotations": [{"image_id": 9, "id": 1, "category_id": 0, "bbox": [1, 2, 3, 4]},
                       {"image_id": 5, "id": 2, "category_id": 0, "bbox": [5, 6, 7, 8]},
                       {"image_id": 9, "id": 3, "category_id": 0, "bbox": [0, 0, 9, 9]}]}
      """
    let entries = read(file)
    #expect(entries.map(\.name) == ["a.png", "9", "c.png"])
    let first = try entries[0].reading.get()
    #expect(first.layout.canvas == Canvas(width: 64, height: 48))
    #expect(first.layout.objects.count == 1 && first.findings.allSatisfy { $0.severity == .note })
    #expect(try entries[1].reading.get().layout.objects.count == 2)
    // A picture without a size can't be read; the others can.
    #expect(throws: ParseFailure.self) { try entries[2].reading.get() }
    let one = read(file, as: COCONotation(entry: "9"))
    #expect(try one.map { try $0.reading.get().layout.objects.count } == [2])
  }

  @Test(
    arguments: [
      (
        #"{"id": 1, "prompt": "two clocks", "iters": [[["clock", 0.25, 0.5, 0.5, 1]], "#
          + #"[["clock", 0, 0, 0.5, 0.5], ["clock", 0.5, 0.5, 1, 1]]]}"#,
        [[[128, 256, 128, 256]], [[0, 0, 256, 256], [256, 256, 256, 256]]]
      ),
      (
        #"{"prompt": "two clocks", "boxes_xywh": [["clock", 0.25, 0.5, 0.5, 0.125]]}"#,
        [[[128, 256, 256, 64]]]
      ),
      (
        #"{"relation": "left", "prompt": "a cat left of a dog", "obj1": ["cat", 0, 0, 0.5, 0.5], "#
          + #""obj2": ["dog", 0.5, 0.5, 0.5, 0.5]}"#,
        [[[0, 0, 256, 256], [256, 256, 256, 256]]]
      ),
    ] as [(String, [[[Double]]])])
  func readsRowsOfBenchmarks(row: String, boxes: [[[Double]]]) throws {
    let entries = LayoutDocument(row, notation: AutomaticNotation(), canvas: .standard).entries
    let layouts = try entries.map { try $0.reading.get().layout }
    #expect(
      layouts.map { $0.objects.map { [$0.region.bounds] } }
        == boxes.map {
          $0.map { [Box(x: $0[0], y: $0[1], width: $0[2], height: $0[3])] }
        })
    #expect(layouts.allSatisfy { row.contains($0.caption) && !$0.caption.isEmpty })
    #expect(entries.map(\.name) == (boxes.count > 1 ? ["1", "2"] : [nil]))
    let mended = MendedDocument(
      row, notation: AutomaticNotation(), canvas: .standard,
      means: MendedText.Means(.fixes(.unsafe), rules: try RuleSet()), isRow: true
    ) { _ in nil }
    #expect(mended.text == row && mended.applied.isEmpty)
  }
}
