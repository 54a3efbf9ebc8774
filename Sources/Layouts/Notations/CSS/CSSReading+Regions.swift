/// The regions that rules declare.
extension CSSReading {
  /// What the rule around all others goes by in a style sheet.
  private static let containers: Set<String> = [
    "canvas", "container", "scene", "body", "wrapper", "image",
  ]

  /// Takes a rule with a size and no place for the canvas; false when it is an object.
  ///
  /// It has the size of the canvas, or it is the first and goes by one of the usual names.
  mutating func takeCanvas(
    _ declarations: CSSDeclarations, name: String, rule: CSSRule
  ) -> Bool {
    let values = declarations.values
    guard values.count == 2, let width = values[.width], let height = values[.height],
      declarations.failures.isEmpty
    else { return false }
    let canvas = layout.canvas
    func pixels(_ value: CSSDeclarations.Value, of side: Int) -> Int? {
      let number = value.isPercentage ? value.number * Double(side) / 100 : value.number
      return Int(exactly: number)
    }
    guard let width = pixels(width, of: canvas.width), width > 0,
      let height = pixels(height, of: canvas.height), height > 0
    else { return false }
    let stated = Canvas(width: width, height: height)
    let isNamed = layout.objects.isEmpty && Self.containers.contains(name.lowercased())
    guard stated == canvas || isNamed else { return false }
    layout.canvas = stated
    note(
      stated == canvas ? .ignoredText : .frameInferred,
      "\(JSONWriter.quoted(name.shortened(to: 40))) is the canvas, \(stated)", rule.range)
    return true
  }

  /// The region that a rule declares, or nil after a finding that says what is missing.
  mutating func region(
    of declarations: CSSDeclarations, name: String, rule: CSSRule, index: Int
  ) -> LayoutObject.Region? {
    let wanted = declarations.shape(usually: shape)
    let needed = declarations.needed(of: wanted)
    var shown: String { JSONWriter.quoted(name.shortened(to: 40)) }
    if let (property, range) = declarations.failures.first(where: { failure in
      needed.contains(failure.property) && declarations.values[failure.property] == nil
    }) {
      let found = source.excerpt(range)
      note(
        .notANumber,
        "\(shown): expected a number for \(property.name), found \(found); the object is left out",
        rule.range)
      return nil
    }
    guard needed.allSatisfy({ declarations.values[$0] != nil }) else {
      let missing = needed.filter { declarations.values[$0] == nil }
      note(
        .missingProperty,
        "\(shown): expected \(wanted.names), found no \(missing.names); the object is left out",
        rule.range)
      return nil
    }
    let mark = findings.mark
    if wanted != shape {
      note(
        .otherShape, "\(shown) is written with \(wanted.names)", rule.body, object: index)
    }
    noteUnused(declarations, used: wanted + needed, index: index)
    let region: LayoutObject.Region =
      wanted == CSSProperty.box
      ? .box(box(declarations, index: index))
      : .ellipse(ellipse(declarations, rule: rule, index: index))
    guard region.isFinite else {
      // A percentage or a corner on the other side of a centre may lie beyond all numbers.
      findings.rollBack(to: mark)
      note(
        .notANumber, "\(shown): a number is too large to be pixels; the object is left out",
        rule.range)
      return nil
    }
    return region
  }

  private mutating func noteUnused(
    _ declarations: CSSDeclarations, used: [CSSProperty], index: Int
  ) {
    // What stands for several properties is named once.
    var last: Range<Int>?
    for (_, range) in declarations.failures where range != last {
      note(.unknownProperty, "passed over \(source.excerpt(range))", range, object: index)
      last = range
    }
    guard !declarations.values.lie(within: used) else { return }
    for property in CSSProperty.allCases where !used.contains(property) {
      // What sets both radii is named once.
      guard let value = declarations.values[property],
        value.key != .radius || property == .major
      else { continue }
      note(
        .unknownProperty, "passed over the property \(value.key.name)", value.range, object: index)
    }
  }

