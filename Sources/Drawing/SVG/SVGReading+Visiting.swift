internal import Foundation
internal import Layouts

// MARK: - Walking through the drawing

extension SVGReading {
  /// What holds no shapes that are drawn where it stands.
  private static let unseen: Set<Substring> = [
    "defs", "clipPath", "mask", "pattern", "symbol", "marker", "metadata", "title", "desc", "style",
    "script", "linearGradient", "radialGradient", "filter", "namedview", "foreignObject",
  ]

  mutating func visitChildren(of element: XMLElement, _ context: Context) {
    for child in element.children where isSVG(child) && !Self.unseen.contains(child.localName) {
      visit(child, context)
    }
  }

  private mutating func visit(_ element: XMLElement, _ context: Context) {
    let role = element.previewRole
    let isObject = role == .object
    let isGroup = ["g", "a", "switch", "svg", "use"].contains(element.localName) && !isObject
    var inner = context
    if role != nil { inner.isBesideObjects = !isObject }
    gatherLabel(element)
    // Of what stands beside the objects only groups are looked into: a drawing program that groups an
    // object with its label leaves both among the labels.
    if inner.isBesideObjects, !isGroup { return }
    let style = sheet.style(of: element)
    inner.isVisible = Self.visibility(style, element) ?? context.isVisible
    let isShown = (style["display"] ?? element["display"]) != "none"
    if inner.isBesideObjects {
      inner.isVisible = inner.isVisible && isShown
    } else if !isShown || !inner.isVisible && !isGroup {
      return note(.hiddenShape, "the hidden \(element.name) was passed over", element)
    }
    guard shapes.count < Self.shapeLimit else { return }
    inner.isFilled = fill(of: element) ?? context.isFilled
    if let map = transform(of: element, style) { inner.map = context.map.after(map) }
    switch element.localName {
    case "g" where isObject: hiddenRegion(element)
    case "g", "a", "switch": group(element, inner)
    case "svg": group(element, nested(element, inner))
    case "use": use(element, inner)
    case "text": caption(element, inner.map)
    case "rect", "circle", "ellipse", "path", "polygon", "polyline":
      shape(element, inner, outer: context.map, isObject: isObject)
    default:
      note(.ignoredShape, "\(element.name) is no region of a layout and was passed over", element)
    }
  }

  /// Reads a group, and its shapes as one object where only the group has a name.
  private mutating func group(_ element: XMLElement, _ context: Context) {
    let first = shapes.count
    visitChildren(of: element, context)
    guard let name = Self.groupName(element), shapes.count > first,
      shapes[first...].allSatisfy({ $0.name == nil })
    else { return }
    var joined = shapes[first]
    let count = shapes.count - first
    if count > 1 {
      let boxes = shapes[first...].map(\.region.bounds)
      let corners = boxes.flatMap { [SIMD2($0.x, $0.y), SIMD2($0.maxX, $0.maxY)] }
      joined.region = .box(Box(around: corners))
      guard joined.region.isWritable else {
        shapes.removeSubrange(first...)
        return note(
          .ignoredShape, "the \(count) shapes of a group lie too far apart for one box", element)
      }
      joined.remarks = [(.joinedGroup, "the \(count) shapes of a group were read as one box")]
      joined.source = element.source
    }
    joined.name = name
    if joined.description.isEmpty { joined.description = element.child("desc")?.text ?? "" }
    shapes.replaceSubrange(first..., with: [joined])
  }

  /// Draws another element here, as often as is sane.
  private mutating func use(_ element: XMLElement, _ context: Context) {
    let link = element["href"] ?? element["xlink:href"] ?? ""
    usedCount += 1
    guard link.hasPrefix("#"), let target = named[String(link.dropFirst())], context.useDepth < 8,
      usedCount < 10_000
    else {
      return note(
        .ignoredShape, "use of \"\(link)\" names no element of this drawing or goes in circles",
        element)
    }
    var inner = context
    inner.useDepth += 1
    let x = SVGAttributes.length(element["x"]) ?? 0
    let y = SVGAttributes.length(element["y"]) ?? 0
    inner.map = context.map.after(.translation(x, y))
    let first = shapes.count
    if target.localName == "symbol" {
      group(target, inner)
    } else {
      visit(target, inner)
    }
    let own = Self.ownName(element)
    for place in shapes.indices[first...] {
      shapes[place].source = element.source
      if let own { shapes[place].name = own }
    }
  }

