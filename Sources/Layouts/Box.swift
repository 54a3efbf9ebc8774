/// An axis-aligned rectangle in pixels of the canvas, given by its top left corner and its sides.
public struct Box: Hashable, Sendable {
  /// The left edge in pixels.
  public var x: Double
  /// The top edge in pixels.
  public var y: Double
  /// The width in pixels.
  public var width: Double
  /// The height in pixels.
  public var height: Double

  /// Creates a box from its top left corner and its sides, in pixels.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The right edge in pixels.
  public var maxX: Double { x + width }
  /// The bottom edge in pixels.
  public var maxY: Double { y + height }
  /// The horizontal centre in pixels.
  public var centerX: Double { x + width / 2 }
  /// The vertical centre in pixels.
  public var centerY: Double { y + height / 2 }
  /// The area in square pixels, zero for an empty or inverted box.
  public var area: Double { width > 0 && height > 0 ? width * height : 0 }

  /// Whether every number of the box is finite.
  public var isFinite: Bool {
    x.isFinite && y.isFinite && width.isFinite && height.isFinite
  }

  /// Returns the box common to both, or nil when they share no area.
  public func intersection(_ other: Box) -> Box? {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let right = min(maxX, other.maxX)
    let bottom = min(maxY, other.maxY)
    guard right > left, bottom > top else { return nil }
    return Box(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// Tells whether the other box lies wholly inside this one, edges included.
  public func contains(_ other: Box) -> Bool {
    other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY
  }

  /// Tells whether a point lies inside the box or on its edge.
  public func contains(x: Double, y: Double) -> Bool {
    x >= self.x && x <= maxX && y >= self.y && y <= maxY
  }

  /// Returns the intersection over union of the two boxes, in 0...1.
  public func intersectionOverUnion(_ other: Box) -> Double {
    let shared = intersection(other)?.area ?? 0
    let union = area + other.area - shared
    return union > 0 ? shared / union : 0
  }
}
