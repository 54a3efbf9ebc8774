/// Texels in floating point, on the way from a cut-out to the sizes of a sprite.
struct TexelPlane {
  let texels: [SIMD8<Float>]
  let width: Int
  let height: Int

  /// The plane in bytes, with its clear rim.
  var level: Sprite.Level {
    let stride = width + 2
    let (none, most) = (SIMD8<Float>(repeating: 0), SIMD8<Float>(repeating: 255))
    var bytes = [SIMD8<UInt8>](repeating: .zero, count: stride * (height + 2))
    for row in 0..<height {
      for column in 0..<width {
        let texel = texels[row * width + column]
        let above = texel.replacing(with: none, where: texel .< none)
        let inside = above.replacing(with: most, where: above .> most)
        let bits = unsafeBitCast(inside + SceneCanvas.lift, to: SIMD8<UInt32>.self)
        bytes[(row + 1) * stride + column + 1] = SIMD8<UInt8>(truncatingIfNeeded: bits)
      }
    }
    return Sprite.Level(width: width, height: height, texels: bytes)
  }

  /// The plane in another size: each texel is the mean of what it covers.
  func resized(width newWidth: Int, height newHeight: Int) -> TexelPlane {
    let across = (0..<newWidth).map { Self.shares($0, of: newWidth, from: width) }
    var narrow = [SIMD8<Float>](repeating: .zero, count: newWidth * height)
    for row in 0..<height {
      for (column, shares) in across.enumerated() {
        var sum = SIMD8<Float>.zero
        for (offset, share) in shares.weights.enumerated() {
          sum += texels[row * width + shares.first + offset] * share
        }
        narrow[row * newWidth + column] = sum
      }
    }
    let down = (0..<newHeight).map { Self.shares($0, of: newHeight, from: height) }
    var result = [SIMD8<Float>](repeating: .zero, count: newWidth * newHeight)
    for (row, shares) in down.enumerated() {
      for (offset, share) in shares.weights.enumerated() {
        let source = (shares.first + offset) * newWidth
        for column in 0..<newWidth {
          result[row * newWidth + column] += narrow[source + column] * share
        }
      }
    }
    return TexelPlane(texels: result, width: newWidth, height: newHeight)
  }

  /// The old cells that a new one covers: the first, and the share that each of them has in it.
  private static func shares(
    _ cell: Int, of count: Int, from old: Int
  ) -> (first: Int, weights: [Float]) {
    let side = Double(old) / Double(count)
    let (low, high) = (Double(cell) * side, Double(cell + 1) * side)
    let first = min(Int(low), old - 1)
    let last = max(first + 1, min(old, Int(high.rounded(.up))))
    let weights = (first..<last).map { index in
      Float(max(0, min(high, Double(index + 1)) - max(low, Double(index))) / side)
    }
    return (first, weights)
  }
}
