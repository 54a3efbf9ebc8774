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
    var plane = TexelPlane(texels: texels, width: width, height: height)
    var coarser: TexelPlane?
    var scale = 1.0
    while true {
      // A size is left out when the next smaller one is still large enough.
      if Double(max(width, height)) * scale * 0.7071 < largest * 1.2 {
        levels.append(plane.level)
      }
      if max(plane.width, plane.height) <= 6 { break }
      scale *= 0.707_106_781_186_547_6
      // Each size is made from the one two before it, which has twice its side.
      let next = (coarser ?? plane).resized(
        width: max(1, Int((Double(width) * scale).rounded())),
        height: max(1, Int((Double(height) * scale).rounded())))
      coarser = plane
      plane = next
    }
    self.levels = levels
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
