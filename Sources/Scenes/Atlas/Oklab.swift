/// A colour in Oklab, where equal distances look about equal (Ottosson 2020).
///
/// Roots are found by Newton's method with basic arithmetic alone: the C library's powers differ in
/// their last bits between machines, and a scene is to have the same bytes everywhere.
struct Oklab: Hashable {
  var lightness: Double
  var a: Double
  var b: Double

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// The distance from grey.
  var chroma: Double { (a * a + b * b).squareRoot() }

  /// A colour of sRGB, its levels in 0...255.
  init(red: UInt8, green: UInt8, blue: UInt8) {
    let (r, g, b) = (Self.linear[Int(red)], Self.linear[Int(green)], Self.linear[Int(blue)])
    let long = Self.cubeRoot(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let medium = Self.cubeRoot(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let short = Self.cubeRoot(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.init(
      lightness: 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
      a: 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
      b: 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short)
  }

  /// The levels of linear sRGB, which may lie outside 0...1.
  private var linearLevels: (Double, Double, Double) {
    let long = lightness + 0.3963377774 * a + 0.2158037573 * b
    let medium = lightness - 0.1055613458 * a - 0.0638541728 * b
    let short = lightness - 0.0894841775 * a - 1.2914855480 * b
    let (l, m, s) = (long * long * long, medium * medium * medium, short * short * short)
    return (
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    )
  }

  /// The levels of sRGB in 0...255; what sRGB can't show is made paler until it can.
  var levels: SIMD4<Float> {
    var color = self
    for _ in 0..<24 {
      let (r, g, b) = color.linearLevels
      if min(r, g, b) >= -0.002, max(r, g, b) <= 1.002 { break }
      color.a *= 0.92
      color.b *= 0.92
    }
    let (r, g, b) = color.linearLevels
    return SIMD4(Self.encoded(r), Self.encoded(g), Self.encoded(b), 0)
  }

  // MARK: - The curve of sRGB

  /// The linear level of each of the 256 levels.
  private static let linear: [Double] = (0...255).map { level in
    let value = Double(level) / 255
    if value <= 0.04045 { return value / 12.92 }
    let base = (value + 0.055) / 1.055
    // x^2.4 = x² · (x²)^(1/5)
    return base * base * fifthRoot(base * base)
  }

  private static func encoded(_ linear: Double) -> Float {
    let level = min(max(linear, 0), 1)
    if level <= 0.0031308 { return Float(255 * 12.92 * level) }
    // x^(1/2.4) = (x^(5/4))^(1/3)
    let power = cubeRoot(level * level.squareRoot().squareRoot())
    return Float(255 * (1.055 * power - 0.055))
  }

  private static func cubeRoot(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    // A third of the exponent is within a twentieth; each step triples the digits (Halley).
    var root = Double(bitPattern: value.bitPattern / 3 + 0x2A9F_7893_0000_0000)
    for _ in 0..<3 {
      let cube = root * root * root
      root *= (cube + 2 * value) / (2 * cube + value)
    }
    return root
  }

  private static func fifthRoot(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    var root = 0.5 + 0.5 * value
    for _ in 0..<40 {
      let square = root * root
      let next = (4 * root + value / (square * square)) / 5
      if next == root { break }
      root = next
    }
    return root
  }
}
