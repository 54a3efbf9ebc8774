import Foundation
import Layouts
import TestSupport
import Testing

private let contract = """
  {"schema": "maquette/layout/1",
   "canvas": {"width": 512, "height": 512},
   "caption": "two red apples left of a cat on a beach", "language": "en",
   "background": "a realistic photo of a beach", "negative": "",
   "objects": [
     {"name": "a red apple", "description": "", "box": {"x": 10, "y": 20, "width": 100, "height": 120}},
     {"name": "a cat", "description": "The cat is grey …", "ellipse": {"cx": 149, "cy": 236, "major": 137, "minor": 116, "angle": 87}}],
   "provenance": {}}
  """

@Suite struct JSONNotationTests {
  private let notation = JSONNotation()

  private func parse(_ text: String) throws -> ParsedLayout {
    try notation.parse(text, canvas: Canvas(width: 9, height: 9))
  }

  @Test func readsTheContract() throws {
    let parsed = try parse(contract)
    #expect(parsed.findings == [])
    #expect(
      parsed.layout
        == Layout(
          caption: "two red apples left of a cat on a beach", language: "en",
          background: "a realistic photo of a beach",
          objects: [
            LayoutObject(name: "a red apple", box: Box(x: 10, y: 20, width: 100, height: 120)),
            LayoutObject(
              name: "a cat", description: "The cat is grey …",
              ellipse: Ellipse(centerX: 149, centerY: 236, major: 137, minor: 116, angle: 87)),
          ]))
  }

  @Test func unknownKeysAndProvenanceSurvive() throws {
    let text = """
      {"schema": "maquette/layout/1", "canvas": {"width": 5, "height": 7}, "objects": [
      {"name": "x", "weight": 0.1, "box": {"x": 0, "y": 0, "width": 1e0, "height": 2.50}, "z": [1, {"q": null}]}],
      "provenance": {"seed": 7, "nested": {"b": 1, "a": 2}}, "zeta": 1e300, "alpha": "é"}
      """
    let layout = try parse(text).layout
    #expect(layout.extras == ["zeta": 1e300, "alpha": "é"])
    #expect(layout.extras.members.map(\.key) == ["zeta", "alpha"])
    #expect(layout.objects[0].extras == ["weight": 0.1, "z": [1, ["q": nil]]])
    #expect(layout.provenance["nested"] == ["b": 1, "a": 2])
    for style in JSONWriter.Style.allCases {
      let printed = JSONNotation(style: style).print(layout)
      #expect(printed.losses == [])
      let parsed = try parse(printed.text)
      #expect(parsed.notation == "json" && parsed.layout == layout && parsed.findings.isEmpty)
      #expect(parsed.places.count == layout.objects.count)
      #expect(JSONNotation(style: style).print(try parse(printed.text).layout) == printed)
    }
  }

  @Test(arguments: RegionKind.allCases)
  func randomLayoutsRoundTrip(kind: RegionKind) throws {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<200 {
      let layout = Layout.random(kind, using: &generator)
      let printed = notation.print(layout)
      #expect(printed.losses == [])
      #expect(try parse(printed.text).layout == layout)
    }
  }

  @Test(arguments: [
    (#""x": 10"#, #""x": "10""#, #"objects[0].box.x: expected a number, found a string "10""#),
    (#""x": 10"#, #""x": NaN"#, "objects[0].box.x: expected a finite number, found NaN"),
    (#""x": 10, "#, "", "objects[0].box.x: expected a number, found no such key"),
    (#""width": 512"#, #""width": 0"#, "canvas.width: expected a whole number from 1 to 65536"),
    (#""width": 512"#, #""width": 5.5"#, "found the number 5.5"),
    ("layout/1", "layout/2", #"expected the version this program knows, "maquette/layout/1""#),
    ("layout/1", "layout/2", #"found a string "maquette/layout/2""#),
    (#""schema": "maquette/layout/1","#, "", "schema: expected the string"),
    (#""objects": ["#, #""objekts": ["#, "objects: expected an array, found no such key"),
    (#""name": "a cat""#, #""name": null"#, "objects[1].name: expected a string, found null"),
    (#""name": "a cat","#, "", "objects[1].name: expected a string, found no such key"),
    (#""ellipse""#, #""ellipsis""#, "objects[1]: expected one of box and ellipse, found neither"),
    (#""angle": 87}"#, #""angle": 87}, "box": {}"#, "objects[1]: expected exactly one of"),
    (#""provenance": {}"#, #""provenance": 3"#, "provenance: expected an object"),
    (#""language": "en""#, #""language": 3"#, "language: expected a string"),
    (#""caption": "two"#, #""caption": 3, "c": "two"#, "caption: expected a string"),
  ])
  func refusals(old: String, new: String, message: String) throws {
    let text = try contract.replacing(#require(contract.firstRange(of: old)), with: new)
    let failure = try #require(throws: ParseFailure.self) { try parse(text) }
    #expect(failure.message.contains(message), "\(failure)")
    let source = try #require(failure.source)
    #expect(source.offset + source.length <= text.utf8.count)
  }

  @Test func theRootMustBeAnObject() throws {
    let failure = try #require(throws: ParseFailure.self) { try parse("[]") }
    #expect(failure.message == "the document: expected an object, found an array")
  }

  @Test func outOfCanvasIsAFindingWithIndexAndPlace() throws {
    let text = contract.replacingOccurrences(of: "\"cx\": 149", with: "\"cx\": 1490")
    let parsed = try parse(text)
    let finding = try #require(parsed.findings.first)
    #expect(parsed.findings.count == 1)
    #expect(finding.rule == "out-of-canvas")
    #expect(finding.code == "MQ101")
    #expect(finding.object == 1)
    #expect(try text.part(#require(finding.source)).hasPrefix("{\"cx\": 1490,"))
  }

  @Test func shapesAreNormalizedWithAFinding() throws {
    let turned = contract.replacingOccurrences(of: "\"angle\": 87", with: "\"angle\": 267")
    let first = try parse(turned)
    #expect(first.findings.map(\.rule) == ["angle-normalized"])
    #expect(try turned.part(#require(first.findings[0].source)) == "267")
    #expect(first.layout == (try parse(contract).layout))
    let swapped = contract.replacingOccurrences(
      of: "\"major\": 137, \"minor\": 116", with: "\"major\": 116, \"minor\": 137")
    #expect(try parse(swapped).findings.map(\.rule) == ["axes-swapped"])
    #expect(
      try parse(swapped).layout.objects[1].region
        == .ellipse(Ellipse(centerX: 149, centerY: 236, major: 137, minor: 116, angle: 177)))
  }

  @Test func emptyRegionsAreKeptWithAnError() throws {
    let text = contract.replacingOccurrences(of: "\"width\": 100", with: "\"width\": 0")
    let parsed = try parse(text)
    #expect(parsed.findings.map(\.rule) == ["empty-box"])
    #expect(parsed.findings.map(\.severity) == [.error])
    #expect(parsed.layout.objects.count == 2)
  }

  @Test func unknownKeysOfABoxAreReported() throws {
    let text = contract.replacingOccurrences(of: "\"x\": 10", with: "\"x\": 10, \"r\": 1")
    let parsed = try parse(text)
    #expect(parsed.findings.map(\.rule) == ["unknown-key"])
    #expect(try text.part(#require(parsed.findings[0].source)) == "\"r\"")
  }

  @Test func neverWritesNaN() throws {
    var layout = try parse(contract).layout
    layout.objects[0].region = .box(Box(x: .nan, y: 0, width: 1, height: 1))
    layout.extras["bad"] = [.number(.infinity)]
    let printed = notation.print(layout)
    #expect(printed.losses.map(\.rule) == ["loses-object", "loses-extras"])
    #expect(printed.losses[0].object == 0)
    #expect(try parse(printed.text).layout.objects == [layout.objects[1]])
  }

  @Test func extrasDoNotOverwriteTheContract() throws {
    var layout = try parse(contract).layout
    layout.extras["objects"] = 3
    #expect(try parse(notation.print(layout).text).layout.objects == layout.objects)
  }
}

@Suite struct LayoutSchemaTests {
  @Test func namesTheKeysThatTheWriterWrites() throws {
    let layout = try JSONNotation().parse(contract, canvas: .standard).layout
    func keys(_ value: JSONValue?) -> Set<String> {
      Set(value?.object?.members.map(\.key) ?? [])
    }
    let schema = LayoutSchema.json
    #expect(keys(schema["properties"]) == keys(layout.json))
    let definitions = try #require(schema["$defs"])
    let objects = try #require(layout.json["objects"]?.array)
    #expect(
      keys(definitions["object"]?["properties"]) == keys(objects[0]).union(keys(objects[1])))
    #expect(keys(definitions["box"]?["properties"]) == keys(objects[0]["box"]))
    #expect(keys(definitions["ellipse"]?["properties"]) == keys(objects[1]["ellipse"]))
    #expect(
      Set(definitions["ellipse"]?["required"]?.array?.compactMap(\.string) ?? [])
        == keys(objects[1]["ellipse"]))
  }

  /// Whatever the schema requires, the parser requires; whatever it leaves open may be absent.
  @Test func requiresWhatTheParserRequires() throws {
    let full = try JSONReader.read(contract).root.value
    let required = Set(LayoutSchema.json["required"]?.array?.compactMap(\.string) ?? [])
    for member in full.object?.members ?? [] {
      var less = try #require(full.object)
      less[member.key] = nil
      let text = try JSONWriter.write(.object(less))
      let parsed = try? JSONNotation().parse(text, canvas: .standard)
      #expect((parsed == nil) == required.contains(member.key), "\(member.key)")
    }
  }

  @Test func isJSON() throws {
    #expect(try JSONReader.read(LayoutSchema.text).root.value == LayoutSchema.json)
  }
}

extension String {
  /// The part of the text that a source range marks.
  func part(_ source: SourceRange) -> String {
    String(decoding: Array(utf8)[source.offset..<source.offset + source.length], as: UTF8.self)
  }

  fileprivate func replacing(_ range: Range<Index>, with text: String) -> String {
    replacingCharacters(in: range, with: text)
  }
}
