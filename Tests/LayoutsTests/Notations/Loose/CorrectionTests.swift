import Layouts
import Testing

/// What a writer takes back, counts or says in a sentence is read as it is meant.
@Suite struct CorrectionTests {
  private func read(_ text: String) throws -> ParsedLayout {
    try AutomaticNotation().parse(text, canvas: .standard)
  }

  @Test(arguments: [
    "a cat: [10, 20, 110, 140] — sorry, [12, 20, 110, 140]",
    "a cat: (10, 20, 110, 140), no, make that (12, 20, 110, 140)",
    "1. a cat: [10, 20, 110, 140] (corrected: [12, 20, 110, 140])",
    "a cat: (10, 20, 110, 140) -> wait, that is too wide, use (12, 20, 110, 140)",
    "a cat: (10, 20, 110, 140) → (12, 20, 110, 140)",
    "a cat is at [10, 20, 110, 140]; actually, let me shift it a bit: [12, 20, 110, 140].",
    "a cat: (10, 20, 110, 140) (actually (12, 20, 110, 140) looks better)",
  ])
  func theLaterBoxIsMeant(line: String) throws {
    let parsed = try read(line + "\na dog: (200, 50, 400, 300)")
    #expect(parsed.layout.objects.map(\.name) == ["a cat", "a dog"])
    #expect(parsed.layout.objects.first?.region.bounds == Box(x: 12, y: 20, width: 98, height: 120))
    let finding = try #require(parsed.findings.first { $0.rule == "correction" })
    #expect(finding.severity == .warning && finding.source?.line == 1 && finding.object == 0)
  }

  /// Names that begin with such words are names, and several boxes stay several.
  @Test(arguments: [
    ("a cat: (10, 20, 110, 140), no smoking sign: (200, 20, 300, 140)", "no smoking sign"),
    ("a cat: (10, 20, 110, 140), fixed gear bike: (200, 20, 300, 140)", "fixed gear bike"),
    ("a cat: (10, 20, 110, 140), (200, 20, 300, 140)", "a cat"),
  ])
  func othersStay(line: String, name: String) throws {
    let parsed = try read(line)
    #expect(parsed.layout.objects.map(\.name) == ["a cat", name])
  }

  @Test(arguments: ["cow x2", "2x cow", "cow (x2)", "cow ×2"])
  func numberOfBoxesIsNoName(name: String) throws {
    let parsed = try read("\(name): (20, 300, 160, 420), (300, 300, 460, 420)")
    #expect(parsed.layout.objects.map(\.name) == ["cow", "cow"])
    #expect(parsed.findings.contains { $0.rule == "name-decoration" })
  }

  @Test func otherNumbersAreNames() throws {
    let parsed = try read("a tank x5: (20, 300, 160, 420), (300, 300, 460, 420)")
    #expect(parsed.layout.objects.first?.name == "a tank x5")
  }

  @Test(arguments: [
    "a cat: (10, 20, 110, 140)\n\nThe background is a sunny meadow.",
    "The background should be a sunny meadow.\n- a cat: (10, 20, 110, 140)",
    "The cat is at (10, 20, 110, 140). The background is a sunny meadow. A dog is at (200, 50, 400, 300).",
    "[('a cat', [10, 20, 100, 120])]\nThe background shows a sunny meadow.",
    "{\"a cat\": [10, 20, 110, 140]}\nThe background is a sunny meadow. Enjoy!",
    "a cat: (10, 20, 110, 140)\n[Background] a sunny meadow",
    "a cat: (10, 20, 110, 140)\nBackground → a sunny meadow",
    "a cat: (10, 20, 110, 140)\n**Background** – a sunny meadow",
    "('a cat', [10, 20, 100, 120]),\n\"Background prompt\": \"a sunny meadow\",\n\"Negative prompt\": \"\"",
    "{\"name\": \"a cat\", \"box\": [10, 20, 100, 120]}\n\"background\": \"a sunny meadow\"",
    "bg = 'a sunny meadow'\ncat = (10, 20, 110, 140)",
  ])
  func backgroundIsRead(text: String) throws {
    let parsed = try read(text)
    #expect(parsed.layout.background == "a sunny meadow")
    #expect(!parsed.layout.objects.isEmpty)
    #expect(parsed.layout.objects.allSatisfy { $0.description.isEmpty })
  }

