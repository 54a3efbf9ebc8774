import Layouts
import Testing

/// What keys say is neither lost nor taken for something else.
@Suite struct LooseKeyTests {
  private func read(_ text: String) throws -> ParsedLayout {
    try LooseJSONNotation().parse(text, canvas: .standard)
  }

  private static let cat = LayoutObject(
    name: "a cat", box: Box(x: 10, y: 20, width: 100, height: 120))
  private static let dog = LayoutObject(
    name: "a dog", box: Box(x: 200, y: 50, width: 300, height: 400))

  /// The brackets between two objects are lost.
  @Test(arguments: [
    #"[{"name": "a cat", "box": [10, 20, 100, 120], "name": "a dog", "box": [200, 50, 300, 400]}]"#,
    #"[{"box": [10, 20, 100, 120], "name": "a cat", "box": [200, 50, 300, 400], "name": "a dog"}]"#,
    #"[{"name": "a cat", "x": 10, "y": 20, "w": 100, "h": 120, "#
      + #""name": "a dog", "x": 200, "y": 50, "w": 300, "h": 400}]"#,
  ])
  func objectsInOneDictionary(text: String) throws {
    let parsed = try read(text)
    #expect(parsed.layout.objects == [Self.cat, Self.dog], "\(text)")
    #expect(parsed.findings.contains { $0.rule == "separator" })
  }

  @Test(arguments: [
    #"[{"name": "a cow", "name": "a cat", "box": [10, 20, 100, 120]}]"#,
    #"[{"name": "a cat", "box": [1, 2, 3, 4], "box": [10, 20, 100, 120]}]"#,
  ])
  func theLastOfRepeatedKeysCounts(text: String) throws {
    let parsed = try read(text)
    #expect(parsed.layout.objects == [Self.cat], "\(text)")
    #expect(parsed.findings.contains { $0.rule == "duplicate-key" }, "\(text)")
  }

