internal import Foundation
public import Layouts

/// The format "CVAT for images 1.1" of the Computer Vision Annotation Tool.
///
///     <annotations><version>1.1</version>
///       <image id="0" name="1.png" width="512" height="512">
///         <box label="a dog" xtl="60.00" ytl="250.00" xbr="200.00" ybr="400.00" z_order="0"/>
///         <ellipse label="a cat" cx="140.00" cy="370.00" rx="90.00" ry="60.00" rotation="10.00"
///           z_order="1"/>
///       </image></annotations>
///
/// Objects are drawn by rising `z_order`, those of equal order as they stand. A description travels as
/// the attribute named `description`; other attributes and `occluded` are unknown keys under `attributes`,
/// as in CVAT's own COCO files. Numbers are written in full, since CVAT reads as many digits as
/// there are; CVAT itself writes two. A box with a `rotation` (clockwise about its centre) becomes the
/// upright box around it, and polygons and masks are recognised as boxes or ellipses or read as the
/// box around them, all with findings. Of several images, the first one is read unless one is named.
public struct CVATNotation: ExchangeNotation {
  /// The name of the picture in the file.
  public var imageName: String
  /// Which image of several is read: its name, or its number counted from one.
  public var entry: String?

  /// Creates the notation.
  public init(imageName: String = "1.png", entry: String? = nil) {
    self.imageName = imageName
    self.entry = entry
  }

  /// The name `cvat`.
  public var name: String { "cvat" }
  /// Whose it is.
  public var title: String { "CVAT for images 1.1" }
  /// Files are XML.
  public var fileExtension: String { "xml" }
  /// Regions with names and descriptions.
  public var capabilities: NotationCapabilities { .annotations }

