import Testing

@testable import Layouts

/// What is mended so that a layout shows what its caption says.
@Suite struct CaptionFixTests {
  /// A layout and what its objects are after mending.
  struct Case: CustomTestStringConvertible, Sendable {
    var caption: String
    var before: [(String, [Double])]
    var after: [(String, [Double])]
    var testDescription: String { caption }
  }

  private static func layout(_ caption: String, _ objects: [(String, [Double])]) -> Layout {
    Layout(
      caption: caption,
      objects: objects.map { name, box in
        LayoutObject(
          name: name, box: Box(x: box[0], y: box[1], width: box[2], height: box[3]))
      })
  }

  private static let cases: [Case] = [
    // Only the height of the line between the two stays; the dog passes the cat without touching it.
    Case(
      caption: "a dog left of a cat",
      before: [("a dog", [300, 200, 150, 150]), ("a cat", [160, 200, 100, 100])],
      after: [("a dog", [10, 200, 150, 150]), ("a cat", [160, 200, 100, 100])]),
    // There is no room beyond either: they change places.
    Case(
      caption: "a dog left of a cat",
      before: [("a dog", [300, 200, 200, 150]), ("a cat", [10, 200, 200, 150])],
      after: [("a dog", [10, 200, 200, 150]), ("a cat", [300, 200, 200, 150])]),
    Case(
      caption: "a cat on the left",
      before: [("a cat", [300, 200, 100, 100])], after: [("a cat", [201, 200, 100, 100])]),
    Case(
      caption: "a blue dog and a white bowl",
      before: [("a white dog", [20, 200, 150, 150]), ("a blue bowl", [300, 200, 100, 100])],
      after: [("a blue dog", [20, 200, 150, 150]), ("a white bowl", [300, 200, 100, 100])]),
    Case(
      caption: "an orange cat sitting on a rug",
      before: [("a striped cat", [20, 200, 150, 150]), ("a rug", [10, 300, 300, 100])],
      after: [("a striped orange cat", [20, 200, 150, 150]), ("a rug", [10, 300, 300, 100])]),
    Case(
      caption: "two dogs",
      before: [
        ("a dog", [20, 200, 150, 150]), ("a dog", [200, 200, 150, 150]),
        ("a dog", [20, 200, 150, 150]),
      ],
      after: [("a dog", [20, 200, 150, 150]), ("a dog", [200, 200, 150, 150])]),
    Case(
      caption: "two dogs",
      before: [("a dog", [20, 200, 150, 150])],
      after: [("a dog", [20, 200, 150, 150]), ("a dog", [170, 200, 150, 150])]),
    Case(
      caption: "a dog and a cat",
      before: [("object 1", [20, 200, 150, 150]), ("a cat", [200, 200, 100, 100])],
      after: [("a dog", [20, 200, 150, 150]), ("a cat", [200, 200, 100, 100])]),
    Case(
      caption: "three dogs",
      before: [
        ("a dog", [20, 200, 150, 150]), ("un perro", [200, 200, 100, 100]),
        ("a dog", [350, 200, 150, 150]),
      ],
      after: [
        ("a dog", [20, 200, 150, 150]), ("a dog", [200, 200, 100, 100]),
        ("a dog", [350, 200, 150, 150]),
      ]),
    Case(
      caption: "a tree without birds",
      before: [("a tree", [20, 20, 250, 350]), ("a bird", [300, 20, 90, 90])],
      after: [("a tree", [20, 20, 250, 350])]),
    Case(
      caption: "a mouse smaller than a cat",
      before: [("a mouse", [20, 200, 210, 210]), ("a cat", [250, 200, 200, 200])],
      after: [("a mouse", [26.97, 206.97, 196.07, 196.07]), ("a cat", [250, 200, 200, 200])]),
    Case(
      caption: "a chair",
      before: [("two chairs", [20, 200, 150, 150])], after: [("a chair", [20, 200, 150, 150])]),
  ]

  @Test(arguments: cases) func mendsByTheLeast(_ fault: Case) throws {
    let before = Self.layout(fault.caption, fault.before)
    let rules = try RuleSet()
    #expect(rules.check(before).findings.contains { $0.severity > .note })
    let after = rules.mend(before, applying: .unsafe).edited.layout
    #expect(after == Self.layout(fault.caption, fault.after))
    #expect(rules.mend(after, applying: .unsafe).applied.isEmpty)
    #expect(rules.mend(before, applying: .safe).edited.layout == before)
  }

  @Test(arguments: [
    ("a dog and a cat", ["a dog"]), ("a dog left of two cats", ["a dog"]),
    ("a red apple on a table", ["a table"]), ("four chairs around a table", ["a table"]),
    ("a bird above a house", ["a house"]), ("a dog between two cats", ["a dog"]),
    ("a mouse smaller than a cat", ["a cat"]), ("three dogs", []),
  ])
  func addsWhatIsMissingWhereItBelongs(caption: String, names: [String]) throws {
    let boxes = names.map { ($0, [180.0, 180, 150, 150]) }
    let before = Self.layout(caption, boxes)
    let rules = try RuleSet()
    let after = rules.mend(before, applying: .unsafe).edited.layout
    let left = rules.check(after).findings.filter { $0.severity > .note }
    #expect(left.isEmpty, "\(after.objects)")
    #expect(after.objects.count > before.objects.count)
    #expect(after.objects.allSatisfy { after.canvas.bounds.contains($0.region.bounds) })
    #expect(rules.mend(after, applying: .unsafe).applied.isEmpty)
  }

  @Test func addsLabelsToLabelsAndEllipsesToEllipses() throws {
    let layout = Layout(
      caption: "a dog and a red apple",
      objects: [
        LayoutObject(
          name: "dog",
          ellipse: Ellipse(centerX: 120, centerY: 250, major: 80, minor: 60, angle: 0))
      ])
    let after = try RuleSet().mend(layout, applying: .unsafe).edited.layout
    #expect(after.objects.map(\.name) == ["dog", "red apple"])
    guard case .ellipse = after.objects.last?.region else {
      Issue.record("expected an ellipse, found \(after.objects)")
      return
    }
  }

  @Test func countsPixels() {
    let region = LayoutObject.Region.box(Box(x: 10, y: 10, width: 10, height: 10))
    #expect(region.displacementText(to: region.moved(x: -1, y: 0)) == ", left by 1 pixel")
    #expect(
      region.displacementText(to: region.moved(x: 1, y: 2)) == ", right by 1 and down by 2 pixels")
  }
}
