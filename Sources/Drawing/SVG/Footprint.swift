internal import Foundation
internal import Layouts

/// A region in display pixels with what label placement asks about it millions of times.
struct Footprint {
  /// The region.
  let region: LayoutObject.Region
  /// The part of the region's bounds that can be seen.
  let visible: Box
  /// From a point's offset to the frame in which an ellipse is the unit circle; nil for a box.
  private let frame: (x: SIMD2<Double>, y: SIMD2<Double>, center: SIMD2<Double>)?

  /// Nil when the region can't be drawn or lies outside the stage.
  init?(_ region: LayoutObject.Region, stage: Box) {
    guard region.isDrawable, let visible = region.bounds.clipped(to: stage) else { return nil }
    self.region = region
    self.visible = visible
    guard case .ellipse(let ellipse) = region, ellipse.major > 0, ellipse.minor > 0 else {
      frame = nil
      return
    }
    let radians = ellipse.angle * .pi / 180
    let (cosine, sine) = (cos(radians), sin(radians))
    frame = (
      x: SIMD2(cosine / ellipse.major, -sine / ellipse.minor),
      y: SIMD2(sine / ellipse.major, cosine / ellipse.minor),
      center: SIMD2(ellipse.centerX, ellipse.centerY)
    )
  }

  /// Whether a point lies in the visible part of the region.
  func contains(x: Double, y: Double) -> Bool {
    guard x >= visible.x, x <= visible.x + visible.width, y >= visible.y,
      y <= visible.y + visible.height
    else { return false }
    guard let frame else { return true }
    let point = frame.x * (x - frame.center.x) + frame.y * (y - frame.center.y)
    return point.x * point.x + point.y * point.y <= 1
  }

  /// The share of a tag that lies in the region, from fifteen points.
  func share(of tag: Box) -> Double {
    var inside = 0.0
    for row in 0..<3 {
      let y = tag.y + (0.1 + 0.4 * Double(row)) * tag.height
      for column in 0..<5 {
        let x = tag.x + (0.05 + 0.225 * Double(column)) * tag.width
        if contains(x: x, y: y) { inside += 1 }
      }
    }
    return inside / 15
  }
}
