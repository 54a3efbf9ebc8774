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
      guard image.pixels[at + 3] > 0 else { return (Oklab(lightness: 0, a: 0, b: 0), 0) }
      return (
        Oklab(
          red: image.pixels[at], green: image.pixels[at + 1], blue: image.pixels[at + 2]),
        Double(image.pixels[at + 3]) / 255
      )
    }
    let samples = cutout.body.map { Oklab(red: $0[0], green: $0[1], blue: $0[2]) }
    let sources = samples.isEmpty ? [Self.commonest(colors)] : samples
    let shares = colors.map { color, opacity in
      opacity == 0 ? 0 : sources.map { Self.likeness(color, to: $0) }.max() ?? 0
    }
    let middle = Self.middle(zip(colors, shares).map { ($0.0.lightness, $0.1 * $1) })
    self.shares = shares.map { Float($0) }
    tones = colors.map { Float($0.0.lightness - middle) }
  }

  /// Below that distance from grey a colour has no hue to speak of.
  private static let greyLimit = 0.03
  /// From that distance on a colour counts when the commonest hue is sought.
  private static let saturation = 0.045

  /// How much a colour is of the body that another one stands for.
  private static func likeness(_ color: Oklab, to body: Oklab) -> Double {
    guard body.chroma >= greyLimit else {
      let pale = 1 - ramp(color.chroma, from: 0.035, to: 0.07)
      let near = 1 - ramp((color.lightness - body.lightness).magnitude, from: 0.24, to: 0.34)
      return pale * near
    }
    // The cosine of the angle between both hues.
    let along = (color.a * body.a + color.b * body.b) / max(color.chroma * body.chroma, 1e-9)
    let pale = min(body.chroma, 0.1)
    return ramp(along, from: 0.80, to: 0.90)
      * ramp(color.chroma, from: 0.2 * pale, to: 0.5 * pale)
  }

  private static func ramp(_ value: Double, from low: Double, to high: Double) -> Double {
    min(max((value - low) / (high - low), 0), 1)
  }

  /// The commonest saturated colour, or the commonest grey where less than a sixth is saturated.
  private static func commonest(_ colors: [(Oklab, Double)]) -> Oklab {
    let saturated = colors.filter { $0.1 > 0.5 && $0.0.chroma > saturation }
    let opaque = colors.count { $0.1 > 0.5 }
    guard saturated.count * 6 >= opaque, let hue = commonestHue(saturated.map(\.0)) else {
      let greys = colors.filter { $0.1 > 0.5 && $0.0.chroma <= saturation }
      let lightness = middle(greys.map { ($0.0.lightness, 1) })
      return Oklab(lightness: lightness, a: 0, b: 0)
    }
    return hue
  }

  /// The direction in which most chroma lies within 25 degrees.
  private static func commonestHue(_ colors: [Oklab]) -> Oklab? {
    var sums = [SIMD3<Double>](repeating: .zero, count: directions.count)
    var squares = [Double](repeating: 0, count: directions.count)
    for color in colors {
      for (index, direction) in directions.enumerated() {
        let along = color.a * direction.x + color.b * direction.y
        guard along > 0.906 * color.chroma else { continue }
        sums[index] += SIMD3(color.a, color.b, color.chroma)
        squares[index] += color.chroma * color.chroma
      }
    }
    guard let place = sums.indices.max(by: { sums[$0].z < sums[$1].z }), sums[place].z > 0
    else { return nil }
    // The mean hue, with the mean chroma weighted by itself.
    let (sum, chroma) = (sums[place], squares[place] / sums[place].z)
    let length = max((sum.x * sum.x + sum.y * sum.y).squareRoot(), 1e-9)
    return Oklab(lightness: 0.6, a: chroma * sum.x / length, b: chroma * sum.y / length)
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
