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
}
