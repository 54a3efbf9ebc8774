internal import Layouts

/// The eleven colours that LMD's benchmark asks for (`utils/eval/lmd.py`).
public enum ThingColour: String, Hashable, Sendable, CaseIterable {
  case red, orange, yellow, green, blue, purple, pink, brown, black, white, gray

  /// The middle of the colour in Oklab (Ottosson 2020): a point that people call by that name.
  var middle: Oklab {
    let (lightness, chroma, hue) = cylinder
    let (sine, cosine) = sineAndCosine(ofDegrees: hue)
    return Oklab(lightness: lightness, a: chroma * cosine, b: chroma * sine)
  }

  private var cylinder: (lightness: Double, chroma: Double, hue: Double) {
    switch self {
    case .red: (0.60, 0.225, 27)
    case .orange: (0.74, 0.175, 56)
    case .yellow: (0.89, 0.175, 98)
    case .green: (0.62, 0.175, 145)
    case .blue: (0.54, 0.20, 262)
    case .purple: (0.50, 0.20, 308)
    case .pink: (0.78, 0.135, 355)
    case .brown: (0.44, 0.075, 52)
    case .black: (0.23, 0, 0)
    case .white: (0.965, 0, 0)
    case .gray: (0.62, 0, 0)
    }
  }
}
