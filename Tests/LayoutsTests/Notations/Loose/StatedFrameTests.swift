import Layouts
import Testing

/// What a text says of its own numbers is believed where it can be true, and told of.
@Suite struct StatedFrameTests {
  private static let cat = LayoutObject.Region.box(Box(x: 100, y: 120, width: 200, height: 220))

  /// Statements that their numbers make impossible.
  @Test(arguments: [
    "# normalised 0-1 coordinates\na cat: [100, 120, 300, 340]\na dog: [210, 20, 500, 140]",
    "Boxes are (x0, y0, x1, y1) in percent.\na cat: (100, 120, 300, 340)",
    "# boxes are [x0, y0, x1, y1] normalised 0-1\n[('a cat', [100, 120, 300, 340])]",
    #"{"format": "xyxy normalized", "objects": [{"name": "a cat", "box": [100, 120, 300, 340]}]}"#,
  ])
  func impossibleUnitsGiveWay(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.first?.region == Self.cat, "\(text)")
    let doubt = parsed.findings.first { $0.rule == "ambiguous-frame" }
    #expect(doubt?.message.contains("most of their numbers can't be") == true, "\(text)")
  }

  /// One number beside the others does not take back what is said.
  @Test func mostNumbersDecide() throws {
    let text = """
      # normalised 0-1 coordinates, x0, y0, x1, y1
      a cat: [0.1, 0.2, 0.5, 0.5]
      a dog: [0.5, 0.2, 0.75, 0.5]
      a hat: [0.5, 0.2, 75, 0.5]
      """
    let objects = try ListNotation().parse(text, canvas: .standard).layout.objects
    #expect(objects[1].region == .box(Box(x: 256, y: 102.4, width: 128, height: 153.6)))
  }

  /// The user is believed, whatever the numbers are.
  @Test func theUserIsBelieved() throws {
    let notation = ListNotation(frame: DeclaredFrame(order: .xyxy, unit: .fractions))
    let parsed = try notation.parse("a cat: (1, 2, 3, 4)", canvas: .standard)
    let box = LayoutObject.Region.box(Box(x: 512, y: 1024, width: 1024, height: 1024))
    #expect(parsed.layout.objects.map(\.region) == [box])
  }

  /// A frame that words tell is a liberty like any other; a key is read to the letter.
  @Test(arguments: [
    ("# boxes: x0, y0, x1, y1 normalised 0-1\na cat: (0.1, 0.2, 0.3, 0.4)", true),
    ("Boxes as (x0, y0, x1, y1) in pixels:\na cat: (10, 20, 110, 140)", false),
    (
      #"{"format": "xyxy normalized", "objects": [{"name": "a", "box": [0.1, 0.2, 0.3, 0.4]}]}"#,
      false
    ),
  ])
  func wordsAreToldOf(text: String, isTold: Bool) throws {
    let findings = try AutomaticNotation().parse(text, canvas: .standard).findings
    let told = findings.filter { $0.message.contains("as the text says") }
    #expect(told.map(\.rule) == (isTold ? ["frame-inferred"] : []), "\(text)")
  }

  /// Labels that are no more than a syllable, or of another language, are told of as well.
  @Test(arguments: [
    ("neg: people", true), ("bg: a room", true), ("Avoid: people", true), ("背景：a room", true),
    ("Negative prompt: people", false), ("Background: a room", false),
  ])
  func shortLabelsAreToldOf(label: String, isTold: Bool) throws {
    let parsed = try ListNotation().parse(
      "a cat: (x0=10, y0=20, x1=110, y1=140)\n\(label)", canvas: .standard)
    #expect([parsed.layout.background, parsed.layout.negative].contains { !$0.isEmpty })
    #expect(parsed.findings.contains { $0.rule == "label-spelling" } == isTold, "\(label)")
  }
}
