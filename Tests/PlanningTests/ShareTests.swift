import Layouts
import Planning
import Testing

/// Whose is what: "each", "both", "with", and what belongs to surroundings.
@Suite struct ShareTests {
  /// Counts of names, in alphabetical order.
  private func counts(_ caption: String) -> [String: Int] {
    let names = plan(caption).layout?.objects.map(\.name) ?? []
    return Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
  }

  @Test(arguments: [
    ("a cup on each of two tables", "cup", "table", 2),
    ("each table has a lamp", "lamp", "table", 3),
    ("a bird on each of the three fences", "bird", "fence", 3),
    ("a candle on every shelf", "candle", "shelf", 3),
  ])
  func eachCarriesItsOwn(caption: String, small: String, large: String, count: Int) throws {
    let layout = try #require(plan(caption).layout, "\(plan(caption).findings)")
    let (carried, carriers) = (layout.boxes(of: small), layout.boxes(of: large))
    #expect(carried.count == count && carriers.count == count)
    for carrier in carriers {
      #expect(
        carried.count { $0.maxY == carrier.y && carrier.x <= $0.x && $0.maxX <= carrier.maxX } == 1)
    }
  }

  @Test func severalOnEachAreAsManyTimesSeveral() {
    #expect(
      counts("a cup and a plate on each of two tables")
        == ["a cup": 2, "a plate": 2, "a table": 2])
    #expect(plan("a cup on each of two tables", isStrict: true).layout?.objects.count == 4)
    #expect(plan("a cup on each table", isStrict: true).layout == nil)
  }

  @Test func eachGoesBackToThoseWhoDoSomething() {
    let plan = plan("two people sitting at a table, each with a cup of coffee")
    #expect(plan.layout?.boxes(of: "cup of coffee").count == 2)
    #expect(!plan.findings.contains { $0.message.contains("“each”") })
  }

  @Test func everyOneWearsItsOwn() {
    #expect(
      counts("a girl with a green hat and a boy with a blue scarf on a bench")
        == ["a girl with a green hat": 1, "a boy with a blue scarf": 1, "a bench": 1])
    #expect(
      counts("a girl and a boy with green hats")
        == ["a girl with green hats": 1, "a boy with green hats": 1])
  }

  @Test func aDescriptionAtTheEndIsStillOfAll() throws {
    let layout = try #require(plan("a man with a beard and a woman with a hat on a bench").layout)
    let bench = try #require(layout.boxes(of: "bench").first)
    for name in ["a man with a beard", "a woman with a hat"] {
      #expect(try #require(layout.boxes(of: name).first).maxY == bench.y)
    }
  }

  @Test func whatIsHeldStaysWithItsHolder() throws {
    let layout = try #require(plan("a plate with two eggs on a table").layout)
    let (plate, table) = (layout.boxes(of: "plate"), layout.boxes(of: "table"))
    let eggs = layout.boxes(of: "egg")
    #expect(plate.count == 1 && table.count == 1 && eggs.count == 2)
    #expect(plate.first?.maxY == table.first?.y)
    #expect(eggs.allSatisfy { $0.maxY == plate.first?.y })
  }

  @Test func whatIsCountedIsInItsVessel() throws {
    let layout = try #require(plan("a vase with five tulips on a desk").layout)
    let vase = try #require(layout.boxes(of: "vase").first)
    #expect(layout.boxes(of: "tulip").count == 5)
    #expect(layout.boxes(of: "tulip").allSatisfy { vase.contains($0) })
    #expect(vase.maxY == layout.boxes(of: "desk").first?.y)
    #expect(plan("a vase with flowers on a desk").layout?.objects.count == 2)
  }

  @Test func surroundingsMayBeFull() throws {
    let plan = plan("two kites in the sky above a beach full of umbrellas")
    let layout = try #require(plan.layout)
    #expect(Set(layout.objects.map(\.name)) == ["a kite", "an umbrella"])
    #expect(layout.background == "a realistic photo of the sky above a beach")
  }

  @Test(arguments: [
    "a rabbit to the left of a fox, both in a forest", "a cat and a dog, all on a rug",
  ])
  func bothAndAllAreUnderstood(caption: String) {
    #expect(!plan(caption).findings.contains { $0.code == "MQ416" })
  }

  @Test func halfOfAThingIsOneThing() {
    let plan = plan("half a watermelon beside a knife")
    #expect(plan.layout?.objects.map(\.name) == ["a half of a watermelon", "a knife"])
    #expect(plan.categories == ["watermelon", "knife"])
  }

  @Test(arguments: ["church", "barn"])
  func aBuildingMayBeALandmark(noun: String) throws {
    let outside = try #require(plan("a sheep to the left of a \(noun)").layout)
    let sheep = try #require(outside.boxes(of: "sheep").first)
    let building = try #require(outside.boxes(of: noun).first)
    #expect(sheep.maxX <= building.x)
    let within = try #require(plan("a sheep in the corner of a \(noun)").layout)
    #expect(within.boxes.count == 1 && within.background == "a realistic photo of a \(noun)")
  }

  // MARK: - Places

  static let corners: [(name: String, isLeft: Bool, isTop: Bool)] = [
    ("top left", true, true), ("upper right", false, true), ("bottom left", true, false),
    ("lower right", false, false),
  ]

  @Test(arguments: corners.indices, ["a spider", "a dog", "two cups"])
  func cornersAreNearTheEdges(corner: Int, thing: String) throws {
    let (name, isLeft, isTop) = Self.corners[corner]
    let layout = try #require(plan("\(thing) in the \(name) corner").layout)
    let (width, height) = (Double(layout.canvas.width), Double(layout.canvas.height))
    for box in layout.boxes {
      #expect(isTop ? box.centerY < 0.4 * height : box.centerY > 0.6 * height, "\(box)")
    }
    let middle = layout.boxes.map(\.centerX).reduce(0, +) / Double(layout.boxes.count)
    #expect(isLeft ? middle < 0.4 * width : middle > 0.6 * width)
  }

  @Test(arguments: [
    "six candles in a row on a shelf", "seven ducks in a row", "eight cars in a row",
  ])
  func longRowsStandCloser(caption: String) throws {
    let plan = plan(caption)
    let layout = try #require(plan.layout, "\(plan.findings)")
    let noun = try #require(layout.objects.last?.name)
    let row = layout.boxes(of: noun)
    #expect(row.count == plan.categories.filter { $0 == plan.categories.last }.count)
    #expect(row.count > 5 && Set(row.map(\.maxY)).count == 1)
    #expect(layout.boxes.allSatisfy { layout.canvas.bounds.contains($0) })
  }
}
