/// Which region is read where a file gives both a box and an outline.
public enum OutlineChoice: String, Hashable, Sendable, CaseIterable {
  /// The box.
  case boxes
  /// The ellipse nearest to the outline.
  case ellipses
}

/// COCO's detection format: pictures, categories, and annotations with a box and a segmentation.
///
/// A box is written with its four corners as polygon; an ellipse as a polygon of 64 corners with its
/// numbers in `attributes`, from which it is restored: COCO itself passes them over. Captions and
/// prompts stand in `info.maquette`, descriptions in `attributes.description`.
///
/// `parse` takes category numbers from any base, annotations without a segmentation or without a box,
/// polygons, run lengths as lists and packed, and CVAT's `attributes.rotation`.
public struct COCONotation: JSONFileNotation, EntryNotation {
  /// How many corners an ellipse is written with.
  static let cornerCount = 64

  /// The picture to read: its file name, its id, or its number counted from one.
  public var entry: String?
  /// Which region is read where an annotation has both box and segmentation.
  public var outlines: OutlineChoice
  /// The file name of the picture that is written.
  public var image: String

  /// Creates the notation.
  public init(entry: String? = nil, outlines: OutlineChoice = .boxes, image: String = "1.png") {
    self.entry = entry
    self.outlines = outlines
    self.image = image
  }

