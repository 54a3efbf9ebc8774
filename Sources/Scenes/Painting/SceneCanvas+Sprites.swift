internal import Layouts

extension SceneCanvas {
  /// Paints a sprite; pixels that it covers by at least a half become the owner's.
  func paint(_ sprite: Sprite, at place: SpritePlace, in ramp: ColourRamp?, owner: UInt8) {
    guard let level = sprite.level(for: max(place.scaleX, place.scaleY)) else { return }
    let (sine, cosine) = sineAndCosine(ofDegrees: place.angle)
    // Texels of the level for a pixel to the right and for one down, in 1/65536.
    let mirror = place.isFlipped ? -1.0 : 1.0
    let perX = mirror * Double(level.width) / (sprite.width * place.scaleX)
    let perY = Double(level.height) / (sprite.height * place.scaleY)
    func fixed(_ value: Double) -> Int { Int((value * 65536).rounded()) }
    let right = (u: fixed(cosine * perX), v: fixed(-sine * perY))
    let corner = SIMD2(sprite.width, sprite.height) / 2
    let box = place.bounds(of: [
      corner, -corner, SIMD2(corner.x, -corner.y), SIMD2(-corner.x, corner.y),
    ])
    let columns = cells(from: Float(box.x) - 1, to: Float(box.maxX) + 1, of: width)
    let rows = cells(from: Float(box.y) - 1, to: Float(box.maxY) + 1, of: height)
    guard !columns.isEmpty else { return }
    level.texels.withUnsafeBufferPointer { texels in
      guard let base = texels.baseAddress else { return }
      for row in rows {
        let dx = Double(columns.lowerBound) + 0.5 - place.x
        let dy = Double(row) + 0.5 - place.y
        // Half a texel back to its middle, one on for the rim.
        var u = fixed((dx * cosine + dy * sine) * perX + Double(level.width) / 2 + 0.5)
        var v = fixed((dy * cosine - dx * sine) * perY + Double(level.height) / 2 + 0.5)
        for column in columns {
          let (x, y) = (u >> 16, v >> 16)
          if x >= 0, x <= level.width, y >= 0, y <= level.height {
            let texel = Self.sample(
              base + (y * level.stride + x), stride: level.stride, u: u & 0xFFFF, v: v & 0xFFFF)
            blend(texel, at: row * width + column, ramp, gain: place.gain, owner: owner)
          }
          u += right.u
          v += right.v
        }
      }
    }
  }

  /// The mean of four texels by their nearness, in 1/256.
  @inline(__always)
  private static func sample(
    _ texel: UnsafePointer<SIMD8<UInt8>>, stride: Int, u: Int, v: Int
  ) -> SIMD8<UInt16> {
    let right = SIMD8<UInt16>(repeating: UInt16(truncatingIfNeeded: u >> 8))
    let down = SIMD8<UInt16>(repeating: UInt16(truncatingIfNeeded: v >> 8))
    let whole = SIMD8<UInt16>(repeating: 256)
    let (left, up) = (whole &- right, whole &- down)
    let eight = SIMD8<UInt16>(repeating: 8)
    let upper: SIMD8<UInt16> = wide(texel[0]) &* left &+ wide(texel[1]) &* right
    let lower: SIMD8<UInt16> = wide(texel[stride]) &* left &+ wide(texel[stride + 1]) &* right
    return (upper &>> eight) &* up &+ (lower &>> eight) &* down
  }

  @inline(__always)
  private static func wide(_ texel: SIMD8<UInt8>) -> SIMD8<UInt16> {
    SIMD8<UInt16>(truncatingIfNeeded: texel)
  }

  @inline(__always)
  private func blend(
    _ texel: SIMD8<UInt16>, at index: Int, _ ramp: ColourRamp?, gain: Float, owner: UInt8
  ) {
    let opacity = texel[3]
    guard opacity > 0 else { return }
    var color = SIMD4<Float>(texel.lowHalf) * (1 / 256)
    let taken = texel[4]
    if taken > 0, let ramp {
      let tone = min(Int(texel[5]) * 255 / Int(taken), 255)
      let share: Float = Float(taken) * (1 / 65280)
      color += ramp.levels[tone] * share
    }
    let kept: Float = 1 - Float(opacity) * (1 / 65280)
    pixels[index] = pixels[index] * kept + color * gain
    if opacity >= 32640 { owners[index] = owner }
  }
}

extension Sprite {
  /// The smallest size that need hardly be enlarged.
  fileprivate func level(for scale: Double) -> Level? {
    let needed = width * scale * 0.85
    return levels.last { Double($0.width) >= needed } ?? levels.first
  }
}