  /// The context inside a nested `svg`.
  private func nested(_ element: XMLElement, _ context: Context) -> Context {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    var inner = context
    let x = SVGAttributes.length(element["x"], of: width) ?? 0
    let y = SVGAttributes.length(element["y"], of: height) ?? 0
    inner.map = inner.map.after(.translation(x, y))
    guard let view = SVGViewBox(element) else { return inner }
    inner.map = inner.map.after(
      view.map(
        width: SVGAttributes.length(element["width"], of: width) ?? width,
        height: SVGAttributes.length(element["height"], of: height) ?? height))
    return inner
  }

  private mutating func caption(_ element: XMLElement, _ map: AffineMap) {
    let words = Self.words(of: element)
    guard !words.isEmpty else { return }
    let holder = element["x"] == nil ? element.child("tspan") ?? element : element
    let point = SIMD2(
      SVGAttributes.length(holder["x"]) ?? 0, SVGAttributes.length(holder["y"]) ?? 0)
    captions.append(Caption(text: words, point: map.apply(point), source: element.source))
  }
}

// MARK: - What an element says of itself

extension SVGReading {
  /// Whether an element is visible, or nil where it says nothing and inherits.
  private static func visibility(_ style: [String: String], _ element: XMLElement) -> Bool? {
    switch style["visibility"] ?? element["visibility"] {
    case "hidden", "collapse": false
    case "visible": true
    default: nil
    }
  }

  /// The map of an element's `transform`: the property of its style, else the attribute.
  private mutating func transform(
    of element: XMLElement, _ style: [String: String]
  ) -> AffineMap? {
    let origin = style["transform-origin"] ?? element["transform-origin"]
    if let text = style["transform"] {
      if let map = SVGTransform.map(text, origin: origin) { return map }
      note(
        .unreadableAttribute,
        "style: expected a transform of lengths and angles, found \"\(text)\"", element)
    } else if let text = element["transform"] {
      guard let map = SVGAttributes.transform(text) else {
        let found = "found \"\(text)\""
        note(.unreadableAttribute, "transform: expected SVG's functions, \(found)", element)
        return nil
      }
      guard let origin else { return map }
      if let turned = SVGTransform.about(origin, map) { return turned }
      note(
        .unreadableAttribute, "transform-origin: expected two lengths, found \"\(origin)\"",
        element)
      return map
    }
    return nil
  }

  /// Whether an element is filled, or nil where it says nothing.
  func fill(of element: XMLElement) -> Bool? {
    (sheet.style(of: element)["fill"] ?? element["fill"]).flatMap {
      $0 == "inherit" ? nil : $0 != "none"
    }
  }

  /// The name that a person gave a shape.
  static func ownName(_ element: XMLElement) -> String? {
    if let title = element.child("title")?.wholeText, !title.isEmpty { return title }
    if let label = element["inkscape:label"], !label.isEmpty { return label }
    return element["id"].flatMap { isMade($0) ? nil : $0 }
  }

  /// The name that a person gave a group; layers and identifiers of groups name no thing.
  private static func groupName(_ element: XMLElement) -> String? {
    if let title = element.child("title")?.wholeText, !title.isEmpty { return title }
    guard element["inkscape:groupmode"] != "layer" else { return nil }
    return element["inkscape:label"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether an identifier is a drawing program's own: a kind of shape and a number.
  private static func isMade(_ identifier: String) -> Bool {
    let kinds = [
      "rect", "rectangle", "ellipse", "circle", "path", "polygon", "polyline", "g", "use", "shape",
      "oval", "svg", "xmlid", "svgid", "element", "object", "layer", "vector", "group", "",
    ]
    let word = identifier.prefix { $0.isLetter }.lowercased()
    let rest = identifier.dropFirst(word.count)
    return kinds.contains(word) && rest.allSatisfy { $0.isNumber || "-_.".contains($0) }
  }
}
