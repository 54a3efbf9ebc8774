import TestSupport
import Testing

@testable import Layouts

@Suite struct LayoutDifferenceTests {
  private func object(_ name: String, _ x: Double, _ y: Double, side: Double = 100) -> LayoutObject
  {
    LayoutObject(name: name, box: Box(x: x, y: y, width: side, height: side))
  }

  private func changes(
    _ old: [LayoutObject], _ new: [LayoutObject], tolerance: Double = 0.5
  ) -> [[LayoutDifference.Change]] {
    let difference = LayoutDifference(
      from: Layout(objects: old), to: Layout(objects: new), tolerance: tolerance)
    return difference.objects.map(\.changes)
  }

  @Test func findsNothingInEqualLayouts() {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<50 {
      let layout = Layout.random(.mixed, using: &generator)
      let difference = LayoutDifference(from: layout, to: layout)
      #expect(difference.isEmpty && difference.lines.isEmpty, "\(difference.lines)")
      #expect(difference.summary == "the same")
    }
  }

  @Test func tellsMovesFromRenames() {
    let cat = object("a cat", 10, 10)
    #expect(changes([cat], [object("a cat", 30, 15)]) == [[.moved(x: 20, y: 5)]])
    #expect(changes([cat], [object("a cat", 380, 380)]) == [[.moved(x: 370, y: 370)]])
    #expect(changes([cat], [object("a wolf", 10, 10)]) == [[.renamed(from: "a cat", to: "a wolf")]])
    #expect(changes([cat], [object("a wolf", 300, 300)]) == [[.added], [.removed]])
    #expect(changes([cat], [object("a cat", 10.4, 10)]) == [[]])
    #expect(changes([cat], [object("a cat", 10.4, 10)], tolerance: 0) != [[]])
  }

  @Test func matchesEqualNamesByTheirPlaces() {
    let old = [object("an apple", 0, 0), object("an apple", 200, 0), object("an apple", 400, 0)]
    let new = [object("an apple", 210, 300), object("an apple", 10, 300)]
    let difference = LayoutDifference(from: Layout(objects: old), to: Layout(objects: new))
    #expect(difference.objects.map(\.old) == [1, 0, 2])
    #expect(difference.counts.map(\.kind) == ["removed", "moved", "reordered"])
  }

  @Test func callsTheFewestObjectsReordered() {
    let names = ["a cat", "a dog", "an owl", "a bee"]
    let old = names.enumerated().map { object($1, Double($0) * 120, 10) }
    let new = [old[1], old[2], old[3], old[0]]
    #expect(changes(old, new) == [[], [], [], [.reordered(from: 0, to: 3)]])
    // One that went reorders nothing.
    #expect(changes(old, Array(old.dropFirst())) == [[], [], [], [.removed]])
  }

  @Test func tellsHowEllipsesTurn() {
    func blob(_ angle: Double, major: Double = 80) -> LayoutObject {
      LayoutObject(
        name: "a blob",
        ellipse: Ellipse(centerX: 200, centerY: 200, major: major, minor: 40, angle: angle))
    }
    #expect(changes([blob(170)], [blob(10)]) == [[.rotated(by: 20)]])
    #expect(changes([blob(10)], [blob(170)]) == [[.rotated(by: -20)]])
    #expect(changes([blob(10, major: 40)], [blob(60, major: 40)]) == [[]])
    let size = LayoutDifference.Size.init
    #expect(
      changes([blob(5)], [blob(5, major: 90)])
        == [[.resized(from: size(80, 40), to: size(90, 40))]])
    let box = LayoutObject(name: "a blob", box: Box(x: 120, y: 160, width: 160, height: 80))
    #expect(changes([blob(0)], [box]) == [[.reshaped(from: "ellipse", to: "box")]])
  }

  @Test func measuresScaledCanvasesOnTheFirst() {
    let old = Layout(objects: [object("a cat", 10, 20)])
    let new = Layout(
      canvas: Canvas(width: 1024, height: 1024), objects: [object("a cat", 20, 40, side: 200)])
    let difference = LayoutDifference(from: old, to: new)
    #expect(difference.objects.map(\.changes) == [[]])
    #expect(difference.texts.map(\.part) == ["canvas"] && !difference.isEmpty)
  }

  @Test func comparesTexts() {
    let old = Layout(background: "a park", negative: "people")
    let new = Layout(caption: "a cat", background: "a zoo", negative: "people")
    let lines = LayoutDifference(from: old, to: new).lines.map(\.text)
    #expect(lines == [#"caption: none -> "a cat""#, #"background: "a park" -> "a zoo""#])
  }

  @Test func tellsInJSONWhatItTellsInWords() throws {
    let old = [object("a cat", 10, 10), object("a dog", 300, 300)]
    let new = [object("a cat", 30, 10), object("an owl", 300, 40)]
    let difference = LayoutDifference(from: Layout(objects: old), to: Layout(objects: new))
    #expect(difference.summary == "1 removed, 1 added, 1 moved")
    let objects = try #require(difference.json["objects"]?.array)
    #expect(objects.count == 3 && difference.json["same"]?.bool == false)
    #expect(objects[0]["changes"]?.array?.first == ["change": "moved", "x": 20, "y": 0])
    #expect(
      difference.lines.map(\.text) == [
        #"object 0 "a cat": moved right by 20"#,
        #"object 1 "an owl": box [300, 40, 100, 100]"#,
        #"object 1 "a dog": was box [300, 300, 100, 100]"#,
      ])
  }

  @Test func assignsAsCheaplyAsTryingAll() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let rows = Int.random(in: 1...5, using: &generator)
      let columns = Int.random(in: 1...5, using: &generator)
      let costs = (0..<rows).map { _ in
        (0..<columns).map { _ in Double(Int.random(in: -9...9, using: &generator)) }
      }
      let assigned = Assignment(costs).columns
      let used = assigned.compactMap { $0 }
      #expect(used.count == min(rows, columns) && Set(used).count == used.count)
      var total = 0.0
      for (row, column) in assigned.enumerated() {
        if let column { total += costs[row][column] }
      }
      #expect(total == Self.cheapest(costs, rows: Array(0..<rows), columns: Array(0..<columns)))
    }
  }

  /// The least cost over all ways of pairing as many as there are of the fewer.
  private static func cheapest(_ costs: [[Double]], rows: [Int], columns: [Int]) -> Double {
    guard let row = rows.first, !columns.isEmpty else { return 0 }
    let rest = Array(rows.dropFirst())
    var best =
      rows.count > columns.count ? cheapest(costs, rows: rest, columns: columns) : .infinity
    for column in columns {
      let others = columns.filter { $0 != column }
      best = min(best, costs[row][column] + cheapest(costs, rows: rest, columns: others))
    }
    return best
  }
}
