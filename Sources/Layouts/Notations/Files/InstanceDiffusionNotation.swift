/// InstanceDiffusion's input: a caption and annotations with a box, a mask and a caption each.
///
/// A box has an empty mask. An ellipse is written as its box and a mask of run lengths, so that it comes
/// back to about half a pixel. The name is `category_name`; the caption of an object is its description,
/// or its name where it has none.
public struct InstanceDiffusionNotation: JSONFileNotation {
  /// Creates the notation.
  public init() {}

  /// The name `instance-diffusion`.
  public var name: String { "instance-diffusion" }
  /// InstanceDiffusion's own.
  public var title: String { "InstanceDiffusion input" }
  /// Regions and captions.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [
        .boxes, .ellipses, .rotation, .names, .descriptions, .caption, .canvas, .order, .precision,
      ], partial: [.ellipses: "as a mask"])
  }

  static func mark(of root: JSONNode) -> String? {
    guard case .array? = root["annos"]?.content, root["width"] != nil, root["height"] != nil
    else { return nil }
    return "it has the keys annos, width and height"
  }

  func document(_ layout: Layout) -> JSONValue {
    [
      "caption": .string(layout.caption), "width": .integer(layout.canvas.width),
      "height": .integer(layout.canvas.height),
      "annos": .array(layout.objects.map { annotation($0, canvas: layout.canvas) }),
    ]
  }

  private func annotation(_ object: LayoutObject, canvas: Canvas) -> JSONValue {
    let bounds = object.region.bounds
    var mask: JSONValue = []
    if case .ellipse(let ellipse) = object.region {
      // A canvas too large for a mask leaves the box, which the loss report then tells.
      mask = (try? RunLengthMask(ellipse, canvas: canvas))?.json ?? []
    }
    let caption = object.description.isEmpty ? object.name : object.description
    let json: JSONObject = [
      "bbox": .coordinates([bounds.x, bounds.y, bounds.width, bounds.height]), "mask": mask,
      "category_name": .string(object.name), "caption": .string(caption),
    ]
    return .object(json.filled(from: object.extras))
  }

  private static let annotationKeys: Set<String> = ["bbox", "mask", "category_name", "caption"]

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    reading.layout.caption = try root.text("caption")
    reading.layout.canvas = try root.canvas(width: "width", height: "height")
    for annotation in try root.required("annos", "an array").elements() {
      guard let region = try region(annotation, into: &reading) else {
        let shapes = ["point", "scribble"].filter { annotation.node[$0] != nil }
        reading.note(
          .skippedShape,
          "\(annotation.path) has no box and no mask that covers anything"
            + (shapes.isEmpty ? "" : ", its \(shapes.joined(separator: " and ")) was left out"),
          at: annotation.node.source)
        continue
      }
      let category = try annotation.text("category_name")
      let caption = try annotation.text("caption")
      let name = category.isEmpty ? caption : category
      let extras = try annotation.members(except: Self.annotationKeys)
      reading.add(
        LayoutObject(
          name: name, description: name.utf8.elementsEqual(caption.utf8) ? "" : caption,
          region: region, extras: extras), at: annotation.node.source)
    }
  }

  private func region(
    _ annotation: JSONField, into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    if let mask = try annotation.present("mask"), case .object = mask.node.content {
      let runs = try RunLengthMask(mask)
      let canvas = reading.layout.canvas
      if Canvas(width: runs.width, height: runs.height) != canvas {
        reading.note(
          .fittedShape,
          "\(mask.path): the mask of \(runs.width)x\(runs.height) does not fit the canvas of "
            + "\(canvas) and was not read", object: reading.nextIndex, at: mask.node.source)
      } else if let region = reading.region(of: runs, at: mask) {
        return region
      }
    }
    return try annotation.present("bbox")?.numbers(count: 4).asBox
  }
}

extension [Double] {
  /// The region of four numbers x, y, width, height.
  fileprivate var asBox: LayoutObject.Region {
    .box(Box(x: self[0], y: self[1], width: self[2], height: self[3]))
  }
}
