import Layouts
import Testing

/// Reads a text, mends what some rules find in it, and writes the result into the text.
func mended(
  _ text: String, rules: [String], by notation: any Notation = LMDNotation(),
  applying applicability: Fix.Applicability = .unsafe, caption: Caption? = nil
) throws -> (text: String, applied: [Finding]) {
  let parsed = try notation.parse(text, canvas: .standard)
  let mended = try RuleSet(select: rules).mend(
    parsed.layout, caption: caption, applying: applicability)
  let revised = try RevisedText(text, read: parsed, toSay: mended.edited, by: notation)
  return (revised.text, mended.applied)
}

/// A layout in LMD's notation.
private func lmd(_ list: String, background: String = "a room", negative: String = "") -> String {
  "Objects: \(list)\nBackground prompt: \(background)\nNegative prompt: \(negative)"
}

@Suite struct FixTests {
  @Test(arguments: [
    // It fits: shifted, and nothing else is touched.
    (
      "out-of-canvas", "[('a', [302, 119, 211, 228]), ('b', [0, 0, 90, 90])]",
      "[('a', [301, 119, 211, 228]), ('b', [0, 0, 90, 90])]"
    ),
    ("out-of-canvas", "[('a', [-10, 500, 100, 100])]", "[('a', [0, 412, 100, 100])]"),
    // It is too wide: cut along that side only.
    ("out-of-canvas", "[('a', [-10, 20.5, 600, 100])]", "[('a', [0, 20.5, 512, 100])]"),
    ("out-of-canvas", "[('a', [600, 10, 100, 100])]", "[('a', [412, 10, 100, 100])]"),
    ("out-of-canvas", "[('a', [411.7, 10, 100.35, 100])]", "[('a', [411.65, 10, 100.35, 100])]"),
    ("empty-box", "[('a', [200, 200, -100, -50])]", "[('a', [100, 150, 100, 50])]"),
    (
      "hidden-by-order", "[('a vase', [200, 200, 50, 80]), ('a table', [100, 150, 300, 250])]",
      "[('a table', [100, 150, 300, 250]), ('a vase', [200, 200, 50, 80])]"
    ),
  ])
  func mendsSafely(rule: String, before: String, after: String) throws {
    let result = try mended(lmd(before), rules: [rule], applying: .safe)
    #expect(result.text == lmd(after))
    #expect(result.applied.map(\.rule) == [rule])
  }

  @Test(arguments: [
    ("empty-box", "[('a', [0, 0, 0, 0]), ('b', [9, 9, 9, 9])]", "[('b', [9, 9, 9, 9])]"),
    ("empty-box", "[('b', [9, 9, 9, 9]), ('a', [0, 0, 0, 0])]", "[('b', [9, 9, 9, 9])]"),
    (
      "counted-name", "[('two red chairs', [100, 202, 200, 150])]",
      "[('a red chair', [100, 202, 100, 150]), ('a red chair', [200, 202, 100, 150])]"
    ),
    (
      "counted-name", "[('four owls', [100, 100, 200, 200])]",
      "[('an owl', [100, 100, 100, 100]), ('an owl', [200, 100, 100, 100]), "
        + "('an owl', [100, 200, 100, 100]), ('an owl', [200, 200, 100, 100])]"
    ),
    (
      "near-duplicate", "[('a jar', [201, 201, 110, 210]), ('a pc', [201, 201, 110, 209])]",
      "[('a jar', [201, 201, 110, 210]), ('a pc', [311, 201, 110, 209])]"
    ),
    (
      "heavy-overlap", "[('a cat', [100, 100, 200, 200]), ('a dog', [140, 100, 200, 200])]",
      "[('a cat', [100, 100, 200, 200]), ('a dog', [169, 100, 200, 200])]"
    ),
    ("extreme-aspect", "[('a snake', [0, 200, 500, 20])]", "[('a snake', [0, 184, 500, 53])]"),
  ])
  func mendsUnsafely(rule: String, before: String, after: String) throws {
    #expect(try mended(lmd(before), rules: [rule], applying: .safe).text == lmd(before))
    #expect(try mended(lmd(before), rules: [rule]).text == lmd(after))
  }

