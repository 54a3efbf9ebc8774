/// The nodes of a graph with the links between them.
struct ComfyUIGraph {
  /// A node and what goes into it.
  struct Node {
    var id: String
    var type: String
    var inputs: JSONField
    /// The inputs that come from other nodes: the node's id and which of its outputs.
    fileprivate var links: [String: (id: String, output: Int)] = [:]

    init(id: String, type: String, inputs: JSONField) throws(ParseFailure) {
      (self.id, self.type, self.inputs) = (id, type, inputs)
      for member in try inputs.members() {
        guard case .array(let parts) = member.node.content, parts.count == 2,
          let origin = parts[0].value.string, let output = parts[1].value.integer
        else { continue }
        links[member.key] = (origin, output)
      }
    }

    /// Whether it makes a conditioning of a text.
    var isText: Bool { type.contains("CLIPTextEncode") }

    /// Whether it says where what is before it belongs.
    var isRegion: Bool { isTextBox || setsRegion }

    /// Whether it is a region with a text of its own, beside the conditioning that comes through it.
    var isTextBox: Bool { type == "GLIGENTextBoxApply" }

    /// Whether it confines all that comes through it to a region.
    var setsRegion: Bool {
      ["ConditioningSetArea", "ConditioningSetAreaPercentage", "ConditioningSetMask"].contains(type)
    }

    /// The inputs from which a conditioning comes to one of the outputs, in the order of the text.
    fileprivate func sources(ofOutput output: Int) -> [String] {
      if type == "ConditioningZeroOut" { return [] }
      // What changes both prompts has an output for each.
      if links["positive"] != nil, links["negative"] != nil {
        return output == 0 ? ["positive"] : output == 1 ? ["negative"] : []
      }
      return [
        "conditioning", "conditioning_1", "conditioning_2", "conditioning_to", "conditioning_from",
      ]
    }
  }

  /// One of the outputs of a node.
  fileprivate struct Output: Hashable {
    var place: Int
    var output: Int
  }

  /// How many nodes at most stand between a region and its text.
  private static let reach = 256

  private(set) var nodes: [Node] = []
  private var metas: [String: JSONNode] = [:]
  private var places: [String: Int] = [:]

  /// Takes the nodes of a document.
  init(_ root: JSONField) throws(ParseFailure) {
    for member in try root.members() {
      let field = JSONField(node: member.node, path: root.path.appending(key: member.key))
      places[member.key] = nodes.count
      metas[member.key] = field.node["_meta"]
      nodes.append(
        try Node(
          id: member.key, type: try field.required("class_type", "a string").string(),
          inputs: try field.required("inputs", "an object")))
    }
  }

  /// The output that an input is linked to.
  private func link(_ node: Node, _ key: String) -> Output? {
    guard let link = node.links[key], let place = places[link.id] else { return nil }
    return Output(place: place, output: link.output)
  }

  /// The places of up to so many nodes that a conditioning comes from, those of texts in the text's order;
  /// what comes through a region is left out or counts, too.
  private func origins(of output: Output?, pastRegions: Bool, reach: Int) -> [Int] {
    var found: [Int] = []
    var seen: Set<Output> = []
    var waiting = [output].compactMap(\.self)
    while let next = waiting.popLast(), found.count < reach {
      guard seen.insert(next).inserted else { continue }
      let node = nodes[next.place]
      found.append(next.place)
      if node.isText || node.setsRegion && !pastRegions { continue }
      for key in node.sources(ofOutput: next.output).reversed() {
        if let before = link(node, key) { waiting.append(before) }
      }
    }
    return found
  }
}

// MARK: - Texts

extension ComfyUIGraph {
  /// The text that leads to a node that sets a region, or nil when none does.
  func text(ofRegion node: Node, in reading: inout FileReading) -> String? {
    let origins = origins(
      of: link(node, "conditioning"), pastRegions: true, reach: Self.reach)
    let texts = origins.filter { nodes[$0].isText }
    return texts.isEmpty ? nil : text(of: texts, object: reading.nextIndex, in: &reading)
  }

  /// What inputs of nodes that hold a text go by: those of encoders, then of nodes for texts alone.
  private static let textKeys = [
    "text", "text_g", "t5xxl", "clip_l", "text_l", "prompt", "string", "value", "String", "Text",
    "populated_text", "wildcard_text",
  ]
  /// How many nodes at most a text comes through.
  private static let textReach = 16

  /// The text of a node, which may come from another one.
  func writtenText(of node: Node) -> String? {
    var node = node
    for _ in 0..<Self.textReach {
      var origin: Output?
      for key in Self.textKeys {
        if let text = node.inputs.node[key]?.value.string { return text }
        origin = origin ?? link(node, key)
      }
      guard let origin else { return nil }
      node = nodes[origin.place]
    }
    return nil
  }

