import Layouts
import Testing

@Suite struct RevisedTextTests {
  /// Reads a text, applies edits, and writes them into it.
  private func revised(
    _ text: String, _ edits: [LayoutEdit], by notation: any Notation, rewriting: Set<Int> = [],
    isRow: Bool = false
  ) throws -> RevisedText {
    let parsed = try notation.parse(text, canvas: .standard)
    var edited = EditedLayout(parsed.layout)
    edited.apply(edits)
    return try RevisedText(
      text, read: parsed, toSay: edited, rewriting: rewriting, by: notation, isRow: isRow)
  }

  private func moved(_ x: Double, _ y: Double) -> LayoutObject.Region {
    .box(Box(x: x, y: y, width: 100, height: 120))
  }

  @Test func keepsProseAndFormatOfCompletions() throws {
    let text = """
      Sure! Here is the layout:
      ```python
      [
        ("a cat", [10, 20, 100, 120]),   # left
        ('a dog', [ 450.0, 20, 100, 120 ])
      ]
      ```
      Background prompt: A realistic room with a dog
      Negative prompt:
      I hope it helps.
      """
    let result = try revised(
      text,
      [
        .setRegion(moved(412, 20), object: 1), .rename("a wolf", object: 1),
        .setBackground("A realistic room"),
      ], by: LMDNotation())
    let expected =
      text.replacing("450.0", with: "412").replacing("'a dog'", with: "'a wolf'")
      .replacing(" with a dog", with: "")
    #expect(result.text == expected)
    let replacements = try #require(result.replacements)
    #expect(replacements.count == 3)
    #expect(TextReplacement.apply(replacements, to: text) == expected)
  }

  @Test(arguments: [
    ([LayoutEdit.remove(object: 0)], "[('b', [1, 2, 30, 40])]"),
    ([.remove(object: 1)], "[('a', [5, 6, 70, 80])]"),
    ([.remove(object: 0), .remove(object: 1)], "[]"),
    ([.move(object: 0, before: 2)], "[('b', [1, 2, 30, 40]), ('a', [5, 6, 70, 80])]"),
    (
      [.insert(LayoutObject(name: "c", box: Box(x: 1, y: 1, width: 9, height: 9)), before: 1)],
      "[('a', [5, 6, 70, 80]), ('c', [1, 1, 9, 9]), ('b', [1, 2, 30, 40])]"
    ),
    (
      [
        .insert(LayoutObject(name: "c", box: Box(x: 1, y: 1, width: 9, height: 9)), before: 0),
        .remove(object: 1), .rename("d", object: 0),
      ], "[('c', [1, 1, 9, 9]), ('d', [5, 6, 70, 80])]"
    ),
  ])
  func movesEntriesOfLists(edits: [LayoutEdit], after: String) throws {
    let prompts = "\nBackground prompt: x\nNegative prompt: y"
    let before = "Objects: [('a', [5, 6, 70, 80]), ('b', [1, 2, 30, 40])]\(prompts)"
    let result = try revised(before, edits, by: LMDNotation())
    #expect(result.text == "Objects: \(after)\(prompts)")
    #expect(result.replacements != nil)
  }

