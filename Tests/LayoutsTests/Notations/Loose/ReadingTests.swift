import Foundation
import Layouts
import TestSupport
import Testing

/// A text with what a person reads in it, from `Fixtures/readings`.
struct Reading: CustomStringConvertible {
  var text: String
  var objects: [LayoutObject]
  var prompts: [String: String]

  var description: String { text.debugDescription }

  init(_ row: JSONValue) throws {
    text = try #require(row["text"]?.string)
    let rows = try #require(row["objects"]?.array)
    objects = try rows.map { object in
      let name = try #require(object["name"]?.string)
      if let box = object["box"]?.array?.compactMap(\.double) {
        return LayoutObject(
          name: name, box: Box(x: box[0], y: box[1], width: box[2], height: box[3]))
      }
      let numbers = object["ellipse"]?.array?.compactMap(\.double)
      let ellipse = try #require(numbers)
      return LayoutObject(
        name: name,
        ellipse: Ellipse(
          centerX: ellipse[0], centerY: ellipse[1], major: ellipse[2], minor: ellipse[3],
          angle: ellipse[4]))
    }
    prompts = [:]
    for key in ["background", "negative", "caption"] { prompts[key] = row[key]?.string }
  }

  /// The readings of a file.
  static func all(_ file: String) throws -> [Reading] {
    try String(contentsOf: fixture("readings/\(file)"), encoding: .utf8).split(separator: "\n")
      .map { try Reading(JSONReader.read(String($0)).root.value) }
  }

  /// What a layout has otherwise, or nil when it is read rightly.
  ///
  /// The expectations are given to a tenth of a pixel.
  func difference(from layout: Layout) -> String? {
    if layout.objects.map(\.name) != objects.map(\.name) {
      return "names \(layout.objects.map(\.name))"
    }
    for (object, expected) in zip(layout.objects, objects)
    where !object.region.isNear(expected.region, within: 0.06) {
      return "\(object.name) at \(object.region), expected \(expected.region)"
    }
    let found = [
      "background": layout.background, "negative": layout.negative, "caption": layout.caption,
    ]
    for (key, text) in prompts where found[key] != text {
      return "\(key) \(found[key].debugDescription)"
    }
    return nil
  }
}

extension LayoutObject.Region {
  /// Whether two regions of a kind agree in all their numbers.
  func isNear(_ other: LayoutObject.Region, within tolerance: Double) -> Bool {
    let numbers = zip(self.numbers, other.numbers)
    return self.numbers.count == other.numbers.count
      && numbers.allSatisfy { ($0 - $1).magnitude <= tolerance }
  }

  private var numbers: [Double] {
    switch self {
    case .box(let box): [box.x, box.y, box.width, box.height]
    case .ellipse(let ellipse):
      [ellipse.centerX, ellipse.centerY, ellipse.major, ellipse.minor, ellipse.angle]
    }
  }
}

@Suite struct ReadingTests {
  @Test(arguments: [("loose.jsonl", "loose-json"), ("list.jsonl", "list")])
  func readsAsAPersonDoes(file: String, name: String) throws {
    let readings = try Reading.all(file)
    #expect(readings.count > 40)
    for notation in [name, "auto"] {
      let notation = try #require(Notations.named(notation))
      for reading in readings {
        let parsed = try notation.parse(reading.text, canvas: .standard)
        let difference = reading.difference(from: parsed.layout)
        #expect(difference == nil, "\(notation.name) of \(reading)")
        let isSound = parsed.findings.allSatisfy { finding in
          guard let source = finding.source else { return true }
          return source.offset + source.length <= reading.text.utf8.count
        }
        #expect(isSound, "\(reading)")
      }
    }
  }

