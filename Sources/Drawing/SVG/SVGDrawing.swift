internal import Layouts

/// The parts of a preview, put together from back to front.
struct SVGDrawing {
  /// What the drawing of two layouts adds to that of one: every old place with an arrow to the new.
  struct Overlay: Hashable {
    /// Where an object was.
    struct Ghost: Hashable {
      var region: LayoutObject.Region
      /// The object that is drawn in its colour.
      var object: Int
      /// Whether an arrow leads to where the object is.
      var isMoved: Bool
    }

    var ghosts: [Ghost] = []
    /// The objects that went: drawn as old places are.
    var departed: Set<Int> = []
    /// The objects of which nothing is to be told.
    var muted: Set<Int> = []
  }

  private let layout: Layout
  private let background: SVGPreview.Background
  private let frame: PreviewFrame
  private let palette: Palette
  private let labels: [Label?]
  private let strip: CaptionStrip
  private let overlay: Overlay?
  private var xml = XMLText()

  init(_ preview: SVGPreview, overlay: Overlay? = nil) {
    layout = preview.layout
    background = preview.background
    self.overlay = overlay
    frame = PreviewFrame(layout, also: overlay?.ghosts.map(\.region) ?? [])
    palette = Palette(layout, muted: overlay?.muted ?? [])
    labels = LabelPlacement(layout, frame: frame).labels
    strip = CaptionStrip(layout, labels: labels, frame: frame)
  }

  mutating func draw() -> String {
    xml.open("svg", rootAttributes)
    xml.element("title", [], title)
    drawPage()
    drawObjects()
    drawArrows()
    drawLabels()
    drawStrip()
    xml.close("svg")
    return xml.text
  }
}

// MARK: - The root

extension SVGDrawing {
  private var title: String {
    layout.caption.isEmpty ? "A layout of \(layout.objects.count) objects" : layout.caption
  }

  /// The stage and the strip below it, in display pixels.
  var page: Box {
    Box(
      x: frame.stage.x, y: frame.stage.y, width: frame.stage.width,
      height: frame.stage.height + strip.height)
  }

  private var rootAttributes: [(String, String?)] {
    let view = page.scaled(frame.unit)
    let numbers = [view.x, view.y, view.width, view.height].map(\.shortText)
    return [
      ("xmlns", "http://www.w3.org/2000/svg"),
      ("width", page.width.rounded(.up).shortText),
      ("height", page.height.rounded(.up).shortText),
      ("viewBox", numbers.joined(separator: " ")),
      ("role", "img"),
      ("xml:lang", layout.language),
      ("font-family", FontFamilies.list(for: layout)),
      ("data-maquette-schema", SVGPreview.schema),
      ("data-maquette-canvas", layout.canvas.description),
      ("data-maquette-caption", layout.caption),
      ("data-maquette-background", layout.background),
      ("data-maquette-negative", layout.negative),
      ("data-maquette-language", layout.language),
      ("data-maquette-provenance", json(layout.provenance)),
      ("data-maquette-extras", json(layout.extras)),
    ]
  }

  /// The JSON of an object, or nil for an empty one.
  ///
  /// A number that JSON can't hold never comes from a file, and writing the layout as JSON reports
  /// it; the drawing leaves such an attribute out.
  private func json(_ object: JSONObject) -> String? {
    object.isEmpty ? nil : try? JSONWriter.write(.object(object))
  }
}

// MARK: - Page and canvas

extension SVGDrawing {
  private mutating func drawPage() {
    if background == .white {
      xml.leaf("rect", PreviewRole.page.attributes + place(page) + [("fill", "#ffffff")])
    }
    xml.leaf(
      "rect",
      PreviewRole.canvas.attributes + numbers(layout.canvas.bounds)
        + [
          ("fill", background == .white ? "#fbfbfa" : "#ffffff"), ("stroke", "#9a9da3"),
          ("stroke-width", frame.unit.shortText),
        ])
  }

  private func place(_ display: Box) -> [(String, String?)] {
    let box = display.scaled(frame.unit)
    return [
      ("x", box.x.shortText), ("y", box.y.shortText), ("width", box.width.shortText),
      ("height", box.height.shortText),
    ]
  }

  private func numbers(_ box: Box) -> [(String, String?)] {
    [
      ("x", box.x.exactText), ("y", box.y.exactText), ("width", box.width.exactText),
      ("height", box.height.exactText),
    ]
  }
}

// MARK: - Objects