  private mutating func box(_ declarations: CSSDeclarations, index: Int) -> Box {
    let canvas = layout.canvas
    func number(_ property: CSSProperty) -> Double { declarations.number(property, on: canvas) }
    func low(_ low: CSSProperty, _ center: CSSProperty, _ length: CSSProperty) -> Double {
      declarations.values[low] == nil ? number(center) - number(length) / 2 : number(low)
    }
    let box = Box(
      x: low(.left, .centerX, .width), y: low(.top, .centerY, .height), width: number(.width),
      height: number(.height))
    let centers = [(CSSProperty.left, CSSProperty.centerX), (.top, .centerY)].filter {
      declarations.values[$0.0] == nil
    }
    for (side, center) in centers {
      guard let value = declarations.values[center] else { continue }
      note(
        .propertyName, "\(center.name) stands in the place of \(side.name): the box lies around it",
        value.range, object: index)
    }
    return box
  }

  private mutating func ellipse(
    _ declarations: CSSDeclarations, rule: CSSRule, index: Int
  ) -> Ellipse {
    let canvas = layout.canvas
    func number(_ property: CSSProperty) -> Double { declarations.number(property, on: canvas) }
    let isSVG = declarations.hasSVGRadii
    let written = number(.angle)
    let ellipse = Ellipse(
      centerX: number(.centerX), centerY: number(.centerY), major: number(.major),
      minor: number(.minor),
      angle: (isSVG ? AngleConvention.fromHorizontal : angles).canvasAngle(of: written))
    let place = source.range(rule.body)
    if ellipse.minor > ellipse.major, !isSVG {
      findings.append(.axesSwapped(ellipse, path: notation, object: index, at: place))
    }
    if !(0...180).contains(written) {
      findings.append(
        .angleNormalized,
        "the angle \(JSONWriter.text(ofFinite: written)) lies outside 0 to 180 degrees",
        object: index, at: place)
    }
    return ellipse.normalized
  }
}

extension CSSDeclarations {
  /// Whether the radii are those along x and along y, and the angle turns them clockwise.
  var hasSVGRadii: Bool {
    values[.major]?.key == .radiusX && values[.minor]?.key == .radiusY
  }

  /// Whether every number of the region stands by itself, measured as the notation measures it.
  var isUsual: Bool {
    !hasSVGRadii && (values[.width] == nil || values[.left] != nil && values[.top] != nil)
  }

  /// Whether so much is declared that it is a region and no sentence with a colon.
  var isRegion: Bool { values.keys.count >= 4 }

  /// The properties of a box or of an ellipse, whichever is declared; those of the notation where that
  /// is not clear.
  fileprivate func shape(usually usual: [CSSProperty]) -> [CSSProperty] {
    let isEllipse = declares(.major) || declares(.minor)
    let isBox = declares(.width) || declares(.height)
    guard isEllipse == isBox else { return isEllipse ? CSSProperty.ellipse : CSSProperty.box }
    let other = usual == CSSProperty.box ? CSSProperty.ellipse : CSSProperty.box
    return !usual.contains(where: declares) && other.contains(where: declares) ? other : usual
  }

  /// The properties that must be there: a centre stands for a corner, and a circle needs no angle.
  fileprivate func needed(of shape: [CSSProperty]) -> [CSSProperty] {
    shape.compactMap { property in
      switch property {
      case .left where !declares(.left) && declares(.centerX): .centerX
      case .top where !declares(.top) && declares(.centerY): .centerY
      case .angle where !declares(.angle) && (hasSVGRadii || values[.major]?.key == .radius): nil
      default: property
      }
    }
  }

  /// A number in pixels or degrees; a percentage is one of the side it runs along.
  fileprivate func number(_ property: CSSProperty, on canvas: Canvas) -> Double {
    guard let value = values[property] else { return 0 }
    guard value.isPercentage else { return value.number }
    let isVertical =
      property == .top || property == .height || property == .centerY || value.key == .radiusY
    return value.number * Double(isVertical ? canvas.height : canvas.width) / 100
  }
}

extension [CSSProperty] {
  fileprivate var names: String { map(\.name).joined(separator: ", ") }
}

extension LayoutObject.Region {
  /// The numbers that are lengths: those that fractions of a canvas can be told by.
  var lengths: [Double] {
    switch self {
    case .box(let box): [box.x, box.y, box.width, box.height]
    case .ellipse(let ellipse):
      [ellipse.centerX, ellipse.centerY, ellipse.major, ellipse.minor]
    }
  }
}
