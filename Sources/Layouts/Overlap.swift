/// How much two regions cover the same ground.
///
/// Two boxes are compared exactly. As soon as an ellipse takes part, it is replaced by a convex
/// polygon of 256 corners with the ellipse's own area, and what two polygons share is exact: the
/// result is within 1e-4 of the true one, is symmetric to rounding, and is 1 for equal regions.
public enum Overlap {
  /// How many corners stand for an ellipse.
  static let cornerCount = 256

  /// Returns the area that two regions share, in square pixels.
  public static func sharedArea(_ first: LayoutObject.Region, _ second: LayoutObject.Region)
    -> Double
  {
    guard first.area > 0, second.area > 0 else { return 0 }
    if first == second { return first.area }
    guard let common = first.bounds.intersection(second.bounds) else { return 0 }
    switch (first, second) {
    case (.box, .box): return common.area
    case (.box(let box), .ellipse(let ellipse)), (.ellipse(let ellipse), .box(let box)):
      if box.contains(ellipse.bounds) { return ellipse.area }
      return PolygonSweep.sharedArea(ConvexPolygon(ellipse), ConvexPolygon(box))
    case (.ellipse(let one), .ellipse(let other)):
      return PolygonSweep.sharedArea(ConvexPolygon(one), ConvexPolygon(other))
    }
  }

  /// Returns the intersection over union of two regions, in 0...1; zero when neither has an area.
  public static func intersectionOverUnion(
    _ first: LayoutObject.Region, _ second: LayoutObject.Region
  ) -> Double {
    let shared = sharedArea(first, second)
    let union = first.area + second.area - shared
    return union > 0 ? min(1, shared / union) : 0
  }

  /// Returns the part of the first region that the second one covers, in 0...1.
  public static func coverage(of first: LayoutObject.Region, by second: LayoutObject.Region)
    -> Double
  {
    first.area > 0 ? min(1, sharedArea(first, second) / first.area) : 0
  }

  /// The most that two regions can share, as far as their areas and their bounds tell.
  ///
  /// Most pairs of objects are told apart by it, without a polygon.
  static func sharedAreaLimit(
    _ first: LayoutObject.Region, _ second: LayoutObject.Region
  ) -> Double {
    let common = first.reach.intersection(second.reach)?.area ?? 0
    return min(first.area, second.area, common) * slack
  }

  /// What is added for rounding, and for the corners of a polygon, which lie outside its ellipse.
  fileprivate static let slack = 1.0001
}

extension LayoutObject.Region {
  /// A box around the region and the polygon that stands for it.
  fileprivate var reach: Box {
    guard case .ellipse = self else { return bounds }
    let box = bounds
    let (width, height) = (box.width * Overlap.slack, box.height * Overlap.slack)
    return Box(
      x: box.centerX - width / 2, y: box.centerY - height / 2, width: width, height: height)
  }
}

extension LayoutObject.Region {
  /// Returns the intersection over union with another region, in 0...1.
  public func intersectionOverUnion(_ other: LayoutObject.Region) -> Double {
    Overlap.intersectionOverUnion(self, other)
  }
}

/// A convex polygon whose corners run clockwise on screen.
struct ConvexPolygon {
  /// The corners in their order; there are at least three.
  let corners: [(x: Double, y: Double)]

  init(_ box: Box) {
    corners = [
      (box.x, box.y), (box.maxX, box.y), (box.maxX, box.maxY), (box.x, box.maxY),
    ]
  }

  /// The polygon of 256 corners that has the area of the ellipse.
  init(_ ellipse: Ellipse) {
    let scale = Self.cornerScale
    let tilt = sineAndCosine(ofDegrees: ellipse.angle)
    corners = Self.turns.map { turn in
      let along = ellipse.major * scale * turn.cosine
      let across = ellipse.minor * scale * turn.sine
      return (
        ellipse.centerX + along * tilt.cosine - across * tilt.sine,
        ellipse.centerY + along * tilt.sine + across * tilt.cosine
      )
    }
  }

  /// The directions in which the corners of a disc's polygon lie.
  private static let turns = (0..<Overlap.cornerCount).map { index in
    sineAndCosine(ofDegrees: Double(index) * (360 / Double(Overlap.cornerCount)))
  }

  /// How far out the corners lie: an inscribed regular n-gon covers n/2·sin(2π/n) of the disc's π.
  private static let cornerScale: Double = {
    let inscribed = Double(Overlap.cornerCount) / 2 * turns[1].sine
    return (Double.pi / inscribed).squareRoot()
  }()
}
