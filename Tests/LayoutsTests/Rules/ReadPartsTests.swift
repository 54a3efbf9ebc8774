import TestSupport
import Testing

@testable import Layouts

/// Fixes are tried by the rules that read what they change: no other rule may find anything new then.
@Suite struct ReadPartsTests {
  private static let names = [
    "cat", "a black dog", "two birds", "object 1", "gato", "\u{72D7}", "objects: a red car",
    "car", "a red car", "bench",
  ]
  private static let prompts = [
    "", "birds, cats", "a park with a dog", "una foto", "a red car in the snow", "Caption: cat",
  ]

  private func region(_ generator: inout SplitMix64) -> LayoutObject.Region {
    func number(_ range: ClosedRange<Double>) -> Double {
      Double.random(in: range, using: &generator).rounded()
    }
    let box = Box(
      x: number(-40...500), y: number(-40...500), width: number(0...400), height: number(1...400))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return .box(Box(x: 0, y: 0, width: 512, height: 512))
    case 1: return .box(Box(x: 600, y: 10, width: 20, height: 20))
    case 2: return .ellipse(Ellipse(box, fit: .inscribed))
    case 3: return .box(Box(x: 302, y: 119, width: 211, height: 228))
    default: return .box(box)
    }
  }

  private func edit(_ generator: inout SplitMix64, count: Int) -> LayoutEdit {
    let object = Int.random(in: 0..<count, using: &generator)
    func text(_ list: [String]) -> String { list[Int.random(in: list.indices, using: &generator)] }
    switch Int.random(in: 0..<7, using: &generator) {
    case 0: return .rename(text(Self.names), object: object)
    case 1: return .describe(text(Self.prompts), object: object)
    case 2: return .setBackground(text(Self.prompts))
    case 3: return .setNegative(text(Self.prompts))
    default: return .setRegion(region(&generator), object: object)
    }
  }

  @Test func rulesFindNothingNewInWhatTheyDoNotRead() throws {
    let rules = try RuleSet()
    var captions = CaptionReadings()
    var generator = SplitMix64(seed: 3)
    let caption = "two cats to the left of a black dog bigger than a red car, without birds"
    for _ in 0..<400 {
      var layout = Layout(caption: caption)
      for _ in 0..<5 {
        let name = Self.names[Int.random(in: Self.names.indices, using: &generator)]
        layout.objects.append(LayoutObject(name: name, region: region(&generator)))
      }
      let before = rules.check(layout, rules.context(for: layout, captions: &captions))
      let edits = (0..<Int.random(in: 1...2, using: &generator)).map { _ in
        edit(&generator, count: layout.objects.count)
      }
      var edited = EditedLayout(layout)
      edited.apply(edits)
      let context = rules.context(for: edited.layout, captions: &captions)
      let changed = LayoutParts(of: edited.layout, changedFrom: layout, by: edits)
      #expect(!changed.isEmpty)
      let quick = rules.check(edited.layout, context, changed: changed, knowing: before)
      #expect(quick == rules.check(edited.layout, context), "\(edits)")
    }
  }
}
