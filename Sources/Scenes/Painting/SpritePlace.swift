internal import Layouts

/// Where and how a sprite is painted.
struct SpritePlace {
  /// The middle of the cut-out, in pixels.
  var x: Double
  var y: Double
  /// Pixels of the picture for a texel of the cut-out, before it is turned.
  var scaleX: Double
  var scaleY: Double
  /// Clockwise on screen, in degrees.
  var angle: Double
  var isFlipped: Bool
  /// What its levels are multiplied by.
  var gain: Float

  /// The smallest and largest coordinates of an outline put here.
  func bounds(of hull: [SIMD2<Double>]) -> Box {
    let (sine, cosine) = sineAndCosine(ofDegrees: angle)
    var low = SIMD2<Double>(repeating: .infinity)
    var high = SIMD2<Double>(repeating: -.infinity)
    for corner in hull {
      let across = (isFlipped ? -corner.x : corner.x) * scaleX
      let down = corner.y * scaleY
      let point = SIMD2(x + across * cosine - down * sine, y + across * sine + down * cosine)
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    return Box(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }
}