  /// What can't be read is an error with its place, never a box without area.
  @Test(arguments: [
    #"[{"name": "a cat", "box": ⟦wrong-arity|[10, 20, 100]⟧}]"#,
    #"[{"name": "a cat", "box": ⟦not-a-number|[10, 20, "wide", 120]⟧}]"#,
    #"[⟦missing-box|{"name": "a cat"}⟧]"#,
    #"[⟦missing-name|{"box": [10, 20, 100, 120]}⟧]"#,
    #"{"boxes": [⟦missing-name|[10, 20, 100, 120]⟧]}"#,
    #"{"phrases": ["a cat", ⟦missing-box|"a dog"⟧, ⟦missing-box|"a cow"⟧], "#
      + #""boxes": [⟦ambiguous-frame|[10, 20, 100, 120]⟧]}"#,
    #"[{"name": "a cat", ⟦missing-box|"box": null⟧}]"#,
  ])
  func whatCannotBeReadIsAnError(text: String) throws {
    let marked = MarkedText(text)
    let parsed = try LooseJSONNotation().parse(marked.text, canvas: .standard)
    let errors = Set(parsed.findings.filter { $0.severity == .error }.map(\.rule))
    let expected = Set(marked.marks.map(\.rule)).subtracting(["ambiguous-frame"])
    #expect(errors == expected, "\(marked.text): \(parsed.findings)")
    let areas = parsed.layout.objects.map(\.region.area)
    #expect(areas.allSatisfy { $0 > 0 })
  }

  @Test func whatNoLayoutIsIsRefused() {
    for text in ["", "hello", "{}", "[1, 2", "a { b", "1. one\n2. two"] {
      for notation in [LooseJSONNotation(), ListNotation()] as [any Notation] {
        #expect(throws: ParseFailure.self, "\(notation.name): \(text)") {
          try notation.parse(text, canvas: .standard)
        }
      }
    }
  }

  @Test func keysWithoutMeaningAreKept() throws {
    let text = #"{"style": "oil", "objects": [{"name": "a cat", "box": [9, 9, 9, 9], "z": 2}]}"#
    let layout = try LooseJSONNotation().parse(text, canvas: .standard).layout
    #expect(layout.extras["style"] == "oil")
    #expect(layout.objects.first?.extras["z"] == 2)
  }

  /// A name in quotes may hold what would be a box elsewhere.
  @Test(arguments: [
    "a sign (10, 20, 30, 40)", "a\" [1, 2, 3, 4]), ('a dog", "x=1, y=2, width=3, height=4", "<box>",
    "1. a cat: (1, 2, 3, 4)", "back\\slash\\\" (1, 2, 3, 4)",
  ])
  func namesThatHoldBoxes(name: String) throws {
    let box = Box(x: 20, y: 30, width: 180, height: 150)
    let layout = Layout(
      objects: [LayoutObject(name: name, box: box), LayoutObject(name: "a dog", box: box)])
    let again = try ListNotation().parse(ListNotation().print(layout).text, canvas: .standard)
    #expect(again.layout.objects == layout.objects)
    let words = "- \"a cat (1, 2, 3, 4)\": x=20, y=30, width=180, height=150"
    let parsed = try ListNotation().parse(words, canvas: .standard)
    #expect(parsed.layout.objects == [LayoutObject(name: "a cat (1, 2, 3, 4)", box: box)])
  }

  /// A rule without its braces is a line of a list; that is said once.
  @Test func semicolonsBetweenSides() throws {
    let text = "a cat: width: 9px; height: 8px; left: 7px; top: 6px\n"
    let layout = try ListNotation().parse(text + text, canvas: .standard)
    #expect(layout.layout.objects.map(\.region.bounds.width) == [9, 9])
    #expect(layout.findings.count { $0.rule == "separator" } == 1)
  }

  /// Texts that hold far more than any layout are read in bounded memory, and say so.
  @Test(arguments: [
    ("loose-json", "[],", 410_000), ("list", "a cat (1, 2, 30, 40) ", 110_000),
  ])
  func endlessTexts(name: String, piece: String, count: Int) throws {
    let notation = try #require(Notations.named(name))
    let start = #"{"name": "a cat", "box": [10, 20, 30, 40]}, "#
    let text = (name == "list" ? "" : start) + String(repeating: piece, count: count)
    let parsed = try notation.parse(text, canvas: .standard)
    #expect(parsed.findings.contains { $0.rule == "too-much" && $0.severity == .error })
  }
}