  /// Reads one image; the canvas given counts where the file does not say how large it is.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    var reading = AnnotationReading(notation: name)
    let images = try images(of: text, into: &reading)
    if let entry {
      return Self.read(try image(entry, of: images), canvas: canvas, into: &reading)
    }
    if images.count > 1 {
      reading.note(
        .severalPictures, "the file holds \(images.count) images; the first was read", images[1])
    }
    return Self.read(images[0], canvas: canvas, into: &reading)
  }

  /// The image of a name, else of a number.
  private func image(
    _ entry: String, of images: [XMLElement]
  ) throws(ParseFailure) -> XMLElement {
    let exact = ExactText(entry)
    if let named = images.first(where: { $0["name"].map(ExactText.init) == exact }) {
      return named
    }
    if let number = Int(entry), images.indices.contains(number - 1) { return images[number - 1] }
    throw ParseFailure(
      notation: name,
      message: "expected an image \(JSONWriter.quoted(entry)), found \(images.count) without it, "
        + "the first is \(JSONWriter.quoted(images[0]["name"] ?? ""))", source: images[0].source)
  }

  /// The images of a file, of which there is at least one.
  private func images(
    of text: String, into reading: inout AnnotationReading
  ) throws(ParseFailure) -> [XMLElement] {
    let root = try reading.root(text, named: "annotations")
    let images = root.children("image")
    guard images.isEmpty else { return images }
    let found = root.child("track") == nil ? "none" : "tracks of a video, which are not read"
    throw ParseFailure(
      notation: name, message: "expected an image, found \(found)", source: root.source)
  }

  private static func read(
    _ image: XMLElement, canvas: Canvas, into reading: inout AnnotationReading
  ) -> ParsedLayout {
    var layout = Layout(canvas: canvas)
    let size = AnnotationReading.canvas(
      AnnotationReading.number(image["width"]), AnnotationReading.number(image["height"]))
    if let size {
      layout.canvas = size
    } else {
      reading.note(.assumedCanvas, "the image has no width and height; took \(canvas)", image)
    }
    let drawn = inDrawingOrder(image.children)
    for element in drawn {
      let index = layout.objects.count
      guard let region = reading.region(cvat: element, object: index) else { continue }
      let label = element["label"] ?? ""
      if label.isEmpty { reading.note(.emptyName, "the label is empty", element, object: index) }
      let object = LayoutObject(
        name: label, description: description(of: element)?.wholeText ?? "", region: region,
        extras: CVATExtras.read(element, except: description(of: element)))
      reading.add(object, at: element, to: &layout)
    }
    return reading.parsed(layout)
  }

  private static func inDrawingOrder(_ elements: [XMLElement]) -> [XMLElement] {
    let ordered = elements.enumerated().map { place, element in
      (element, AnnotationReading.number(element["z_order"]) ?? 0, place)
    }
    return ordered.sorted { ($0.1, $0.2) < ($1.1, $1.2) }.map(\.0)
  }

  /// The attribute that holds a description, under any of its usual names.
  private static func description(of element: XMLElement) -> XMLElement? {
    ["description", "caption"].lazy.compactMap { name in
      element.children("attribute").first { $0["name"] == name }
    }.first
  }

  /// Writes one image.
  public func print(_ layout: Layout) -> PrintedLayout {
    var losses = layout.annotationLosses(holdsDescriptions: true, isHeld: CVATExtras.isHeld)
    var xml = XMLText()
    xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    xml.open("annotations")
    xml.element("version", [], "1.1")
    Self.writeMeta(layout, to: &xml)
    xml.open(
      "image",
      [
        ("id", "0"), ("name", imageName), ("width", String(layout.canvas.width)),
        ("height", String(layout.canvas.height)),
      ])
    for (index, object) in layout.objects.enumerated() {
      guard object.region.isWritable else {
        losses.append(
          ReadingRule.losesObject.noted(
            "object \(index) is left out, expected finite numbers", object: index))
        continue
      }
      Self.write(object, order: index, to: &xml)
    }
    xml.close("image")
    xml.close("annotations")
    return PrintedLayout(text: xml.text, losses: losses)
  }

  private static func write(_ object: LayoutObject, order: Int, to xml: inout XMLText) {
    let shared: [(String, String?)] = [
      ("label", object.name), ("source", object.extras["source"]?.string ?? "manual"),
      ("occluded", CVATExtras.attributes(of: object)["occluded"] == true ? "1" : "0"),
      ("group_id", object.extras["group_id"]?.string),
    ]
    let element: String
    let numbers: [(String, String?)]
    switch object.region {
    case .box(let box):
      element = "box"
      numbers = [
        ("xtl", box.x.exactText), ("ytl", box.y.exactText), ("xbr", box.maxX.exactText),
        ("ybr", box.maxY.exactText),
      ]
    case .ellipse(let ellipse):
      element = "ellipse"
      numbers = [
        ("cx", ellipse.centerX.exactText), ("cy", ellipse.centerY.exactText),
        ("rx", ellipse.major.exactText), ("ry", ellipse.minor.exactText),
        ("rotation", ellipse.angle == 0 ? nil : ellipse.angle.exactText),
      ]
    }
    xml.open(element, shared + numbers + [("z_order", String(order))])
    if !object.description.isEmpty {
      xml.element("attribute", [("name", "description")], object.description)
    }
    for attribute in CVATExtras.written(object) {
      xml.element("attribute", [("name", attribute.name)], attribute.value)
    }
    xml.close(element)
  }

  /// The labels, without which CVAT takes no file that names them.
  private static func writeMeta(_ layout: Layout, to xml: inout XMLText) {
    xml.open("meta")
    xml.open("task")
    xml.open("labels")
    var seen: Set<ExactText> = []
    let names = layout.objects.map(\.name).filter { seen.insert(ExactText($0)).inserted }
    var attributes: [ExactText: [String]] = [:]
    for object in layout.objects {
      attributes[ExactText(object.name), default: ["description"]] += CVATExtras.written(object)
        .map(\.name)
    }
    for name in names {
      xml.open("label")
      xml.element("name", [], name)
      xml.open("attributes")
      var declared: Set<ExactText> = []
      for attribute in attributes[ExactText(name)] ?? []
      where declared.insert(ExactText(attribute)).inserted {
        writeDeclaration(of: attribute, to: &xml)
      }
      xml.close("attributes")
      xml.close("label")
    }
    xml.close("labels")
    xml.close("task")
    xml.close("meta")
  }

  private static func writeDeclaration(of attribute: String, to xml: inout XMLText) {
    xml.open("attribute")
    for (key, value) in [
      ("name", attribute), ("mutable", "False"), ("input_type", "text"), ("default_value", ""),
      ("values", ""),
    ] { xml.element(key, [], value) }
    xml.close("attribute")
  }
}

