internal import Foundation
internal import Layouts

/// One reading of a drawing: what it shows, in drawing order, and what was noticed.
struct SVGReading {
  /// A region found in the drawing, before its name is settled.
  struct Shape {
    var region: LayoutObject.Region
    /// The name it bears itself or by its group.
    var name: String?
    var description = ""
    var extras = JSONObject()
    /// The identifier of an unnamed shape.
    var identifier: String?
    var source: SourceRange
    /// What is to be said of it once its number is known.
    var remarks: [(rule: ShapeRule, message: String)] = []
  }

  /// A text of the drawing and the point where it begins.
  struct Caption {
    let text: String
    let point: SIMD2<Double>
    let source: SourceRange
  }

  /// What the elements inside inherit.
  struct Context {
    var map: AffineMap
    var isFilled = true
    var isVisible = true
    var useDepth = 0
    /// Whether this is part of what a preview draws beside its objects, in which only objects count.
    var isBesideObjects = false
  }

  /// The most shapes that are read, so that uses of uses cannot multiply without end.
  static let shapeLimit = 100_000

  let root: XMLElement
  let isOurs: Bool
  var canvas: Canvas
  var shapes: [Shape] = []
  var captions: [Caption] = []
  /// The labels that a preview drew.
  var labels: [LabelLine] = []
  var findings: [Finding] = []
  /// The elements that `use` may name.
  var named: [String: XMLElement] = [:]
  private let prefixes: Set<String>
  let sheet: SVGStyleSheet
  /// How many elements `use` has drawn.
  var usedCount = 0

  init(_ root: XMLElement, canvas: Canvas) {
    self.root = root
    self.canvas = canvas
    isOurs = root["data-maquette-schema"] != nil
    sheet = SVGStyleSheet(root)
    let bound = root.attributes.filter {
      $0.value == "http://www.w3.org/2000/svg" && $0.name.hasPrefix("xmlns:")
    }
    prefixes = Set(bound.map { String($0.name.dropFirst(6)) } + ["", "svg", String(root.prefix)])
  }

  /// Reads the whole drawing.
  mutating func read(notation: String) -> ParsedLayout {
    gatherNames(root)
    let frame = frame()
    if let fault = sheet.fault {
      note(.unreadableAttribute, "style: the rule of \"\(fault)\" is not applied", root)
    }
    visitChildren(of: root, Context(map: frame, isFilled: fill(of: root) ?? true))
    if isOurs { captions = [] }
    var layout = Layout(canvas: canvas)
    let title = isOurs ? nil : root.child("title")?.text
    layout.caption = root["data-maquette-caption"] ?? title ?? ""
    layout.background = root["data-maquette-background"] ?? ""
    layout.negative = root["data-maquette-negative"] ?? ""
    layout.language = root["data-maquette-language"] ?? (isOurs ? nil : root["xml:lang"])
    layout.provenance = json("data-maquette-provenance", of: root, inside: 1)
    layout.extras = json("data-maquette-extras", of: root, inside: 0)
    layout.objects = objects()
    rename(&layout.objects)
    return ParsedLayout(
      notation: notation, layout: layout, findings: findings, places: shapes.map(\.source)
    ).withGeometryFindings
  }

  /// Whether an element is SVG's own and not a drawing program's.
  func isSVG(_ element: XMLElement) -> Bool { prefixes.contains(String(element.prefix)) }

  private mutating func gatherNames(_ element: XMLElement) {
    if let name = element["id"] { named[name] = named[name] ?? element }
    for child in element.children { gatherNames(child) }
  }

  /// Reads the JSON of an attribute; what is wrong with it is noted.
  ///
  /// - Parameters:
  ///   - name: the attribute.
  ///   - element: the element that has it.
  ///   - levels: how many levels of the layout as JSON lie around it, which must be readable again.
  /// - Returns: the object, empty where there is none to be read.
  mutating func json(
    _ name: String, of element: XMLElement, inside levels: Int
  ) -> JSONObject {
    guard let text = element[name] else { return JSONObject() }
    do throws(ParseFailure) {
      let value = try JSONReader.read(text).root.value
      let room = JSONReader.depthLimit - levels
      guard value.depth <= room else {
        note(.unreadableAttribute, "\(name): expected at most \(room) levels of JSON", element)
        return JSONObject()
      }
      if let object = value.object { return object }
      note(.unreadableAttribute, "\(name): expected a JSON object, found other JSON", element)
    } catch {
      note(.unreadableAttribute, "\(name): \(error.message)", element)
    }
    return JSONObject()
  }

