import Layouts
import TestSupport
import Testing

/// What every notation prints, it reads back to the same layout, unless it says what it loses.
@Suite struct RoundTripTests {
  private func expectRoundTrip(
    of layout: Layout, by notation: some Notation, tolerates: Set<String> = []
  ) throws {
    let printed = notation.print(layout)
    guard printed.losses.allSatisfy({ tolerates.contains($0.rule) }) else { return }
    let parsed = try notation.parse(printed.text, canvas: layout.canvas)
    #expect(parsed.layout == layout, "\(printed.text)")
    let again = notation.print(parsed.layout)
    #expect(again.text == printed.text)
  }

  @Test(arguments: ["lmd", "css-boxes"])
  func boxes(name: String) throws {
    let notation = try #require(Notations.named(name))
    var generator = SplitMix64(seed: 21)
    var losslessCount = 0
    for _ in 0..<400 {
      let layout = Layout.random(.boxes, using: &generator, hasDescriptions: false)
      try expectRoundTrip(of: layout, by: notation)
      if notation.print(layout).losses.isEmpty { losslessCount += 1 }
    }
    #expect(losslessCount > 100)
  }

  @Test(arguments: AngleConvention.allCases)
  func blobs(angles: AngleConvention) throws {
    let notation = CSSBlobNotation(angles: angles)
    var generator = SplitMix64(seed: 22)
    var losslessCount = 0
    for _ in 0..<400 {
      let layout = Layout.random(.ellipses, using: &generator)
      try expectRoundTrip(of: layout, by: notation)
      if notation.print(layout).losses.isEmpty { losslessCount += 1 }
    }
    #expect(losslessCount > 40)
  }

  @Test func everythingThatIsLostIsReported() throws {
    let layout = Layout(
      canvas: Canvas(width: 640, height: 480), caption: "a cat", language: "en",
      objects: [
        LayoutObject(
          name: "a cat", description: "grey",
          region: .ellipse(Ellipse(centerX: 9, centerY: 8, major: 7, minor: 6, angle: 5)),
          extras: ["weight": 1]),
        LayoutObject(name: "a dog", box: Box(x: 1, y: 2, width: 3, height: 4)),
      ], provenance: ["seed": 7], extras: ["more": true])
    let beyond = ["loses-caption", "loses-canvas", "loses-provenance", "loses-extras"]
    let boxes = Set(beyond + ["loses-ellipse", "loses-description"])
    #expect(Set(LMDNotation().print(layout).losses.map(\.rule)) == boxes)
    #expect(Set(CSSBoxNotation().print(layout).losses.map(\.rule)) == boxes)
    let blobs = Set(CSSBlobNotation().print(layout).losses.map(\.rule))
    #expect(blobs.isSuperset(of: beyond + ["loses-box"]))
    #expect(!blobs.contains("loses-description"))
    #expect(JSONNotation().print(layout).losses == [])
  }

  @Test(arguments: ["json", "lmd", "css-boxes", "css-blobs"])
  func whatIsNotFiniteIsLeftOut(name: String) throws {
    let notation = try #require(Notations.named(name))
    let layout = Layout(objects: [
      LayoutObject(name: "x", box: Box(x: .infinity, y: 0, width: 1, height: 1)),
      LayoutObject(
        name: "y", ellipse: Ellipse(centerX: 1, centerY: 1, major: 1, minor: .nan, angle: 0)),
    ])
    let printed = notation.print(layout)
    #expect(printed.losses.filter { $0.rule == "loses-object" }.map(\.object) == [0, 1])
    #expect(try notation.parse(printed.text, canvas: .standard).layout.objects == [])
  }
}
