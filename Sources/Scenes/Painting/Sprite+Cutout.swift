internal import Drawing

extension Sprite {
  /// Tones are kept as bytes around this one; 255 of them are the whole range of lightness.
  static let middleTone: Float = 128

  /// A cut-out in its own colours.
  init(_ cutout: AtlasCutout, largest: Double) {
    let image = cutout.image
    let texels = (0..<image.width * image.height).map { index -> SIMD8<Float> in
      let opacity = Float(image.pixels[4 * index + 3])
      let share = opacity / 255
      return SIMD8(
        Float(image.pixels[4 * index]) * share, Float(image.pixels[4 * index + 1]) * share,
        Float(image.pixels[4 * index + 2]) * share, opacity, 0, 0, 0, 0)
    }
    self.init(texels: texels, width: image.width, height: image.height, largest: largest)
  }

  /// A cut-out whose body is left open for a colour.
  init(_ cutout: AtlasCutout, body: CutoutBody, largest: Double) {
    let image = cutout.image
    let texels = (0..<image.width * image.height).map { index -> SIMD8<Float> in
      let opacity = Float(image.pixels[4 * index + 3])
      let share = opacity / 255
      let fixed = share * (1 - body.shares[index])
      let tone = min(max(Self.middleTone + 255 * body.tones[index], 0), 255)
      let taken = opacity * body.shares[index]
      return SIMD8(
        Float(image.pixels[4 * index]) * fixed, Float(image.pixels[4 * index + 1]) * fixed,
        Float(image.pixels[4 * index + 2]) * fixed, opacity, taken, taken * tone / 255, 0, 0)
    }
    self.init(texels: texels, width: image.width, height: image.height, largest: largest)
  }
}
