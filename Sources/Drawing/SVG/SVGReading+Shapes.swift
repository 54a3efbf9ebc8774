internal import Foundation
internal import Layouts

// MARK: - Shapes

extension SVGReading {
  /// A region with what is to be said of how it was read.
  private typealias Found = (
    region: LayoutObject.Region, remark: (rule: ShapeRule, message: String)?
  )

  mutating func shape(
    _ element: XMLElement, _ context: Context, outer: AffineMap, isObject: Bool
  ) {
    let found: Found?
    switch element.localName {
    case "rect": found = rectangle(element, context.map, outer)
    case "circle", "ellipse": found = ellipse(element, context.map, outer: outer)
    default: found = outline(element, context, isObject: isObject)
    }
    guard let found, found.region.isWritable else {
      return note(
        .ignoredShape, "\(element.name) has no extent that can be read and was passed over", element
      )
    }
    let name = Self.ownName(element)
    let box = found.region.bounds
    if name == nil, !isOurs, shapes.isEmpty, case .box = found.region,
      box.intersectionOverUnion(canvas.bounds) > 0.98
    {
      return note(.backdrop, "a nameless \(element.name) covers the canvas: its backdrop", element)
    }
    shapes.append(
      Shape(
        region: found.region, name: name, description: element.child("desc")?.wholeText ?? "",
        extras: json("data-maquette-extras", of: element, inside: 2), identifier: element["id"],
        source: element.source, remarks: found.remark.map { [$0] } ?? []))
  }

  /// The numbers of a `rect`; percentages are of the canvas.
  static func rectangle(_ element: XMLElement, _ canvas: Canvas) -> Box? {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    guard let across = SVGAttributes.length(element["width"], of: width),
      let down = SVGAttributes.length(element["height"], of: height), across >= 0, down >= 0
    else { return nil }
    let x = SVGAttributes.length(element["x"] ?? "0", of: width)
    let y = SVGAttributes.length(element["y"] ?? "0", of: height)
    return x.flatMap { x in y.map { Box(x: x, y: $0, width: across, height: down) } }
  }

  private func rectangle(
    _ element: XMLElement, _ map: AffineMap, _ outer: AffineMap
  ) -> Found? {
    guard let box = Self.rectangle(element, canvas) else { return nil }
    let across = SVGAttributes.length(element["rx"], of: Double(canvas.width))
    let down = SVGAttributes.length(element["ry"], of: Double(canvas.height))
    if let radiusX = across ?? down, let radiusY = down ?? across, box.area > 0,
      radiusX >= box.width / 2, radiusY >= box.height / 2
    {
      let round = Ellipse(box, fit: .inscribed)
      return (.ellipse(map.apply(round)), (.recognisedShape, "a fully rounded box is an ellipse"))
    }
    let bounds = map.bounds(of: box)
    guard map.keepsAxes else {
      return (
        .box(bounds),
        (.turnedBox, "a turned or slanted box was read as the upright box around it")
      )
    }
    return (.box(bounds), nil)
  }

  private func ellipse(_ element: XMLElement, _ map: AffineMap, outer: AffineMap) -> Found? {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let diagonal = ((width * width + height * height) / 2).squareRoot()
    let radius = SVGAttributes.length(element["r"], of: diagonal)
    let across = radius ?? SVGAttributes.length(element["rx"], of: width)
    let down = radius ?? SVGAttributes.length(element["ry"], of: height)
    guard let x = SVGAttributes.length(element["cx"] ?? "0", of: width),
      let y = SVGAttributes.length(element["cy"] ?? "0", of: height),
      let radiusX = across ?? down, let radiusY = down ?? across, radiusX >= 0, radiusY >= 0
    else { return nil }
    var ellipse = Ellipse(centerX: x, centerY: y, major: radiusX, minor: radiusY, angle: 0)
    // As we write it: the numbers are taken and not computed, so that nothing is rounded.
    let turn = element["transform"].flatMap { SVGAttributes.turn($0, aboutX: x, y: y) }
    let style = sheet.style(of: element)
    let hasOrigin = (style["transform-origin"] ?? element["transform-origin"]) != nil
    if let turn, style["transform"] == nil, !hasOrigin {
      ellipse.angle = turn
      return (.ellipse(outer.apply(ellipse)), nil)
    }
    return (.ellipse(map.apply(ellipse)), nil)
  }

