/// ComfyUI's graph in its API format: the nodes that put regions into the conditioning.
///
/// Each object is a text (`CLIPTextEncode`) and a `ConditioningSetArea`, joined by `ConditioningCombine`;
/// or a `GLIGENTextBoxApply` on the chain of the background's text; or a `ConditioningSetMask`. The nodes
/// take whole pixels: an area a multiple of 8, at least 64 a side; a GLIGEN box a multiple of 8. The mask
/// of a box is made of a `SolidMask`, that of an ellipse is a picture beside the file (`LoadImageMask`),
/// with the ellipse's numbers in the node's `_meta`. The model's nodes are named by the ids `4`
/// (checkpoint) and `9` (GLIGEN) of ComfyUI's examples and belong to the graph around.
///
/// `parse` takes all of these and `ConditioningSetAreaPercentage`, follows the links to the texts, and
/// reads the canvas from `EmptyLatentImage`.
public struct ComfyUINotation: JSONFileNotation {
  /// Which node holds a region.
  public enum Node: String, Hashable, Sendable, CaseIterable {
    /// `ConditioningSetArea`.
    case area
    /// `GLIGENTextBoxApply`.
    case gligen
    /// `ConditioningSetMask`.
    case masks
  }

  /// The step of the nodes in pixels: latents are an eighth of the picture.
  static let step = 8.0

  /// The node that is written.
  public var node: Node
  /// The beginning of the names of written masks.
  public var stem: String

  /// Creates the notation.
  public init(node: Node = .area, stem: String = "mask") {
    self.node = node
    self.stem = stem
  }

  /// The name `comfyui`, `comfyui-gligen` or `comfyui-masks`.
  public var name: String { node == .area ? "comfyui" : "comfyui-\(node.rawValue)" }
  /// ComfyUI's.
  public var title: String {
    switch node {
    case .area: "ComfyUI areas (API format)"
    case .gligen: "ComfyUI GLIGEN (API format)"
    case .masks: "ComfyUI masks (API format)"
    }
  }
  /// Boxes in whole pixels or steps of 8, and the prompts; with masks ellipses, too.
  public var capabilities: NotationCapabilities {
    var capabilities = NotationCapabilities(
      held: [.boxes, .names, .background, .negative, .canvas, .order],
      partial: [.precision: "steps of 8 pixels"])
    if node == .masks {
      capabilities.held.formUnion([.ellipses, .rotation])
      capabilities.partial[.precision] = "boxes in pixels"
    }
    return capabilities
  }

  static func mark(of root: JSONNode) -> String? { mark(of: root, node: .area) }

  static func mark(of root: JSONNode, node: Node) -> String? {
    guard case .object(let members) = root.content, !members.isEmpty,
      members.allSatisfy({ $0.node["class_type"] != nil })
    else { return nil }
    let types = Set(members.compactMap { $0.node["class_type"]?.value.string })
    let hasBoxes = types.contains("GLIGENTextBoxApply")
    let hasMasks = types.contains("ConditioningSetMask")
    let found = hasBoxes ? Node.gligen : hasMasks ? .masks : .area
    guard found == node else { return nil }
    return "its nodes have the key class_type"
      + (hasBoxes ? ", some are GLIGEN boxes" : hasMasks ? ", some set masks" : "")
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    .object(ComfyUIGraphWriter(layout, node: node, stem: stem).graph)
  }

