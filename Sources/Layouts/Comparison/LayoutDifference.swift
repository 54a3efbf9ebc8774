/// What is different between two layouts.
///
/// Objects are matched as `ObjectMatching` says. Where the canvases have different sizes but one
/// shape, the second layout is measured on the canvas of the first: scaling alone moves nothing.
/// Provenance and unknown keys are not compared: they do not change the picture.
public struct LayoutDifference: Hashable, Sendable {
  /// One thing that is different about an object.
  public enum Change: Hashable, Sendable {
    /// The centre moved, in pixels of the first canvas.
    case moved(x: Double, y: Double)
    /// The sides of a box, or the semi-axes of an ellipse, are other ones.
    case resized(from: Size, to: Size)
    /// An ellipse turned, in degrees clockwise, in -90..<90.
    case rotated(by: Double)
    /// A box became an ellipse, or an ellipse a box.
    case reshaped(from: String, to: String)
    /// The name is another one.
    case renamed(from: String, to: String)
    /// The description is another one.
    case described(from: String, to: String)
    /// The object stands elsewhere in the order from back to front.
    case reordered(from: Int, to: Int)
    /// The object came.
    case added
    /// The object went.
    case removed
  }

  /// Two lengths: width and height, or major and minor.
  public struct Size: Hashable, Sendable {
    /// The width or the semi-major axis.
    public var first: Double
    /// The height or the semi-minor axis.
    public var second: Double
  }

  /// One object in both layouts, or in one of them.
  public struct Object: Hashable, Sendable {
    /// Its index in the first layout, if it is there.
    public var old: Int?
    /// Its index in the second layout, if it is there.
    public var new: Int?
    /// What is different.
    public var changes: [Change]
  }

  /// A text before and after.
  public struct TextChange: Hashable, Sendable {
    /// What it is: caption, language, background, negative or canvas.
    public var part: String
    /// The text of the first layout.
    public var old: String
    /// The text of the second layout.
    public var new: String
  }

  /// The first layout.
  public let old: Layout
  /// The second layout.
  public let new: Layout
  /// Every object: those of the second layout in their order, then those that went.
  public let objects: [Object]
  /// The texts that are different, and the canvas.
  public let texts: [TextChange]
  /// What the second layout's lengths are multiplied by to be measured on the first one's canvas.
  public let scale: Double

  /// Whether nothing is different.
  public var isEmpty: Bool { texts.isEmpty && objects.allSatisfy(\.changes.isEmpty) }

  /// Compares two layouts.
  ///
  /// - Parameters:
  ///   - old: the first layout.
  ///   - new: the second layout.
  ///   - tolerance: up to how many pixels, or degrees, a place counts as the same.
  public init(from old: Layout, to new: Layout, tolerance: Double = 0.5) {
    self.old = old
    self.new = new
    let (one, two) = (old.canvas, new.canvas)
    let isScaled = one.width * two.height == two.width * one.height
    let scale = isScaled ? Double(one.width) / Double(two.width) : 1
    self.scale = scale
    let measured = new.objects.map { object in
      var object = object
      object.region = object.region.measured(in: scale)
      return object
    }
    let pairs = ObjectMatching(old.objects, measured, canvas: one).pairs
    let strays = Self.strays(pairs.map(\.old))
    var objects: [Object] = []
    let partners = Dictionary(uniqueKeysWithValues: pairs.map { ($0.new, $0.old) })
    for (index, object) in measured.enumerated() {
      guard let partner = partners[index] else {
        objects.append(Object(new: index, changes: [.added]))
        continue
      }
      var changes = Self.changes(from: old.objects[partner], to: object, tolerance: tolerance)
      if strays.contains(partner) { changes.append(.reordered(from: partner, to: index)) }
      objects.append(Object(old: partner, new: index, changes: changes))
    }
    let kept = Set(pairs.map(\.old))
    for index in old.objects.indices where !kept.contains(index) {
      objects.append(Object(old: index, changes: [.removed]))
    }
    self.objects = objects
    texts = Self.texts(from: old, to: new)
  }

