import Layouts
import Testing

/// Objects within other objects, and lists of them in quotes.
@Suite struct NestedObjectsTests {
  private static let cat = LayoutObject(
    name: "a cat", box: Box(x: 10, y: 20, width: 100, height: 120))
  private static let hat = LayoutObject(
    name: "a hat", box: Box(x: 30, y: 10, width: 40, height: 30))

  private func read(_ text: String) throws -> ParsedLayout {
    try LooseJSONNotation().parse(text, canvas: .standard)
  }

  @Test(arguments: [
    #""children": [{"name": "a hat", "bbox": [30, 10, 40, 30]}]"#,
    #""parts": {"a hat": [30, 10, 40, 30]}"#,
    #""objects": [["a hat", [30, 10, 40, 30]]]"#,
    #""wears": [{"name": "a hat", "x": 30, "y": 10, "w": 40, "h": 30}]"#,
  ])
  func objectsWithinAnObject(member: String) throws {
    let text = #"{"objects": [{"name": "a cat", "bbox": [10, 20, 100, 120], \#(member)}]}"#
    let parsed = try read(text)
    #expect(parsed.layout.objects == [Self.cat, Self.hat], "\(text)")
    let finding = parsed.findings.first { $0.rule == "assumed-frame" }
    #expect(finding?.message.contains("a cat") == true, "\(parsed.findings)")
  }

  /// What only looks like boxes is kept as it is.
  @Test(arguments: ["[[1, 2, 3], [4, 5, 6]]", #"[{"name": "size", "value": 3}]"#])
  func numbersOfAnObjectAreNoObjects(value: String) throws {
    let parsed = try read(#"[{"name": "a cat", "bbox": [10, 20, 100, 120], "points": \#(value)}]"#)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.layout.objects.first?.extras["points"] != nil)
  }

  /// A layout with a name and a size is no object without a place.
  @Test func namedLayouts() throws {
    let text =
      #"{"name": "a poster", "width": 640, "height": 480, "#
      + #""objects": [{"name": "a cat", "bbox": [10, 20, 100, 120]}]}"#
    let layout = try read(text).layout
    #expect(layout.objects == [Self.cat] && layout.canvas == Canvas(width: 640, height: 480))
    #expect(layout.extras == ["name": "a poster"])
  }

  @Test(arguments: [
    #"{"objects": "[('a cat', [10, 20, 100, 120])]", "background": "a room"}"#,
    #"{"objects": "[{\"name\": \"a cat\", \"bbox\": [10, 20, 100, 120]}]", "background": "a room"}"#,
    #"{"things": "{'a cat': [10, 20, 100, 120]}", "background": "a room"}"#,
  ])
  func listsInQuotes(text: String) throws {
    let parsed = try read(text)
    #expect(parsed.layout.objects == [Self.cat] && parsed.layout.background == "a room", "\(text)")
    let finding = try #require(parsed.findings.first { $0.message == "a list in quotes" })
    let source = try #require(finding.source)
    #expect(text.part(source).hasPrefix("\"") && text.part(source).hasSuffix("\""))
    #expect(parsed.places == [source])
  }
}
