internal import Foundation
internal import Layouts

/// The distance of points from the rim of an ellipse.
///
/// The nearest point of the rim is found by Eberly's equation ("Distance from a Point to an Ellipse, an
/// Ellipsoid, or a Hyperellipsoid", 2013), which is convex and falling, so that Newton's method comes to
/// its root from the left without bounds or bisection.
struct EllipseDistance {
  private let center: SIMD2<Double>
  private let cosine: Double
  private let sine: Double
  private let major: Double
  private let minor: Double

  init(_ ellipse: Ellipse) {
    let ellipse = ellipse.normalized
    let radians = ellipse.angle * .pi / 180
    (sine, cosine) = (sin(radians), cos(radians))
    center = SIMD2(ellipse.centerX, ellipse.centerY)
    (major, minor) = (ellipse.major, ellipse.minor)
  }

  /// The distance of a point, positive inside.
  func signed(x: Double, y: Double) -> Double {
    let place = SIMD2(x, y) - center
    // By symmetry the first quadrant of the ellipse's own axes is enough.
    let along = (place.x * cosine + place.y * sine).magnitude
    let across = (place.y * cosine - place.x * sine).magnitude
    guard minor > 0 else { return -hypot(max(along - major, 0), across) }
    let level = (along / major) * (along / major) + (across / minor) * (across / minor)
    let nearest = nearest(along: along, across: across)
    let distance = hypot(nearest.along - along, nearest.across - across)
    return level <= 1 ? distance : -distance
  }

  private func nearest(along: Double, across: Double) -> (along: Double, across: Double) {
    guard across > 0 else {
      // On the major axis the nearest point leaves the tip once the point is near enough the centre.
      let focus = major * major - minor * minor
      guard major * along < focus else { return (major, 0) }
      let share = major * along / focus
      return (major * share, minor * (1 - share * share).squareRoot())
    }
    let ratio = (major / minor) * (major / minor)
    let (wide, high) = (ratio * (along / major), across / minor)
    // f(s) = (wide / (s + ratio))² + (high / (s + 1))² - 1 is at least 0 at either of these.
    var root = max(high - 1, wide - ratio)
    for _ in 0..<64 {
      let (first, second) = (wide / (root + ratio), high / (root + 1))
      let value = first * first + second * second - 1
      let slope = first * first / (root + ratio) + second * second / (root + 1)
      let next = root + value / (2 * slope)
      guard next > root else { break }
      root = next
    }
    return (ratio * along / (root + ratio), across / (root + 1))
  }
}
