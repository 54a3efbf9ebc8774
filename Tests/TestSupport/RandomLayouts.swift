public import Layouts

/// A small seeded generator (Steele, Lea and Flood 2014), so that every run tests the same layouts.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Which regions a random layout holds.
public enum RegionKind: CaseIterable, Sendable {
  /// Boxes, ellipses, or both.
  case boxes, ellipses, mixed
}

extension Layout {
  /// A layout of everything that the contract can hold, odd texts included.
  public static func random(
    _ kind: RegionKind, using generator: inout SplitMix64, hasDescriptions: Bool = true
  ) -> Layout {
    let count = Int.random(in: 0...6, using: &generator)
    var layout = Layout()
    layout.background = .random(using: &generator)
    layout.negative = .random(using: &generator)
    layout.objects = (0..<count).map { _ in
      let isBox = kind == .boxes || (kind == .mixed && Bool.random(using: &generator))
      return LayoutObject(
        name: .random(using: &generator),
        description: hasDescriptions ? .random(using: &generator) : "",
        region: isBox ? .box(.random(using: &generator)) : .ellipse(.random(using: &generator)))
    }
    return layout
  }
}

extension Box {
  fileprivate static func random(using generator: inout SplitMix64) -> Box {
    func side(_ range: ClosedRange<Double>) -> Double {
      let number = Double.random(in: range, using: &generator)
      return Bool.random(using: &generator) ? number.rounded() : number
    }
    return Box(x: side(-50...500), y: side(-50...500), width: side(2...500), height: side(2...500))
  }
}

extension Ellipse {
  fileprivate static func random(using generator: inout SplitMix64) -> Ellipse {
    func number(_ range: ClosedRange<Double>) -> Double {
      Double.random(in: range, using: &generator).rounded()
    }
    let minor = number(1...200)
    return Ellipse(
      centerX: number(-50...550), centerY: number(-50...550), major: minor + number(0...200),
      minor: minor, angle: number(0...179))
  }
}

extension String {
  /// A short text with quotes, apostrophes, foreign letters and signs that notations must escape.
  fileprivate static func random(using generator: inout SplitMix64) -> String {
    let words = [
      "a", "red", "cat", "dog's", "\"Free Stuff\"", "한국어", "猫", "café", "stop-sign", "(small)",
      "#5", "x, y", "back\\slash", "[tag]", "{curly}", "50%", "don't", "O'Neil's \"bar\"", "naïve",
      "None", "a;b", "a: b", "tab\there", "‘curly’", "😀", "e\u{301}", "\u{200B}zero", "*/", "/*",
      "```", "//",
    ]
    let count = Int.random(in: 0...4, using: &generator)
    return (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &generator)] }
      .joined(separator: " ")
  }
}
