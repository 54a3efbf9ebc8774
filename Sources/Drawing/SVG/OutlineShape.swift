internal import Foundation
internal import Layouts

/// What a closed outline is: an upright box, an ellipse, or something else in a box.
enum OutlineShape: Hashable {
  case box(Box)
  case ellipse(Ellipse)
  case other(Box)

  /// The share of an upright box that its outline may leave out, as rounded corners do.
  private static let boxTolerance = 0.02
  /// How far the outline of an ellipse may stray from it, as a share of the radius.
  private static let ellipseTolerance = 0.02
  /// The fewest corners with which a straight-edged outline can mean an ellipse.
  private static let fewestCorners = 12

  /// Judges an outline of straight chords, closed from its last point to its first.
  init(_ points: [SIMD2<Double>], isCurved: Bool) {
    let bounds = Box(around: points)
    self = .other(bounds)
    guard let moments = PolygonMoments(points) else { return }
    if moments.area >= bounds.area * (1 - Self.boxTolerance) {
      self = .box(bounds)
    } else if isCurved || points.count >= Self.fewestCorners {
      if let ellipse = Self.ellipse(moments, points) { self = .ellipse(ellipse) }
    }
  }

  /// The ellipse of the same moments, scaled through the points, if they all lie near it.
  private static func ellipse(_ moments: PolygonMoments, _ points: [SIMD2<Double>]) -> Ellipse? {
    var ellipse = moments.ellipse
    guard ellipse.minor > 0, let frame = AffineMap(ellipse).inverse else { return nil }
    let radii = points.map { point in
      let place = frame.apply(point)
      return hypot(place.x, place.y)
    }
    let mean = radii.reduce(0, +) / Double(radii.count)
    let stray = radii.reduce(0) { max($0, ($1 / mean - 1).magnitude) }
    guard stray <= ellipseTolerance else { return nil }
    ellipse.major *= mean
    ellipse.minor *= mean
    return ellipse
  }
}

/// Area, centre and second moments of a simple polygon, by Green's theorem.
struct PolygonMoments {
  let area: Double
  let center: SIMD2<Double>
  /// The covariance of a point drawn evenly from the inside: xx, xy, yy.
  let covariance: (xx: Double, xy: Double, yy: Double)

  /// Nil for a polygon without area.
  init?(_ points: [SIMD2<Double>]) {
    guard let origin = points.first, var last = points.last.map({ $0 - origin }) else { return nil }
    var twice = 0.0
    var sum = SIMD2<Double>(0, 0)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      let next = point - origin
      let cross = last.x * next.y - next.x * last.y
      twice += cross
      sum += (last + next) * cross
      xx += cross * (last.x * last.x + last.x * next.x + next.x * next.x)
      yy += cross * (last.y * last.y + last.y * next.y + next.y * next.y)
      let mixed = last.x * next.y + 2 * (last.x * last.y + next.x * next.y) + next.x * last.y
      xy += cross * mixed / 2
      last = next
    }
    guard twice != 0, twice.isFinite else { return nil }
    let middle = sum / (3 * twice)
    area = (twice / 2).magnitude
    center = middle + origin
    covariance = (
      xx: xx / (6 * twice) - middle.x * middle.x, xy: xy / (6 * twice) - middle.x * middle.y,
      yy: yy / (6 * twice) - middle.y * middle.y
    )
  }

  /// The ellipse of the same centre and covariance: half-axes of twice the deviations.
  var ellipse: Ellipse { Ellipse(center: center, covariance: covariance) }
}

extension Ellipse {
  /// The evenly filled ellipse of a centre and a covariance.
  init(
    center: SIMD2<Double>, covariance: (xx: Double, xy: Double, yy: Double)
  ) {
    let (xx, xy, yy) = covariance
    let middle = (xx + yy) / 2
    let spread = hypot((xx - yy) / 2, xy)
    let isRound = spread <= 1e-9 * middle
    self.init(
      centerX: center.x, centerY: center.y, major: 2 * max(middle + spread, 0).squareRoot(),
      minor: 2 * max(middle - spread, 0).squareRoot(),
      angle: isRound ? 0 : atan2(2 * xy, xx - yy) / 2 * 180 / .pi)
    self = normalized
  }
}
