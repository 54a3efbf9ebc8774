internal import Foundation
internal import Layouts

/// The frame of coordinates in which an ellipse is the unit circle around the origin.
struct EllipseFrame {
  /// How far the ellipse reaches from its centre, in pixels, along x and along y.
  let reach: (x: Double, y: Double)
  /// One pixel to the right and one pixel down, in this frame.
  private let right: SIMD2<Double>
  private let down: SIMD2<Double>
  /// The upper and left side of a cell, in this frame.
  private let across: SIMD2<Double>
  private let along: SIMD2<Double>
  /// The area of a cell in this frame.
  private let cellArea: Double
  /// The largest distance from a cell's middle to one of its corners, in this frame.
  private let cellRadius: Double

  init(_ ellipse: Ellipse, cellWidth: Double, cellHeight: Double) {
    let radians = ellipse.angle.truncatingRemainder(dividingBy: 360) * .pi / 180
    let (cosine, sine) = (cos(radians), sin(radians))
    reach = (
      x: hypot(ellipse.major * cosine, ellipse.minor * sine),
      y: hypot(ellipse.major * sine, ellipse.minor * cosine)
    )
    right = SIMD2(cosine / ellipse.major, -sine / ellipse.minor)
    down = SIMD2(sine / ellipse.major, cosine / ellipse.minor)
    across = right * cellWidth
    along = down * cellHeight
    cellArea = cellWidth * cellHeight / (ellipse.major * ellipse.minor)
    cellRadius = max(length(across + along), length(across - along)) / 2
  }

  /// The share of a cell inside the ellipse, given its corner in pixels from the centre.
  func coverage(left: Double, top: Double) -> Double {
    let corner = right * left + down * top
    let distance = length(corner + (across + along) * 0.5)
    if distance >= 1 + cellRadius { return 0 }
    if distance + cellRadius <= 1 { return 1 }
    let area =
      sharedArea(from: corner, edge: across)
      + sharedArea(from: corner + across, edge: along)
      + sharedArea(from: corner + across + along, edge: -across)
      + sharedArea(from: corner + along, edge: -along)
    let share = area / cellArea
    return share.isFinite ? min(max(share, 0), 1) : 0
  }

  /// The signed area that the unit disc shares with the triangle of the origin and an edge.
  ///
  /// Where the edge runs inside the disc it bounds a triangle, where it runs outside a sector.
  /// Cross products take the edge's vector, not its end, which keeps their precision when the
  /// cell is far smaller than the ellipse.
  private func sharedArea(from start: SIMD2<Double>, edge: SIMD2<Double>) -> Double {
    let squared = dot(edge, edge)
    let half = dot(start, edge)
    let discriminant = half * half - squared * (dot(start, start) - 1)
    let turn = cross(start, edge)
    guard discriminant > 0, squared > 0 else { return sector(start, start + edge, turn) / 2 }
    let root = discriminant.squareRoot()
    let enter = min(max((-half - root) / squared, 0), 1)
    let leave = min(max((-half + root) / squared, 0), 1)
    guard enter < leave else { return sector(start, start + edge, turn) / 2 }
    let inside = turn * (leave - enter)
    let before = enter > 0 ? sector(start, start + edge * enter, turn * enter) : 0
    let after =
      leave < 1 ? sector(start + edge * leave, start + edge, turn * (1 - leave)) : 0
    return (inside + before + after) / 2
  }

  /// The angle from one direction to another, given their cross product.
  private func sector(_ from: SIMD2<Double>, _ to: SIMD2<Double>, _ turn: Double) -> Double {
    atan2(turn, dot(from, to))
  }
}

private func dot(_ left: SIMD2<Double>, _ right: SIMD2<Double>) -> Double {
  left.x * right.x + left.y * right.y
}

private func cross(_ left: SIMD2<Double>, _ right: SIMD2<Double>) -> Double {
  left.x * right.y - left.y * right.x
}

private func length(_ vector: SIMD2<Double>) -> Double { dot(vector, vector).squareRoot() }
