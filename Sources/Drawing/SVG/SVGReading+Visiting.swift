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
    if let role = element["data-maquette-role"], role != "object" { return }
    let isObject = element["data-maquette-role"] == "object"
    if Self.isHidden(element) {
      return note(.hiddenShape, "the hidden \(element.name) was passed over", element)
    }
    guard shapes.count < Self.shapeLimit else { return }
    var inner = context
    inner.isFilled = Self.fill(of: element) ?? context.isFilled
    if let text = element["transform"] {
      if let map = SVGAttributes.transform(text) {
        inner.map = context.map.after(map)
      } else {
        let found = "found \"\(text)\""
        note(.unreadableAttribute, "transform: expected SVG's functions, \(found)", element)
      }
    }
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
    var scanner = NumberScanner(element["viewBox"] ?? "")
    let view = scanner.numbers()
    guard view.count == 4, view[2] > 0, view[3] > 0 else { return inner }
    let across = (SVGAttributes.length(element["width"], of: width) ?? width) / view[2]
    let down = (SVGAttributes.length(element["height"], of: height) ?? height) / view[3]
    let scale = min(across, down)
    let spare = SIMD2((across - scale) * view[2] / 2, (down - scale) * view[3] / 2)
    inner.map = inner.map.after(
      AffineMap(
        a: scale, d: scale, e: spare.x - scale * view[0], f: spare.y - scale * view[1]))
    return inner
  }

  private mutating func caption(_ element: XMLElement, _ map: AffineMap) {
    let words = element.wholeText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { return }
    let holder = element["x"] == nil ? element.child("tspan") ?? element : element
    let point = SIMD2(
      SVGAttributes.length(holder["x"]) ?? 0, SVGAttributes.length(holder["y"]) ?? 0)
    captions.append(Caption(text: words, point: map.apply(point), source: element.source))
  }
}

// MARK: - What an element says of itself

extension SVGReading {
  private static func isHidden(_ element: XMLElement) -> Bool {
    let style = SVGAttributes.style(element["style"])
    return (style["display"] ?? element["display"]) == "none"
      || ["hidden", "collapse"].contains(style["visibility"] ?? element["visibility"] ?? "")
  }

  /// Whether an element is filled, or nil where it says nothing.
  static func fill(of element: XMLElement) -> Bool? {
    (SVGAttributes.style(element["style"])["fill"] ?? element["fill"]).flatMap {
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
