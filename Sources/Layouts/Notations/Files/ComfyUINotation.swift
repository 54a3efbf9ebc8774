/// ComfyUI's graph in its API format: the nodes that put regions into the conditioning.
///
/// Each object is a text (`CLIPTextEncode`) and a `ConditioningSetArea`, joined by `ConditioningCombine`;
/// or a `GLIGENTextBoxApply` on the chain of the background's text. The nodes take whole pixels: an area
/// a multiple of 8, at least 64 a side; a GLIGEN box a multiple of 8. The model's nodes are named by the
/// ids `4` (checkpoint) and `9` (GLIGEN) of ComfyUI's examples and belong to the graph around.
///
/// `parse` takes `ConditioningSetArea`, `ConditioningSetAreaPercentage` and `GLIGENTextBoxApply`, follows
/// the links to the texts, and reads the canvas from `EmptyLatentImage`.
public struct ComfyUINotation: JSONFileNotation {
  /// Which node holds a region.
  public enum Node: String, Hashable, Sendable, CaseIterable {
    /// `ConditioningSetArea`.
    case area
    /// `GLIGENTextBoxApply`.
    case gligen
  }

  /// The step of the nodes in pixels: latents are an eighth of the picture.
  static let step = 8.0

  /// The node that is written.
  public var node: Node

  /// Creates the notation.
  public init(node: Node = .area) {
    self.node = node
  }

  /// The name `comfyui` or `comfyui-gligen`.
  public var name: String { node == .area ? "comfyui" : "comfyui-gligen" }
  /// ComfyUI's.
  public var title: String {
    node == .area ? "ComfyUI areas (API format)" : "ComfyUI GLIGEN (API format)"
  }
  /// Boxes in steps of 8 pixels, and the prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [.boxes, .names, .background, .negative, .canvas, .order],
      partial: [.precision: "steps of 8 pixels"])
  }

  static func mark(of root: JSONNode) -> String? { mark(of: root, node: .area) }

  static func mark(of root: JSONNode, node: Node) -> String? {
    guard case .object(let members) = root.content, !members.isEmpty,
      members.allSatisfy({ $0.node["class_type"] != nil })
    else { return nil }
    let hasBoxes = members.contains {
      $0.node["class_type"]?.value.string == "GLIGENTextBoxApply"
    }
    guard hasBoxes == (node == .gligen) else { return nil }
    return "its nodes have the key class_type" + (hasBoxes ? ", some are GLIGEN boxes" : "")
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    var graph = JSONObject()
    func add(_ id: Int, _ type: String, _ inputs: JSONObject) {
      graph[String(id)] = ["class_type": .string(type), "inputs": .object(inputs)]
    }
    add(
      5, "EmptyLatentImage",
      [
        "width": .integer(layout.canvas.width), "height": .integer(layout.canvas.height),
        "batch_size": 1,
      ])
    add(6, "CLIPTextEncode", ["text": .string(layout.background), "clip": ["4", 1]])
    add(7, "CLIPTextEncode", ["text": .string(layout.negative), "clip": ["4", 1]])
    var last = 6
    var next = 10
    for object in layout.objects {
      let area = self.area(of: object.region.bounds)
      switch node {
      case .area:
        add(next, "CLIPTextEncode", ["text": .string(object.name), "clip": ["4", 1]])
        var inputs: JSONObject = ["conditioning": [.string(String(next)), 0]]
        for member in area.members { inputs[member.key] = member.value }
        inputs["strength"] = 1
        add(next + 1, "ConditioningSetArea", inputs)
        add(
          next + 2, "ConditioningCombine",
          [
            "conditioning_1": [.string(String(last)), 0],
            "conditioning_2": [.string(String(next + 1)), 0],
          ])
        last = next + 2
        next += 3
      case .gligen:
        var inputs: JSONObject = [
          "conditioning_to": [.string(String(last)), 0], "clip": ["4", 1],
          "gligen_textbox_model": ["9", 0], "text": .string(object.name),
        ]
        for member in area.members { inputs[member.key] = member.value }
        add(next, "GLIGENTextBoxApply", inputs)
        last = next
        next += 1
      }
    }
    return .object(graph)
  }

  /// The whole pixels that a node takes: edges at steps of 8, in the picture, wide enough.
  private func area(of box: Box) -> JSONObject {
    func span(_ low: Double, _ high: Double) -> (start: Double, length: Double) {
      let start = max(0, (low / Self.step).rounded() * Self.step)
      let end = (high / Self.step).rounded() * Self.step
      return (start, max(node == .area ? 64 : Self.step, end - start))
    }
    let (x, width) = span(box.x, box.maxX)
    let (y, height) = span(box.y, box.maxY)
    return [
      "width": .coordinate(width), "height": .coordinate(height), "x": .coordinate(x),
      "y": .coordinate(y),
    ]
  }

  // MARK: - Reading

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    var graph = ComfyGraph()
    for member in try root.members() {
      let field = JSONField(node: member.node, path: root.path.appending(key: member.key))
      graph.add(
        member.key, type: try field.required("class_type", "a string").string(),
        inputs: try field.required("inputs", "an object"))
    }
    if let latent = graph.nodes.first(where: { $0.type.hasPrefix("Empty") })?.inputs,
      latent.node["width"] != nil, latent.node["height"] != nil
    {
      reading.layout.canvas = try latent.canvas(width: "width", height: "height")
    } else {
      reading.note(
        .assumedFrame,
        "the graph has no empty latent image; the canvas is \(reading.layout.canvas)",
        at: root.node.source)
    }
    for (id, type, inputs) in graph.nodes {
      switch type {
      case "ConditioningSetArea", "ConditioningSetAreaPercentage":
        guard let text = graph.text(of: inputs, key: "conditioning") else {
          reading.note(
            .missingName, "the node \(id) (\(type)) leads to no text and was left out",
            at: inputs.node.source)
          continue
        }
        try add(text, inputs, isFraction: type.hasSuffix("Percentage"), to: &reading)
      case "GLIGENTextBoxApply":
        let text = try inputs.required("text", "a string").string()
        try add(text, inputs, isFraction: false, to: &reading)
      default: break
      }
    }
    graph.readPrompts(into: &reading)
  }

  private func add(
    _ text: String, _ inputs: JSONField, isFraction: Bool, to reading: inout FileReading
  ) throws(ParseFailure) {
    let box = Box(
      x: try inputs.number("x"), y: try inputs.number("y"), width: try inputs.number("width"),
      height: try inputs.number("height"))
    if let strength = try inputs.present("strength")?.number(), strength != 1 {
      reading.note(
        .unknownKey,
        "\(inputs.path): a layout holds no strength, \(JSONWriter.text(ofFinite: strength)) is not "
          + "kept", object: reading.nextIndex, at: inputs.node.source)
    }
    reading.add(
      LayoutObject(name: text, box: isFraction ? box.pixels(of: reading.layout.canvas) : box),
      at: inputs.node.source)
  }
}