extension SVGDrawing {
  private mutating func drawObjects() {
    var attributes: [(String, String?)] = [
      ("fill-opacity", "0.2"), ("stroke-width", (2 * frame.unit).shortText),
      ("stroke-linejoin", "round"),
    ]
    if frame.isOverflowing {
      // The name holds the numbers, so that equal names on one web page mean equal clips.
      let stage = frame.stage.scaled(frame.unit)
      let sides = [stage.x, stage.y, stage.width, stage.height].map(\.shortText)
      let name = "maquette-stage_" + sides.joined(separator: "_")
      xml.open("clipPath", [("id", name)])
      xml.leaf("rect", place(frame.stage))
      xml.close("clipPath")
      attributes.append(("clip-path", "url(#\(name))"))
    }
    xml.open("g", attributes)
    for ghost in overlay?.ghosts ?? [] { draw(ghost) }
    for index in layout.objects.indices { draw(index) }
    xml.close("g")
    drawMat()
  }

  private mutating func draw(_ index: Int) {
    let (object, color) = (layout.objects[index], palette.objects[index])
    let (element, geometry) = shape(object.region)
    // A drawing of two layouts is none that could be read back.
    let role: PreviewRole = overlay == nil ? .object : .difference
    var attributes = role.attributes + geometry
    if element != "g" {
      let isGone = overlay?.departed.contains(index) == true
      attributes += [
        ("fill", isGone ? "none" : color.hex), ("stroke", color.hex),
        ("stroke-dasharray", isGone ? dashes : nil),
      ]
    }
    attributes.append(("data-maquette-extras", json(object.extras)))
    xml.open(element, attributes)
    xml.element("title", [], object.name)
    if !object.description.isEmpty { xml.element("desc", [], object.description) }
    xml.close(element)
  }

  private func shape(_ region: LayoutObject.Region) -> (String, [(String, String?)]) {
    switch region {
    case .box(let box) where region.isDrawable: return ("rect", numbers(box))
    case .box(let box):
      let numbers = [box.x, box.y, box.width, box.height].map(\.exactText)
      return ("g", [("data-maquette-box", numbers.joined(separator: " "))])
    case .ellipse(let ellipse):
      let (x, y) = (ellipse.centerX.exactText, ellipse.centerY.exactText)
      let (major, minor) = (ellipse.major.exactText, ellipse.minor.exactText)
      let angle = ellipse.angle.exactText
      guard region.isDrawable else {
        return ("g", [("data-maquette-ellipse", "\(x) \(y) \(major) \(minor) \(angle)")])
      }
      let turn = ellipse.angle == 0 ? nil : "rotate(\(angle) \(x) \(y))"
      return (
        "ellipse", [("cx", x), ("cy", y), ("rx", major), ("ry", minor), ("transform", turn)]
      )
    }
  }

  /// Fades what lies outside the canvas and draws the canvas's edge over it.
  private mutating func drawMat() {
    let canvas = layout.canvas.bounds
    let reachesOut = layout.objects.contains {
      $0.region.isDrawable && !canvas.contains($0.region.bounds)
    }
    guard reachesOut else { return }
    let stage = frame.stage.scaled(frame.unit)
    let outer = rectanglePath(stage)
    xml.leaf(
      "path",
      PreviewRole.mat.attributes + [
        ("d", "\(outer) \(rectanglePath(canvas))"), ("fill", "#ffffff"), ("fill-opacity", "0.62"),
        ("fill-rule", "evenodd"),
      ])
    xml.leaf(
      "rect",
      PreviewRole.mat.attributes + numbers(canvas)
        + [
          ("fill", "none"), ("stroke", "#55585e"), ("stroke-width", frame.unit.shortText),
          ("stroke-dasharray", "\((5 * frame.unit).shortText) \((4 * frame.unit).shortText)"),
        ])
  }

  private func rectanglePath(_ box: Box) -> String {
    "M\(box.x.shortText) \(box.y.shortText)H\(box.maxX.shortText)V\(box.maxY.shortText)"
      + "H\(box.x.shortText)Z"
  }
}

// MARK: - Two layouts

extension SVGDrawing {
  private var dashes: String { "\((6 * frame.unit).shortText) \((4 * frame.unit).shortText)" }

  private mutating func draw(_ ghost: Overlay.Ghost) {
    let (element, geometry) = shape(ghost.region)
    guard element != "g" else { return }
    xml.leaf(
      element,
      PreviewRole.difference.attributes + geometry
        + [
          ("fill", "none"), ("stroke", palette.objects[ghost.object].hex),
          ("stroke-dasharray", dashes),
        ])
  }

