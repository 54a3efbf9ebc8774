internal import Foundation

/// The points of a space of five dimensions that lie on the right side of some planes.
///
/// A plane is a vector whose lanes 0 to 4 are its normal and whose lane 7 is its offset; a point has
/// its coordinates in lanes 0 to 4 and 1 in lane 7, so that the lanes of the product of both add up
/// to the distance. Lane 5 says how a slack in the point's lane 5 moves the plane outwards.
struct Polytope {
  private static let dimensions = 5
  private static let slackLane = 5
  private static let offsetLane = 7

  /// A first point: the origin, without slack.
  static let origin = SIMD8<Double>(0, 0, 0, 0, 0, 0, 0, 1)

  /// The planes; distances to them are zero or more inside.
  let planes: [SIMD8<Double>]

  /// The least slack that leaves room, up to a 256th of a unit, and a point that it lets in.
  ///
  /// The slack is zero as soon as a point is found that needs none: Newton's method on a logarithmic
  /// barrier, whose weight falls (Boyd and Vandenberghe, Convex Optimization, section 11.4).
  func looselyInside() -> SIMD8<Double>? {
    var point = Self.origin
    let deepest = planes.reduce(0) { $1[Self.slackLane] > 0 ? min($0, $1[Self.offsetLane]) : $0 }
    point[Self.slackLane] = 0.3 - deepest
    var pull = SIMD8<Double>()
    for weight in [4.0, 16, 64, 256] {
      pull[Self.slackLane] = weight * Double(planes.count)
      guard let (next, _) = centered(from: point, dimensions: Self.slackLane + 1, pull: pull)
      else { return nil }
      point = next
      var tight = point
      tight[Self.slackLane] = 0
      if planes.allSatisfy({ ($0 * tight).sum() > 1e-6 }) { return tight }
    }
    return point
  }

  /// The middle of the points inside, with the slack of a first one.
  ///
  /// The mean of the points inside is approached by moving along one axis at a time to another place
  /// between the walls (Gibbs sampling), the axes being those of the ellipsoid that touches the walls
  /// of the analytic centre. The places follow the multiples of irrational numbers, so that the same
  /// planes always give the same middle.
  func middle(from inside: SIMD8<Double>, sweeps: Int) -> SIMD8<Double>? {
    guard
      let (center, curvature) = centered(
        from: inside, dimensions: Self.dimensions, pull: SIMD8())
    else { return nil }
    let axes = (0..<Self.dimensions).map { axis -> SIMD8<Double> in
      var unit = SIMD8<Double>()
      unit[axis] = 1
      return curvature.direction(unit)
    }
    let slopes = axes.map { axis in planes.map { ($0 * axis).sum() } }
    let inverses = slopes.map { $0.map { 1 / $0 } }
    var distances = planes.map { ($0 * center).sum() }
    var place = SIMD8<Double>()
    var sum = SIMD8<Double>()
    let roots = [2.0, 3, 5, 7, 11].map { $0.squareRoot() }
    let unsettled = 8
    for sweep in 0..<sweeps + unsettled {
      for axis in 0..<Self.dimensions {
        let room = Self.room(distances, inverses[axis])
        guard room.lowerBound.isFinite, room.upperBound.isFinite else { return nil }
        if sweep >= unsettled {
          sum[axis] += place[axis] + (room.lowerBound + room.upperBound) / 2
        }
        let turn = Double(sweep + 1) * roots[axis]
        let step =
          room.lowerBound + (room.upperBound - room.lowerBound) * (turn - turn.rounded(.down))
        place[axis] += step
        Self.move(&distances, by: step, slopes[axis])
      }
    }
    let mean = sum / Double(sweeps)
    return (0..<Self.dimensions).reduce(center) { $0 + axes[$1] * mean[$1] }
  }

  /// How far one may move either way until the first wall.
  private static func room(_ distances: [Double], _ inverses: [Double]) -> ClosedRange<Double> {
    var (low, high) = (-Double.infinity, Double.infinity)
    distances.withUnsafeBufferPointer { distances in
      inverses.withUnsafeBufferPointer { inverses in
        for index in distances.indices {
          let reach = -distances[index] * inverses[index]
          let isBelow = inverses[index] > 0
          low = max(low, isBelow ? reach : -.infinity)
          high = min(high, isBelow ? .infinity : reach)
        }
      }
    }
    return min(low, 0)...max(high, 0)
  }

  private static func move(_ distances: inout [Double], by step: Double, _ slopes: [Double]) {
    distances.withUnsafeMutableBufferPointer { distances in
      slopes.withUnsafeBufferPointer { slopes in
        for index in distances.indices {
          distances[index] = max(distances[index] + step * slopes[index], 0)
        }
      }
    }
  }

  /// The point where the pull less the sum of the logarithms of the distances is least, by damped
  /// Newton steps, and the factor of its second derivative.
  private func centered(
    from start: SIMD8<Double>, dimensions: Int, pull: SIMD8<Double>
  ) -> (point: SIMD8<Double>, curvature: CholeskyFactor)? {
    var point = start
    for _ in 0..<40 {
      var gradient = pull
      var matrix = [SIMD8<Double>](repeating: SIMD8(), count: dimensions)
      for plane in planes {
        let scaled = plane / (plane * point).sum()
        gradient -= scaled
        for lane in 0..<dimensions { matrix[lane] += scaled * scaled[lane] }
      }
      guard let factor = CholeskyFactor(matrix) else { return nil }
      for lane in dimensions..<8 { gradient[lane] = 0 }
      let step = factor.solution(gradient)
      let decrement = (step * gradient).sum().squareRoot()
      guard decrement.isFinite else { return nil }
      point -= step * (decrement > 0.25 ? 1 / (1 + decrement) : 1)
      if decrement < 1e-3 { return (point, factor) }
    }
    return nil
  }
}