/// The nodes of a graph with their links.
private struct ComfyGraph {
  private(set) var nodes: [(id: String, type: String, inputs: JSONField)] = []
  private var places: [String: Int] = [:]

  mutating func add(_ id: String, type: String, inputs: JSONField) {
    places[id] = nodes.count
    nodes.append((id, type, inputs))
  }

  /// The text that an input leads to, through any nodes that pass a conditioning on.
  func text(of inputs: JSONField, key: String) -> String? {
    var next = link(inputs, key)
    // A graph without loops is at most as deep as it has nodes.
    for _ in nodes.indices {
      guard let place = next.flatMap({ places[$0] }) else { return nil }
      if nodes[place].type.hasPrefix("CLIPTextEncode") {
        return nodes[place].inputs.node["text"]?.value.string
      }
      next = link(nodes[place].inputs, "conditioning")
    }
    return nil
  }

  /// The node that an input is linked to.
  private func link(_ inputs: JSONField, _ key: String) -> String? {
    inputs.node[key]?.value.array?.first?.string
  }

  /// The texts that no region takes: the first is the background, the second the negative prompt,
  /// unless a sampler says which is which.
  func readPrompts(into reading: inout FileReading) {
    let areas = nodes.filter { $0.type.hasPrefix("ConditioningSetArea") }
    let taken = Set(areas.compactMap { link($0.inputs, "conditioning") })
    let free = nodes.filter { $0.type.hasPrefix("CLIPTextEncode") && !taken.contains($0.id) }
    let sampler = nodes.first { $0.inputs.node["negative"] != nil }
    let negative = sampler.flatMap { link($0.inputs, "negative") } ?? free.dropFirst().first?.id
    for node in free {
      let text = node.inputs.node["text"]?.value.string ?? ""
      if node.id == negative {
        reading.layout.negative = text
      } else if reading.layout.background.isEmpty {
        reading.layout.background = text
      }
    }
  }
}