  /// Draws an arrow from the old to the new centre of what moved by more than an arrow's head.
  private mutating func drawArrows() {
    for ghost in overlay?.ghosts ?? [] where ghost.isMoved {
      let (old, new) = (ghost.region.center, layout.objects[ghost.object].region.center)
      let (x, y) = (new.x - old.x, new.y - old.y)
      let length = (x * x + y * y).squareRoot()
      let head = 9 * frame.unit
      guard length > head, length.isFinite else { continue }
      let (along, across) = ((x: x / length, y: y / length), (x: -y / length, y: x / length))
      func point(_ back: Double, _ aside: Double) -> String {
        let place = (
          x: new.x - along.x * back + across.x * aside, y: new.y - along.y * back + across.y * aside
        )
        return "\(place.x.shortText) \(place.y.shortText)"
      }
      let color = palette.objects[ghost.object].hex
      xml.leaf(
        "path",
        PreviewRole.difference.attributes + [
          ("d", "M\(old.x.shortText) \(old.y.shortText)L\(point(head, 0))"), ("fill", "none"),
          ("stroke", color), ("stroke-width", (2 * frame.unit).shortText),
        ])
      xml.leaf(
        "path",
        PreviewRole.difference.attributes + [
          ("d", "M\(point(0, 0))L\(point(head, head / 2.4))L\(point(head, -head / 2.4))Z"),
          ("fill", color),
        ])
    }
  }
}

// MARK: - Words

extension SVGDrawing {
  /// Opens a group in which a unit is a display pixel: fonts far below one unit are drawn badly by
  /// some browsers.
  ///
  /// The group has no role, only what stands in it: a drawing program may put anything else there.
  private mutating func openDisplayGroup(_ attributes: [(String, String?)] = []) {
    let scale = frame.unit == 1 ? nil : "scale(\(frame.unit.exactText))"
    xml.open("g", [("transform", scale)] + attributes)
  }

  private mutating func drawLabels() {
    drawMarks()
    let placed = layout.objects.indices.compactMap { index in
      labels[index].map {
        (label: $0, color: palette.objects[index], name: layout.objects[index].name)
      }
    }
    guard !placed.isEmpty else { return }
    openDisplayGroup([("text-anchor", "middle")])
    for (label, color, _) in placed {
      if let leader = label.leader { draw(leader, color) }
    }
    for (label, color, name) in placed { draw(label, color, name: name) }
    xml.close("g")
  }

  /// Rings what is too small to be seen.
  private mutating func drawMarks() {
    let tiny = zip(layout.objects, palette.objects).filter { object, _ in
      let bounds = object.region.bounds
      return object.region.isDrawable && bounds.clipped(to: layout.canvas.bounds) != nil
        && min(bounds.width, bounds.height) < 1.5 * frame.unit
    }
    guard !tiny.isEmpty else { return }
    openDisplayGroup([("fill", "none")])
    for (object, color) in tiny {
      let center = object.region.center
      xml.leaf(
        "circle",
        PreviewRole.label.attributes + [
          ("cx", (center.x / frame.unit).shortText), ("cy", (center.y / frame.unit).shortText),
          ("r", "4"), ("stroke", color.hex),
        ])
    }
    xml.close("g")
  }

  private mutating func draw(_ leader: Label.Leader, _ color: Palette.Color) {
    xml.leaf(
      "line",
      PreviewRole.label.attributes + [
        ("x1", leader.fromX.shortText), ("y1", leader.fromY.shortText),
        ("x2", leader.toX.shortText), ("y2", leader.toY.shortText), ("stroke", color.hex),
      ])
    xml.leaf(
      "circle",
      PreviewRole.label.attributes + [
        ("cx", leader.toX.shortText), ("cy", leader.toY.shortText), ("r", "2.2"),
        ("fill", color.hex),
      ])
  }

  private mutating func draw(_ label: Label, _ color: Palette.Color, name: String) {
    let tag = label.tag
    xml.leaf(
      "rect",
      PreviewRole.label.attributes + [
        ("x", tag.x.shortText), ("y", tag.y.shortText), ("width", tag.width.shortText),
        ("height", tag.height.shortText), ("rx", "2.5"), ("fill", color.hex),
      ])
    for (place, line) in label.wording.lines.enumerated() {
      xml.element(
        "text",
        PreviewRole.label.attributes + [
          ("x", tag.centerX.shortText), ("y", (tag.y + label.wording.baseline(place)).shortText),
          ("font-size", label.wording.size.shortText), ("fill", color.ink),
          ("direction", TextMetrics.isRightToLeft(line) ? "rtl" : nil),
          ("data-maquette-label", overlay == nil ? line : nil),
          ("data-maquette-name", overlay == nil && line != name ? name : nil),
        ], line)
    }
  }

  private mutating func drawStrip() {
    guard !strip.lines.isEmpty else { return }
    openDisplayGroup()
    for line in strip.lines {
      xml.element(
        "text",
        PreviewRole.strip.attributes + [
          ("x", (frame.stage.x + line.x).shortText), ("y", (frame.stage.maxY + line.y).shortText),
          ("font-size", line.size.shortText), ("fill", line.style == .key ? "#6a6d73" : "#1c1d20"),
          ("font-weight", line.style == .caption ? "bold" : nil),
          ("direction", line.isRightToLeft ? "rtl" : nil),
        ], line.text)
    }
    xml.close("g")
  }
}
