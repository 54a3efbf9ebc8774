/// InvokeAI's regional guidance layers: a list of canvas entities with a shape and two prompts each.
///
/// A box is a `rect`, an upright ellipse an `oval`; a tilted ellipse is a `polygon` of 64 corners, whose
/// moments give the ellipse back to about a thousandth of its axes. The name is the positive prompt. The
/// shape of the file is InvokeAI's own (canvas version 3) and may change with it.
public struct InvokeAINotation: JSONFileNotation {
  /// How many corners a tilted ellipse is written with.
  static let cornerCount = 64
  /// The type of the layers that hold regions.
  private static let kind = "regional_guidance"

  /// Creates the notation.
  public init() {}

  /// The name `invokeai`.
  public var name: String { "invokeai" }
  /// InvokeAI's.
  public var title: String { "InvokeAI regions" }
  /// Regions and their prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: [.boxes, .ellipses, .rotation, .names, .order, .precision])
  }

  static func mark(of root: JSONNode) -> String? {
    var entities = [root]
    if case .array(let elements) = root.content { entities = elements }
    return entities.contains { $0["type"]?.value.string == kind }
      ? "it has entities of the type \(kind)" : nil
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    .array(layout.objects.enumerated().map { entity($1, index: $0) })
  }

  private func entity(_ object: LayoutObject, index: Int) -> JSONValue {
    let id = "region\(index + 1)"
    let white: JSONValue = ["r": 255, "g": 255, "b": 255, "a": 1]
    var shape: JSONObject = ["id": .string("\(id):shape")]
    switch object.region {
    case .box(let box):
      shape["type"] = "rect"
      shape["rect"] = rect(box)
    case .ellipse(let ellipse) where ellipse.normalized.isUpright:
      shape["type"] = "oval"
      shape["rect"] = rect(ellipse.bounds)
    case .ellipse(let ellipse):
      shape["type"] = "polygon"
      shape["points"] = .coordinates(
        ellipse.rimOfEqualMoments(count: Self.cornerCount).flatMap { [$0.x, $0.y] })
    }
    shape["color"] = white
    shape["compositeOperation"] = "source-over"
    shape["clip"] = .null
    let json: JSONObject = [
      "id": .string("regional_guidance:\(id)"), "type": .string(Self.kind), "name": nil,
      "isEnabled": true, "isLocked": false, "position": ["x": 0, "y": 0], "opacity": 0.5,
      "objects": [.object(shape)],
      "fill": ["style": "solid", "color": ["r": 121, "g": 157, "b": 219]],
      "positivePrompt": .string(object.name), "negativePrompt": nil, "referenceImages": [],
      "autoNegative": false,
    ]
    return .object(json)
  }

  private func rect(_ box: Box) -> JSONValue {
    [
      "x": .coordinate(box.x), "y": .coordinate(box.y), "width": .coordinate(box.width),
      "height": .coordinate(box.height),
    ]
  }

  // MARK: - Reading

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    for entity in try root.elementsOrSelf() {
      if let kind = try entity.present("type")?.string(), kind != Self.kind {
        reading.note(
          .skippedShape, "\(entity.path): an entity of the type \(kind) was left out",
          at: entity.node.source)
        continue
      }
      if let negative = try entity.present("negativePrompt"), !(try negative.string().isEmpty) {
        reading.note(
          .unknownKey, "\(negative.path): a layout holds no negative prompt of a region",
          object: nil, at: negative.node.source)
      }
      let position = try entity.present("position")
      let offset = (x: try position?.number("x") ?? 0, y: try position?.number("y") ?? 0)
      var shapes: [LayoutObject.Region] = []
      for shape in try entity.required("objects", "an array").elements() {
        if let region = try region(shape, offset: offset, into: &reading) { shapes.append(region) }
      }
      guard let first = shapes.first else {
        reading.note(
          .skippedShape, "\(entity.path) has no shape that a layout can hold",
          at: entity.node.source)
        continue
      }
      if shapes.count > 1 {
        reading.note(
          .severalLayouts, "\(entity.path): of \(shapes.count) shapes only the first was read",
          object: reading.nextIndex, at: entity.node.source)
      }
      reading.add(
        LayoutObject(name: try entity.text("positivePrompt"), region: first),
        at: entity.node.source)
    }
  }

  private func region(
    _ shape: JSONField, offset: (x: Double, y: Double), into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    let kind = try shape.required("type", "a string").string()
    switch kind {
    case "rect", "oval":
      let rect = try shape.required("rect", "an object")
      let box = Box(
        x: try rect.number("x") + offset.x, y: try rect.number("y") + offset.y,
        width: try rect.number("width"), height: try rect.number("height"))
      return kind == "rect" ? .box(box) : .ellipse(Ellipse(box, fit: .inscribed))
    case "polygon", "lasso":
      let numbers = try shape.required("points", "an array").numbers()
      let polygon = PolygonShape(
        flat: numbers.enumerated().map { index, number in
          number + (index % 2 == 0 ? offset.x : offset.y)
        })
      let region = polygon.region
      if case .ellipse? = region { reading.noteFit(kind, at: shape) }
      return region
    default:
      reading.note(
        .skippedShape, "\(shape.path): a shape of the type \(kind) was left out",
        at: shape.node.source)
      return nil
    }
  }
}

extension Ellipse {
  /// Whether the axes of a normal form lie along those of the canvas, or it is a circle.
  fileprivate var isUpright: Bool { angle == 0 || angle == 90 || major == minor }

  /// Points around the ellipse whose polygon has the ellipse's own moments, so that it reads back.
  ///
  /// The polygon of points on the rim has the variance of the ellipse times a factor that depends on the
  /// count n only: (2 + cos(2π/n)) / 3; its inverse root is the scale.
  fileprivate func rimOfEqualMoments(count: Int) -> [(x: Double, y: Double)] {
    let cosine = sineAndCosine(ofDegrees: 360 / Double(count)).cosine
    let scale = (3 / (2 + cosine)).squareRoot()
    var larger = self
    larger.major *= scale
    larger.minor *= scale
    return larger.rim(count: count)
  }
}