  @Test(arguments: [
    #"{"objets": [{"nom": "a cat", "boîte": {"x": 10, "y": 20, "largeur": 100, "hauteur": 120}}], "#
      + #""arrière-plan": "a room", "négatif": "dogs"}"#,
    #"{"objetos": [{"nombre": "a cat", "caja": {"x": 10, "y": 20, "ancho": 100, "alto": 120}}], "#
      + #""fondo": "a room", "negativo": "dogs"}"#,
    #"{"Objekte": [{"Name": "a cat", "Box": {"x": 10, "y": 20, "Breite": 100, "Höhe": 120}}], "#
      + #""Hintergrund": "a room", "Negativ-Prompt": "dogs"}"#,
  ])
  func keysInOtherLanguages(text: String) throws {
    let layout = try read(text).layout
    #expect(
      layout == Layout(background: "a room", negative: "dogs", objects: [Self.cat]), "\(text)")
  }

  @Test func theFormatOfBoxesIsNoBox() throws {
    let text = #"""
      {"layout": [{"label": "a cat", "bbox": "10,20,110,140"}], "bbox_format": "x1,y1,x2,y2",
      "background": "a room", "avoid": "dogs"}
      """#
    let parsed = try read(text)
    #expect(
      parsed.layout == Layout(background: "a room", negative: "dogs", objects: [Self.cat]))
    #expect(parsed.findings.map(\.rule) == ["bracket-style", "frame-inferred"])
  }

  /// A box stays upright, and its angle is told of.
  @Test(arguments: ["angle", "rotation"])
  func anglesOfBoxes(key: String) throws {
    let parsed = try read(
      #"[{"name": "a cat", "xywh": [10, 20, 100, 120], "unit": "px", "\#(key)": 20}]"#)
    #expect(parsed.layout.objects.map(\.region) == [Self.cat.region])
    #expect(parsed.findings.map(\.rule) == ["unknown-key"])
    let upright = try read(
      #"[{"name": "a cat", "xywh": [10, 20, 100, 120], "unit": "px", "\#(key)": 0}]"#)
    #expect(upright.findings.isEmpty)
  }

  /// A chat server logs the arguments of a call as a text.
  @Test func layoutsInTheArgumentsOfACall() throws {
    let text = #"""
      {"tool_calls": [{"type": "function", "function": {"name": "draw", "arguments": "{\"objects\": [{\"name\":
      \"a cat\", \"box\": [10, 20, 100, 120]}], \"background\": \"a room\"}"}}]}
      """#.replacing("\n", with: " ")
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects == [Self.cat])
    #expect(parsed.layout.background == "a room")
    #expect(parsed.findings.contains { $0.rule == "bracket-style" })
  }

  @Test func promptsInListsAndDictionaries() throws {
    let text = #"""
      {"objects": [{"name": "a cat", "box": [10, 20, 100, 120]}], "negative_prompt": ["blurry", "dark"],
       "background": {"description": "a room"}}
      """#
    let parsed = try read(text)
    #expect(parsed.layout.objects == [Self.cat])
    #expect(parsed.layout.negative == "blurry, dark" && parsed.layout.background == "a room")
    #expect(parsed.layout.caption.isEmpty && !parsed.findings.contains { $0.severity == .error })
  }

  @Test(arguments: [
    #""background": {"prompt": "a room", "style": "photo"}, "negative": "dogs""#,
    #""prompts": {"background": "a room", "negative": "dogs"}"#,
    #""settings": {"steps": 20, "background_prompt": "a room", "negative_prompt": ["dogs"]}"#,
    #""Background Description": "a room", "Excluded": "dogs""#,
    #""background": {"name": "a room"}, "negative": {"prompt": "dogs", "weight": 2}"#,
  ])
  func promptsUnderOtherKeys(members: String) throws {
    let text = #"{"objects": [{"name": "a cat", "box": [10, 20, 100, 120]}], \#(members)}"#
    let layout = try read(text).layout
    #expect(layout.objects == [Self.cat], "\(text)")
    #expect(layout.background == "a room" && layout.negative == "dogs", "\(text)")
    let settings = layout.extras["settings"]
    #expect(settings == nil || settings == ["steps": 20], "\(text)")
  }

  /// No text is lost without a word.
  @Test(arguments: [
    (#""mood": "dark""#, "ignored-text"), (#""provenance": "by hand""#, "unknown-key"),
    (#""background": {"prompt": "a room", "mood": "dark"}"#, "ignored-text"),
    (#""negative": false"#, "placeholder"), (#""negative": null"#, "placeholder"),
  ])
  func whatIsNotReadIsSaid(member: String, rule: String) throws {
    let text = #"{"objects": [{"name": "a cat", "box": [10, 20, 100, 120]}], \#(member)}"#
    let parsed = try read(text)
    #expect(parsed.findings.contains { $0.rule == rule }, "\(text): \(parsed.findings)")
    #expect(parsed.layout.negative.isEmpty && parsed.layout.extras["negative"] == nil)
  }

  @Test(arguments: [
    #""box": ["2%", "4%", "20%", "24%"]"#, #""box": "2% 4% 20% 24%""#,
    #""x": "2%", "y": "4%", "w": "20%", "h": "24%""#,
    #""box": {"x": "2%", "y": "4%", "w": "20%", "h": "24%"}"#,
  ])
  func percentagesInQuotesAreSaid(members: String) throws {
    let parsed = try LooseJSONNotation().parse(
      #"[{"name": "a cat", \#(members)}]"#, canvas: Canvas(width: 500, height: 500))
    #expect(parsed.layout.objects == [Self.cat], "\(members)")
    #expect(parsed.findings.contains { $0.rule == "percentage" }, "\(members)")
    let words = parsed.findings.map(\.message).joined(separator: " ")
    #expect(!words.contains("in pixels"), "\(words)")
  }

  @Test(arguments: [
    (#""canvas": {"w": 1024, "h": 768}"#, 1024, 768), (#""size": "1,024 x 768""#, 1024, 768),
    (#""resolution": 1024"#, 1024, 1024), (#""canvas_size": [640, 512]"#, 640, 512),
  ])
  func canvases(member: String, width: Int, height: Int) throws {
    let text = #"{\#(member), "objects": [{"name": "a cat", "box": [10, 20, 100, 120]}]}"#
    let layout = try read(text).layout
    #expect(layout.canvas == Canvas(width: width, height: height), "\(text)")
    #expect(layout.extras.isEmpty)
  }

  @Test func whatIsNoCanvasIsKept() throws {
    let text = #"{"resolution": 72, "objects": [{"name": "a cat", "box": [10, 20, 100, 120]}]}"#
    let parsed = try read(text)
    #expect(parsed.layout.canvas == .standard && parsed.layout.extras["resolution"] == 72)
    #expect(parsed.findings.contains { $0.rule == "assumed-frame" })
  }

  /// An object may say by itself how its box is measured.
  @Test(arguments: [
    #"{"name": "a cat", "box": [10, 20, 110, 140], "box_format": "xyxy"}"#,
    #"{"name": "a cat", "box": {"format": "xyxy", "values": [10, 20, 110, 140]}}"#,
  ])
  func framesOfOneObject(object: String) throws {
    let dog = #"{"name": "a dog", "x": 200, "y": 50, "w": 300, "h": 400}"#
    #expect(try read("[\(object), \(dog)]").layout.objects == [Self.cat, Self.dog], "\(object)")
  }

  @Test func membersWithoutMeaningAreKept() throws {
    let text = #"""
      [{"name": "a cat", "x": 10, "y": 20, "w": 100, "h": 120, "size": "large"},
       {"name": "a dog", "box": {"x": 200, "y": 50, "w": 300, "h": 400, "z": 5}}]
      """#
    let objects = try read(text).layout.objects
    #expect(objects.map(\.region) == [Self.cat.region, Self.dog.region])
    #expect(objects.map(\.extras) == [["size": "large"], ["z": 5]])
  }

  @Test func phrasesWithoutBoxesAreNoCaption() throws {
    let parsed = try read(#"{"phrases": ["a cat", "a dog"], "boxes": [[10, 20, 110, 140]]}"#)
    #expect(parsed.layout.caption.isEmpty && parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.findings.contains { $0.rule == "missing-box" })
  }

  @Test func fractionsBesidePixelsAreSaid() throws {
    let text = #"""
      {"a cat": {"xmin": 0.1, "ymin": 0.2, "xmax": 0.5, "ymax": 0.6}, "a dog": [200, 50, 300, 400]}
      """#
    let parsed = try read(text)
    #expect(parsed.findings.contains { $0.rule == "fractional-box" }, "\(parsed.findings)")
  }

  /// Boxes in quotes and odd numbers are no lines of words.
  @Test(arguments: [
    #"[{"name": "a cat", "box": "10px 20px 100px 120px"}]"#,
    #"[{"name": "a cat", "box": ["10", "20", "100", "120"]}]"#,
    #"[{"name": "a cat", "box": ["１０", "２０", 100, 120]}]"#,
  ])
  func quotedBoxesAreJSON(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.notation == "loose-json", "\(text)")
    #expect(parsed.layout.objects == [Self.cat], "\(text)")
  }
}
