import Layouts
import Testing

/// What files of tools hold beside boxes and a layout does not is told of, or read where it stands.
@Suite struct FileDetailTests {
  @Test func confidenceOfAPredictionIsTold() throws {
    let text = "0 0.5 0.5 0.25 0.5 0.93\n1 0.2 0.3 0.1 0.1\n"
    let parsed = try YOLONotation(names: ["cat", "dog"]).parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["cat", "dog"])
    let told = parsed.findings.filter { $0.rule == "extra-element" }
    #expect(told.count == 1 && told[0].message.contains("0.93") && told[0].object == 0)
    #expect(told[0].source?.line == 1)
  }

  @Test func maskOfAnotherSizeIsTold() throws {
    func file(_ size: String, _ counts: String) -> String {
      """
      {"images": [{"id": 1, "width": 8, "height": 4}], "categories": [{"id": 3, "name": "a cat"}],
       "annotations": [{"id": 1, "image_id": 1, "category_id": 3,
        "segmentation": {"size": \(size), "counts": \(counts)}}]}
      """
    }
    let same = try COCONotation().parse(file("[4, 8]", "[8, 8, 16]"), canvas: .standard)
    #expect(!same.findings.contains { $0.rule == "assumed-frame" })
    let other = try COCONotation().parse(file("[4, 16]", "[8, 8, 48]"), canvas: .standard)
    let told = try #require(other.findings.first { $0.rule == "assumed-frame" })
    #expect(told.message.contains("16x4") && told.message.contains("8x4"))
    #expect(told.object == 0 && told.source?.line == 3)
  }

  @Test func secondTextAreaIsKept() throws {
    func result(_ type: String, _ value: String) -> String {
      """
      {"id": "r", "type": "\(type)", "value": {"x": 10, "y": 20, "width": 50, "height": 25,
       "rotation": 0, \(value)}, "original_width": 800, "original_height": 400}
      """
    }
    let results = [
      result("rectanglelabels", #""rectanglelabels": ["a dog"]"#),
      result("textarea", #""text": ["grey"]"#), result("textarea", #""text": ["with spots"]"#),
    ]
    let text =
      #"[{"data": {"image": "a.jpg"}, "annotations": [{"result": [\#(results.joined(separator: ","))]}]}]"#
    let parsed = try LabelStudioNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.description) == ["grey with spots"])
    #expect(parsed.findings.map(\.rule) == ["trailing-text"])
  }

  @Test(arguments: [
    ("[[10, 10], [60, 60], [40, 80], [-10, 30]]", "rotated-box"),
    ("[[10, 10], [90, 20], [70, 90], [5, 60]]", "fitted-shape"),
  ])
  func quadrilateralsAreTurnedBoxesWhereTheyAreRectangles(points: String, rule: String) throws {
    let text = """
      {"imageWidth": 200, "imageHeight": 200, "shapes": [
       {"label": "a cat", "points": \(points), "shape_type": "oriented_rectangle"}]}
      """
    let parsed = try LabelMeNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.count == 1)
    #expect(parsed.findings.filter { !$0.code.hasPrefix("MQ1") }.map(\.rule) == [rule])
  }

  /// Texts come from nodes for texts; one that holds none is told of.
  @Test func comfyUITextsOfOtherNodes() throws {
    func graph(_ source: String) -> String {
      """
      {"3": {"class_type": "KSampler", "inputs": {"positive": ["11", 0], "negative": ["7", 0]}},
       "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512}},
       "7": {"class_type": "CLIPTextEncode", "inputs": {"text": ["21", 0]}},
       "10": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0]}},
       "11": {"class_type": "ConditioningSetArea", "inputs": {"conditioning": ["10", 0],
        "x": 64, "y": 64, "width": 128, "height": 128, "strength": 1.0}},
       "20": {"class_type": "ShowText", "inputs": {"text": ["22", 0]}},
       "22": {"class_type": "PrimitiveString", "inputs": {"value": "a car"}},
       "21": \(source)}
      """
    }
    let text = #"{"class_type": "Text Multiline", "inputs": {"text": "people"}}"#
    let parsed = try ComfyUINotation().parse(graph(text), canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a car"])
    #expect(parsed.layout.negative == "people")
    let model = #"{"class_type": "LLMPrompt", "inputs": {"seed": 1, "model": "x"}}"#
    let other = try ComfyUINotation().parse(graph(model), canvas: .standard)
    #expect(other.layout.negative == "")
    #expect(other.findings.contains { $0.rule == "ignored-text" && $0.message.contains("node 7") })
  }
}
