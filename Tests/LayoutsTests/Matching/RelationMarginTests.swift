import TestSupport
import Testing

@testable import Layouts

/// The margin of relations agrees with the rule that finds them violated.
@Suite struct RelationMarginTests {
  static let captions = [
    "a cat to the left of a dog", "a cat to the right of two dogs", "a cat above a dog",
    "a cat below a dog", "a cat on top of a dog", "a cat next to a dog", "a cat near a dog",
    "a cat inside a dog", "a cat in front of a dog", "a cat behind a dog",
    "a cat between two dogs", "a cat on the left and a dog on the right",
    "a dog surrounded by four cats",
  ]

  private func box(_ random: inout SplitMix64) -> Box {
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &random) }
    let (width, height) = (number(20...250), number(20...250))
    return Box(
      x: number(0...(512 - width)), y: number(0...(512 - height)), width: width, height: height)
  }

  @Test(arguments: captions)
  func marginIsPositiveExactlyWhereNothingIsViolated(text: String) throws {
    var random = SplitMix64(seed: 7)
    let caption = Caption(text)
    let rules = try RuleSet(select: [RelationViolated().name])
    let scene = try #require(CaptionReading(caption).scene)
    var seen: Set<Bool> = []
    for _ in 0..<300 {
      let objects = scene.things.flatMap { thing in
        (0..<thing.count).map { _ in LayoutObject(name: thing.phrase.name, box: box(&random)) }
      }
      let layout = Layout(caption: text, objects: objects)
      let margin = try #require(layout.relationMargin(keeping: caption))
      guard margin.magnitude > 1e-9 else { continue }
      let findings = rules.check(layout, caption: caption).findings
      let holds = findings.isEmpty
      #expect((margin > 0) == holds, "\(text): \(margin), \(findings.map(\.message))")
      seen.insert(holds)
    }
    #expect(seen.contains(true))
  }

  @Test func theFartherApartTheWiderTheMargin() {
    func margin(_ right: Double) -> Double? {
      Layout(objects: [
        LayoutObject(name: "a cat", box: Box(x: 10, y: 10, width: 100, height: 100)),
        LayoutObject(name: "a dog", box: Box(x: right, y: 10, width: 100, height: 100)),
      ]).relationMargin(keeping: Caption("a cat to the left of a dog"))
    }
    #expect(margin(266) == 0.5)
    #expect(margin(138) == 0.25)
    #expect(margin(10) == 0)
  }

  @Test func withoutRelationsOrObjectsThereIsNone() {
    let cat = LayoutObject(name: "a cat", box: Box(x: 10, y: 10, width: 100, height: 100))
    #expect(Layout(objects: [cat]).relationMargin(keeping: Caption("a cat")) == nil)
    #expect(
      Layout(objects: [cat]).relationMargin(keeping: Caption("a cat left of a dog")) == nil)
    #expect(Layout(objects: [cat]).relationMargin(keeping: Caption("고양이")) == nil)
  }
}
