import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct NotationDetectorTests {
  @Test(arguments: [
    ("[('a cat', [1, 2, 3, 4])]\nBackground prompt: x\nNegative prompt: ", "lmd"),
    ("Objects: []\nBackground prompt: x\nNegative prompt: ", "lmd"),
    ("[('a cat': [1, 2, 3, 4]), ('a dog': [5, 6, 7, 8])]\nBackground prompt: x", "lmd"),
    ("[('a cat', [x=1, y=2, w=3, h=4])]", "lmd"),
    ("[('a cat', [1, 2], [3, 4])]\nBackground prompt: x\nNegative prompt: ", "lmd"),
    ("- a cat: [1, 2, 3, 4]", "list"),
    (#"{"objects": [{"name": "dog", "box": [1, 2, 3, 4]}], "background": "white"}"#, "loose-json"),
    (
      #"{"schema": "maquette/layout/1", "canvas": {"width": 5, "height": 5}, "objects": []}"#,
      "json"
    ),
    (
      "Here it is:\n```json\n{\"schema\": \"maquette/layout/1\", "
        + "\"canvas\": {\"width\": 5, \"height\": 5}, \"objects\": []}\n```\nEnjoy!", "json"
    ),
    ("dog {height: 1px; width: 2px; top: 3px; left: 4px; }\nBackground prompt: x", "css-boxes"),
    ("dog {major-radius: 9px; minor-radius: 2px; cx: 3px; cy: 4px; angle: 3}", "css-blobs"),
    ("개 {cx: 3px; cy: 4px; major: 9px; minor: 2px; angle: 3deg}\n개 {cx:", "css-blobs"),
  ])
  func namesTheNotation(text: String, name: String) throws {
    let detection = try #require(NotationDetector.detect(text).first)
    #expect(detection.notation == name)
    #expect((0.5...1).contains(detection.confidence), "\(detection)")
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.notation == name)
    #expect(parsed.findings.first?.rule == "notation-chosen")
  }

  @Test(arguments: Notations.all.map(\.name))
  func recognisesWhatIsPrinted(name: String) throws {
    let notation = try #require(Notations.named(name))
    var generator = SplitMix64(seed: 31)
    for _ in 0..<100 {
      let kind: RegionKind = name == "css-blobs" ? .ellipses : .boxes
      let layout = Layout.random(kind, using: &generator)
      guard !layout.objects.isEmpty else { continue }
      let text = notation.print(layout).text
      #expect(NotationDetector.detect(text).first?.notation == name, "\(text)")
    }
  }

  @Test(.enabled(if: sharedData != nil, "needs the shared data, see MAQUETTE_DATA"))
  func recognisesCachedResponses() throws {
    let file = try #require(sharedData).appending(path: "lmd/cached_responses.jsonl")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let response = try #require(JSONReader.read(String(line)).root.value["response"]?.string)
      #expect(NotationDetector.detect(response).first?.notation == "lmd", "\(response)")
    }
  }

  /// A reading that names what it left out goes before one that saw no object at all.
  @Test func errorsGoBeforeNothing() throws {
    let parsed = try AutomaticNotation().parse(
      "[('a cat', [1, 2, 3])]\nBackground prompt: x\nNegative prompt: ", canvas: .standard)
    #expect(parsed.notation == "lmd")
    #expect(parsed.findings.contains { $0.rule == "wrong-arity" })
  }

  @Test func saysThatNothingWasFound() throws {
    #expect(NotationDetector.detect("hello") == [])
    let failure = try #require(throws: ParseFailure.self) {
      try AutomaticNotation().parse("hello", canvas: .standard)
    }
    #expect(failure.message.contains("json, lmd, css-boxes, css-blobs"))
  }

  @Test func namesAreKnown() {
    #expect(
      Notations.all.map(\.name)
        == ["json", "lmd", "css-boxes", "css-blobs", "loose-json", "list"])
    #expect(Notations.names.last == "auto" && Notations.names.contains("coco"))
    #expect(Set(Notations.names).count == Notations.names.count)
    for name in Notations.names { #expect(Notations.named(name)?.name == name) }
    #expect(Notations.named("yaml") == nil)
  }

  @Test func rulesHaveCodesOfTheirOwn() {
    let codes = ReadingRule.allCases.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.count == 5 && $0.hasPrefix("MQ0") })
    #expect(ReadingRule.allCases.allSatisfy { !$0.rawValue.contains { $0.isUppercase } })
  }

  /// A layout that names its version is read as one, however many boxes it has.
  @Test(arguments: [1, 40, 60, 3000])
  func layoutsOfManyObjectsAreLayouts(count: Int) throws {
    let layout = Layout(
      canvas: Canvas(width: 640, height: 480),
      objects: (0..<count).map { index in
        let place = Double(index % 500)
        return index.isMultiple(of: 3)
          ? LayoutObject(
            name: "blob",
            ellipse: Ellipse(
              centerX: place, centerY: 40, major: 28, minor: 11, angle: Double(index % 180)))
          : LayoutObject(name: "thing", box: Box(x: place, y: 4, width: 40, height: 50.5))
      })
    let text = try JSONWriter.write(layout.json)
    let guess = try #require(NotationDetector.detect(text).first)
    #expect(guess.notation == "json" && guess.confidence > 0.85)
    #expect(try AutomaticNotation().parse(text, canvas: .standard).layout.objects == layout.objects)
  }

  /// Without the version the same shape is loose JSON, ellipses included.
  @Test func ellipsesInDictionariesOfTheirOwnAreKept() throws {
    let text = """
      {"canvas": {"width": 640, "height": 480}, "objects": [
        {"name": "a moon", "ellipse": {"cx": 100, "cy": 90, "major": 40, "minor": 14, "angle": 30}},
        {"name": "a cat", "description": "grey", "box": {"x": 10, "y": 20, "width": 300, "height": 40}}]}
      """
    let layout = try AutomaticNotation().parse(text, canvas: .standard).layout
    #expect(layout.canvas == Canvas(width: 640, height: 480))
    #expect(layout.objects.map(\.name) == ["a moon", "a cat"])
    #expect(
      layout.objects[0].region
        == .ellipse(Ellipse(centerX: 100, centerY: 90, major: 40, minor: 14, angle: 30)))
    #expect(layout.extras.isEmpty && layout.objects.allSatisfy { $0.extras.isEmpty })
  }
}
