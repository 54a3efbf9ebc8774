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

  /// A layout of boxes and ellipses of all sizes that reach into the canvas.
  mutating func layout(objects count: Int, canvas: Canvas = .standard) -> Layout {
    let names = ["a cat", "a very long wooden table", "펭귄 한 마리", "下雪的木屋", "kot", "two dogs", "x"]
    let objects = (0..<count).map { _ in
      LayoutObject(
        name: names.randomElement(using: &self) ?? "", region: region(on: canvas))
    }
    return Layout(
      canvas: canvas, caption: "a seeded layout", background: "a street", objects: objects)
  }

  private mutating func region(on canvas: Canvas) -> LayoutObject.Region {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let (x, y) = (number(0...width), number(0...height))
    let (long, short) = (number(0.01...width * 0.7), number(0.01...height * 0.7))
    return Bool.random(using: &self)
      ? .box(Box(x: x - long / 2, y: y - short / 2, width: long, height: short))
      : .ellipse(
        Ellipse(
          centerX: x, centerY: y, major: max(long, short) / 2, minor: min(long, short) / 2,
          angle: number(0...179)))
  }
}
