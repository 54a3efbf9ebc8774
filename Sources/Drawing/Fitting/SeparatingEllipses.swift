internal import Foundation
internal import Layouts

/// The ellipses that keep the middles of a mask's cells apart from those of the cells around it.
///
/// A drawn ellipse is not known better than that: all of these draw the same cells. The numbers of
/// the equation of a conic enter linearly into what each cell asks of it, so these conics are the
/// points of a polytope, and its middle is the best guess for the ellipse that was drawn. When none
/// keeps all cells apart, every cell is moved by the least slack that lets some do so.
struct SeparatingEllipses {
  /// How many cells are first asked; of a long rim, those that are nearest to the given ellipse.
  private static let firstCells = 400
  /// How far a number of the conic may lie from that of the given ellipse, where no cell limits it.
  private static let wall = 0.6
  /// The room in cells that is added to a slack, for the polytope to have an inside.
  private static let room = 0.02

  /// How often all axes of the polytope are gone along; five times as many change no fifth decimal.
  private static let sweeps = 200

  private let origin: SIMD2<Double>
  private let along: SIMD2<Double>
  private let across: SIMD2<Double>
  /// What each cell asks for: its distance from the rim on its own side, to first order, in cells.
  private let planes: [SIMD8<Double>]

  /// Takes the cells on either side of a rim, and an ellipse that runs near it.
  init(_ rim: EllipseRim, near ellipse: Ellipse) {
    let radians = ellipse.angle * .pi / 180
    origin = SIMD2(ellipse.centerX, ellipse.centerY)
    let along = SIMD2(cos(radians), sin(radians)) * ellipse.major
    let across = SIMD2(-sin(radians), cos(radians)) * ellipse.minor
    (self.along, self.across) = (along, across)
    let (wide, high) = (
      along / (ellipse.major * ellipse.major), across / (ellipse.minor * ellipse.minor)
    )
    let origin = origin
    planes = rim.points.map { point in
      let place = SIMD2(point.x, point.y) - origin
      let (x, y) = ((place * wide).sum(), (place * high).sum())
      let slope = wide * x + high * y
      let steepness = 2 * (slope * slope).sum().squareRoot()
      // In the frame in which the ellipse is the unit circle, a conic near it is
      // (1 + z₀)x² + (1 - z₀)y² + 2z₁xy + z₂x + z₃y - 1 + z₄ = 0.
      let plane = SIMD8(x * x - y * y, 2 * x * y, x, y, 1, 0, 0, x * x + y * y - 1)
      var asked = plane * (-point.side / max(steepness, 1e-9))
      asked[5] = 1
      return asked
    }
  }

  /// The ellipse in the middle of all; nil where the cells say too little or contradict each other.
  var middle: Ellipse? {
    let ordered = planes.sorted { $0[7] < $1[7] }
    var asked = Array(ordered.prefix(Self.firstCells))
    var rest = ordered.dropFirst(Self.firstCells)
    for _ in 0..<4 {
      let polytope = Polytope(planes: asked + Self.walls)
      guard var inside = polytope.looselyInside() else { return nil }
      if inside[5] > 0 { inside[5] += Self.room }
      guard let middle = polytope.middle(from: inside, sweeps: Self.sweeps) else { return nil }
      let missed = rest.filter { ($0 * middle).sum() < 0 }
      if missed.isEmpty { return ellipse(middle) }
      rest = rest.filter { ($0 * middle).sum() >= 0 }
      asked += missed
    }
    return nil
  }

  private static let walls = (0..<5).flatMap { lane in
    [1.0, -1].map { side in
      var plane = SIMD8<Double>()
      plane[lane] = side
      plane[7] = wall
      return plane
    }
  }

  /// The ellipse of a point of the polytope.
  private func ellipse(_ conic: SIMD8<Double>) -> Ellipse? {
    let (xx, xy, yy) = (1 + conic[0], conic[1], 1 - conic[0])
    let determinant = xx * yy - xy * xy
    guard determinant > 0 else { return nil }
    let x = (xy * conic[3] - yy * conic[2]) / (2 * determinant)
    let y = (xy * conic[2] - xx * conic[3]) / (2 * determinant)
    let size = xx * x * x + 2 * xy * x * y + yy * y * y + 1 - conic[4]
    guard size > 0 else { return nil }
    // The covariance of the inside is a quarter of the inverse of the quadratic form.
    let scale = size / (4 * determinant)
    let (a, b, c) = (yy * scale, -xy * scale, xx * scale)
    let spread = { (one: Int, other: Int) in
      along[one] * (a * along[other] + b * across[other])
        + across[one] * (b * along[other] + c * across[other])
    }
    return Ellipse(
      center: origin + along * x + across * y,
      covariance: (xx: spread(0, 0), xy: spread(0, 1), yy: spread(1, 1)))
  }
}
