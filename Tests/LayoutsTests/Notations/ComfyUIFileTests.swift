import Layouts
import Testing

/// Graphs as ComfyUI's API takes them.
@Suite struct ComfyUIFileTests {
  /// A region whose text's node holds none is left out, and what was said of it is no other object's.
  @Test func regionsWithoutATextLeaveNoFindingToOthers() throws {
    let text = """
      {"6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["9", 0]}},
       "9": {"class_type": "LoadText", "inputs": {}},
       "8": {"class_type": "CLIPTextEncode", "inputs": {"text": "a car"}},
       "11": {"class_type": "ConditioningSetArea", "inputs": {"conditioning": ["6", 0],
         "width": 64, "height": 64, "x": 0, "y": 0, "strength": 1}},
       "12": {"class_type": "ConditioningSetArea", "inputs": {"conditioning": ["8", 0],
         "width": 64, "height": 64, "x": 64, "y": 0, "strength": 1}}}
      """
    let parsed = try ComfyUINotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a car"])
    let ignored = parsed.findings.filter {
      $0.rule == "ignored-text" && $0.message.contains("node 6")
    }
    #expect(ignored.map(\.object) == [nil])
    #expect(parsed.findings.contains { $0.rule == "missing-name" && $0.object == nil })
  }

  @Test func comfyUILinksAreFollowed() throws {
    let text = """
      {"4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x"}},
       "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 400, "height": 200, "batch_size": 1}},
       "20": {"class_type": "CLIPTextEncode", "inputs": {"text": "people", "clip": ["4", 1]}},
       "21": {"class_type": "CLIPTextEncode", "inputs": {"text": "a road", "clip": ["4", 1]}},
       "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a car", "clip": ["4", 1]}},
       "11": {"class_type": "ConditioningSetAreaPercentage", "inputs": {"conditioning": ["6", 0],
         "width": 0.5, "height": 0.25, "x": 0.25, "y": 0.5, "strength": 1.5}},
       "3": {"class_type": "KSampler", "inputs": {"negative": ["20", 0], "positive": ["11", 0]}}}
      """
    let parsed = try ComfyUINotation().parse(text, canvas: .standard)
    #expect(parsed.layout.canvas == Canvas(width: 400, height: 200))
    #expect(parsed.layout.objects.map(\.name) == ["a car"])
    #expect(parsed.layout.objects[0].region == .box(Box(x: 100, y: 100, width: 200, height: 50)))
    #expect(parsed.layout.negative == "people" && parsed.layout.background == "a road")
    #expect(parsed.findings.map(\.rule) == ["unknown-key"])
  }

  /// A graph of one region, with the nodes in the given order and some others instead.
  private func graph(
    _ order: [String], _ others: [String: String] = [:]
  ) -> String {
    func text(_ text: String) -> String {
      #"{"class_type": "CLIPTextEncode", "inputs": {"text": "\#(text)", "clip": ["4", 1]}}"#
    }
    var nodes = [
      "3": node("KSampler", ["positive": ("13", 0), "negative": ("7", 0)]),
      "5": #"{"class_type": "EmptyLatentImage", "inputs": {"width": 400, "height": 200}}"#,
      "6": text("a road"), "7": text("people"), "8": text("blur"), "10": text("a car"),
      "11": area("10"),
      "13": node("ConditioningCombine", ["conditioning_1": ("6", 0), "conditioning_2": ("11", 0)]),
    ]
    nodes.merge(others) { $1 }
    return
      "{\(order.compactMap { id in nodes[id].map { "\"\(id)\": \($0)" } }.joined(separator: ", "))}"
  }

  private func area(_ origin: String) -> String {
    #"{"class_type": "ConditioningSetArea", "inputs": {"conditioning": ["\#(origin)", 0], "#
      + #""width": 200, "height": 64, "x": 8, "y": 16, "strength": 1}}"#
  }

  private func node(_ type: String, _ links: [String: (id: String, output: Int)]) -> String {
    let inputs = links.sorted { $0.key < $1.key }.map { key, link in
      #""\#(key)": ["\#(link.id)", \#(link.output)]"#
    }
    return #"{"class_type": "\#(type)", "inputs": {\#(inputs.joined(separator: ", "))}}"#
  }

  private func expect(
    _ text: String, background: String = "a road", negative: String = "people",
    rules: [String] = []
  ) throws {
    let parsed = try ComfyUINotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a car"], "\(text)")
    #expect(parsed.layout.background == background && parsed.layout.negative == negative)
    #expect(parsed.findings.map(\.rule) == rules)
  }

  private let usual = ["3", "5", "6", "7", "10", "11", "13"]

  /// A region's text is no background, wherever it stands and whatever lies between.
  @Test func textsAreReachedThroughOtherNodes() throws {
    let others = [
      "11": area("14"), "14": node("ConditioningSetTimestepRange", ["conditioning": ("10", 0)]),
    ]
    try expect(graph(["3", "5", "10", "14", "11", "6", "7", "13"], others))
    try expect(graph(["5", "10", "14", "11", "6", "7", "13"], others))
  }

  @Test func promptsAreReachedThroughNodesOfBoth() throws {
    try expect(
      graph(
        usual + ["20"],
        [
          "3": node("KSampler", ["positive": ("20", 0), "negative": ("20", 1)]),
          "20": node("ControlNetApplyAdvanced", ["positive": ("13", 0), "negative": ("7", 0)]),
        ]))
  }

  @Test func textsThatAreCombinedAreJoined() throws {
    let combined = node(
      "ConditioningCombine", ["conditioning_1": ("7", 0), "conditioning_2": ("8", 0)])
    try expect(
      graph(
        usual + ["8", "20"],
        [
          "3": node("KSampler", ["positive": ("13", 0), "negative": ("20", 0)]), "20": combined,
        ]), negative: "people, blur", rules: ["trailing-text"])
  }

  @Test func emptiedConditioningsHaveNoText() throws {
    try expect(
      graph(
        usual + ["20"],
        [
          "3": node("KSampler", ["positive": ("13", 0), "negative": ("20", 0)]),
          "20": node("ConditioningZeroOut", ["conditioning": ("6", 0)]),
        ]), negative: "")
  }

  @Test func regionsOfTheNegativePromptAreLeftOut() throws {
    try expect(
      graph(
        usual + ["20"],
        [
          "3": node("KSampler", ["positive": ("13", 0), "negative": ("20", 0)]), "20": area("7"),
        ]), negative: "", rules: ["skipped-shape"])
  }

  @Test func circlesEnd() throws {
    let circle = node(
      "ConditioningCombine", ["conditioning_1": ("13", 0), "conditioning_2": ("11", 0)])
    try expect(graph(usual, ["13": circle]))
    let text = graph(["5", "11"], ["11": area("11")])
    let parsed = try ComfyUINotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.isEmpty && parsed.findings.map(\.rule) == ["missing-name"])
  }
}
