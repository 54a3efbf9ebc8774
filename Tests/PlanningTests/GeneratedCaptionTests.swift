import Layouts
import Testing

@testable import Planning

/// Captions put together from pieces: what is planned must keep every promise.
@Suite struct GeneratedCaptionTests {
  /// Makes captions of things, relations, surroundings and exclusions.
  struct Generator {
    var random: SplitMix

    let counts = ["a", "one", "two", "three", "4", "five", "a pair of", "several"]
    let looks = ["", "", "red ", "small blue ", "huge ", "old wooden ", "black and white "]
    let nouns = [
      "cat", "dog", "apple", "book", "car", "chair", "penguin", "balloon", "vase", "giraffe",
      "wine glass", "bench", "bird", "potted plant", "mouse", "knife", "bus", "zorblax",
    ]
    let relations = [
      "to the left of", "right of", "above", "below", "under", "on top of", "on", "next to",
      "in front of", "behind", "inside", "between", "beside", "directly above", "around", "near",
      "surrounded by", "bigger than", "much smaller than", "taller than", "as big as", "among",
    ]
    let tails = [
      "", " in the snow", " on a beach at sunset", " at night", ", without birds",
      " in a room with no chairs", " on a street", " in a row", " gleefully", " or a lamp",
    ]
    let openings = ["", "", "a photo of ", "an oil painting of ", "there are "]

    mutating func pick<Element>(_ choices: [Element]) -> Element {
      choices[Int(random.next() % UInt64(choices.count))]
    }

    mutating func phrase() -> String {
      let count = pick(counts)
      let look = pick(looks)
      let noun = pick(nouns)
      let isOne = count == "a" || count == "one"
      return "\(count) \(look)\(isOne ? noun : Self.plural(noun))"
    }

    static func plural(_ noun: String) -> String {
      let irregular = ["mouse": "mice", "knife": "knives", "bench": "benches", "bus": "buses"]
      if let plural = irregular[noun] { return plural }
      return noun.hasSuffix("s") || noun.hasSuffix("x") ? noun + "es" : noun + "s"
    }

    mutating func caption() -> String {
      var text = pick(openings) + phrase()
      for _ in 0..<Int(random.next() % 3) {
        text += pick([" and ", ", ", " "])
        text +=
          text.hasSuffix(" ") && !text.hasSuffix(", ") && !text.hasSuffix("and ")
          ? pick(relations) + " " + phrase() : phrase()
      }
      return text + pick(tails)
    }
  }

  static let canvases = [
    Canvas.standard, Canvas(width: 64, height: 64), Canvas(width: 1024, height: 256),
    Canvas(width: 384, height: 768),
  ]

