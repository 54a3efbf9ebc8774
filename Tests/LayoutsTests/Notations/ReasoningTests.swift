import Layouts
import Testing

/// What a model wrote while it thought holds drafts, and none of them is its answer.
@Suite struct ReasoningTests {
  private static let drafts = "First [('a tree', [1, 2, 30, 40])], or sofa {left: 1px; top: 2px}.\n"
  private static let starts = [
    "<think>\(drafts)</think>", "\(drafts)</think>\n", "Well.\n<thinking>\n\(drafts)</thinking>",
    "\n<Think>나무 \(drafts)</think>\n",
  ]
  private static let answers = [
    "lmd": "[('a cat', [10, 20, 100, 120])]\nBackground prompt: a room\nNegative prompt:",
    "css-boxes": "cat {width: 100px; height: 120px; left: 10px; top: 20px}",
    "loose-json": "{\"objects\": [{\"label\": \"a cat\", \"xywh\": [10, 20, 100, 120]}]}",
    "json": JSONNotation().print(
      Layout(objects: [
        LayoutObject(name: "a cat", box: Box(x: 10, y: 20, width: 100, height: 120))
      ])
    ).text,
    "list": "1. a cat: (10, 20, 110, 140)",
  ]

  @Test(arguments: starts, answers.keys.sorted())
  func isPassedOver(start: String, name: String) throws {
    let answer = try #require(Self.answers[name])
    let own = try #require(Notations.named(name))
    for notation in [own, AutomaticNotation()] as [any Notation] {
      let parsed = try notation.parse(start + answer, canvas: .standard)
      let alone = try notation.parse(answer, canvas: .standard)
      #expect(parsed.notation == alone.notation && parsed.layout == alone.layout)
      let note = try #require(parsed.findings.first { $0.rule == "ignored-text" })
      #expect(note.message.contains("while it thought") && note.severity == .note)
      let text = Array((start + answer).utf8)
      for (place, other) in zip(parsed.places, alone.places) {
        #expect(place.length == other.length)
        #expect(place.offset == other.offset + text.count - answer.utf8.count)
      }
    }
  }

  /// Tags in a file are its own, and reasoning that never ends is all there is.
  @Test(arguments: [
    "[('a </think> cat', [10, 20, 100, 120])]", "<think>[('a </thin cat', [10, 20, 100, 120])]",
  ])
  func othersStay(text: String) throws {
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.count == 1)
    #expect(!parsed.findings.contains { $0.message.contains("while it thought") })
  }

  @Test func emptyAnswerIsNone() {
    #expect(throws: ParseFailure.self) {
      try AutomaticNotation().parse("<think>\(Self.drafts)</think>\n", canvas: .standard)
    }
  }

  /// An answer is changed where it stands, and the reasoning stays.
  @Test func revisionKeepsIt() throws {
    let text = Self.starts[0] + "[('a cat', [10, 20, 100, 120])]\nBackground prompt: a room"
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    var edited = EditedLayout(parsed.layout)
    edited.layout.objects[0].region = .box(Box(x: 50, y: 20, width: 100, height: 120))
    let revised = try RevisedText(text, read: parsed, toSay: edited, by: LMDNotation())
    #expect(revised.text == text.replacing("[10, 20, 100", with: "[50, 20, 100"))
  }

  @Test func nameInATagGoesBeforeTheWordsAroundIt() throws {
    let text = "She<box>(120,200),(400,980)</box> has <ref>a kite</ref><box>(1,2),(600,300)</box>"
    let parsed = try ListNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["She", "a kite"])
  }
}
