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
    if isEditorWorkflow(root) { return node == .area ? "its nodes are the editor's" : nil }
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

  /// Whether a document is what the editor saves: nodes with their places on the screen, from which the
  /// inputs' names are missing.
  private static func isEditorWorkflow(_ root: JSONNode) -> Bool {
    guard case .array? = root["nodes"]?.content, case .array? = root["links"]?.content
    else { return false }
    return root["last_node_id"] != nil || root["state"]?["lastNodeId"] != nil
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
    if Self.isEditorWorkflow(root.node) {
      throw ParseFailure(
        notation: name,
        message: "expected a graph in ComfyUI's API format, as its command Export (API) writes it, "
          + "found the workflow of its editor", source: root.node.source)
    }
    let graph = try ComfyUIGraph(root)
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
    let negative = graph.negativeRegions
    for (place, node) in graph.nodes.enumerated() where node.isRegion {
      if negative.contains(place) {
        reading.note(
          .skippedShape,
          "the node \(node.id) (\(node.type)) is a region of the negative prompt and was left out",
          at: node.inputs.node.source)
      } else {
        try add(node, of: graph, to: &reading)
      }
    }
    graph.readPrompts(into: &reading)
  }

  private func add(
    _ node: ComfyUIGraph.Node, of graph: ComfyUIGraph, to reading: inout FileReading
  ) throws(ParseFailure) {
    let inputs = node.inputs
    if node.isTextBox {
      if let text = graph.writtenText(of: node) {
        return try add(text, inputs, isFraction: false, to: &reading)
      }
      let text = try inputs.required("text", "a string").string()
      return try add(text, inputs, isFraction: false, to: &reading)
    }
    guard let text = graph.text(ofRegion: node, in: &reading) else {
      return reading.note(
        .missingName, "the node \(node.id) (\(node.type)) leads to no text and was left out",
        at: inputs.node.source)
    }
    guard node.type == "ConditioningSetMask" else {
      return try add(text, inputs, isFraction: node.type.hasSuffix("Percentage"), to: &reading)
    }
    guard let region = try graph.region(ofMaskOf: node) else {
      return reading.note(
        .skippedShape,
        "the mask of \(JSONWriter.quoted(text)) (node \(node.id)) is a picture or made of several; "
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