  @Test(arguments: [
    ("a room with chairs", "a room"),
    ("A chair in a sunny room", "A sunny room"),
    ("a room with a big chair and a table", "a room with a table"),
    ("a table and a wooden chair in a room.", "a table in a room."),
    ("a room, chairs, lamps", "a room, lamps"),
    ("an old chair", "a realistic scene"),
  ])
  func leavesObjectsOutOfBackgrounds(before: String, after: String) throws {
    let list = "[('a red chair', [10, 10, 200, 200])]"
    let result = try mended(lmd(list, background: before), rules: ["named-in-background"])
    #expect(result.text == lmd(list, background: after))
  }

  @Test func takesObjectsOutOfNegatives() throws {
    let list = "[('a red chair', [10, 10, 200, 200])]"
    let before = lmd(list, negative: "tables, chairs, blue chairs, red chairs")
    let result = try mended(before, rules: ["named-in-negative"])
    #expect(result.text == lmd(list, negative: "tables, blue chairs"))
  }

  @Test func cutsLabelsOff() throws {
    let list = "[('a chair', [10, 10, 200, 200])]"
    let before = lmd(list, negative: "birds <Scene One End>")
    let result = try mended(before, rules: ["label-echo"])
    #expect(result.text == lmd(list, negative: "birds"))
  }

  @Test func growsSmallObjectsToTheFewestCells() throws {
    let before = lmd("[('a bee', [100, 100, 20, 20]), ('a bug', [0, 500, 10, 12])]")
    let rule = TooSmallForAttention()
    let parsed = try LMDNotation().parse(
      mended(before, rules: [rule.name]).text, canvas: .standard)
    for object in parsed.layout.objects {
      let cells = object.region.area / 1024
      #expect(cells >= 5 && cells < 5.01)
      #expect(parsed.layout.canvas.bounds.contains(object.region.bounds))
    }
    let center = parsed.layout.objects[0].region.center
    #expect((center.x - 110).magnitude < 0.02 && (center.y - 110).magnitude < 0.02)
  }

  @Test func movesWholeCanvasObjectsIntoTheBackground() throws {
    let before = lmd("[('a beach', [0, 0, 512, 512]), ('a dog', [10, 10, 200, 200])]")
    let result = try mended(before, rules: ["whole-canvas-object"])
    #expect(result.text == lmd("[('a dog', [10, 10, 200, 200])]", background: "a room, a beach"))
  }

  @Test func keepsEllipsesInShapeWhileShifting() throws {
    let before = Layout(objects: [
      LayoutObject(
        name: "a blob",
        ellipse: Ellipse(centerX: 500, centerY: 20, major: 120, minor: 40, angle: 30))
    ])
    let after = try RuleSet(select: ["out-of-canvas"]).mend(before, applying: .safe).edited.layout
    guard case .ellipse(let ellipse) = after.objects[0].region else {
      Issue.record("expected an ellipse")
      return
    }
    #expect(after.canvas.bounds.contains(ellipse.bounds))
    #expect((ellipse.major, ellipse.minor, ellipse.angle) == (120, 40, 30))
    #expect(after.canvas.bounds.maxX - ellipse.bounds.maxX < 1 && ellipse.bounds.y < 1)
  }

  @Test func turnsEllipsesRound() throws {
    var ellipse = Ellipse(centerX: 200, centerY: 200, major: 50, minor: 90, angle: 10)
    let before = Layout(objects: [LayoutObject(name: "a blob", ellipse: ellipse)])
    let rules = try RuleSet(select: ["minor-exceeds-major", "empty-ellipse"])
    let after = rules.mend(before, applying: .safe).edited.layout
    #expect(after.objects[0].region == .ellipse(ellipse.normalized))
    ellipse.minor = -20
    let inverted = Layout(objects: [LayoutObject(name: "a blob", ellipse: ellipse)])
    let turned = rules.mend(inverted, applying: .safe).edited.layout.objects[0].region
    #expect(turned.area == .pi * 50 * 20)
  }

  @Test func splitsTiltedEllipsesAlongTheirLength() throws {
    let ellipse = Ellipse(centerX: 256, centerY: 256, major: 120, minor: 50, angle: 90)
    let layout = Layout(objects: [LayoutObject(name: "two cats", ellipse: ellipse)])
    let after = try RuleSet(select: ["counted-name"]).mend(layout, applying: .unsafe)
    let regions = after.edited.layout.objects.map(\.region)
    #expect(after.edited.layout.objects.map(\.name) == ["a cat", "a cat"])
    #expect(regions.map(\.center.y) == [196, 316] && regions.map(\.center.x) == [256, 256])
  }
}
