import Layouts
import Testing

/// Files of programs in which people draw regions.
@Suite struct LabellingProgramTests {
  private func task(_ results: String...) -> String {
    #"[{"data": {"image": "a.jpg"}, "annotations": [{"result": [\#(results.joined(separator: ", "))]}]}]"#
  }

  private func result(
    _ type: String, _ value: String, id: String = "r", size: String? = "800, 400"
  ) -> String {
    let sides = size?.split(separator: ", ") ?? []
    let original =
      sides.isEmpty ? "" : #", "original_width": \#(sides[0]), "original_height": \#(sides[1])"#
    return #"{"id": "\#(id)", "type": "\#(type)", "value": {\#(value)}\#(original)}"#
  }

  private static let place = #""x": 10, "y": 20, "width": 50, "height": 25, "rotation": 0"#

  /// An interface of shapes and labels writes two results of a region, in any order.
  @Test(arguments: [false, true]) func labelStudioLabelsOfTheirOwn(isReversed: Bool) throws {
    let results = [
      result("rectangle", Self.place), result("labels", Self.place + #", "labels": ["a dog"]"#),
      result("textarea", #""text": ["grey"]"#),
    ]
    let text = task((isReversed ? results.reversed() : results).joined(separator: ", "))
    let parsed = try LabelStudioNotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects == [
        LayoutObject(
          name: "a dog", description: "grey", box: Box(x: 80, y: 80, width: 400, height: 100))
      ])
    #expect(parsed.findings == [])
  }

  @Test func labelStudioLabelsOfNothingAndOfTooMuchAreSaid() throws {
    let text = task(
      result("labels", #""labels": ["a dog"]"#, id: "other"),
      result("rectanglelabels", Self.place + #", "rectanglelabels": ["a cat", "wet"]"#))
    let parsed = try LabelStudioNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.findings.map(\.rule) == ["skipped-shape", "extra-element"])
  }

  /// Percentages are of the canvas given where no result says how large the picture is.
  @Test func labelStudioWithoutSizes() throws {
    let value = Self.place + #", "rectanglelabels": ["a dog"]"#
    let canvas = Canvas(width: 200, height: 100)
    let parsed = try LabelStudioNotation().parse(
      task(result("rectanglelabels", value, size: nil)), canvas: canvas)
    #expect(
      parsed.layout.objects.map(\.region) == [.box(Box(x: 20, y: 20, width: 100, height: 25))])
    #expect(parsed.layout.canvas == canvas && parsed.findings.map(\.rule) == ["assumed-frame"])
    let mixed = try LabelStudioNotation().parse(
      task(
        result("rectanglelabels", value, size: nil), result("rectanglelabels", value, id: "s")),
      canvas: canvas)
    #expect(Set(mixed.layout.objects.map(\.region)).count == 1 && mixed.findings == [])
    #expect(mixed.layout.canvas == Canvas(width: 800, height: 400))
  }

  @Test func labelStudioTurnsAboutTheCorner() throws {
    let text = task(
      result(
        "rectanglelabels",
        #""x": 50, "y": 50, "width": 25, "height": 10, "rotation": 90, "rectanglelabels": ["a"]"#))
    let parsed = try LabelStudioNotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects.map(\.region) == [.box(Box(x: 360, y: 200, width: 40, height: 200))])
    #expect(parsed.findings == [])
  }

  @Test(arguments: [
    "{}", "[{}]", #"[{"image": "a.jpg", "id": 1, "label": [{"x": 10, "y": 20}], "annotator": 1}]"#,
  ])
  func labelStudioNeedsResults(text: String) throws {
    let failure = try #require(throws: ParseFailure.self) {
      try LabelStudioNotation().parse(text, canvas: .standard)
    }
    #expect(failure.message.contains("annotations or predictions"), "\(failure)")
  }

  @Test func labelMeKeepsGroupsAndFlags() throws {
    let text = #"""
      {"version": "5.4.1", "flags": {"checked": true}, "imageWidth": 640, "imageHeight": 480,
       "shapes": [{"label": "a", "points": [[10, 20], [110, 120]], "shape_type": "rectangle",
         "group_id": 3, "flags": {"occluded": true}, "mask": null}]}
      """#
    let layout = try LabelMeNotation().parse(text, canvas: .standard).layout
    #expect(layout.extras == ["flags": ["checked": true]])
    #expect(layout.objects.first?.extras == ["group_id": 3, "flags": ["occluded": true]])
    let printed = LabelMeNotation().print(layout)
    #expect(printed.losses == [])
    let root = try JSONReader.read(printed.text).root
    #expect(root["flags"]?.value == ["checked": true])
    guard case .array(let shapes)? = root["shapes"]?.content else { return }
    #expect(shapes.first?["group_id"]?.value == 3)
  }

  /// LabelMe itself opens files that do not say how large the picture is.
  @Test(arguments: ["oriented_rectangle", "rectangle", "polygon"])
  func labelMeShapesThatCoverNothingAreSaid(kind: String) throws {
    let text = #"""
      {"imageWidth": 512, "imageHeight": 512, "shapes": [{"label": "a cat",
       "points": [[0, 0], [10, 0], [20, 0], [30, 0]], "shape_type": "\#(kind)"}]}
      """#
    let parsed = try LabelMeNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects == [])
    #expect(parsed.findings.map(\.rule) == ["skipped-shape"], "\(parsed.findings)")
  }

  @Test(arguments: ["annotations", "predictions"])
  func labelStudioOfSeveralAnswersReadsTheFirst(key: String) throws {
    let text = #"[{"data": {"image": "1.png"}, "\#(key)": [{"result": []}, {"result": []}]}]"#
    let parsed = try LabelStudioNotation().parse(text, canvas: .standard)
    let finding = try #require(parsed.findings.first { $0.rule == "several-images" })
    #expect(finding.message == "of 2 \(key) only the first was read")
  }

  @Test func labelMeWithoutSizes() throws {
    let text = #"""
      {"imageWidth": 640, "imageHeight": null, "shapes": [{"label": "a cat",
       "shape_type": "rectangle", "points": [[10, 20], [110, 140]]}]}
      """#
    let parsed = try LabelMeNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.layout.canvas == .standard && parsed.findings.map(\.rule) == ["assumed-frame"])
  }
}