  @Test func keepsStyleSheets() throws {
    let text = """
      1. teddy-bear {height: 100px; width: 120px; top: 20 px; left: 500px; }
      cat {left: 10%; top: 10px; width: 90px; height: 80px}
      Background prompt: a nursery
      """
    let result = try revised(
      text,
      [
        .setRegion(.box(Box(x: 392, y: 20, width: 120, height: 100)), object: 0),
        .setRegion(.box(Box(x: 51, y: 10, width: 90, height: 80)), object: 1),
      ], by: CSSBoxNotation())
    #expect(
      result.text == text.replacing("500px", with: "392px").replacing("10%", with: "51px"))
  }

  @Test func takesDescriptionsAlongWithBlobs() throws {
    let text = """
      red-cat {major-radius: 60px; minor-radius: 40px; cx: 100px; cy: 100px; angle: 90}
      dog {major-radius: 60px; minor-radius: 40px; cx: 300px; cy: 100px; angle: 90}
      Region Desc:
      red-cat {The cat is red.}
      dog {The dog is wet.}
      """
    let renamed = try revised(text, [.rename("a red fox", object: 0)], by: CSSBlobNotation())
    #expect(renamed.text == text.replacing("red-cat", with: "a-red-fox"))
    let removed = try revised(text, [.remove(object: 0)], by: CSSBlobNotation())
    let lines = text.split(separator: "\n")
    #expect(removed.text == [lines[1], lines[2], lines[4]].joined(separator: "\n"))
  }

  @Test func keepsUnknownKeysAndFormatOfJSON() throws {
    let text = """
      {"schema": "maquette/layout/1", "note": "mine", "canvas": {"width": 512, "height": 512},
        "objects": [
          {"name": "a cat", "score": 0.50, "box": {"x": 450, "y":20, "width": 100.0, "height": 120}},
          {"box": {"x": 1, "y": 1, "width": 90, "height": 90}, "name": "a \\u0064og"}
        ]
      }
      """
    let result = try revised(text, [.setRegion(moved(412, 20), object: 0)], by: JSONNotation())
    #expect(result.text == text.replacing("450", with: "412"))
    let reordered = try revised(text, [.move(object: 0, before: 2)], by: JSONNotation())
    let lines = text.split(separator: "\n").map(String.init)
    let swapped = [
      lines[0], lines[1], lines[3] + ",", String(lines[2].dropLast()), lines[4], lines[5],
    ]
    #expect(reordered.text == swapped.joined(separator: "\n"))
    let background = try revised(text, [.setBackground("a park")], by: JSONNotation())
    #expect(background.text.contains(#""background": "a park""#))
    #expect(background.replacements?.count == 1)
    let removed = try revised(text, [.remove(object: 1)], by: JSONNotation())
    #expect(!removed.text.contains("0064") && removed.text.contains("\"score\": 0.50"))
  }

  @Test func writesWhatReadingPutRight() throws {
    let text = """
      {"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512}, "objects": [
        {"name": "a blob", "ellipse": {"cx": 9e1, "cy": 90, "major": 30, "minor": 60, "angle": 10}}]}
      """
    let result = try revised(text, [], by: JSONNotation(), rewriting: [0])
    let expected = text.replacing("30", with: "60").replacing(
      "\"minor\": 60", with: "\"minor\": 30"
    ).replacing("\"angle\": 10", with: "\"angle\": 100")
    #expect(result.text == expected)
  }

  @Test(arguments: Notations.table.map(\.name))
  func everyNotationHoldsMovesOrSaysThatItCannot(_ name: String) throws {
    let notation = try #require(Notations.named(name))
    let layout = Layout(
      background: "a park",
      objects: [
        LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 256, height: 512)),
        LayoutObject(name: "a dog", box: Box(x: 256, y: 0, width: 256, height: 512)),
      ])
    let text = notation.print(layout).text
    let parsed = try notation.parse(text, canvas: .standard)
    var edited = EditedLayout(parsed.layout)
    // One notation holds one object.
    let last = parsed.layout.objects.count - 1
    let bounds = parsed.layout.objects[last].region.bounds
    let smaller = Box(x: bounds.x, y: 16, width: 256, height: 480)
    edited.apply([.setRegion(parsed.layout.objects[last].region.sized(to: smaller), object: last)])
    do throws(RevisionFailure) {
      let revised = try RevisedText(text, read: parsed, toSay: edited, by: notation)
      let copy = try? notation.parse(revised.text, canvas: .standard).layout
      let found = copy?.objects.last?.region.bounds.height ?? 0
      // Some count in thousandths of the canvas.
      #expect((found - 480).magnitude < 0.3)
    } catch {
      // The cells of the one fill the canvas; the other passes over its own heading.
      #expect(["regional-prompter", "list"].contains(name), "\(error)")
    }
  }

  @Test func refusesToLosePicturesThatWereNotRead() throws {
    let album = """
      0 0.5 0.5 0.2 0.2
      stray words
      """
    #expect(throws: (any Error).self) {
      try revised(album, [.setRegion(moved(1, 1), object: 0)], by: YOLONotation())
    }
  }

  @Test func keepsRowsOnOneLine() throws {
    let row = #"{"schema":"maquette/layout/1","canvas":{"width":512,"height":512},"objects":[]}"#
    let cat = LayoutObject(name: "a cat", box: Box(x: 1, y: 2, width: 30, height: 40))
    let result = try revised(row, [.insert(cat, before: 0)], by: JSONNotation(), isRow: true)
    #expect(!result.text.contains("\n") && result.text.contains("a cat"))
  }
}

extension LayoutObject.Region {
  /// The same kind of region in a box.
  fileprivate func sized(to box: Box) -> LayoutObject.Region {
    switch self {
    case .box: .box(box)
    case .ellipse: .ellipse(Ellipse(box, fit: .inscribed))
    }
  }
}
