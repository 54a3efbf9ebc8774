import Layouts
import Testing

/// Numbers in words that are no box are an error: no part of them is read as one.
@Suite struct BrokenNumbersTests {
  @Test(arguments: [
    ("1. a cat: (100, 120, 50, 30, 45)", "wrong-arity"),
    ("1. a cat (100, 120, 50)", "wrong-arity"),
    ("a cat: [1,024, 20, 300, 400]", "wrong-arity"),
    ("a cat: 10 20 110", "wrong-arity"),
    ("a cat: 10, 20, 110, 140, 5", "wrong-arity"),
    ("- a cat: (NaN, 20, 110, 140)", "not-a-number"),
    ("- a cat: (1e999, 20, 110, 140)", "not-a-number"),
  ])
  func areErrors(line: String, rule: String) throws {
    let text = "\(line)\n2. a dog: (10, 20, 110, 140)"
    let parsed = try ListNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a dog"], "\(text)")
    let errors = parsed.findings.filter { $0.severity == .error }
    #expect(errors.map(\.rule) == [rule], "\(text): \(errors)")
    #expect(errors.first?.message.contains("a cat") == true, "\(errors)")
  }

  /// A number behind a key that goes on behind a comma is not cut off there.
  @Test func groupedDigitsAreNotCut() throws {
    let text = "- a cat: x=1,024, y=20, width=300, height=400\n- a dog: (10, 20, 110, 140)"
    let parsed = try ListNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a dog"], "\(parsed.layout.objects)")
    #expect(parsed.findings.contains { $0.rule == "not-a-number" && $0.message.contains("a cat") })
  }

  @Test(arguments: [
    ("a cat: (1.5e2, 20, 2E+2, 140)", "a cat", [150, 20, 50, 120]),
    ("a cat 2: 10, 20, 110, 140", "a cat 2", [10, 20, 100, 120]),
    ("a cat 2 10, 20, 110, 140", "a cat 2", [10, 20, 100, 120]),
    ("a cat (about 10, 20, 110, 140)", "a cat", [10, 20, 100, 120]),
    ("a cat: x=10,y=20,width=100,height=120, 3 legs", "a cat", [10, 20, 100, 120]),
  ])
  func soundNumbersAreRead(text: String, name: String, box: [Double]) throws {
    let parsed = try ListNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == [name], "\(text)")
    let expected = Box(x: box[0], y: box[1], width: box[2], height: box[3])
    #expect(parsed.layout.objects.first?.region == .box(expected), "\(text)")
  }

  /// Percentages beside pixels are taken of the canvas, whatever holds them together.
  @Test(arguments: [
    "a cat: (10%, 20, 50%, 80)", "a cat: left 10%, top 20, right 50%, bottom 80",
    #"[{"name": "a cat", "x1": "10%", "y1": 20, "x2": "50%", "y2": 80}]"#,
    #"[{"name": "a cat", "box": [["10%", 20], ["50%", 80]]}]"#,
    #"[{"name": "a cat", "box": ["10%", 20, "50%", 20, "50%", 80, "10%", 80]}]"#,
    #"{"format": "xyxy", "objects": [{"name": "a cat", "box": ["10%", 20, "50%", 80]}]}"#,
  ])
  func percentagesBesidePixels(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: Canvas(width: 600, height: 400))
    let box = Box(x: 60, y: 20, width: 240, height: 60)
    #expect(parsed.layout.objects.map(\.region) == [.box(box)], "\(text)")
    #expect(parsed.findings.contains { $0.rule == "percentage" }, "\(text)")
  }

  @Test func cornersInPercentAreNoPixels() throws {
    let numbers = #""10%", "20%", "50%", "20%", "50%", "80%", "10%", "80%""#
    let text = #"[{"name": "a cat", "box": [\#(numbers)]}]"#
    let parsed = try LooseJSONNotation().parse(text, canvas: Canvas(width: 600, height: 400))
    let box = Box(x: 60, y: 80, width: 240, height: 240)
    #expect(parsed.layout.objects.map(\.region) == [.box(box)])
  }

  /// One sign tells the unit of all numbers, wherever it stands.
  @Test(arguments: [
    "a cat: x=10, y=20, width=50, height=60px", "a cat: left 10, right 60, cy 50px, height 60",
    "a cat: (10, 20px, 60, 80)",
  ])
  func oneUnitIsThatOfAll(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    let box = Box(x: 10, y: 20, width: 50, height: 60)
    #expect(parsed.layout.objects.map(\.region) == [.box(box)], "\(text)")
    #expect(!parsed.findings.contains { $0.message.contains("percent") }, "\(parsed.findings)")
  }

  /// Numbers among words are not gathered to a box.
  @Test func proseIsNoBox() {
    for text in [
      "With 3 apples, 2 pears, 1 fig and 4 nuts", "I used a grid (3, 4, 5) here.",
      // The last byte of this letter is that of a full-width colon.
      "Ряд К (3, 4, 5) здесь.",
    ] {
      #expect(throws: ParseFailure.self, "\(text)") {
        try ListNotation().parse(text, canvas: .standard)
      }
    }
  }

  /// A division of whole numbers is no comment.
  @Test(arguments: ["512//2", "512 // 2", "513//2"])
  func divisionsAreComputed(number: String) throws {
    let text = "[('a cat', [10, 20, \(number), 120]), ('a dog', [200, 50, 30, 40])]"
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat", "a dog"])
    let box = Box(x: 10, y: 20, width: 256, height: 120)
    #expect(parsed.layout.objects.first?.region == .box(box))
    let commented = "[('a cat', [10, 20, 256, 120 // 7 high\n]), ('a dog', [200, 50, 30, 40])]"
    let read = try LMDNotation().parse(commented, canvas: .standard)
    #expect(read.layout.objects == parsed.layout.objects)
  }
}