  /// The name `coco`.
  public var name: String { "coco" }
  /// Common Objects in Context.
  public var title: String { "COCO detection" }
  /// Everything, by attributes of our own.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: Set(NotationCapabilities.Property.allCases))
  }

  static func mark(of root: JSONNode) -> String? {
    guard case .array? = root["images"]?.content, case .array? = root["annotations"]?.content
    else { return nil }
    return "it has the keys images and annotations"
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    var categories: [ExactText: Int] = [:]
    var names: [String] = []
    var annotations: [JSONValue] = []
    for (index, object) in layout.objects.enumerated() {
      if categories[ExactText(object.name)] == nil {
        names.append(object.name)
        categories[ExactText(object.name)] = names.count
      }
      let category = categories[ExactText(object.name)] ?? 0
      annotations.append(annotation(object, id: index + 1, category: category))
    }
    let about = layout.annex
    return [
      "info": about.isEmpty ? [:] : ["maquette": .object(about)],
      "licenses": [],
      "images": [
        [
          "id": 1, "file_name": .string(image), "width": .integer(layout.canvas.width),
          "height": .integer(layout.canvas.height),
        ]
      ],
      "categories": .array(
        names.enumerated().map {
          ["id": .integer($0 + 1), "name": .string($1), "supercategory": ""]
        }),
      "annotations": .array(annotations),
    ]
  }

  private func annotation(_ object: LayoutObject, id: Int, category: Int) -> JSONValue {
    let bounds = object.region.bounds
    var attributes = JSONObject()
    let outline: [(x: Double, y: Double)]
    switch object.region {
    case .box(let box): outline = box.corners
    case .ellipse(let ellipse):
      outline = ellipse.rim(count: Self.cornerCount).map { (hundredth($0.x), hundredth($0.y)) }
      attributes = [
        "cx": .coordinate(ellipse.centerX), "cy": .coordinate(ellipse.centerY),
        "rx": .coordinate(ellipse.major), "ry": .coordinate(ellipse.minor),
        "rotation": .coordinate(ellipse.angle),
      ]
    }
    attributes = attributes.with("description", object.description)
    if case .object(let others)? = object.extras["attributes"] {
      attributes = attributes.filled(from: others)
    }
    var json: JSONObject = [
      "id": .integer(id), "image_id": 1, "category_id": .integer(category),
      "bbox": .coordinates([bounds.x, bounds.y, bounds.width, bounds.height]),
      "area": .coordinate(object.region.area), "iscrowd": object.extras["iscrowd"] ?? 0,
      "segmentation": [.coordinates(outline.flatMap { [$0.x, $0.y] })],
    ]
    if !attributes.isEmpty { json["attributes"] = .object(attributes) }
    return .object(json.filled(from: object.extras))
  }

  private func hundredth(_ number: Double) -> Double { (number * 100).rounded() / 100 }

  // MARK: - Reading

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    let images = try Self.images(of: root)
    let image = try reading.choose(images, entry: entry, of: "picture", in: root)
    let id = try Self.key(image, "id")
    let annotations = try root.required("annotations", "an array").elements()
    let owners = try Self.owners(of: annotations)
    let own = owners[id] ?? []
    let names = try Self.names(of: root, into: &reading)
    try read(image, own.lazy.map { annotations[$0] }, names: names, in: root, into: &reading)
    reading.noteOrphans(owners, pictures: try Self.ids(of: images), among: annotations)
  }

  /// The places of the annotations by the picture that they say they are of.
  private static func owners(of annotations: JSONElements) throws(ParseFailure) -> [String: [Int]] {
    var owners: [String: [Int]] = [:]
    for (index, annotation) in annotations.enumerated() {
      owners[try key(annotation, "image_id"), default: []].append(index)
    }
    return owners
  }

  /// The pictures with their file names, or their numbers where they have none.
  private static func images(
    of root: JSONField
  ) throws(ParseFailure) -> [(label: String, field: JSONField)] {
    var images: [(label: String, field: JSONField)] = []
    let fields = try root.required("images", "an array").elements()
    for (index, image) in fields.enumerated() {
      let label = try image.present("file_name")?.string()
      let id = try key(image, "id")
      images.append((label ?? id, fields.unread(at: index)))
    }
    return images
  }

  private static func ids(
    of images: [(label: String, field: JSONField)]
  ) throws(ParseFailure) -> Set<String> {
    var ids: Set<String> = []
    for image in images { ids.insert(try key(image.field.inFull, "id")) }
    return ids
  }

  /// The names of the categories by their numbers.
  private static func names(
    of root: JSONField, into reading: inout FileReading
  ) throws(ParseFailure) -> [String: String] {
    var names: [String: String] = [:]
    for category in try root.elements("categories") {
      let id = try key(category, "id")
      let name = try category.required("name", "a string").string()
      if let other = names.updateValue(name, forKey: id), other != name {
        reading.note(
          .duplicateKey,
          "\(category.path): the category \(id) stands twice; \(JSONWriter.quoted(name)) counts",
          at: category.node.source)
      }
    }
    return names
  }

  private func read(
    _ image: JSONField, _ annotations: some Sequence<JSONField>, names: [String: String],
    in root: JSONField, into reading: inout FileReading
  ) throws(ParseFailure) {
    reading.layout.canvas = try image.canvas(width: "width", height: "height")
    if let about = try root.present("info")?.present("maquette") {
      try reading.layout.read(annex: about)
    }
    for annotation in annotations { try read(annotation, names: names, into: &reading) }
  }

  /// An identifier as text: COCO's are numbers, some programs write strings.
  private static func key(_ field: JSONField, _ key: String) throws(ParseFailure) -> String {
    let id = try field.required(key, "a number")
    if case .string(let text) = id.node.content { return text }
    return JSONWriter.text(ofFinite: try id.number())
  }

  private static let annotationKeys: Set<String> = [
    "id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "attributes",
  ]

  private func read(
    _ field: JSONField, names: [String: String], into reading: inout FileReading
  ) throws(ParseFailure) {
    let isClassified = try field.present("category_id") != nil
    let category = isClassified ? try Self.key(field, "category_id") : nil
    if category.flatMap({ names[$0] }) == nil {
      reading.note(
        .missingCategory,
        "\(field.path): the category \(category ?? "none") has no name in the file",
        object: reading.nextIndex, at: field.node.source)
    }
    guard let region = try region(field, into: &reading) else {
      return reading.note(
        .skippedShape, "\(field.path) has neither a box nor a segmentation that covers anything",
        at: field.node.source)
    }
    let description = try field.present("attributes")?.text("description") ?? ""
    reading.add(
      LayoutObject(
        name: category.map { names[$0] ?? $0 } ?? "", description: description, region: region,
        extras: try extras(of: field, region: region)), at: field.node.source)
  }

  /// What else an annotation says: members, marks and attributes that a layout has no place for.
  private func extras(
    of field: JSONField, region: LayoutObject.Region
  ) throws(ParseFailure) -> JSONObject {
    var extras = try field.members(except: Self.annotationKeys)
    if let crowd = try field.present("iscrowd")?.node.value, crowd != 0, crowd != false {
      extras["iscrowd"] = crowd
    }
    guard let attributes = try field.present("attributes") else { return extras }
    var known: Set<String> = ["description", "rotation"]
    if case .ellipse = region { known.formUnion(["cx", "cy", "rx", "ry"]) }
    let others = try attributes.members(except: known)
    if !others.isEmpty { extras["attributes"] = .object(others) }
    return extras
  }

  private func region(
    _ field: JSONField, into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    let attributes = try field.present("attributes")
    if let attributes, attributes.node["rx"] != nil, attributes.node["ry"] != nil {
      return .ellipse(
        Ellipse(
          centerX: try attributes.number("cx"), centerY: try attributes.number("cy"),
          major: try attributes.number("rx"), minor: try attributes.number("ry"),
          angle: try attributes.number("rotation")))
    }
    let box = try box(field)
    // A segmentation may come with a box of zero; by itself such a box is kept, for the rules to tell of.
    let whole = box.flatMap { $0.width > 0 && $0.height > 0 ? $0 : nil }
    if let whole, let rotation = try attributes?.present("rotation")?.number(), rotation != 0 {
      return reading.turned(whole, by: rotation, at: field)
    }
    if outlines == .boxes, let whole { return .box(whole) }
    guard let outline = try field.present("segmentation") else { return box.map { .box($0) } }
    return try region(ofSegmentation: outline, into: &reading) ?? box.map { .box($0) }
  }

  private func box(_ field: JSONField) throws(ParseFailure) -> Box? {
    guard let numbers = try field.present("bbox")?.numbers(count: 4) else { return nil }
    return Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }

  private func region(
    ofSegmentation outline: JSONField, into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    if case .object = outline.node.content {
      let mask = try RunLengthMask(outline)
      let canvas = reading.layout.canvas
      if mask.width != canvas.width || mask.height != canvas.height {
        reading.note(
          .assumedFrame,
          "\(outline.path): the mask of \(mask.width)x\(mask.height) cells is of another size than the "
            + "picture of \(canvas); its cells were read as pixels", object: reading.nextIndex,
          at: outline.node.source)
      }
      return reading.region(of: mask, at: outline)
    }
    var parts: [PolygonShape] = []
    for part in try outline.elements() { parts.append(PolygonShape(flat: try part.numbers())) }
    guard let first = parts.first else { return nil }
    let region =
      parts.count == 1 ? first.region : PolygonShape.ellipse(of: parts).map { .ellipse($0) }
    if case .ellipse? = region {
      reading.noteFit(parts.count == 1 ? "polygon" : "\(parts.count) polygons", at: outline)
    }
    return region
  }
}