  // MARK: - Comparing

  private static func changes(
    from old: LayoutObject, to new: LayoutObject, tolerance: Double
  ) -> [Change] {
    var changes: [Change] = []
    let (one, two) = (old.region, new.region)
    let (x, y) = (two.center.x - one.center.x, two.center.y - one.center.y)
    if x.magnitude > tolerance || y.magnitude > tolerance { changes.append(.moved(x: x, y: y)) }
    let sizes = (one.size, two.size)
    if one.kind != two.kind {
      changes.append(.reshaped(from: one.kind, to: two.kind))
    } else if (sizes.0.first - sizes.1.first).magnitude > tolerance
      || (sizes.0.second - sizes.1.second).magnitude > tolerance
    {
      changes.append(.resized(from: sizes.0, to: sizes.1))
    }
    if case .ellipse(let first) = one, case .ellipse(let second) = two,
      let turn = first.turn(to: second), turn.magnitude > tolerance
    {
      changes.append(.rotated(by: turn))
    }
    if !old.name.utf8.elementsEqual(new.name.utf8) {
      changes.append(.renamed(from: old.name, to: new.name))
    }
    if !old.description.utf8.elementsEqual(new.description.utf8) {
      changes.append(.described(from: old.description, to: new.description))
    }
    return changes
  }

  private static func texts(from old: Layout, to new: Layout) -> [TextChange] {
    let parts = [
      ("canvas", old.canvas.description, new.canvas.description),
      ("caption", old.caption, new.caption),
      ("language", old.language ?? "", new.language ?? ""),
      ("background", old.background, new.background), ("negative", old.negative, new.negative),
    ]
    return parts.filter { !$0.1.utf8.elementsEqual($0.2.utf8) }
      .map { TextChange(part: $0.0, old: $0.1, new: $0.2) }
  }

  /// The members of a sequence outside its longest rising subsequence: the fewest that were moved.
  private static func strays(_ order: [Int]) -> Set<Int> {
    // For each length the place of the smallest member that ends a rising subsequence of it.
    var ends: [Int] = []
    var previous: [Int?] = []
    for (place, member) in order.enumerated() {
      let length = ends.partitioningIndex { order[$0] >= member }
      previous.append(length > 0 ? ends[length - 1] : nil)
      if length < ends.count { ends[length] = place } else { ends.append(place) }
    }
    var risen: Set<Int> = []
    var place = ends.last
    while let here = place {
      risen.insert(order[here])
      place = previous[here]
    }
    return Set(order).subtracting(risen)
  }
}

extension LayoutObject.Region {
  /// What the region is, in a word.
  fileprivate var kind: String {
    switch self {
    case .box: "box"
    case .ellipse: "ellipse"
    }
  }

  fileprivate var size: LayoutDifference.Size {
    switch self {
    case .box(let box): .init(first: box.width, second: box.height)
    case .ellipse(let ellipse): .init(first: ellipse.major, second: ellipse.minor)
    }
  }

  /// The region with all its lengths multiplied.
  fileprivate func measured(in scale: Double) -> LayoutObject.Region {
    guard scale != 1 else { return self }
    switch self {
    case .box(let box): return .box(box.scaled(x: scale, y: scale))
    case .ellipse(var ellipse):
      ellipse.centerX *= scale
      ellipse.centerY *= scale
      ellipse.major *= scale
      ellipse.minor *= scale
      return .ellipse(ellipse)
    }
  }
}

extension Ellipse {
  /// How far another ellipse is turned against this one; nil where one of them is a circle.
  fileprivate func turn(to other: Ellipse) -> Double? {
    let (one, two) = (normalized, other.normalized)
    guard one.major - one.minor > 1e-6 * one.major, two.major - two.minor > 1e-6 * two.major
    else { return nil }
    let turn = two.angle - one.angle
    return turn >= 90 ? turn - 180 : turn < -90 ? turn + 180 : turn
  }
}