  @Test(arguments: 0..<8)
  func plannedCaptionsKeepTheirPromises(seed: UInt64) throws {
    var generator = Generator(random: SplitMix(seed: seed))
    var planned = 0
    for turn in 0..<60 {
      let caption = generator.caption()
      let canvas = Self.canvases[turn % Self.canvases.count]
      let plan = plan(caption, canvas: canvas, seed: seed)
      guard let layout = plan.layout else {
        let errors = plan.findings.filter { $0.severity == .error }
        #expect(errors.count == 1, "\(caption)")
        continue
      }
      planned += 1
      #expect(plan.findings.allSatisfy { $0.severity < .error })
      try check(layout, #require(plan.scene), caption)
    }
    #expect(planned > 30)
  }

  /// Measures the layout against what was understood, without the planner's own check.
  private func check(_ layout: Layout, _ scene: SceneGraph, _ caption: String) throws {
    for (index, thing) in scene.things.enumerated() {
      let same = scene.things.filter { $0.phrase.name == thing.phrase.name }.map(\.count)
      let placed = layout.objects.filter { $0.name == thing.phrase.name }
      #expect(placed.count == same.reduce(0, +), "\(caption): \(index)")
    }
    let least = Double(min(layout.canvas.width, layout.canvas.height)) / 10 - 1
    for box in layout.boxes {
      #expect(layout.canvas.bounds.contains(box), "\(caption) on \(layout.canvas)")
      #expect(box.width >= least && box.height >= least, "\(caption) on \(layout.canvas): \(box)")
    }
    let mayOverlap = scene.relations.contains {
      [.inFrontOf, .behind, .inside, .around].contains($0.kind)
    }
    if !mayOverlap { #expect(layout.overlapping == nil, "\(caption) on \(layout.canvas)") }
    for relation in scene.relations { check(relation, scene, layout, caption) }
  }

  private func check(
    _ relation: SceneGraph.Relation, _ scene: SceneGraph, _ layout: Layout, _ caption: String
  ) {
    let names = Set(relation.subjects + relation.landmarks).map { scene.things[$0].phrase.name }
    // Two things of one name can't be told apart from outside.
    guard Set(names).count == names.count, !hasTwins(scene) else { return }
    let subjects = boxes(relation.subjects, scene, layout)
    let landmarks = boxes(relation.landmarks, scene, layout)
    for subject in subjects {
      switch relation.kind {
      case .leftOf: #expect(landmarks.allSatisfy { subject.maxX <= $0.x }, "\(caption)")
      case .rightOf: #expect(landmarks.allSatisfy { subject.x >= $0.maxX }, "\(caption)")
      case .above: #expect(landmarks.allSatisfy { subject.maxY <= $0.y }, "\(caption)")
      case .below: #expect(landmarks.allSatisfy { subject.y >= $0.maxY }, "\(caption)")
      case .on: #expect(landmarks.contains { subject.maxY <= $0.y }, "\(caption)")
      case .inside: #expect(landmarks.contains { $0.contains(subject) }, "\(caption)")
      case .nextTo:
        #expect(
          landmarks.allSatisfy { subject.maxX <= $0.x || subject.x >= $0.maxX }, "\(caption)")
      case .between:
        #expect(landmarks.contains { $0.maxX <= subject.x }, "\(caption)")
        #expect(landmarks.contains { $0.x >= subject.maxX }, "\(caption)")
      case .inFrontOf: #expect(landmarks.contains { subject.maxY > $0.maxY }, "\(caption)")
      case .behind: #expect(landmarks.contains { subject.y < $0.y }, "\(caption)")
      case .biggerThan: #expect(landmarks.allSatisfy { subject.area > $0.area }, "\(caption)")
      case .smallerThan: #expect(landmarks.allSatisfy { subject.area < $0.area }, "\(caption)")
      case .tallerThan: #expect(landmarks.allSatisfy { subject.height > $0.height }, "\(caption)")
      case .shorterThan: #expect(landmarks.allSatisfy { subject.height < $0.height }, "\(caption)")
      case .widerThan: #expect(landmarks.allSatisfy { subject.width > $0.width }, "\(caption)")
      case .narrowerThan: #expect(landmarks.allSatisfy { subject.width < $0.width }, "\(caption)")
      case .asBigAs:
        #expect(
          landmarks.allSatisfy { max(subject.area, $0.area) < 1.5 * min(subject.area, $0.area) },
          "\(caption)")
      case .around:
        // A single thing that is around another encloses it.
        #expect(
          landmarks.allSatisfy { subject.intersection($0) == nil || subject.contains($0) },
          "\(caption)")
      }
    }
    if relation.kind == .on {
      #expect(subjects.contains { box in landmarks.contains { $0.y == box.maxY } }, "\(caption)")
    }
  }

  private func hasTwins(_ scene: SceneGraph) -> Bool {
    Set(scene.things.map(\.phrase.name)).count < scene.things.count
  }

  private func boxes(_ things: [Int], _ scene: SceneGraph, _ layout: Layout) -> [Box] {
    things.flatMap { thing in
      layout.objects.filter { $0.name == scene.things[thing].phrase.name }.map(\.region.bounds)
    }
  }
}