  /// Writes a graph, with the masks that it loads as companions.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    let writer = ComfyUIGraphWriter(writable, node: node, stem: stem)
    let text = JSONWriter.text(of: .object(writer.graph))
    return PrintedLayout(
      text: text, losses: unwritable + measuredLosses(of: writable, in: text),
      companions: writer.companions)
  }

  // MARK: - Reading

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    var graph = ComfyGraph()
    for member in try root.members() {
      let field = JSONField(node: member.node, path: root.path.appending(key: member.key))
      graph.add(
        member.key, meta: field.node["_meta"],
        type: try field.required("class_type", "a string").string(),
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
      case "ConditioningSetMask":
        try addMask(of: id, inputs, graph, to: &reading)
      case "GLIGENTextBoxApply":
        let text = try inputs.required("text", "a string").string()
        try add(text, inputs, isFraction: false, to: &reading)
      default: break
      }
    }
    graph.readPrompts(into: &reading)
  }

  private func addMask(
    of id: String, _ inputs: JSONField, _ graph: ComfyGraph, to reading: inout FileReading
  ) throws(ParseFailure) {
    guard let text = graph.text(of: inputs, key: "conditioning") else {
      return reading.note(
        .missingName, "the node \(id) (ConditioningSetMask) leads to no text and was left out",
        at: inputs.node.source)
    }
    guard let region = try graph.region(ofMaskOf: inputs) else {
      return reading.note(
        .skippedShape,
        "the mask of \(JSONWriter.quoted(text)) (node \(id)) is a picture or made of several; "
          + "it was left out: maquette fit reads masks", at: inputs.node.source)
    }
    noteStrength(inputs, in: &reading)
    reading.add(LayoutObject(name: text, region: region), at: inputs.node.source)
  }

  private func noteStrength(_ inputs: JSONField, in reading: inout FileReading) {
    guard let strength = inputs.node["strength"]?.value, strength != 1, strength != .number(1)
    else { return }
    reading.note(
      .unknownKey, "\(inputs.path): a layout holds no strength, it is not kept",
      object: reading.nextIndex, at: inputs.node.source)
  }

  private func add(
    _ text: String, _ inputs: JSONField, isFraction: Bool, to reading: inout FileReading
  ) throws(ParseFailure) {
    let box = Box(
      x: try inputs.number("x"), y: try inputs.number("y"), width: try inputs.number("width"),
      height: try inputs.number("height"))
    noteStrength(inputs, in: &reading)
    reading.add(
      LayoutObject(name: text, box: isFraction ? box.pixels(of: reading.layout.canvas) : box),
      at: inputs.node.source)
  }
}

/// The nodes of a graph with their links.
private struct ComfyGraph {
  private(set) var nodes: [(id: String, type: String, inputs: JSONField)] = []
  private var metas: [String: JSONNode] = [:]
  private var places: [String: Int] = [:]

  mutating func add(_ id: String, meta: JSONNode?, type: String, inputs: JSONField) {
    places[id] = nodes.count
    metas[id] = meta
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

  /// The region of a mask that is a rectangle or that our own numbers tell, else nil.
  func region(ofMaskOf inputs: JSONField) throws(ParseFailure) -> LayoutObject.Region? {
    guard let id = link(inputs, "mask"), let place = places[id] else { return nil }
    let mask = nodes[place]
    switch mask.type {
    case "LoadImageMask":
      guard let numbers = metas[id]?["ellipse"] else { return nil }
      let field = JSONField(node: numbers, path: mask.inputs.path.appending(key: "_meta"))
      return .ellipse(
        Ellipse(
          centerX: try field.number("cx"), centerY: try field.number("cy"),
          major: try field.number("major"), minor: try field.number("minor"),
          angle: try field.number("angle")))
    case "SolidMask": return .box(try box(mask.inputs, x: 0, y: 0))
    case "MaskComposite":
      // A rectangle is a white mask on a black one.
      guard let source = solid(mask.inputs, "source"), solid(mask.inputs, "destination") != nil,
        ["add", "or"].contains(mask.inputs.node["operation"]?.value.string)
      else { return nil }
      let (x, y) = (try mask.inputs.number("x"), try mask.inputs.number("y"))
      return .box(try box(source, x: x, y: y))
    default: return nil
    }
  }

  /// The inputs of the solid mask that an input is linked to.
  private func solid(_ inputs: JSONField, _ key: String) -> JSONField? {
    guard let place = link(inputs, key).flatMap({ places[$0] }), nodes[place].type == "SolidMask"
    else { return nil }
    return nodes[place].inputs
  }

  private func box(_ solid: JSONField, x: Double, y: Double) throws(ParseFailure) -> Box {
    Box(x: x, y: y, width: try solid.number("width"), height: try solid.number("height"))
  }

  /// The node that an input is linked to.
  private func link(_ inputs: JSONField, _ key: String) -> String? {
    inputs.node[key]?.value.array?.first?.string
  }

  /// The texts that no region takes: the first is the background, the second the negative prompt,
  /// unless a sampler says which is which.
  func readPrompts(into reading: inout FileReading) {
    let areas = nodes.filter {
      $0.type.hasPrefix("ConditioningSetArea") || $0.type == "ConditioningSetMask"
    }
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
