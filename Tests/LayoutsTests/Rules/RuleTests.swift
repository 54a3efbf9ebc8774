import Foundation
import Layouts
import TestSupport
import Testing

/// Parses a marked text, runs one rule, and compares where its findings fall.
private func expectRule(
  _ rule: String, _ marked: String, by notation: any Notation = LMDNotation(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let marked = MarkedText(marked)
  let parsed = try notation.parse(marked.text, canvas: .standard)
  let result = try RuleSet(select: [rule]).check(
    parsed.layout, places: parsed.places, reading: parsed.findings)
  let found = result.findings.map { finding in
    MarkedText.Mark(
      rule: finding.rule, offset: finding.source?.offset ?? -1,
      length: finding.source?.length ?? -1)
  }
  let isSame = Set(found) == Set(marked.marks) && found.count == marked.marks.count
  #expect(
    isSame, "\(marked.text): \(result.findings.map(\.message))", sourceLocation: sourceLocation)
}

private let prompts = "\nBackground prompt: A realistic scene\nNegative prompt: "

@Suite struct RuleTests {
  @Test(arguments: [
    ("out-of-canvas", "[('a dog', ⟦out-of-canvas|[302, 119, 211, 228]⟧), ('x', [0, 0, 512, 9])]"),
    ("empty-box", "[('a mouse', ⟦empty-box|[0, 0, 0, 0]⟧), ('a rat', [0, 0, 9, 9])]"),
    (
      "too-small-for-attention",
      "[('a bee', ⟦too-small-for-attention|[10, 10, 20, 20]⟧), ('a bat', [1, 1, 80, 64])]"
    ),
    (
      "whole-canvas-object",
      "[('a cat', ⟦whole-canvas-object|[0, 0, 512, 512]⟧), ('a bat', [0, 0, 512, 500])]"
    ),
    (
      "near-duplicate",
      "[('a jar', [201, 201, 110, 210]), ('a pc', ⟦near-duplicate|[201, 201, 110, 209]⟧)]"
    ),
    (
      "heavy-overlap",
      "[('a cat', [100, 100, 200, 200]), ('a dog', ⟦heavy-overlap|[140, 100, 200, 200]⟧)]"
    ),
    (
      "hidden-by-order",
      "[('a vase', ⟦hidden-by-order|[200, 200, 50, 80]⟧), ('a table', [100, 150, 300, 250])]"
    ),
    ("hidden-by-order", "[('a table', [100, 150, 300, 250]), ('a vase', [200, 200, 50, 80])]"),
    (
      "extreme-aspect",
      "[('a snake', ⟦extreme-aspect|[0, 200, 500, 20]⟧), ('a pole', [0, 0, 40, 399])]"
    ),
    (
      "copied-exemplar",
      "[('a dog', ⟦copied-exemplar|[302, 119, 211, 228]⟧), ('a cat', [51, 67, 271, 323])]"
    ),
    (
      "placeholder-name",
      "[('object 1', ⟦placeholder-name|[1, 1, 99, 99]⟧), ('an object lens', [1, 1, 99, 99])]"
    ),
    (
      "counted-name",
      "[('two chairs', ⟦counted-name|[1, 2, 99, 99]⟧), ('a 2 litre bottle', [1, 2, 99, 99])]"
    ),
    ("counted-name", "[('a pair of shoes', [1, 2, 99, 99]), ('one dog', [1, 2, 99, 99])]"),
    (
      "counted-name",
      "[('3 people in hats', ⟦counted-name|[1, 2, 99, 99]⟧), ('a dog with two tails', [1, 2, 9, 9])]"
    ),
  ])
  func findsAndSpares(rule: String, list: String) throws {
    try expectRule(rule, "Objects: " + list + prompts)
  }

  @Test func findsEmptyEllipses() throws {
    try expectRule(
      "empty-ellipse",
      """
      cat {⟦empty-ellipse| cx: 100px; cy: 100px; major: 80px; minor: 0px; angle: 0deg ⟧}
      dog { cx: 100px; cy: 100px; major: 80px; minor: 9px; angle: 0deg }
      """, by: CSSBlobNotation())
  }

  private func findings(_ rule: String, _ layout: Layout) throws -> [Finding] {
    try RuleSet(select: [rule]).check(layout).findings
  }

  private func layout(_ names: String..., background: String = "", negative: String = "") -> Layout
  {
    let objects = names.map {
      LayoutObject(name: $0, box: Box(x: 10, y: 10, width: 200, height: 200))
    }
    return Layout(background: background, negative: negative, objects: objects)
  }

  @Test func findsMinorAxesThatExceedMajorOnes() throws {
    let bad = Ellipse(centerX: 99, centerY: 99, major: 40, minor: 80, angle: 0)
    let objects = [bad, bad.normalized].map { LayoutObject(name: "a cat", ellipse: $0) }
    let found = try findings("MQ104", Layout(objects: objects))
    #expect(found.map(\.object) == [0])
  }

  @Test func smallnessIsAnErrorUnderOneCell() throws {
    let sides = [31.0, 33, 71, 72].map { side in
      LayoutObject(name: "a bee", box: Box(x: 0, y: 0, width: side, height: side))
    }
    let found = try findings("too-small-for-attention", Layout(objects: sides))
    #expect(found.map(\.severity) == [.error, .warning, .warning])
    #expect(found.allSatisfy { $0.message.contains("32 x 32 pixels") })
  }

  @Test func emptyNamesAreErrors() throws {
    let found = try findings("placeholder-name", layout("", "...", "N/A", "a cat", "狗"))
    #expect(found.map(\.object) == [0, 1, 2])
    #expect(found.map(\.severity) == [.error, .error, .warning])
  }