extension COCONotation: AlbumNotation {
  /// Reads every picture, or the one that was asked for.
  public func parseAll(
    _ text: String, canvas: Canvas
  ) throws(ParseFailure) -> [LayoutDocument.Entry] {
    guard entry == nil else {
      return [LayoutDocument.Entry(.success(try parse(text, canvas: canvas)))]
    }
    do throws(ParseFailure) {
      let (node, findings) = try JSONReader.read(text)
      let root = JSONField(node: node)
      let images = try Self.images(of: root)
      guard images.count > 1 else {
        return [LayoutDocument.Entry(.success(try parse(text, canvas: canvas)))]
      }
      var first = FileReading(canvas: canvas, findings: findings)
      let names = try Self.names(of: root, into: &first)
      let annotations = try root.required("annotations", "an array").elements()
      let owners = try Self.owners(of: annotations)
      let pictures = try Self.ids(of: images)
      first.noteOrphans(owners, pictures: Set(pictures), among: annotations)
      let common = first.findings.all
      return images.enumerated().map { index, image in
        let ownFindings = index == 0 ? common : []
        do throws(ParseFailure) {
          var reading = FileReading(canvas: canvas, findings: ownFindings)
          let picture = image.field.inFull
          let own = (owners[try Self.key(picture, "id")] ?? []).lazy.map { annotations[$0] }
          try read(picture, own, names: names, in: root, into: &reading)
          return LayoutDocument.Entry(.success(reading.parsed(by: name)), name: image.label)
        } catch {
          return LayoutDocument.Entry(.failure(error.read(as: name)), name: image.label)
        }
      }
    } catch {
      throw error.read(as: name)
    }
  }
}

extension ParseFailure {
  /// The failure as that of a notation.
  fileprivate func read(as notation: String) -> ParseFailure {
    ParseFailure(notation: notation, message: message, source: source)
  }
}

extension FileReading {
  /// Notes how many annotations say that they are of a picture that the file does not have.
  fileprivate mutating func noteOrphans(
    _ owners: [String: [Int]], pictures: Set<String>, among annotations: JSONElements
  ) {
    let orphans = owners.filter { !pictures.contains($0.key) }
    guard let first = orphans.values.compactMap(\.first).min() else { return }
    let count = orphans.values.reduce(0) { $0 + $1.count }
    let field = annotations[first]
    note(
      .skippedShape,
      "\(field.path) is of a picture that the file does not have; it was left out"
        + (count > 1 ? ", as were \(count - 1) more" : ""), at: field.node.source)
  }
}
