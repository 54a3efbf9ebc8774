/// A comparison of a layout with what comes back when it is written and read again.
///
/// The losses of a file notation are measured and not declared, so that none can be forgotten: the
/// text is read back, and each difference is a finding.
struct MeasuredLosses {
  /// Differences up to this many pixels are rounding of the last digits, not losses.
  static let tolerance = 1e-6
  /// Differences up to this many pixels are a matter of precision; beyond, a region moves.
  static let precisionLimit = 1.0
  /// Angles that differ by more degrees than this are another direction, not a rounded one.
  static let angleLimit = 0.5

  private let original: Layout
  private let copy: Layout
  private(set) var findings: [Finding] = []

  /// Compares a layout with its copy.
  init(of original: Layout, asReadBack copy: Layout, holdsCanvas: Bool) {
    self.original = original
    self.copy = copy
    compareTexts()
    if !holdsCanvas, original.canvas != .standard {
      add(.losesCanvas, "the canvas of \(original.canvas) is not written")
    }
    compareObjects()
  }

  private mutating func add(_ rule: ReadingRule, _ message: String, object: Int? = nil) {
    findings.append(rule.finding(message, object: object))
  }

  private mutating func compareTexts() {
    if !same(original.caption, copy.caption) || original.language != copy.language {
      let what = same(original.caption, copy.caption) ? "language" : "caption"
      compare(original.caption + (original.language ?? ""), .losesCaption, "the \(what)")
    }
    if !same(original.background, copy.background) {
      compare(original.background, .losesBackground, "the background")
    }
    if !same(original.negative, copy.negative) {
      compare(original.negative, .losesNegative, "the negative prompt")
    }
    if !original.provenance.isEmpty, original.provenance != copy.provenance {
      add(.losesProvenance, "the provenance is not written")
    }
    if !original.extras.isEmpty, original.extras != copy.extras {
      add(.losesExtras, "unknown keys of the layout are not written")
    }
  }

  private mutating func compare(_ text: String, _ rule: ReadingRule, _ what: String) {
    if !text.isEmpty { add(rule, "\(what) is not written") }
  }

  private mutating func compareObjects() {
    let places = matches()
    for (index, object) in original.objects.enumerated() {
      guard let place = places[index] else {
        add(.losesObject, "\(JSONWriter.quoted(object.name)) is not written", object: index)
        continue
      }
      compare(object, copy.objects[place], index: index)
    }
    let kept = places.compactMap { $0 }
    if kept != kept.sorted() { add(.losesOrder, "the order of the objects is not kept") }
  }

  /// The place in the copy of each object: its own where none is missing, else by name.
  private func matches() -> [Int?] {
    if original.objects.count == copy.objects.count, sameNamesInPlace {
      return original.objects.indices.map { $0 }
    }
    var places: [ExactText: [Int]] = [:]
    for (index, object) in copy.objects.enumerated().reversed() {
      places[ExactText(object.name), default: []].append(index)
    }
    let found = original.objects.map { places[ExactText($0.name)]?.popLast() }
    // Names that are all lost don't make the objects lost.
    if original.objects.count == copy.objects.count, found.contains(nil) {
      return original.objects.indices.map { $0 }
    }
    return found
  }

  private var sameNamesInPlace: Bool {
    zip(original.objects, copy.objects).allSatisfy { same($0.name, $1.name) }
  }

  private mutating func compare(_ object: LayoutObject, _ other: LayoutObject, index: Int) {
    let name = JSONWriter.quoted(object.name)
    if !same(object.name, other.name) {
      add(
        .losesName, "the name \(name) is read back as \(JSONWriter.quoted(other.name))",
        object: index)
    }
    if !same(object.description, other.description), !object.description.isEmpty {
      add(.losesDescription, "the description of \(name) is not written", object: index)
    }
    if !object.extras.isEmpty, object.extras != other.extras {
      add(.losesExtras, "unknown keys of \(name) are not written", object: index)
    }
    compareRegions(object.region, other.region, name: name, index: index)
  }

  private mutating func compareRegions(
    _ region: LayoutObject.Region, _ other: LayoutObject.Region, name: String, index: Int
  ) {
    switch (region, other) {
    case (.box(let box), .box(let copy)):
      compareDistance(box.distance(to: copy), "box of \(name)", index: index)
    case (.ellipse(let ellipse), .ellipse(let copy)):
      compare(ellipse.normalized, copy.normalized, name: name, index: index)
    case (.ellipse(let ellipse), .box(let box)):
      add(.losesEllipse, "the ellipse of \(name) is written as the box around it", object: index)
      compareDistance(ellipse.bounds.distance(to: box), "box around \(name)", index: index)
    case (.box(let box), .ellipse(let ellipse)):
      add(.losesBox, "the box of \(name) is written as an ellipse", object: index)
      let fits = Ellipse.BoxFit.allCases.map { fit in
        Ellipse(box, fit: fit).bounds.distance(to: ellipse.bounds)
      }
      compareDistance(fits.min() ?? 0, "ellipse in the box of \(name)", index: index)
    }
  }

  private mutating func compare(_ ellipse: Ellipse, _ copy: Ellipse, name: String, index: Int) {
    let turn = (ellipse.angle - copy.angle).magnitude
    let angle = min(turn, 180 - turn)
    // A circle has no direction; what is nearly one has hardly any.
    let isRound = ellipse.major - ellipse.minor <= Self.tolerance * max(1, ellipse.major)
    if !isRound, angle > Self.angleLimit {
      add(
        .losesRotation,
        "the angle of \(name), \(JSONWriter.text(ofFinite: ellipse.angle)) degrees, is not written",
        object: index)
      let moved = max(
        (ellipse.centerX - copy.centerX).magnitude, (ellipse.centerY - copy.centerY).magnitude)
      return compareDistance(moved, "centre of \(name)", index: index)
    }
    let lengths = [
      ellipse.centerX - copy.centerX, ellipse.centerY - copy.centerY, ellipse.major - copy.major,
      ellipse.minor - copy.minor, isRound ? 0 : angle * .pi / 180 * ellipse.major,
    ]
    let distance = lengths.reduce(0) { max($0, $1.magnitude) }
    compareDistance(distance, "ellipse of \(name)", index: index)
  }

  private mutating func compareDistance(_ distance: Double, _ what: String, index: Int) {
    guard !(distance <= Self.tolerance) else { return }
    let pixels = JSONWriter.text(ofFinite: (distance * 1000).rounded(.up) / 1000)
    if distance <= Self.precisionLimit {
      add(.losesPrecision, "the \(what) is rounded by up to \(pixels) pixels", object: index)
    } else {
      add(.losesPlace, "the \(what) changes by up to \(pixels) pixels", object: index)
    }
  }

  private func same(_ one: String, _ other: String) -> Bool { one.utf8.elementsEqual(other.utf8) }
}

extension Box {
  /// The farthest that one of the four edges lies from its counterpart.
  fileprivate func distance(to other: Box) -> Double {
    [x - other.x, y - other.y, maxX - other.maxX, maxY - other.maxY]
      .reduce(0) { max($0, $1.magnitude) }
  }
}
