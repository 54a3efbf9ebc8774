import Layouts
import Testing

/// Files as the other tools write them.
@Suite struct OutlineTests {
  private func region(
    _ annotation: String, _ notation: COCONotation = COCONotation()
  ) throws -> (region: LayoutObject.Region, rules: [String]) {
    let text = """
      {"images": [{"id": 7, "file_name": "x.jpg", "width": 100, "height": 80}],
       "categories": [{"id": 0, "name": "dog"}],
       "annotations": [{"id": 1, "image_id": 7, "category_id": 0, \(annotation)}]}
      """
    let parsed = try notation.parse(text, canvas: .standard)
    let object = try #require(parsed.layout.objects.first)
    #expect(object.name == "dog")
    #expect(parsed.layout.canvas == Canvas(width: 100, height: 80))
    return (object.region, parsed.findings.map(\.rule))
  }

  @Test func cocoBoxes() throws {
    let (region, rules) = try region(#""bbox": [1.5, 2, 30, 40], "segmentation": []"#)
    #expect(region == .box(Box(x: 1.5, y: 2, width: 30, height: 40)) && rules == [])
  }

  @Test func cocoPolygons() throws {
    let (square, rules) = try region(#""segmentation": [[10, 10, 50, 10, 50, 30, 10, 30]]"#)
    #expect(square == .box(Box(x: 10, y: 10, width: 40, height: 20)) && rules == [])
    let diamond = try region(#""segmentation": [[50, 20, 70, 40, 50, 60, 30, 40]]"#)
    guard case .ellipse(let ellipse) = diamond.region else { throw Missing() }
    #expect(diamond.rules == ["fitted-shape"])
    #expect((ellipse.major - ellipse.minor).magnitude < 1e-9 && ellipse.centerX == 50)
  }

  struct Missing: Error {}

  /// The runs of a 3×3 square at (2, 1) in 100 × 80 pixels, as a list and as pycocotools packs them.
  @Test(arguments: [
    #"{"size": [80, 100], "counts": [161, 3, 77, 3, 77, 3, 7676]}"#,
    #"{"size": [80, 100], "counts": "Q53]2000_]7"}"#,
  ])
  func cocoRunLengths(runs: String) throws {
    let (region, _) = try region("\"segmentation\": \(runs), \"iscrowd\": 1")
    #expect(region == .box(Box(x: 2, y: 1, width: 3, height: 3)))
  }

  @Test func cocoRotation() throws {
    let (region, rules) = try region(
      #""bbox": [10, 10, 40, 20], "attributes": {"rotation": 30.0}"#)
    let ellipse = Ellipse(centerX: 30, centerY: 20, major: 20, minor: 10, angle: 30)
    #expect(region == .ellipse(ellipse) && rules == ["rotated-box"])
  }

  /// A box turned by a right angle is a box.
  @Test(arguments: [90.0, 180, -90, 270]) func cocoRightAngles(angle: Double) throws {
    let (region, rules) = try region(
      "\"bbox\": [10, 10, 40, 20], \"attributes\": {\"rotation\": \(angle)}")
    let isUpright = angle == 180
    #expect(
      region
        == .box(
          isUpright
            ? Box(x: 10, y: 10, width: 40, height: 20) : Box(x: 20, y: 0, width: 20, height: 40)))
    #expect(rules == [])
  }

  /// A mask becomes the box or the ellipse that overlaps it better: 100 x 60 pixels without the first
  /// corner, then without a third of the first column; a diamond.
  @Test(arguments: [
    ([59] + [Int](repeating: 60, count: 99), "box"),
    ([20] + [Int](repeating: 60, count: 99), "box"),
    ((1...30).map { 2 * $0 - 2 } + (1...29).map { 60 - 2 * $0 }, "ellipse"),
  ])
  func masksBecomeWhatOverlapsThemBest(heights: [Int], kind: String) throws {
    var counts = [0]
    for height in heights {
      counts[counts.count - 1] += 60 - height
      counts += [height, 0]
    }
    counts.append(0)
    let text = """
      {"caption": "", "width": \(heights.count), "height": 60, "annos": [{"category_name": "tv",
       "mask": {"size": [60, \(heights.count)], "counts": \(counts)}}]}
      """
    let parsed = try InstanceDiffusionNotation().parse(text, canvas: .standard)
    let object = try #require(parsed.layout.objects.first)
    if case .box(let box) = object.region {
      #expect(kind == "box" && box == Box(x: 0, y: 0, width: Double(heights.count), height: 60))
    } else {
      #expect(kind == "ellipse")
    }
    #expect(parsed.findings.contains { $0.rule == "fitted-shape" })
  }

  @Test func choosesOnePicture() throws {
    let text = """
      {"images": [{"id": 1, "file_name": "a.png", "width": 10, "height": 10},
                  {"id": 2, "file_name": "b.png", "width": 20, "height": 20}],
       "annotations": [{"id": 1, "image_id": 2, "category_id": 3, "bbox": [1, 2, 3, 4]}]}
      """
    let first = try COCONotation().parse(text, canvas: .standard)
    #expect(first.layout.objects == [] && first.findings.map(\.rule) == ["several-images"])
    for entry in ["b.png", "2"] {
      let second = try COCONotation(entry: entry).parse(text, canvas: .standard)
      #expect(second.layout.canvas == Canvas(width: 20, height: 20))
      #expect(second.findings.map(\.rule) == ["missing-category"])
      #expect(second.layout.objects.map(\.name) == ["3"])
    }
    #expect(throws: ParseFailure.self) {
      try COCONotation(entry: "c.png").parse(text, canvas: .standard)
    }
  }

  @Test func orientedBoxesInAnyOrderOfCorners() throws {
    let notation = YOLONotation(isOriented: true, names: ["ship"])
    let ellipse = Ellipse(centerX: 256, centerY: 200, major: 100, minor: 40, angle: 120)
    let text = notation.print(Layout(objects: [LayoutObject(name: "ship", ellipse: ellipse)])).text
    let words = text.split(separator: " ").map(String.init)
    let pairs: [String] = (0..<4).map { words[1 + 2 * $0] + " " + words[2 + 2 * $0] }
    for turn in 0..<4 {
      let corners: [String] = (0..<4).map { pairs[($0 + turn) % 4] }
      for order in [corners, Array(corners.reversed())] {
        let line = "0 " + order.joined(separator: " ")
        let parsed = try notation.parse(line, canvas: .standard)
        let copy = try #require(parsed.layout.objects.first)
        #expect(copy.region.intersectionOverUnion(.ellipse(ellipse)) > 1 - 1e-6, "\(line)")
        #expect(parsed.findings == [])
      }
    }
  }

  @Test func yoloWithoutNamesSaysSo() throws {
    let marked =
      "⟦missing-category|2 0.5 0.5 0.25 0.5⟧\n\n⟦missing-category|0 0.25 0.25 0.1 0.1⟧\n"
    let layout = try expectFindings(marked, by: YOLONotation())
    #expect(layout.objects.map(\.name) == ["2", "0"])
    #expect(layout.objects[0].region == .box(Box(x: 192, y: 128, width: 128, height: 256)))
  }

  @Test(arguments: ["x 0.5 0.5 0.1 0.1", "0 0.5 0.5", "1.5 0.5 0.5 0.1 0.1", "0 0.5 0.5 0.1 inf"])
  func yoloRefuses(line: String) {
    #expect(throws: ParseFailure.self) { try YOLONotation().parse(line, canvas: .standard) }
  }

  @Test func labelStudioTurnsRectanglesAboutTheirCorner() throws {
    let text = """
      [{"id": 1, "data": {"image": "x.png"}, "annotations": [{"result": [
        {"id": "a", "type": "rectanglelabels", "from_name": "l", "to_name": "i",
         "original_width": 200, "original_height": 100, "image_rotation": 0,
         "value": {"x": 50, "y": 20, "width": 20, "height": 10, "rotation": 30,
                   "rectanglelabels": ["dog"]}},
        {"id": "a", "type": "textarea", "from_name": "t", "to_name": "i",
         "value": {"text": ["a wet dog"]}}]}]}]
      """
    let parsed = try LabelStudioNotation().parse(text, canvas: .standard)
    let object = try #require(parsed.layout.objects.first)
    #expect(parsed.findings.map(\.rule) == ["rotated-box"])
    #expect(object.description == "a wet dog")
    // The 40 × 10 rectangle at (100, 20), turned about that corner.
    let ellipse = Ellipse(
      centerX: 97.5 + 20 * 0.75.squareRoot(), centerY: 30 + 5 * 0.75.squareRoot(), major: 20,
      minor: 5, angle: 30)
    #expect(object.region.intersectionOverUnion(.ellipse(ellipse)) > 1 - 1e-9)
  }

  @Test func labelMeShapes() throws {
    let text = """
      {"version": "5.0", "flags": {}, "imagePath": "x.png", "imageData": null,
       "imageHeight": 80, "imageWidth": 100, "shapes": [
        {"label": "a", "points": [[30, 40], [10, 20]], "shape_type": "rectangle", "mood": 1},
        {"label": "b", "points": [[50, 50], [50, 40]], "shape_type": "circle"},
        {"label": "c", "points": [[5, 5]], "shape_type": "point"},
        {"label": "d", "points": [[0, 0], [10, 0], [10, 10]]}]}
      """
    let parsed = try LabelMeNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a", "b", "d"])
    #expect(parsed.layout.objects[0].region == .box(Box(x: 10, y: 20, width: 20, height: 20)))
    #expect(parsed.layout.objects[0].extras == ["mood": 1])
    #expect(parsed.findings.map(\.rule).sorted().contains("skipped-shape"))
    #expect(parsed.findings.map(\.rule).contains("fitted-shape"))
  }
}