  /// Some texts as one, with a finding where there are several.
  private func text(
    of places: [Int], object: Int?, in reading: inout FileReading
  ) -> String? {
    for place in places where writtenText(of: nodes[place]) == nil {
      reading.note(
        .ignoredText, "the node \(nodes[place].id) gets its text from a node that holds none",
        object: object, at: nodes[place].inputs.node.source)
    }
    let texts = places.compactMap { writtenText(of: nodes[$0]) }
    guard texts.count > 1, let first = places.first else { return texts.first }
    reading.note(
      .trailingText,
      "the texts of the nodes \(places.map { nodes[$0].id }.joined(separator: ", ")) were joined",
      object: object, at: nodes[first].inputs.node.source)
    return texts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// The node that takes both prompts and gives neither to another.
  private var sampler: Node? {
    var passedOn: Set<Int> = []
    for node in nodes {
      for output in 0...1 {
        for key in node.sources(ofOutput: output) {
          if let before = link(node, key) { passedOn.insert(before.place) }
        }
      }
    }
    return nodes.indices.first { place in
      !passedOn.contains(place) && link(nodes[place], "negative") != nil
    }.map { nodes[$0] }
  }

  /// The places of the regions that only the negative prompt has.
  var negativeRegions: Set<Int> {
    guard let sampler else { return [] }
    func regions(_ key: String) -> Set<Int> {
      let origins = origins(of: link(sampler, key), pastRegions: true, reach: nodes.count)
      return Set(origins.filter { nodes[$0].isRegion })
    }
    return regions("negative").subtracting(regions("positive"))
  }

  /// Reads the background and the negative prompt.
  ///
  /// They are what comes to the sampler beside all regions. Without one, and where nothing comes to it so,
  /// of the texts that no region takes the first is the background and the second the negative prompt.
  func readPrompts(into reading: inout FileReading) {
    let sampler = sampler
    func texts(_ key: String) -> [Int] {
      let output = sampler.flatMap { link($0, key) }
      return origins(of: output, pastRegions: false, reach: 2 * nodes.count)
        .filter { nodes[$0].isText }
    }
    let free = freeTexts
    let negative = sampler == nil ? Array(free.dropFirst().prefix(1)) : texts("negative")
    let negativePlaces = Set(negative)
    reading.layout.negative = text(of: negative, object: nil, in: &reading) ?? ""
    let positive = texts("positive")
    let others = free.filter { !negativePlaces.contains($0) }
    reading.layout.background =
      positive.isEmpty
      ? others.lazy.compactMap { writtenText(of: nodes[$0]) }
        .first { !$0.isEmpty } ?? ""
      : text(of: positive, object: nil, in: &reading) ?? ""
  }

  /// The places of the texts that no region takes.
  private var freeTexts: [Int] {
    var taken: Set<Int> = []
    for node in nodes where node.setsRegion {
      taken.formUnion(
        origins(of: link(node, "conditioning"), pastRegions: true, reach: Self.reach))
    }
    return nodes.indices.filter { nodes[$0].isText && !taken.contains($0) }
  }
}

// MARK: - Masks

extension ComfyUIGraph {
  /// The region of a mask that is a rectangle or that our own numbers tell, else nil.
  func region(ofMaskOf node: Node) throws(ParseFailure) -> LayoutObject.Region? {
    guard let mask = link(node, "mask").map({ nodes[$0.place] }) else { return nil }
    switch mask.type {
    case "LoadImageMask":
      guard let numbers = metas[mask.id]?["ellipse"] else { return nil }
      let field = JSONField(node: numbers, path: mask.inputs.path.appending(key: "_meta"))
      return .ellipse(
        Ellipse(
          centerX: try field.number("cx"), centerY: try field.number("cy"),
          major: try field.number("major"), minor: try field.number("minor"),
          angle: try field.number("angle")))
    case "SolidMask": return .box(try box(mask.inputs, x: 0, y: 0))
    case "MaskComposite":
      // A rectangle is a white mask on a black one.
      guard let source = solid(mask, "source"), solid(mask, "destination") != nil,
        ["add", "or"].contains(mask.inputs.node["operation"]?.value.string)
      else { return nil }
      let (x, y) = (try mask.inputs.number("x"), try mask.inputs.number("y"))
      return .box(try box(source, x: x, y: y))
    default: return nil
    }
  }

  /// The inputs of the solid mask that an input is linked to.
  private func solid(_ node: Node, _ key: String) -> JSONField? {
    guard let mask = link(node, key).map({ nodes[$0.place] }), mask.type == "SolidMask"
    else { return nil }
    return mask.inputs
  }

  private func box(_ solid: JSONField, x: Double, y: Double) throws(ParseFailure) -> Box {
    Box(x: x, y: y, width: try solid.number("width"), height: try solid.number("height"))
  }
}