  /// A region that can't be drawn, by the numbers of its attribute.
  mutating func hiddenRegion(_ element: XMLElement) {
    func numbers(_ name: String, _ count: Int) -> [Double]? {
      let numbers = element[name]?.split(separator: " ").compactMap { Double($0) }
      return numbers?.count == count ? numbers : nil
    }
    let region: LayoutObject.Region
    if let n = numbers("data-maquette-box", 4) {
      region = .box(Box(x: n[0], y: n[1], width: n[2], height: n[3]))
    } else if let n = numbers("data-maquette-ellipse", 5) {
      region = .ellipse(
        Ellipse(centerX: n[0], centerY: n[1], major: n[2], minor: n[3], angle: n[4]))
    } else {
      return note(
        .unreadableAttribute,
        "expected data-maquette-box of 4 or data-maquette-ellipse of 5 numbers",
        element)
    }
    guard region.isWritable else {
      return note(.ignoredShape, "the region is not finite and was passed over", element)
    }
    shapes.append(
      Shape(
        region: region, name: Self.ownName(element),
        description: element.child("desc")?.wholeText ?? "",
        extras: json("data-maquette-extras", of: element, inside: 2), identifier: element["id"],
        source: element.source))
  }
}

// MARK: - Paths

extension SVGReading {
  private mutating func outline(
    _ element: XMLElement, _ context: Context, isObject: Bool
  ) -> Found? {
    let outline: PathOutline
    switch element.localName {
    case "path": outline = PathOutline(path: element["d"] ?? "")
    case "polygon": outline = PathOutline(points: element["points"] ?? "", isClosed: true)
    default: outline = PathOutline(points: element["points"] ?? "", isClosed: false)
    }
    if let fault = outline.fault {
      note(.unreadableAttribute, "the outline could not be read from \"\(fault)\" on", element)
    }
    let strokes = outline.mapped(context.map).filter { $0.points.count > 1 }
    let isClosed = strokes.allSatisfy(\.isClosed)
    // An open line without filling is no region, unless it took the place of one of ours.
    guard !strokes.isEmpty, isClosed || context.isFilled || isObject || Self.ownName(element) != nil
    else { return nil }
    let bounds = Box(around: strokes.flatMap(\.points))
    guard isClosed, strokes.count == 1 else {
      let kind = isClosed ? "an outline of \(strokes.count) parts" : "an open outline"
      return (.box(bounds), (.boundedShape, "\(kind) was read as the box around it"))
    }
    switch OutlineShape(strokes[0].points, isCurved: strokes[0].isCurved) {
    case .box(let box): return (.box(box), (.recognisedShape, "an outline was recognised as a box"))
    case .ellipse(let ellipse):
      return (.ellipse(ellipse), (.recognisedShape, "an outline was recognised as an ellipse"))
    case .other(let box):
      return (
        .box(box),
        (.boundedShape, "an outline that is neither box nor ellipse was read as the box around it")
      )
    }
  }
}

// MARK: - Names

extension SVGReading {
  /// The shapes as objects, all of them named.
  mutating func objects() -> [LayoutObject] {
    var free = captions
    var objects: [LayoutObject] = []
    objects.reserveCapacity(shapes.count)
    for (index, shape) in shapes.enumerated() {
      for remark in shape.remarks {
        findings.append(remark.rule.finding(remark.message, object: index, at: shape.source))
      }
      var name = shape.name
      // Our own files name every object; an empty title is an empty name.
      if name == nil, let place = nearest(to: shape.region, free) {
        let caption = free.remove(at: place)
        name = caption.text
        findings.append(
          ShapeRule.borrowedName.finding(
            "the text next to the shape was taken for its name", object: index, at: caption.source))
      }
      if name == nil, isOurs, shape.identifier == nil { name = "" }
      if name == nil {
        name = shape.identifier ?? "object \(index + 1)"
        findings.append(
          ShapeRule.unnamedShape.finding(
            "the shape has no name; \"\(name ?? "")\" stands for one", object: index,
            at: shape.source))
      }
      objects.append(
        LayoutObject(
          name: name ?? "", description: shape.description, region: shape.region,
          extras: shape.extras))
    }
    for caption in free {
      findings.append(
        ReadingRule.ignoredText.noted("a text names no shape", at: caption.source))
    }
    return objects
  }

  /// The text that stands in a region or nearest to it, not farther than a tenth of the canvas.
  private func nearest(to region: LayoutObject.Region, _ captions: [Caption]) -> Int? {
    let box = region.bounds
    func distance(_ point: SIMD2<Double>) -> (Double, Double) {
      let across = max(box.x - point.x, point.x - box.maxX, 0)
      let down = max(box.y - point.y, point.y - box.maxY, 0)
      return (hypot(across, down), hypot(point.x - box.centerX, point.y - box.centerY))
    }
    let limit = hypot(Double(canvas.width), Double(canvas.height)) / 10
    return captions.indices.filter { distance(captions[$0].point).0 <= limit }
      .min { distance(captions[$0].point) < distance(captions[$1].point) }
  }
}
