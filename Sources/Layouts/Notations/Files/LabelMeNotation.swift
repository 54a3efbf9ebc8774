/// LabelMe's file, one a picture: shapes with points in pixels.
///
/// A box is a `rectangle`. An ellipse is the `oriented_rectangle` around it, as LabelMe itself advises,
/// with the numbers in the key `blob`. Captions and prompts stand in the key `maquette`. LabelMe keeps
/// keys that it does not know.
public struct LabelMeNotation: JSONFileNotation {
  /// The file name of the picture that is written; LabelMe wants it beside the file.
  public var image: String

  /// Creates the notation.
  public init(image: String = "1.png") {
    self.image = image
  }

  /// The name `labelme`.
  public var name: String { "labelme" }
  /// LabelMe's own.
  public var title: String { "LabelMe" }
  /// Everything, by keys of our own.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: Set(NotationCapabilities.Property.allCases))
  }

  static func mark(of root: JSONNode) -> String? {
    guard case .array? = root["shapes"]?.content, root["imageWidth"] != nil else { return nil }
    return "it has the keys shapes and imageWidth"
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    var json: JSONObject = [
      "version": "5.5.0", "flags": flags(layout.extras),
      "shapes": .array(layout.objects.map(shape)),
      "imagePath": .string(image), "imageData": nil, "imageHeight": .integer(layout.canvas.height),
      "imageWidth": .integer(layout.canvas.width),
    ]
    let annex = layout.annex
    if !annex.isEmpty { json["maquette"] = .object(annex) }
    return .object(json)
  }

  private func shape(_ object: LayoutObject) -> JSONValue {
    let kind: String
    let corners: [(x: Double, y: Double)]
    var blob: JSONValue?
    switch object.region {
    case .box(let box):
      (kind, corners) = ("rectangle", [(box.x, box.y), (box.maxX, box.maxY)])
    case .ellipse(let ellipse):
      (kind, corners) = ("oriented_rectangle", ellipse.rectangleCorners)
      blob = [
        "cx": .coordinate(ellipse.centerX), "cy": .coordinate(ellipse.centerY),
        "major": .coordinate(ellipse.major), "minor": .coordinate(ellipse.minor),
        "angle": .coordinate(ellipse.angle),
      ]
    }
    var json: JSONObject = [
      "label": .string(object.name), "points": .array(corners.map { .coordinates([$0.x, $0.y]) }),
      "group_id": object.extras["group_id"] ?? nil,
      "description": .string(object.description), "shape_type": .string(kind),
      "flags": flags(object.extras), "mask": nil,
    ]
    json["blob"] = blob
    return .object(json.filled(from: object.extras))
  }

  /// The flags among unknown keys, where they are what LabelMe takes for such.
  private func flags(_ extras: JSONObject) -> JSONValue {
    guard case .object(let flags)? = extras["flags"] else { return [:] }
    return .object(flags)
  }

  // MARK: - Reading

  private static let shapeKeys: Set<String> = [
    "label", "points", "group_id", "description", "shape_type", "flags", "mask", "blob",
  ]

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    if try root.present("imageWidth") != nil, try root.present("imageHeight") != nil {
      reading.layout.canvas = try root.canvas(width: "imageWidth", height: "imageHeight")
    } else {
      reading.noteAssumedCanvas(at: root)
    }
    if let annex = try root.present("maquette") { try reading.layout.read(annex: annex) }
    if let flags = try root.present("flags")?.node.value, flags != [:] {
      reading.layout.extras["flags"] = flags
    }
    for shape in try root.required("shapes", "an array").elements() {
      guard let region = try region(shape, into: &reading) else { continue }
      reading.add(
        LayoutObject(
          name: try shape.required("label", "a string").string(),
          description: try shape.text("description"), region: region,
          extras: try extras(of: shape)), at: shape.node.source)
    }
  }

  /// What else a shape says: unknown keys, its group and its flags.
  private func extras(of shape: JSONField) throws(ParseFailure) -> JSONObject {
    var extras = try shape.members(except: Self.shapeKeys)
    if let group = try shape.present("group_id") { extras["group_id"] = group.node.value }
    if let flags = try shape.present("flags")?.node.value, flags != [:] { extras["flags"] = flags }
    return extras
  }

  private func region(
    _ shape: JSONField, into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    if let blob = try shape.present("blob") {
      return .ellipse(
        Ellipse(
          centerX: try blob.number("cx"), centerY: try blob.number("cy"),
          major: try blob.number("major"), minor: try blob.number("minor"),
          angle: try blob.number("angle")))
    }
    let kind = try shape.present("shape_type")?.string() ?? "polygon"
    var corners: [(x: Double, y: Double)] = []
    for point in try shape.required("points", "an array").elements() {
      let numbers = try point.numbers(count: 2)
      corners.append((numbers[0], numbers[1]))
    }
    let region = region(of: kind, corners: corners, at: shape, into: &reading)
    if region == nil {
      reading.note(
        .skippedShape,
        "\(shape.path): a \(kind) of \(corners.count) points was left out, a layout holds areas",
        at: shape.node.source)
    }
    return region
  }

  private func region(
    of kind: String, corners: [(x: Double, y: Double)], at shape: JSONField,
    into reading: inout FileReading
  ) -> LayoutObject.Region? {
    switch kind {
    case "rectangle" where corners.count == 2:
      return .box(PolygonShape(corners: corners).bounds)
    case "circle" where corners.count == 2:
      let (x, y) = (corners[1].x - corners[0].x, corners[1].y - corners[0].y)
      let radius = (x * x + y * y).squareRoot()
      return .ellipse(
        Ellipse(
          centerX: corners[0].x, centerY: corners[0].y, major: radius, minor: radius, angle: 0))
    case "oriented_rectangle" where corners.count == 4, "rectangle" where corners.count == 4:
      let polygon = PolygonShape(corners: corners)
      let region = polygon.region
      if case .ellipse(let ellipse)? = polygon.rectangle {
        reading.noteRotatedBox(ellipse.angle, at: shape)
      } else if case .ellipse? = region {
        reading.noteFit("quadrilateral", at: shape)
      }
      return region
    case "polygon", "linestrip":
      let region = PolygonShape(corners: corners).region
      if case .ellipse? = region { reading.noteFit("polygon", at: shape) }
      return region
    case "mask" where corners.count == 2:
      reading.noteBounds(ofMaskAt: shape)
      return .box(PolygonShape(corners: corners).bounds)
    default: return nil
    }
  }
}
