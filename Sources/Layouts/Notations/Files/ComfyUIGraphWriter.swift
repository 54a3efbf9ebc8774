/// A graph for ComfyUI as it grows, object by object.
struct ComfyUIGraphWriter {
  private(set) var graph = JSONObject()
  /// The pictures that the graph loads.
  private(set) var companions: [CompanionFile] = []

  private let layout: Layout
  private let node: ComfyUINotation.Node
  private let stem: String
  /// The node that the conditioning comes from so far.
  private var last = 6
  private var next = 10

  init(_ layout: Layout, node: ComfyUINotation.Node, stem: String) {
    self.layout = layout
    self.node = node
    self.stem = stem
    add(
      5, "EmptyLatentImage",
      [
        "width": .integer(layout.canvas.width), "height": .integer(layout.canvas.height),
        "batch_size": 1,
      ])
    addText(6, layout.background)
    addText(7, layout.negative)
    if node == .masks { addSolid(8, value: 0, layout.canvas.width, layout.canvas.height) }
    for (index, object) in layout.objects.enumerated() {
      switch node {
      case .area: addArea(object)
      case .gligen: addBox(object)
      case .masks: addMask(object, number: index + 1)
      }
    }
  }

  private mutating func add(
    _ id: Int, _ type: String, _ inputs: JSONObject, meta: JSONObject? = nil
  ) {
    var json: JSONObject = ["class_type": .string(type), "inputs": .object(inputs)]
    json["_meta"] = meta.map { .object($0) }
    graph[String(id)] = .object(json)
  }

  private mutating func addText(_ id: Int, _ text: String) {
    add(id, "CLIPTextEncode", ["text": .string(text), "clip": ["4", 1]])
  }

  private mutating func addSolid(_ id: Int, value: Int, _ width: Int, _ height: Int) {
    add(
      id, "SolidMask",
      ["value": .integer(value), "width": .integer(width), "height": .integer(height)])
  }

  /// Joins a region's conditioning to what came before.
  private mutating func combine(_ region: Int) {
    add(
      region + 1, "ConditioningCombine",
      ["conditioning_1": link(last), "conditioning_2": link(region)])
    last = region + 1
    next = region + 2
  }

  private func link(_ id: Int) -> JSONValue { [.string(String(id)), 0] }
}

// MARK: - Areas and boxes

extension ComfyUIGraphWriter {
  private mutating func addArea(_ object: LayoutObject) {
    addText(next, object.name)
    var inputs: JSONObject = ["conditioning": link(next)]
    for member in area(of: object.region.bounds).members { inputs[member.key] = member.value }
    inputs["strength"] = 1
    add(next + 1, "ConditioningSetArea", inputs)
    combine(next + 1)
  }

  private mutating func addBox(_ object: LayoutObject) {
    var inputs: JSONObject = [
      "conditioning_to": link(last), "clip": ["4", 1], "gligen_textbox_model": ["9", 0],
      "text": .string(object.name),
    ]
    for member in area(of: object.region.bounds).members { inputs[member.key] = member.value }
    add(next, "GLIGENTextBoxApply", inputs)
    last = next
    next += 1
  }

  /// The whole pixels that a node takes: edges at steps of 8, in the picture, wide enough.
  private func area(of box: Box) -> JSONObject {
    let step = ComfyUINotation.step
    func span(_ low: Double, _ high: Double) -> (start: Double, length: Double) {
      let start = max(0, (low / step).rounded() * step)
      let end = (high / step).rounded() * step
      return (start, max(node == .area ? 64 : step, end - start))
    }
    let (x, width) = span(box.x, box.maxX)
    let (y, height) = span(box.y, box.maxY)
    return [
      "width": .coordinate(width), "height": .coordinate(height), "x": .coordinate(x),
      "y": .coordinate(y),
    ]
  }
}

// MARK: - Masks

extension ComfyUIGraphWriter {
  private mutating func addMask(_ object: LayoutObject, number: Int) {
    let mask: Int
    switch object.region {
    case .box(let box):
      guard let visible = box.intersection(layout.canvas.bounds) else { return }
      let (left, top) = (Int(visible.x.rounded()), Int(visible.y.rounded()))
      let (right, bottom) = (Int(visible.maxX.rounded()), Int(visible.maxY.rounded()))
      addSolid(next, value: 1, max(1, right - left), max(1, bottom - top))
      add(
        next + 1, "MaskComposite",
        [
          "destination": link(8), "source": link(next), "x": .integer(left), "y": .integer(top),
          "operation": "add",
        ])
      mask = next + 1
    case .ellipse(let ellipse):
      let name = "\(stem)-\(number).png"
      companions.append(
        CompanionFile(name: name, content: .mask(object.region, canvas: layout.canvas)))
      let numbers: JSONValue = [
        "cx": .coordinate(ellipse.centerX), "cy": .coordinate(ellipse.centerY),
        "major": .coordinate(ellipse.major), "minor": .coordinate(ellipse.minor),
        "angle": .coordinate(ellipse.angle),
      ]
      add(
        next, "LoadImageMask", ["image": .string(name), "channel": "red"],
        meta: ["title": .string(object.name), "ellipse": numbers])
      mask = next
    }
    addText(mask + 1, object.name)
    add(
      mask + 2, "ConditioningSetMask",
      [
        "conditioning": link(mask + 1), "mask": link(mask), "strength": 1,
        "set_cond_area": "default",
      ])
    combine(mask + 2)
  }
}
