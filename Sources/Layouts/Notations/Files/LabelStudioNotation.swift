/// Label Studio's export: tasks with regions in percent of the picture.
///
/// A box is a `rectanglelabels`, an ellipse an `ellipselabels` whose `x`, `y` are its centre; radii are
/// percent of the width and of the height, the rotation is in degrees, clockwise. Descriptions stand in
/// `meta.text`, which Label Studio shows at the region; captions and prompts in the task's `data`. The
/// labelling interface it is for has a control for each kind, since Label Studio refuses a region that
/// its control cannot draw:
///
///     <View><Image name="image" value="$image"/>
///       <RectangleLabels name="label" toName="image">…</RectangleLabels>
///       <EllipseLabels name="ellipse" toName="image">…</EllipseLabels></View>
public struct LabelStudioNotation: JSONFileNotation, EntryNotation {
  /// The task to read: the name of its picture, or its number counted from one.
  public var entry: String?
  /// The address of the picture that is written.
  public var image: String

  /// Creates the notation.
  public init(entry: String? = nil, image: String = "1.png") {
    self.entry = entry
    self.image = image
  }

  /// The name `label-studio`.
  public var name: String { "label-studio" }
  /// Label Studio's own.
  public var title: String { "Label Studio" }
  /// Everything, by keys of our own in the task's data.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: Set(NotationCapabilities.Property.allCases))
  }

  static func mark(of root: JSONNode) -> String? {
    var task = root
    if case .array(let tasks) = root.content, let first = tasks.first { task = first }
    guard task["data"] != nil, task["annotations"] != nil || task["predictions"] != nil
    else { return nil }
    return "its tasks have the keys data and annotations"
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    var data: JSONObject = ["image": .string(image)]
    var annex = layout.annex
    annex["width"] = .integer(layout.canvas.width)
    annex["height"] = .integer(layout.canvas.height)
    data["maquette"] = .object(annex)
    let results = layout.objects.enumerated().map { index, object in
      result(object, index: index, canvas: layout.canvas)
    }
    return [["id": 1, "data": .object(data), "annotations": [["result": .array(results)]]]]
  }

  private func result(_ object: LayoutObject, index: Int, canvas: Canvas) -> JSONValue {
    let (width, height) = (Double(canvas.width) / 100, Double(canvas.height) / 100)
    let (kind, control): (String, JSONValue)
    var value: JSONObject
    switch object.region {
    case .box(let box):
      (kind, control) = ("rectanglelabels", "label")
      value = [
        "x": .coordinate(box.x / width), "y": .coordinate(box.y / height),
        "width": .coordinate(box.width / width), "height": .coordinate(box.height / height),
        "rotation": 0,
      ]
    case .ellipse(let ellipse):
      (kind, control) = ("ellipselabels", "ellipse")
      value = [
        "x": .coordinate(ellipse.centerX / width), "y": .coordinate(ellipse.centerY / height),
        "radiusX": .coordinate(ellipse.major / width),
        "radiusY": .coordinate(ellipse.minor / height), "rotation": .coordinate(ellipse.angle),
      ]
    }
    value[kind] = [.string(object.name)]
    var json: JSONObject = [
      "id": .string("region\(index + 1)"), "type": .string(kind), "from_name": control,
      "to_name": "image", "original_width": .integer(canvas.width),
      "original_height": .integer(canvas.height), "image_rotation": 0, "value": .object(value),
    ]
    if !object.description.isEmpty { json["meta"] = ["text": [.string(object.description)]] }
    return .object(json.filled(from: object.extras))
  }

  // MARK: - Reading

  private static let resultKeys: Set<String> = [
    "id", "type", "from_name", "to_name", "original_width", "original_height", "image_rotation",
    "value", "meta", "origin",
  ]

  fileprivate static let kinds: Set<String> = [
    "rectangle", "rectanglelabels", "ellipse", "ellipselabels", "polygon", "polygonlabels",
  ]

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    var tasks: [(label: String, field: JSONField)] = []
    let fields = try root.elementsOrSelf()
    for (index, task) in fields.enumerated() {
      let image = task.node["data"]?["image"]?.value.string ?? "task \(tasks.count + 1)"
      tasks.append((image, fields.unread(at: index)))
    }
    let task = try reading.choose(tasks, entry: entry, of: "task", in: root)
    guard task.node["annotations"] != nil || task.node["predictions"] != nil else {
      throw task.failure(
        "a task with annotations or predictions, as the export JSON has and JSON-MIN has not")
    }
    let annex = try task.present("data")?.present("maquette")
    if let annex {
      reading.layout.canvas = try annex.canvas(width: "width", height: "height")
      try reading.layout.read(annex: annex)
    }
    let isAnnotated = try !task.elements("annotations").isEmpty
    let key = isAnnotated ? "annotations" : "predictions"
    let answers = try task.elements(key)
    guard let annotation = answers.first else { return }
    if answers.count > 1 {
      reading.note(
        .severalImages, "of \(answers.count) \(key) only the first was read",
        at: answers[1].node.source)
    }
    let results = try annotation.required("result", "an array").elements()
    if annex == nil {
      let sized = results.first { Self.namesSize($0) }
      if let sized {
        reading.layout.canvas = try Self.size(of: sized)
      } else {
        reading.noteAssumedCanvas(at: annotation)
      }
    }
    let notes = RegionNotes(results)
    for result in results { try read(result, notes: notes, into: &reading) }
  }

  /// Whether a result says how large its picture is.
  private static func namesSize(_ result: JSONField) -> Bool {
    ["original_width", "original_height"].allSatisfy { key in
      result.node[key].map { $0.content != .null } ?? false
    }
  }

  private static func size(of result: JSONField) throws(ParseFailure) -> Canvas {
    try result.canvas(width: "original_width", height: "original_height")
  }

  private func read(
    _ result: JSONField, notes: RegionNotes, into reading: inout FileReading
  ) throws(ParseFailure) {
    let kind = try result.required("type", "a string").string()
    if notes.isTaken(result) { return }
    guard Self.kinds.contains(kind) else {
      return reading.note(
        .skippedShape, "\(result.path): a result of the type \(kind) was left out",
        at: result.node.source)
    }
    let canvas = Self.namesSize(result) ? try Self.size(of: result) : reading.layout.canvas
    let value = try result.required("value", "an object")
    guard let region = try region(value, kind: kind, canvas: canvas, into: &reading) else {
      return reading.note(
        .skippedShape, "\(result.path) covers nothing and was left out", at: result.node.source)
    }
    let id = result.node["id"]?.value.string ?? ""
    var names: [String] = []
    for label in try value.elements(kind) { names.append(try label.string()) }
    if names.isEmpty { names = notes.labels[id] ?? [] }
    note(labels: names.count, of: result, in: &reading)
    let texts =
      [RegionNotes.text(result.node["meta"]?["text"])].compactMap(\.self) + (notes.texts[id] ?? [])
    if texts.count > 1 {
      reading.note(
        .trailingText, "\(result.path): \(texts.count) texts were joined to one description",
        object: reading.nextIndex, at: result.node.source)
    }
    reading.add(
      LayoutObject(
        name: names.first ?? "", description: texts.joined(separator: " "), region: region,
        extras: try result.members(except: Self.resultKeys)),
      at: result.node.source)
  }

  private func note(
    labels count: Int, of result: JSONField, in reading: inout FileReading
  ) {
    if count == 0 {
      reading.note(
        .missingCategory, "\(result.path) has no label", object: reading.nextIndex,
        at: result.node.source)
    } else if count > 1 {
      reading.note(
        .extraElement, "\(result.path): of \(count) labels only the first was read",
        object: reading.nextIndex, at: result.node.source)
    }
  }

  private func region(
    _ value: JSONField, kind: String, canvas: Canvas, into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    let (width, height) = (Double(canvas.width) / 100, Double(canvas.height) / 100)
    if kind.hasPrefix("polygon") {
      var corners: [(x: Double, y: Double)] = []
      for point in try value.required("points", "an array").elements() {
        let numbers = try point.numbers(count: 2)
        corners.append((numbers[0] * width, numbers[1] * height))
      }
      let region = PolygonShape(corners: corners).region
      if case .ellipse? = region { reading.noteFit("polygon", at: value) }
      return region
    }
    let (x, y) = (try value.number("x") * width, try value.number("y") * height)
    let rotation = try value.present("rotation")?.number() ?? 0
    if kind.hasPrefix("ellipse") {
      return .ellipse(
        Ellipse(
          centerX: x, centerY: y, major: try value.number("radiusX") * width,
          minor: try value.number("radiusY") * height, angle: rotation))
    }
    let box = Box(
      x: x, y: y, width: try value.number("width") * width,
      height: try value.number("height") * height)
    guard rotation != 0 else { return .box(box) }
    // The rectangle turns about its top left corner, and its middle with it.
    let (sine, cosine) = sineAndCosine(ofDegrees: rotation)
    let middle = (
      x: x + box.width / 2 * cosine - box.height / 2 * sine,
      y: y + box.width / 2 * sine + box.height / 2 * cosine
    )
    return reading.turned(
      Box(
        x: middle.x - box.width / 2, y: middle.y - box.height / 2, width: box.width,
        height: box.height), by: rotation, at: value)
  }
}

