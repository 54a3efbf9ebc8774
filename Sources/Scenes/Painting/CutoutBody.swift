internal import Drawing
internal import Layouts

/// The part of a cut-out that takes on a colour: how much of each texel it is, and its tone.
///
/// Saturated texels of one hue are the body, or the greys where hardly anything is saturated. What is
/// left, such as windows, wheels and eyes, keeps its colours.
struct CutoutBody {
  /// The share of each pixel, 0...1.
  let shares: [Float]
  /// The lightness of each pixel less that of the body in the middle.
  let tones: [Float]

  init(_ cutout: AtlasCutout) {
    let image = cutout.image
    let colors = (0..<image.width * image.height).map { index -> (Oklab, Double) in
      let at = 4 * index
      return (
        Oklab(
          red: image.pixels[at], green: image.pixels[at + 1], blue: image.pixels[at + 2]),
        Double(image.pixels[at + 3]) / 255
      )
    }
    let samples = cutout.body.map { Oklab(red: $0[0], green: $0[1], blue: $0[2]) }
    let sources = samples.isEmpty ? [Self.commonest(colors)] : samples
    let shares = colors.map { color, _ in
      sources.map { Self.likeness(color, to: $0) }.max() ?? 0
    }
    let middle = Self.middle(zip(colors, shares).map { ($0.0.lightness, $0.1 * $1) })
    self.shares = shares.map { Float($0) }
    tones = colors.map { Float($0.0.lightness - middle) }
  }

  /// Below that distance from grey a colour has no hue to speak of.
  private static let greyLimit = 0.055

  /// How much a colour is of the body that another one stands for.
  private static func likeness(_ color: Oklab, to body: Oklab) -> Double {
    guard body.chroma >= greyLimit else {
      let pale = 1 - ramp(color.chroma, from: 0.035, to: 0.07)
      let near = 1 - ramp((color.lightness - body.lightness).magnitude, from: 0.24, to: 0.34)
      return pale * near
    }
    // The cosine of the angle between both hues.
    let along = (color.a * body.a + color.b * body.b) / max(color.chroma * body.chroma, 1e-9)
    return ramp(along, from: 0.80, to: 0.90) * ramp(color.chroma, from: 0.02, to: 0.05)
  }

  private static func ramp(_ value: Double, from low: Double, to high: Double) -> Double {
    min(max((value - low) / (high - low), 0), 1)
  }

  /// The commonest saturated colour, or the commonest grey where less than a sixth is saturated.
  private static func commonest(_ colors: [(Oklab, Double)]) -> Oklab {
    let saturated = colors.filter { $0.1 > 0.5 && $0.0.chroma > 0.06 }
    let opaque = colors.count { $0.1 > 0.5 }
    guard saturated.count * 6 >= opaque, let hue = commonestHue(saturated.map(\.0)) else {
      let greys = colors.filter { $0.1 > 0.5 && $0.0.chroma <= 0.06 }
      let lightness = middle(greys.map { ($0.0.lightness, 1) })
      return Oklab(lightness: lightness, a: 0, b: 0)
    }
    return hue
  }

  /// The direction in which most chroma lies within 25 degrees.
  private static func commonestHue(_ colors: [Oklab]) -> Oklab? {
    var sums = [SIMD3<Double>](repeating: .zero, count: directions.count)
    for color in colors {
      for (index, direction) in directions.enumerated() {
        let along = color.a * direction.x + color.b * direction.y
        if along > 0.906 * color.chroma { sums[index] += SIMD3(color.a, color.b, color.chroma) }
      }
    }
    guard let best = sums.max(by: { $0.z < $1.z }), best.z > 0 else { return nil }
    let mean = best / best.z
    return Oklab(lightness: 0.6, a: 0.15 * mean.x, b: 0.15 * mean.y)
  }

  private static let directions: [SIMD2<Double>] = stride(from: 0.0, to: 360, by: 6).map {
    let (sine, cosine) = sineAndCosine(ofDegrees: $0)
    return SIMD2(cosine, sine)
  }

  /// The weighted median.
  private static func middle(_ values: [(value: Double, weight: Double)]) -> Double {
    let sorted = values.filter { $0.weight > 0 }.sorted { $0.value < $1.value }
    var rest = sorted.reduce(0) { $0 + $1.weight } / 2
    for (value, weight) in sorted {
      rest -= weight
      if rest <= 0 { return value }
    }
    return 0.5
  }
}
