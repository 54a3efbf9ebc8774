/// A cut-out made ready for painting: its texels in sizes that shrink by √½, each with a clear rim.
///
/// A texel has eight bytes, all but the last times its opacity: red, green, blue, opacity, the share
/// that takes on a colour, that share times its tone, and two that are not used. For a sprite in its
/// own colours the share is 0. Whole-number sampling of bytes is fast and the same everywhere.
struct Sprite: Sendable {
  /// One size.
  struct Level: Sendable {
    /// The sides without the rim.
    let width: Int
    let height: Int
    /// Rows of `width + 2` texels, `height + 2` of them.
    let texels: [SIMD8<UInt8>]

    var stride: Int { width + 2 }
  }

  /// From the largest to the smallest.
  let levels: [Level]
  /// The corners of the outline's convex hull, in texels of the cut-out from its middle.
  let hull: [SIMD2<Double>]
  /// The sides of the cut-out.
  let width: Double
  let height: Double

  /// Makes the sizes that pictures need in which the cut-out is at most `largest` pixels long.
  init(texels: [SIMD8<Float>], width: Int, height: Int, largest: Double) {
    self.width = Double(width)
    self.height = Double(height)
    hull = Self.hull(of: texels, width: width, height: height)
    var levels: [Level] = []
    var scale = 1.0
    let longest = Double(max(width, height))
    while true {
      let sides = (
        width: max(1, Int((Double(width) * scale).rounded())),
        height: max(1, Int((Double(height) * scale).rounded()))
      )
      // A size is skipped when the next smaller one is still large enough.
      if longest * scale * 0.7071 < largest * 1.2 {
        levels.append(
          Self.level(texels, width: width, height: height, to: sides))
      }
      if Double(max(sides.width, sides.height)) <= 6 { break }
      scale *= 0.707_106_781_186_547_6
    }
    self.levels = levels
  }

  /// Averages texels over the area of each new one.
  private static func level(
    _ texels: [SIMD8<Float>], width: Int, height: Int, to sides: (width: Int, height: Int)
  ) -> Level {
    let across = (0..<sides.width).map { shares($0, of: sides.width, from: width) }
    let down = (0..<sides.height).map { shares($0, of: sides.height, from: height) }
    let rows = texels.withUnsafeBufferPointer { texels in
      down.map { rowShares in
        across.map { columnShares in
          var sum = SIMD8<Float>.zero
          for (row, rowShare) in rowShares {
            for (column, share) in columnShares {
              sum += texels[row * width + column] * (rowShare * share)
            }
          }
          let most = SIMD8<Float>(repeating: 255)
          let inside = (sum + 0.5).clamped(lowerBound: .zero, upperBound: most)
          return SIMD8<UInt8>(truncatingIfNeeded: SIMD8<Int32>(inside))
        }
      }
    }
    let clear = [SIMD8<UInt8>](repeating: .zero, count: sides.width + 2)
    let rimmed = [clear] + rows.map { [.zero] + $0 + [.zero] } + [clear]
    return Level(width: sides.width, height: sides.height, texels: Array(rimmed.joined()))
  }

  /// The old cells that a new one covers, with their shares of it.
  private static func shares(_ cell: Int, of count: Int, from old: Int) -> [(Int, Float)] {
    let side = Double(old) / Double(count)
    let (low, high) = (Double(cell) * side, Double(cell + 1) * side)
    let last = min(old, Int(high.rounded(.up)))
    return (Int(low)..<last).compactMap { index in
      let shared = min(high, Double(index + 1)) - max(low, Double(index))
      return shared > 0 ? (index, Float(shared / side)) : nil
    }
  }

  // MARK: - The outline

  /// Andrew's monotone chain over the corners of the first and last texel of each row that are at
  /// least half opaque.
  private static func hull(
    of texels: [SIMD8<Float>], width: Int, height: Int
  ) -> [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    for row in 0..<height {
      let inked = (0..<width).filter { texels[row * width + $0][3] >= 127.5 }
      guard let first = inked.first, let last = inked.last else { continue }
      for (x, y) in [(first, row), (last + 1, row), (first, row + 1), (last + 1, row + 1)] {
        points.append(
          SIMD2(Double(x) - Double(width) / 2, Double(y) - Double(height) / 2))
      }
    }
    points.sort { ($0.x, $0.y) < ($1.x, $1.y) }
    func chain(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
      var chain: [SIMD2<Double>] = []
      for point in points {
        while chain.count >= 2 {
          let (first, second) = (chain[chain.count - 2], chain[chain.count - 1])
          let (to, on) = (second - first, point - first)
          guard to.x * on.y - to.y * on.x <= 0 else { break }
          chain.removeLast()
        }
        chain.append(point)
      }
      return chain
    }
    guard points.count > 2 else { return [SIMD2(0, 0)] }
    return chain(points).dropLast() + chain(points.reversed()).dropLast()
  }
}