/// What results say of regions that other results draw: labels and texts, by the regions' ids.
private struct RegionNotes {
  private(set) var labels: [String: [String]] = [:]
  private(set) var texts: [String: [String]] = [:]
  /// The regions that are drawn.
  private var drawn: Set<String> = []

  init(_ results: JSONElements) {
    for result in results {
      guard let id = result.node["id"]?.value.string else { continue }
      switch result.node["type"]?.value.string {
      case "textarea":
        guard let text = Self.text(result.node["value"]?["text"]) else { continue }
        texts[id, default: []].append(text)
      case "labels":
        labels[id] = result.node["value"]?["labels"]?.value.array?.compactMap(\.string)
      case let kind?: if LabelStudioNotation.kinds.contains(kind) { drawn.insert(id) }
      case nil: break
      }
    }
  }

  /// Whether a result is about a region that another one draws, and is read with that.
  func isTaken(_ result: JSONField) -> Bool {
    guard let kind = result.node["type"]?.value.string, ["labels", "textarea"].contains(kind),
      let id = result.node["id"]?.value.string
    else { return false }
    return drawn.contains(id)
  }

  /// A text, or several of them as one.
  static func text(_ node: JSONNode?) -> String? {
    let value = node?.value
    return value?.string ?? value?.array?.compactMap(\.string).joined(separator: " ")
  }
}
