import Layouts
import Planning
import Testing

@Suite struct OfflinePlannerTests {
  @Test func plansCountsAndExclusions() throws {
    let layout = try #require(plan("three cats and a dog, without birds").layout)
    #expect(layout.objects.map(\.name) == ["a cat", "a cat", "a cat", "a dog"])
    #expect(layout.negative == "birds")
    #expect(layout.overlapping == nil)
    #expect(layout.boxes.allSatisfy { layout.canvas.bounds.contains($0) })
    #expect(layout.language == "en")
    #expect(layout.provenance["planner"] == .string("offline"))
  }

  @Test func placesLeftOfALandmarkInAScene() throws {
    let layout = try #require(
      plan("two red apples to the left of a penguin in the snow").layout)
    let penguin = try #require(layout.boxes(of: "penguin").first)
    #expect(layout.boxes(of: "red apple").count == 2)
    for apple in layout.boxes(of: "red apple") { #expect(apple.maxX < penguin.x) }
    #expect(layout.background == "a realistic photo of snow")
  }

  @Test func readsPronounsOfSeveralThings() throws {
    let caption =
      "In an indoor scene, a blue cube directly above a red cube with a vase on the left of them"
    let layout = try #require(plan(caption).layout)
    let blue = try #require(layout.boxes(of: "blue cube").first)
    let red = try #require(layout.boxes(of: "red cube").first)
    let vase = try #require(layout.boxes(of: "vase").first)
    #expect(blue.maxY <= red.y)
    #expect(abs(blue.centerX - red.centerX) < 8)
    #expect(vase.maxX <= min(blue.x, red.x))
    #expect(layout.background == "a realistic photo of an indoor scene")
  }

  @Test func putsThingsOnTheTopEdgeOfWhatCarriesThem() throws {
    let layout = try #require(plan("a laptop on a wooden table").layout)
    let laptop = try #require(layout.boxes(of: "laptop").first)
    let table = try #require(layout.boxes(of: "wooden table").first)
    #expect(laptop.maxY == table.y)
    #expect(table.x <= laptop.x && laptop.maxX <= table.maxX)
  }

  @Test func keepsAParkedAirplaneOnTheGround() throws {
    let height = Double(Canvas.standard.height)
    let flying = try #require(plan("an airplane flying over a city").layout?.boxes.first)
    let parked = try #require(plan("an airplane parked on a runway").layout?.boxes.first)
    #expect(flying.centerY < height / 2)
    #expect(parked.centerY > flying.centerY && parked.maxY > 0.6 * height)
  }

  @Test(arguments: [
    "a cat on a chair with a tree behind it", "a red cube on a blue sphere, behind them a pyramid",
    "a cat on a chair and a dog in front of the chair",
  ])
  func putsThingsBehindWhatCarriesOthers(caption: String) {
    let plan = plan(caption)
    #expect(plan.layout?.objects.count == 3, "\(plan.findings)")
  }

  @Test func splitsThingsThatOthersStandBetween() throws {
    let layout = try #require(plan("a cat between two dogs on a beach at sunset").layout)
    let cat = try #require(layout.boxes(of: "cat").first)
    let dogs = layout.boxes(of: "dog").sorted { $0.x < $1.x }
    #expect(dogs.count == 2)
    #expect(dogs[0].maxX <= cat.x && cat.maxX <= dogs[1].x)
    #expect(layout.background == "a realistic photo of a beach at sunset")
  }

  @Test func aSceneWithoutThingsHasNoObjects() throws {
    let layout = try #require(plan("an oil painting of a beach at sunset").layout)
    #expect(layout.objects.isEmpty)
    #expect(layout.background == "an oil painting of a beach at sunset")
  }

  @Test func sameRequestSameLayoutAndOtherSeedOtherLayout() throws {
    let caption = "a cat and two dogs next to a red car on a street"
    #expect(plan(caption) == plan(caption))
    #expect(plan(caption, seed: 3) == plan(caption, seed: 3))
    #expect(plan(caption, seed: 3).layout?.objects != plan(caption, seed: 4).layout?.objects)
  }

  @Test func blobStyleInscribesEllipses() throws {
    let boxes = try #require(plan("a giraffe and a bench").layout)
    let blobs = try #require(plan("a giraffe and a bench", style: .cssBlobs).layout)
    for (box, blob) in zip(boxes.boxes, blobs.objects) {
      guard case .ellipse(let ellipse) = blob.region else {
        Issue.record("\(blob.name) has no ellipse")
        continue
      }
      #expect(ellipse.angle == (box.height > box.width ? 90 : 0))
      #expect(ellipse.major >= ellipse.minor)
      #expect(2 * ellipse.major == max(box.width, box.height))
      #expect(ellipse.centerX == box.centerX && ellipse.centerY == box.centerY)
    }
  }

  /// A tilted blob touches the same box as an upright one.
  @Test(arguments: [
    ("a knife", 90.0...180.0), ("a flying airplane", 90.0...180.0), ("a diving bird", 0.0...90.0),
    ("a bicycle leaning against a wall", 0.0...180.0),
  ])
  func tiltsBlobsWithinTheirBoxes(caption: String, angles: ClosedRange<Double>) throws {
    let box = try #require(plan(caption).layout?.boxes.last)
    let object = try #require(plan(caption, style: .cssBlobs).layout?.objects.last)
    guard case .ellipse(let ellipse) = object.region else {
      Issue.record("\(object.name) has no ellipse")
      return
    }
    #expect(angles.contains(ellipse.angle), "\(ellipse.angle)")
    #expect(ellipse.major > ellipse.minor && ellipse.minor > 0)
    let bounds = ellipse.bounds
    for (side, other) in [
      (bounds.x, box.x), (bounds.y, box.y), (bounds.maxX, box.maxX), (bounds.maxY, box.maxY),
    ] {
      #expect(abs(side - other) < 1e-6)
    }
    if caption == "a knife" { #expect(ellipse.angle.truncatingRemainder(dividingBy: 90) != 0) }
  }

  /// Captions a second in an optimised build; without optimisation, on a busy machine, far less.
  @Test func plansAThousandCaptionsASecond() {
    let captions = [
      "two red apples to the left of a penguin in the snow",
      "a cat sitting on a sofa next to a lamp, without people",
      "a kitchen with a fridge, a stove, a sink and a microwave",
      "three zebras standing in tall grass near two trees",
      "A man riding a horse on a beach at sunset with a dog behind him",
    ]
    let clock = ContinuousClock()
    let best = (0..<3).map { _ in
      clock.measure { for caption in captions { #expect(plan(caption).layout != nil) } }
    }.min()
    let rate = Double(captions.count) / ((best ?? .seconds(1)) / .seconds(1))
    print("The offline planner: \(Int(rate)) captions/s on one core")
    #expect(rate > 20)
  }
}
