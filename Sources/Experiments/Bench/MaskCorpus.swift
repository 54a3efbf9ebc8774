internal import Drawing
internal import Foundation
internal import Layouts

/// Masks to time their fitting with: the same ones for the same seed.
struct MaskCorpus {
  /// The fewest cells of a mask.
  private static let leastArea = 300.0

  private let side: Int
  private var state: UInt64

  init(side: Int, seed: UInt64) {
    self.side = side
    state = seed
  }

  /// The next mask of a kind.
  mutating func mask(_ kind: FitBench.Corpus) -> Mask {
    while true {
      let mask = candidate(kind)
      if mask.area >= Self.leastArea { return mask }
    }
  }

  private mutating func candidate(_ kind: FitBench.Corpus) -> Mask {
    switch kind {
    case .ellipses:
      return drawn(ellipse(inside: true)) { $0 <= 1 }
    case .groups:
      let count = 2 + Int(number(0...3))
      return (0..<count).map { _ in drawn(ellipse(inside: true)) { $0 <= 1 } }
        .reduce(Mask(height: side, width: side)) { $0.union($1) }
    case .holes:
      let outer = ellipse(inside: true)
      let hole = number(0.1...0.6)
      return drawn(outer) { $0 <= 1 && $0 >= hole }
    case .blobs:
      let (waves, height, turn) = (number(2...7).rounded(), number(0.05...0.3), number(0...6))
      let outer = ellipse(inside: true)
      return drawn(outer) { square, direction in
        square.squareRoot() <= 0.8 + height * sin(waves * direction + turn)
      }
    case .border:
      return drawn(ellipse(inside: false)) { $0 <= 1 }
    }
  }

  private mutating func ellipse(inside: Bool) -> Ellipse {
    let major = number(0.04...0.45) * Double(side)
    let margin = inside ? major : 0
    return Ellipse(
      centerX: number(margin...Double(side) - margin),
      centerY: number(margin...Double(side) - margin), major: major,
      minor: major * number(0.12...1), angle: number(0...180))
  }

  private func drawn(_ ellipse: Ellipse, _ holds: (Double) -> Bool) -> Mask {
    drawn(ellipse) { square, _ in holds(square) }
  }

  /// The cells of which a rule says that the ellipse holds them, given the square of the distance from
  /// the centre in half-axes, and the direction.
  private func drawn(_ ellipse: Ellipse, _ holds: (Double, Double) -> Bool) -> Mask {
    let radians = ellipse.angle * .pi / 180
    let (sine, cosine) = (sin(radians), cos(radians))
    var values = [Float](repeating: 0, count: side * side)
    for row in 0..<side {
      for column in 0..<side {
        let across = Double(column) + 0.5 - ellipse.centerX
        let down = Double(row) + 0.5 - ellipse.centerY
        let along = (across * cosine + down * sine) / ellipse.major
        let beside = (down * cosine - across * sine) / ellipse.minor
        let square = along * along + beside * beside
        guard square < 2.5, holds(square, atan2(beside, along)) else { continue }
        values[row * side + column] = 1
      }
    }
    return Mask(height: side, width: side, values: values)
  }

  /// A number by the generator SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private mutating func number(_ range: ClosedRange<Double>) -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed >> 31
    let share = Double(mixed >> 11) / Double(1 << 53)
    return range.lowerBound + (range.upperBound - range.lowerBound) * share
  }
}
