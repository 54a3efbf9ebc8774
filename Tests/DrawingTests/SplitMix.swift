import Layouts

/// A small seeded generator, so that property tests repeat.
///
/// It is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &self)
  }

  /// A region far smaller than a cell of an 8 × 8 mask, with its centre inside the canvas.
  mutating func tinyRegion(on canvas: Canvas) -> LayoutObject.Region {
    let x = number(0.001...Double(canvas.width) - 0.001)
    let y = number(0.001...Double(canvas.height) - 0.001)
    let (long, short) = (number(1e-5...3), number(1e-5...3))
    return Bool.random(using: &self)
      ? .box(Box(x: x - long / 2, y: y - short / 2, width: long, height: short))
      : .ellipse(
        Ellipse(
          centerX: x, centerY: y, major: max(long, short), minor: min(long, short),
          angle: number(0...180)))
  }
}
