/// Ideogram 4's structured captions: elements with a box in thousandths of the picture, y before x.
///
/// An element is a `desc`, which is the object's name and, behind a colon, its description. The keys keep
/// Ideogram's order and the text is compact, since the model reads it as it stands. Style belongs to the
/// layout's unknown keys, under `style_description`; the `type`, `text` and `color_palette` of an element
/// to the object's. An element without a box may be anywhere and is left out.
public struct IdeogramNotation: JSONFileNotation {
  /// How many parts a side of the picture has.
  static let parts = 1000.0

  /// Creates the notation.
  public init() {}

  /// The name `ideogram`.
  public var name: String { "ideogram" }
  /// Ideogram's.
  public var title: String { "Ideogram 4 caption" }
  /// Boxes in thousandths, one text each.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [.boxes, .names, .descriptions, .caption, .background, .order],
      partial: [.precision: "thousandths"])
  }

  var style: JSONWriter.Style { .compact }

  static func mark(of root: JSONNode) -> String? {
    root["compositional_deconstruction"] != nil
      ? "it has the key compositional_deconstruction" : nil
  }

  func document(_ layout: Layout) -> JSONValue {
    let elements = layout.objects.compactMap { element($0, canvas: layout.canvas) }
    var json: JSONObject = ["high_level_description": .string(layout.caption)]
    json["style_description"] = layout.extras["style_description"]
    json["compositional_deconstruction"] = [
      "background": .string(layout.background), "elements": .array(elements),
    ]
    return .object(json)
  }

  /// An object whose box is cut to the picture, or nil where it lies outside.
  private func element(_ object: LayoutObject, canvas: Canvas) -> JSONValue? {
    guard let seen = object.region.bounds.intersection(canvas.bounds) else { return nil }
    let box = seen.fractions(of: canvas)
    let numbers = [box.y, box.x, box.maxY, box.maxX].map { ($0 * Self.parts).rounded() }
    let text = object.description.isEmpty ? object.name : "\(object.name): \(object.description)"
    let isLettering = object.extras["type"] == "text"
    var json: JSONObject = [
      "type": isLettering ? "text" : "obj", "bbox": .coordinates(numbers),
    ]
    if isLettering { json["text"] = object.extras["text"] }
    json["desc"] = .string(text)
    json["color_palette"] = object.extras["color_palette"]
    return .object(json)
  }

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    reading.layout.caption = try root.text("high_level_description")
    if let style = try root.present("style_description") {
      reading.layout.extras["style_description"] = style.node.value
    }
    let parts = try root.required("compositional_deconstruction", "an object")
    reading.layout.background = try parts.text("background")
    for element in try parts.elements("elements") {
      let text = try element.required("desc", "a string").string()
      guard let field = try element.present("bbox") else {
        reading.note(
          .skippedShape,
          "\(element.path): \(JSONWriter.quoted(text.shortened(to: 40))) has no bbox, it may be "
            + "anywhere in the picture; it was left out", at: element.node.source)
        continue
      }
      let numbers = try field.numbers(count: 4)
      if numbers.contains(where: { $0 > 2 * Self.parts || $0 < -Self.parts }) {
        reading.note(
          .assumedFrame,
          "\(field.path): the numbers were read as thousandths, some lie far outside 0...1000",
          object: reading.nextIndex, at: field.node.source)
      }
      let box = Box(corners: [numbers[1], numbers[0], numbers[3], numbers[2]])
        .scaled(x: 1 / Self.parts, y: 1 / Self.parts).pixels(of: reading.layout.canvas)
      let (name, description) = Self.split(text)
      reading.add(
        LayoutObject(
          name: name, description: description, region: .box(box),
          extras: try Self.extras(of: element)), at: element.node.source)
    }
  }

  /// What else an element says: that it is a lettering and which, its colours, and unknown keys.
  private static func extras(of element: JSONField) throws(ParseFailure) -> JSONObject {
    var extras = try element.members(except: ["type", "bbox", "desc"])
    if let type = try element.present("type")?.node.value, type != "obj" { extras["type"] = type }
    return extras
  }

  /// The name before the first colon that a space follows, and the description behind it.
  private static func split(_ text: String) -> (name: String, description: String) {
    var place = text.startIndex
    while let colon = text[place...].firstIndex(of: ":") {
      let behind = text.index(after: colon)
      if behind < text.endIndex, text[behind] == " ", colon > text.startIndex {
        return (String(text[..<colon]), String(text[text.index(after: behind)...]))
      }
      place = behind
    }
    return (text, "")
  }
}