  mutating func note(_ rule: ShapeRule, _ message: String, _ element: XMLElement) {
    findings.append(rule.finding(message, at: element.source))
  }
}

extension JSONValue {
  /// How many arrays and objects lie inside each other.
  fileprivate var depth: Int {
    switch self {
    case .array(let elements): 1 + (elements.map(\.depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map(\.value.depth).max() ?? 0)
    case .null, .bool, .integer, .number, .string: 0
    }
  }
}

// MARK: - The canvas

extension SVGReading {
  /// Settles the canvas and returns the map from the drawing's units to its pixels.
  private mutating func frame() -> AffineMap {
    guard isOurs, let size = root["data-maquette-canvas"], let named = Canvas(size) else {
      return foreignFrame()
    }
    canvas = named
    guard let drawn = drawnCanvas(root, .identity), drawn.width > 0, drawn.height > 0,
      drawn.isFinite, drawn != canvas.bounds
    else { return .identity }
    let (across, down) = (Double(named.width) / drawn.width, Double(named.height) / drawn.height)
    let back = AffineMap.translation(-drawn.x, -drawn.y)
    if (across / down - 1).magnitude <= 1e-3 {
      note(.movedCanvas, "the canvas was moved or scaled; shapes are read relative to it", root)
      return AffineMap.scale(across, down).after(back)
    }
    let (width, height) = (drawn.width.rounded(), drawn.height.rounded())
    canvas = Canvas("\(Int(min(max(width, 1), 65536)))x\(Int(min(max(height, 1), 65536)))") ?? named
    note(.movedCanvas, "the canvas was resized from \(named) to \(canvas)", root)
    return back
  }

  /// The canvas as drawn, which editing may have moved.
  private func drawnCanvas(_ element: XMLElement, _ map: AffineMap) -> Box? {
    for child in element.children {
      let inner = map.after(child["transform"].flatMap(SVGAttributes.transform) ?? .identity)
      if child.previewRole == .canvas { return bounds(ofCanvas: child, inner) }
      if let found = drawnCanvas(child, inner) { return found }
    }
    return nil
  }

  /// The box of the canvas's own element, which "object to path" makes a path.
  private func bounds(ofCanvas element: XMLElement, _ map: AffineMap) -> Box? {
    if element.localName == "rect" { return Self.rectangle(element, canvas).map(map.bounds) }
    let corners = PathOutline(path: element["d"] ?? "").mapped(map).flatMap(\.points)
    return corners.isEmpty ? nil : Box(around: corners)
  }

  private mutating func foreignFrame() -> AffineMap {
    let view = SVGViewBox(root)
    let box = view?.box
    if root["viewBox"] != nil, view == nil {
      note(.unreadableAttribute, "viewBox: expected four numbers with positive sides", root)
    }
    let width = SVGAttributes.length(root["width"], of: box?.width ?? .nan)
    let height = SVGAttributes.length(root["height"], of: box?.height ?? .nan)
    let size = (width: side(width, height, box), height: side(height, width, box, isHeight: true))
    guard let width = size.width, let height = size.height else {
      note(
        .assumedCanvas, "the drawing has neither width and height nor a viewBox; took \(canvas)",
        root)
      return .identity
    }
    return frame(width: width, height: height, view)
  }

  /// A side of the picture: as named, else by the other one and the view, else the view's own.
  private func side(
    _ named: Double?, _ other: Double?, _ view: Box?, isHeight: Bool = false
  ) -> Double? {
    if let named, named.isFinite, named > 0 { return named }
    guard let view else { return nil }
    guard let other, other.isFinite, other > 0 else { return isHeight ? view.height : view.width }
    return isHeight ? other * view.height / view.width : other * view.width / view.height
  }

  /// The map that fits the view into the picture.
  private mutating func frame(width: Double, height: Double, _ view: SVGViewBox?) -> AffineMap {
    func whole(_ side: Double, _ shown: Double?) -> Int {
      let isMeant = shown.map { (side / $0 - 1).magnitude < 1e-3 } ?? false
      return Int(min(max((isMeant ? shown ?? side : side).rounded(), 1), 65536))
    }
    canvas = Canvas(width: whole(width, view?.box.width), height: whole(height, view?.box.height))
    return view?.map(width: width, height: height) ?? .identity
  }
}