extension CVATNotation: AlbumNotation, EntryNotation {
  /// Reads every image, or the one that was asked for.
  public func parseAll(
    _ text: String, canvas: Canvas
  ) throws(ParseFailure) -> [LayoutDocument.Entry] {
    guard entry == nil else {
      return [LayoutDocument.Entry(.success(try parse(text, canvas: canvas)))]
    }
    var whole = AnnotationReading(notation: name)
    let images = try images(of: text, into: &whole)
    return images.enumerated().map { index, image in
      var reading = AnnotationReading(notation: name)
      let parsed = Self.read(image, canvas: canvas, into: &reading)
      let label = image["name"] ?? String(index + 1)
      return LayoutDocument.Entry(.success(parsed), name: images.count > 1 ? label : nil)
    }
  }
}

// MARK: - Shapes

extension AnnotationReading {
  /// The region of one of CVAT's shapes, or nil for what is none.
  fileprivate mutating func region(cvat element: XMLElement, object: Int) -> LayoutObject.Region? {
    func numbers(_ names: String...) -> [Double]? {
      let values = names.compactMap { Self.number(element[$0]) }
      return values.count == names.count ? values : nil
    }
    let turn = Self.number(element["rotation"]) ?? 0
    switch element.localName {
    case "box":
      guard let n = numbers("xtl", "ytl", "xbr", "ybr") else { return refused(element, object) }
      let box = Box(x: n[0], y: n[1], width: n[2] - n[0], height: n[3] - n[1])
      return .box(turned(box, by: turn, element, object))
    case "ellipse":
      guard let n = numbers("cx", "cy", "rx", "ry") else { return refused(element, object) }
      return .ellipse(
        Ellipse(centerX: n[0], centerY: n[1], major: n[2], minor: n[3], angle: turn).normalized)
    case "polygon":
      let text = element["points"]?.replacingOccurrences(of: ";", with: " ") ?? ""
      let outline = PathOutline(points: text, isClosed: true)
      guard outline.fault == nil, let points = outline.subpaths.first?.points, points.count > 2
      else { return refused(element, object) }
      return region(of: OutlineShape(points, isCurved: false), element, object)
    case "mask": return mask(element, object)
    case "tag":
      note(.ignoredShape, "a tag names the whole image and was passed over", element)
      return nil
    default:
      note(.ignoredShape, "\(element.name) is no region and was passed over", element)
      return nil
    }
  }

  private mutating func refused(_ element: XMLElement, _ object: Int) -> LayoutObject.Region? {
    note(.notANumber, "\(element.name) lacks a number and was left out", element)
    return nil
  }

  /// The upright box around a box turned about its centre.
  mutating func turned(
    _ box: Box, by degrees: Double, _ element: XMLElement, _ object: Int
  ) -> Box {
    guard degrees.truncatingRemainder(dividingBy: 360) != 0 else { return box }
    let map = AffineMap.translation(box.centerX, box.centerY)
      .after(.rotation(degrees: degrees)).after(.translation(-box.centerX, -box.centerY))
    if !map.keepsAxes {
      note(
        .turnedBox, "a turned box was read as the upright box around it", element, object: object)
    }
    return map.bounds(of: box)
  }

  private mutating func region(
    of shape: OutlineShape, _ element: XMLElement, _ object: Int
  ) -> LayoutObject.Region {
    switch shape {
    case .box(let box):
      note(.recognisedShape, "an outline was recognised as a box", element, object: object)
      return .box(box)
    case .ellipse(let ellipse):
      note(.recognisedShape, "an outline was recognised as an ellipse", element, object: object)
      return .ellipse(ellipse)
    case .other(let box):
      note(
        .boundedShape, "an outline that is neither box nor ellipse was read as the box around it",
        element, object: object)
      return .box(box)
    }
  }

  /// The box of a mask, whose place stands beside its runs.
  private mutating func mask(_ element: XMLElement, _ object: Int) -> LayoutObject.Region? {
    let values = ["left", "top", "width", "height"].compactMap { Self.number(element[$0]) }
    guard values.count == 4 else { return refused(element, object) }
    note(.boundedShape, "a mask was read as the box around it", element, object: object)
    return .box(Box(x: values[0], y: values[1], width: values[2], height: values[3]))
  }
}
