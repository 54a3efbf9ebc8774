internal import Foundation
internal import Layouts

/// An affine map of the plane: (x, y) goes to (a·x + c·y + e, b·x + d·y + f), as in SVG's `matrix`.
struct AffineMap: Hashable, Sendable {
  var a = 1.0
  var b = 0.0
  var c = 0.0
  var d = 1.0
  var e = 0.0
  var f = 0.0

  static let identity = AffineMap()

  static func translation(_ x: Double, _ y: Double) -> AffineMap { AffineMap(e: x, f: y) }

  static func scale(_ x: Double, _ y: Double) -> AffineMap { AffineMap(a: x, d: y) }

  /// A turn about the origin, clockwise on screen, exact at quarter turns.
  static func rotation(degrees: Double) -> AffineMap {
    let turn = degrees.truncatingRemainder(dividingBy: 360)
    let (sine, cosine): (Double, Double) =
      switch turn {
      case 0: (0, 1)
      case 90, -270: (1, 0)
      case 180, -180: (0, -1)
      case 270, -90: (-1, 0)
      default: (sin(turn * .pi / 180), cos(turn * .pi / 180))
      }
    return AffineMap(a: cosine, b: sine, c: -sine, d: cosine)
  }

  /// The map that does the other one first and then this one.
  func after(_ inner: AffineMap) -> AffineMap {
    AffineMap(
      a: a * inner.a + c * inner.b, b: b * inner.a + d * inner.b, c: a * inner.c + c * inner.d,
      d: b * inner.c + d * inner.d, e: a * inner.e + c * inner.f + e,
      f: b * inner.e + d * inner.f + f)
  }

  /// Where a point goes.
  func apply(_ point: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(a * point.x + c * point.y + e, b * point.x + d * point.y + f)
  }

  /// The map that undoes this one, unless it flattens the plane.
  var inverse: AffineMap? {
    let determinant = a * d - b * c
    guard determinant.isFinite, determinant != 0 else { return nil }
    let linear = AffineMap(
      a: d / determinant, b: -b / determinant, c: -c / determinant, d: a / determinant)
    let origin = linear.apply(SIMD2(e, f))
    return AffineMap(a: linear.a, b: linear.b, c: linear.c, d: linear.d, e: -origin.x, f: -origin.y)
  }

  /// Whether upright boxes stay upright, quarter turns included; rounding is forgiven.
  var keepsAxes: Bool {
    let slack = 1e-9 * max(a.magnitude, b.magnitude, c.magnitude, d.magnitude)
    return b.magnitude <= slack && c.magnitude <= slack
      || a.magnitude <= slack && d.magnitude <= slack
  }

  /// The upright box around a mapped box.
  func bounds(of box: Box) -> Box {
    if b == 0, c == 0 {
      return Box(
        x: a * (a < 0 ? box.maxX : box.x) + e, y: d * (d < 0 ? box.maxY : box.y) + f,
        width: a.magnitude * box.width, height: d.magnitude * box.height)
    }
    let corners = [
      SIMD2(box.x, box.y), SIMD2(box.maxX, box.y), SIMD2(box.maxX, box.maxY),
      SIMD2(box.x, box.maxY),
    ]
    return Box(around: corners.map(apply))
  }

  /// The image of the unit circle: an ellipse, by the singular values of the map.
  var unitCircle: Ellipse {
    let (sum, difference) = ((a + d) / 2, (a - d) / 2)
    let (skew, turn) = ((b + c) / 2, (b - c) / 2)
    let (large, small) = (hypot(sum, turn), hypot(difference, skew))
    // A circle has no direction; rounding must not invent one.
    let isRound = small <= 1e-12 * large
    let radians = isRound ? 0 : (atan2(skew, difference) + atan2(turn, sum)) / 2
    return Ellipse(
      centerX: e, centerY: f, major: large + small, minor: (large - small).magnitude,
      angle: radians * 180 / .pi
    ).normalized
  }

  /// The image of an ellipse.
  func apply(_ ellipse: Ellipse) -> Ellipse {
    if self == .identity { return ellipse.normalized }
    return after(AffineMap(ellipse)).unitCircle
  }

  /// The map that makes the unit circle that ellipse.
  init(_ ellipse: Ellipse) {
    self = AffineMap.translation(ellipse.centerX, ellipse.centerY)
      .after(.rotation(degrees: ellipse.angle)).after(.scale(ellipse.major, ellipse.minor))
  }

  init(
    a: Double = 1, b: Double = 0, c: Double = 0, d: Double = 1, e: Double = 0, f: Double = 0
  ) {
    (self.a, self.b, self.c, self.d, self.e, self.f) = (a, b, c, d, e, f)
  }
}

extension Box {
  /// The smallest box around some points, of which there is at least one.
  init(around points: [SIMD2<Double>]) {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    self.init(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }
}