  @Test func findsObjectsInTheBackground() throws {
    let room = layout("a wooden chair", "a cat", background: "A room with chairs, a catalogue")
    #expect(try findings("named-in-background", room).map(\.object) == [0])
  }

  @Test func modifiersAndExclusionsNameNothing() throws {
    let park = layout("a dog", "a car", background: "a dog park beside a car dealership, no cars")
    #expect(try findings("named-in-background", park).isEmpty)
    let sofa = layout("a sofa", "a hot dog", background: "A realistic photo of a room with couches")
    #expect(try findings("named-in-background", sofa).map(\.object) == [0])
    let dogs = layout("a hot dog", background: "a park with dogs running around")
    #expect(try findings("named-in-background", dogs).isEmpty)
  }

  @Test func findsExcludedObjects() throws {
    let cars = layout("a red car", "a dog", negative: "blue cars, dogs")
    #expect(try findings("named-in-negative", cars).map(\.object) == [1])
    let all = layout("a red car", negative: "cars")
    #expect(try findings("named-in-negative", all).map(\.object) == [0])
  }

  @Test func findsLabelEchoes() throws {
    let echo = layout("a cat", "Caption: a dog", background: "A room", negative: "<Scene One End>")
    #expect(try findings("label-echo", echo).map(\.object) == [nil, 1])
  }

  @Test func findsMixedScripts() throws {
    #expect(try findings("mixed-scripts", layout("a cat", "a dog", "狗")).map(\.object) == [2])
    #expect(try findings("mixed-scripts", layout("a cаt", "a dog")).map(\.object) == [0])
    #expect(try findings("mixed-scripts", layout("白い犬", "TVを見る猫", "ネコ")).isEmpty)
  }
}

@Suite struct RuleSetTests {
  @Test func rulesAreExplained() throws {
    #expect(Set(RuleSet.allRules.map(\.name)).count == RuleSet.allRules.count)
    #expect(RuleSet.allRules.map(\.code) == RuleSet.allRules.map(\.code).sorted())
    for rule in RuleSet.allRules {
      #expect(!rule.explanation.isEmpty && rule.summary.hasSuffix("."))
      #expect(rule.examples.bad != rule.examples.good)
    }
  }

  @Test func selectsByNameCodeAndBeginning() throws {
    #expect(try RuleSet(select: ["MQ107"]).rules.map(\.name) == ["near-duplicate"])
    #expect(try RuleSet(select: ["MQ2"]).rules.allSatisfy { $0.code.hasPrefix("MQ2") })
    let rest = try RuleSet(select: ["MQ1"], ignore: ["empty-box", "MQ101"]).rules.map(\.code)
    #expect(rest.first == "MQ103" && rest.allSatisfy { $0.hasPrefix("MQ1") })
  }

  @Test func namesTheNearestRule() throws {
    let error = try #require(throws: UnknownRule.self) { try RuleSet(ignore: ["near-duplicat"]) }
    #expect(error.nearest == "near-duplicate")
    #expect(throws: UnknownRule.self) { try RuleSet(select: [""]) }
    var rules = try RuleSet()
    #expect(throws: UnknownRule.self) { try rules.setThreshold(1, of: "empty-box") }
  }

  @Test func takesSeveritiesAndThresholds() throws {
    let snake = LayoutObject(name: "a snake", box: Box(x: 0, y: 0, width: 400, height: 50))
    var rules = try RuleSet(select: ["extreme-aspect"])
    #expect(rules.check(Layout(objects: [snake])).findings.isEmpty)
    try rules.setThreshold(8, of: "extreme-aspect")
    try rules.setSeverity(.error, of: "MQ110")
    #expect(rules.check(Layout(objects: [snake])).findings.map(\.severity) == [.error])
  }

  @Test func keepsWhatIsMeantApart() throws {
    let box = Box(x: 10, y: 10, width: 200, height: 200)
    var layout = Layout(objects: [
      LayoutObject(name: "a cat", box: box), LayoutObject(name: "a dog", box: box),
    ])
    layout.objects[1].extras["suppressions"] = [
      ["rule": "near-duplicate", "reason": "they hug"], ["rule": "extreme-aspect", "reason": " "],
    ]
    let result = try RuleSet().check(layout)
    #expect(result.suppressed.map(\.reason) == ["they hug"])
    #expect(result.findings.map(\.rule) == ["invalid-suppression"])
    layout.objects[1].extras = [:]
    layout.extras["suppressions"] = [["rule": "MQ107", "reason": "they hug"]]
    #expect(try RuleSet().check(layout).findings.isEmpty)
  }

  @Test func findsSuppressionsThatMeetNothing() throws {
    var layout = Layout(objects: [
      LayoutObject(name: "a cat", box: Box(x: 10, y: 10, width: 200, height: 200))
    ])
    layout.objects[0].extras["suppressions"] = [
      ["rule": "out-of-canvas", "reason": "it leaves"], ["rule": "MQ305", "reason": "a trick"],
      ["rule": "prompt-too-long", "reason": "cut later"],
    ]
    func unused(_ rules: RuleSet) -> [String] {
      rules.check(layout).findings.filter { $0.code == "MQ602" }.map(\.message)
    }
    #expect(
      unused(try RuleSet()) == [
        "suppressions: nothing is found by \"out-of-canvas\" about object 0"
      ])
    #expect(unused(try RuleSet(select: ["MQ2", "MQ6"])).isEmpty)
    #expect(unused(try RuleSet(ignore: ["unused-suppression"])).isEmpty)
    layout.caption = "a cat to the left of a dog"
    #expect(unused(try RuleSet()).count == 2)
  }
}
