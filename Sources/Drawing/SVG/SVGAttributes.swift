internal import Foundation

/// The values of SVG's attributes: lengths and transforms.
enum SVGAttributes {
  /// Pixels in a unit, at the 96 pixels an inch of CSS.
  private static let units: [String: Double] = [
    "": 1, "px": 1, "pt": 96.0 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96,
    "q": 96 / 101.6, "em": 16, "ex": 8,
  ]

  /// A length in user units; a percentage is of the given whole.
  static func length(_ text: String?, of whole: Double = 100) -> Double? {
    guard let text else { return nil }
    var scanner = NumberScanner(text)
    guard let number = scanner.number() else { return nil }
    let unit = scanner.word().lowercased()
    guard scanner.isAtEnd else { return nil }
    if unit == "%" { return number / 100 * whole }
    return units[unit].map { $0 * number }
  }

  /// The map of a `transform`, or nil where the text can't be read.
  static func transform(_ text: String) -> AffineMap? {
    var scanner = NumberScanner(text)
    var map = AffineMap.identity
    while !scanner.isAtEnd {
      let name = scanner.word()
      guard scanner.take("(") else { return nil }
      let numbers = scanner.numbers()
      guard scanner.take(")"), let step = step(name, numbers) else { return nil }
      scanner.skipComma()
      map = map == .identity ? step : map.after(step)
    }
    return map
  }

  private static func step(_ name: String, _ numbers: [Double]) -> AffineMap? {
    switch (name, numbers.count) {
    case ("none", 0): return .identity
    case ("matrix", 6):
      return AffineMap(
        a: numbers[0], b: numbers[1], c: numbers[2], d: numbers[3], e: numbers[4], f: numbers[5])
    case ("translate", 1): return .translation(numbers[0], 0)
    case ("translate", 2): return .translation(numbers[0], numbers[1])
    case ("scale", 1): return .scale(numbers[0], numbers[0])
    case ("scale", 2): return .scale(numbers[0], numbers[1])
    case ("rotate", 1): return .rotation(degrees: numbers[0])
    case ("rotate", 3):
      return AffineMap.translation(numbers[1], numbers[2])
        .after(.rotation(degrees: numbers[0])).after(.translation(-numbers[1], -numbers[2]))
    case ("skewX", 1): return AffineMap(c: tan(numbers[0] * .pi / 180))
    case ("skewY", 1): return AffineMap(b: tan(numbers[0] * .pi / 180))
    default: return nil
    }
  }

  /// The turn of a transform that is nothing but `rotate(angle x y)` about that centre.
  static func turn(_ text: String, aboutX x: Double, y: Double) -> Double? {
    var scanner = NumberScanner(text)
    guard scanner.word() == "rotate", scanner.take("(") else { return nil }
    let numbers = scanner.numbers()
    guard numbers.count == 3, numbers[1] == x, numbers[2] == y, scanner.take(")"),
      scanner.isAtEnd
    else { return nil }
    return numbers[0]
  }

  /// The declarations of a `style` attribute.
  static func style(_ text: String?) -> [String: String] {
    var result: [String: String] = [:]
    for declaration in (text ?? "").split(separator: ";") {
      let parts = declaration.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      result[parts[0].trimmingCharacters(in: .whitespaces)] =
        parts[1].trimmingCharacters(in: .whitespaces)
    }
    return result
  }
}
