import Layouts
import Testing

/// The size of the canvas in words before a list or JSON.
@Suite struct StatedCanvasTests {
  private static let lists: [(any Notation, String)] = [
    (ListNotation(), "a cat: x=10, y=20, width=100, height=120 px"),
    (LooseJSONNotation(), #"[{"name": "a cat", "xywh": [10, 20, 100, 120], "unit": "px"}]"#),
  ]

  @Test(arguments: [
    ("Canvas: 1024x768", Canvas(width: 1024, height: 768)),
    ("- Image size: 1024 x 768", Canvas(width: 1024, height: 768)),
    ("The canvas is 1024px × 768px.", Canvas(width: 1024, height: 768)),
    (
      "The canvas is 1024 pixels wide and 768 high.",
      Canvas(width: 1024, height: 768)
    ),
    (
      "The canvas is 1024 high and 768 wide.", Canvas(width: 768, height: 1024)
    ),
    ("The canvas is 512x512.", .standard),
    ("The canvas, 1024 in all, holds 768 things.", .standard),
    ("The canvas is 10x20 cm.", .standard),
  ])
  func wordsAreHonoured(words: String, canvas: Canvas) throws {
    for (notation, list) in Self.lists {
      let parsed = try notation.parse("\(words)\n\(list)", canvas: .standard)
      #expect(parsed.layout.canvas == canvas, "\(notation.name): \(words)")
      #expect(parsed.layout.objects.map(\.region.bounds.width) == [100])
      let isStated = parsed.findings.contains { $0.rule == "frame-inferred" }
      #expect(isStated == (canvas != .standard), "\(notation.name): \(parsed.findings)")
    }
  }

  /// A key goes before words.
  @Test func keysGoFirst() throws {
    let text =
      #"Canvas: 1024x1024 {"canvas": [640, 480], "objects": [{"name": "a", "xywh": [1, 2, 300, 4]}]}"#
    let layout = try LooseJSONNotation().parse(text, canvas: .standard).layout
    #expect(layout.canvas == Canvas(width: 640, height: 480))
  }

  /// A program that makes its canvas first says no more by that than its size.
  @Test(arguments: [
    "canvas = Canvas(1024, 768)", "canvas = Canvas(width=1024, height=768)",
    "canvas = Canvas(size=(1024, 768));", "img = Image(1024, 768)",
  ])
  func callsAreStatements(call: String) throws {
    let boxes = ["Box(\"a cat\", 10, 20, 110, 140)", "Box(\"a dog\", 210, 20, 310, 140)"]
    let added = boxes.map { "canvas.add(\($0))" }
    for lines in [boxes, added] {
      let text = ([call] + lines).joined(separator: "\n")
      let parsed = try AutomaticNotation().parse(text, canvas: .standard)
      #expect(parsed.layout.canvas == Canvas(width: 1024, height: 768), "\(text)")
      #expect(parsed.layout.objects.map(\.name) == ["a cat", "a dog"], "\(text)")
      #expect(!parsed.findings.contains { $0.severity == .error }, "\(parsed.findings)")
    }
  }

  /// Two numbers behind another name are still no box.
  @Test func otherCallsAreReported() throws {
    let text = "canvas = Canvas(512, 512)\n- a cat: (10, 20, 30)\n- a dog: (10, 20, 110, 140)"
    let parsed = try ListNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a dog"])
    #expect(parsed.findings.filter { $0.rule == "wrong-arity" }.count == 1)
  }
}