  /// A label goes before a sentence, and not every sentence says how the background looks.
  @Test(arguments: [
    ("The background is a lake.\na cat: (10, 20, 110, 140)\nBackground prompt: a room", "a room"),
    ("a cat: (10, 20, 110, 140)\nThe background is left empty.", ""),
    ("a cat: (10, 20, 110, 140)\nThe cat in the background is asleep.", ""),
  ])
  func otherSentences(text: String, background: String) throws {
    #expect(try read(text).layout.background == background)
  }

  @Test(arguments: [
    ("a cat: 100 wide x 120 high at (10, 20)", "a cat"),
    ("cat: x ∈ [10, 110], y ∈ [20, 140]", "cat"),
    ("Box 1 (cat): x1=10, y1=20, x2=110, y2=140", "cat"),
    ("cat - top left corner at x=10, y=20; bottom right corner at x=110, y=140", "cat"),
    ("[Cat] (10, 20) → (110, 140)", "Cat"),
    ("eine Katze – links oben (10, 20), rechts unten (110, 140)", "eine Katze"),
    ("1. **Cat** (asleep)\n   - Box: (10, 20, 110, 140)", "Cat (asleep)"),
    ("<cat id=\"cat\" x=\"10\" y=\"20\" width=\"100\" height=\"120\"/>", "cat"),
    ("I put the cat in the lower left (10, 20, 110, 140).", "the cat"),
    ("cat — horizontally from 10 to 110, vertically from 20 to 140", "cat"),
    ("кошка: левый верхний угол (10, 20), правый нижний угол (110, 140)", "кошка"),
    (
      "<obj label=\"cat\"><left>10</left><top>20</top><right>110</right><bottom>140</bottom></obj>",
      "cat"
    ),
    ("draw.rectangle([10, 20, 110, 140], label=\"cat\")", "cat"),
    ("layout.add(Box(name='cat', x1=10, y1=20, x2=110, y2=140))", "cat"),
  ])
  func boxesInWords(line: String, name: String) throws {
    let parsed = try read(line)
    #expect(parsed.layout.objects.map(\.name) == [name])
    #expect(
      parsed.layout.objects.first?.region.bounds == Box(x: 10, y: 20, width: 100, height: 120))
  }

  /// Each sentence of a line may give a box in words.
  @Test func sentencesOfALine() throws {
    let parsed = try read(
      "The pot sits at (80, 200) and is 160 pixels wide and 150 pixels tall. The cup sits at (300, 280) "
        + "and is 90 pixels wide and 70 pixels tall. The background shows a tea house.")
    #expect(
      parsed.layout.objects.map(\.region.bounds) == [
        Box(x: 80, y: 200, width: 160, height: 150), Box(x: 300, y: 280, width: 90, height: 70),
      ])
    #expect(parsed.layout.background == "a tea house")
  }

  @Test func percentSignOfARangeIsThatOfBothEnds() throws {
    let parsed = try ListNotation().parse(
      "cat: x: 10-60%, y: 20-70%", canvas: Canvas(width: 1000, height: 1000))
    #expect(
      parsed.layout.objects.first?.region.bounds == Box(x: 100, y: 200, width: 500, height: 500))
  }

  @Test func radiiInWords() throws {
    let parsed = try read(
      "cat: ellipse centered at (150, 300) with radii 120 and 80, rotated by 30 degrees")
    guard case .ellipse(let ellipse)? = parsed.layout.objects.first?.region else {
      Issue.record("no ellipse: \(parsed.layout.objects)")
      return
    }
    #expect(ellipse == Ellipse(centerX: 150, centerY: 300, major: 120, minor: 80, angle: 30))
  }
}
