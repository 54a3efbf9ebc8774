/// What speaks for a frame before the numbers are looked at, in units of natural logarithms.
struct FramePrior {
  private var orders: [BoxFrame.Order: Double]
  private var units: [BoxFrame.Unit: Double]

  /// Weights that a notation gives orders and units; those that it does not name get a low one.
  init(orders: [BoxFrame.Order: Double], units: [BoxFrame.Unit: Double]) {
    self.orders = orders
    self.units = units
  }

  /// Lets a key or a word speak for an order.
  mutating func add(_ weight: Double, for order: BoxFrame.Order) {
    orders[order, default: Self.low] += weight
  }

  /// Lets a key or a word speak for a unit.
  mutating func add(_ weight: Double, for unit: BoxFrame.Unit) {
    units[unit, default: Self.low] += weight
  }

  /// What speaks for a frame.
  ///
  /// Those who write fractions and thousandths write corners (GLIGEN, CreatiLayout, MIGC, NSR-1K,
  /// Ideogram): there the second pair is a corner rather than a size. Fractions with sizes are rather
  /// YOLO's, around centres; sizes in thousandths hardly anyone writes.
  func weight(of frame: BoxFrame) -> Double {
    let joint =
      switch (frame.unit, frame.order) {
      case (.pixels, _): 0.0
      case (_, .xyxy), (_, .yxyx): 1.0
      case (.fractions, .cxcywh): 2.0
      case (.thousandths, _): -4.0
      default: 0.0
      }
    return (orders[frame.order] ?? Self.low) + (units[frame.unit] ?? Self.low) + joint
  }

  private static let low = -4.0
}

/// A guess at how the boxes of a layout are measured, from all of them together.
///
/// Each frame is weighed by what its boxes would look like: outside the canvas, inside out, tiny, or
/// all of them crowded into a corner. A list of boxes that fits several frames equally is decided by the
/// prior, and said to be ambiguous.
struct FrameInference {
  /// From this confidence on a reading is clear.
  static let clearConfidence = 0.85

  /// The likeliest frame.
  var frame: BoxFrame
  /// How sure it is, in 0...1.
  var confidence: Double
  /// The next likely frame that gives other boxes.
  var runnerUp: BoxFrame?

  /// Whether no other frame comes near.
  var isClear: Bool { confidence >= Self.clearConfidence }

  /// Infers the frame of boxes.
  ///
  /// - Parameters:
  ///   - boxes: four numbers each, with the order where their keys tell it.
  ///   - canvas: the canvas.
  ///   - prior: what speaks for the frames beside the numbers.
  ///   - declared: what is known; a frame that is declared in full is taken as it is.
  init(
    of boxes: some Sequence<RawBox>, on canvas: Canvas, prior: FramePrior,
    declared: DeclaredFrame
  ) {
    let isOrderKnown = boxes.allSatisfy { $0.order != nil }
    let isUnitKnown = boxes.allSatisfy { $0.unit != nil }
    let candidates = BoxFrame.all.filter { frame in
      declared.allows(frame)
        && (declared.unit != nil || Self.isDistinct(frame.unit, on: canvas))
        // Where every box tells its own, there is no need to ask twice.
        && (!isOrderKnown || frame.order == (declared.order ?? .xywh))
        && (!isUnitKnown || frame.unit == (declared.unit ?? .pixels))
    }
    let weighed = candidates.map { frame in
      (frame, prior.weight(of: frame) + Self.weight(of: boxes, in: frame, on: canvas))
    }.sorted { $0.1 > $1.1 }
    let best = weighed.first ?? (BoxFrame(.xywh, .pixels), 0)
    let total = weighed.reduce(0) { $0 + exponential($1.1 - best.1) }
    frame = best.0
    confidence = 1 / max(1, total)
    runnerUp = weighed.dropFirst().first?.0
  }

  /// Whether a unit differs from pixels on a canvas.
  private static func isDistinct(_ unit: BoxFrame.Unit, on canvas: Canvas) -> Bool {
    unit == .pixels || unit.parts(ofSide: canvas.width) != Double(canvas.width)
      || unit.parts(ofSide: canvas.height) != Double(canvas.height)
  }

  // MARK: - Weighing

  /// How many boxes are looked at: more do not make the answer clearer.
  static let sampleSize = 256

  private static func weight(
    of boxes: some Sequence<RawBox>, in frame: BoxFrame, on canvas: Canvas
  ) -> Double {
    var weight = 0.0
    var reach = 0.0
    var count = 0.0
    for raw in boxes.prefix(sampleSize) {
      let own = BoxFrame(raw.order ?? frame.order, raw.unit ?? frame.unit)
      let box = own.box(raw.numbers, on: canvas).fractions(of: canvas)
      weight -= penalty(of: box)
      if raw.unit == nil, !isPossible(raw.numbers, in: frame.unit) { weight -= 20 }
      // Whatever the order, the largest number tells how far the unit reaches.
      let side = own.unit.parts(ofSide: max(canvas.width, canvas.height))
      reach = max(reach, (raw.numbers.max() ?? 0) / side)
      count += 1
    }
    // The chance that so many boxes all end so near the origin.
    let crowding = logarithm(min(1, max(reach, 1e-4))) * min(count, 4)
    // A unit that leaves most of the canvas empty explains nothing better than pixels do.
    let isFar = frame.unit != .pixels && reach < 0.4
    return weight + crowding - (isFar ? (frame.unit == .fractions ? 3 : 12) : 0)
  }

  /// Whether numbers can be of a unit at all, those a little outside the canvas included.
  static func isPossible(_ numbers: [Double], in unit: BoxFrame.Unit) -> Bool {
    let largest = numbers.reduce(0) { max($0, $1.magnitude) }
    switch unit {
    case .pixels: return true
    case .fractions: return largest <= 1.25
    case .percent: return largest <= 110
    case .thousandths: return largest <= 1050
    }
  }

  /// How odd boxes are as they stand, in pixels of a canvas; as many are looked at as in weighing.
  static func penalty(of boxes: some Sequence<Box>, on canvas: Canvas) -> Double {
    boxes.prefix(sampleSize).reduce(0) { $0 + penalty(of: $1.fractions(of: canvas)) }
  }

  /// How odd a box is, given in fractions of the canvas.
  private static func penalty(of box: Box) -> Double {
    var penalty = 0.0
    for side in [box.width, box.height] {
      if side < 0 { penalty += 8 } else if side == 0 { penalty += 2 }
    }
    let outside = max(0, -box.x, -box.y, box.maxX - 1, box.maxY - 1)
    if outside > 0.02 { penalty += min(12, 1.5 + 8 * outside) }
    let longer = max(box.width, box.height)
    if longer < 0.005 { penalty += 6 } else if longer < 0.02 { penalty += 2 }
    return penalty.isFinite ? penalty : 20
  }
}

// MARK: - Functions that the standard library leaves to C

/// e to the power of a number that is not positive, to three digits.
private func exponential(_ number: Double) -> Double {
  guard number > -40 else { return 0 }
  var power = 1.0
  // (1 + x / 2^n)^(2^n), by squaring.
  power = 1 + number / 65536
  for _ in 0..<16 { power *= power }
  return power
}

/// The natural logarithm of a positive number, to three digits.
private func logarithm(_ number: Double) -> Double {
  let fraction = (number.significand - 1) / (number.significand + 1)
  let square = fraction * fraction
  let series = fraction * (2 + square * (2 / 3 + square * (2 / 5 + square * 2 / 7)))
  return Double(number.exponent) * 0.693147 + series
}
