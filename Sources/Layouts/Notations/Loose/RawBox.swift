/// The four numbers of a box as a text gives them, before it is known how they are measured.
struct RawBox {
  // Held in place: a text may be a list of boxes, and an array takes twice as much for each.
  private let first, second, third, fourth: Double
  /// What they stand for, where keys tell it.
  var order: BoxFrame.Order?
  /// What they count, where signs such as `%` tell it.
  var unit: BoxFrame.Unit?
  var range: Range<Int>

  init(
    numbers: [Double], order: BoxFrame.Order? = nil, unit: BoxFrame.Unit? = nil, range: Range<Int>
  ) {
    precondition(numbers.count == 4, "a box has 4 numbers, found \(numbers.count)")
    (first, second, third, fourth) = (numbers[0], numbers[1], numbers[2], numbers[3])
    self.order = order
    self.unit = unit
    self.range = range
  }

  /// The box of four numbers whose signs may tell the unit.
  init(
    _ numbers: [RawNumber], order: BoxFrame.Order? = nil, on canvas: Canvas, range: Range<Int>
  ) {
    let (values, unit) = numbers.inOneUnit(on: canvas)
    self.init(numbers: values, order: order, unit: unit, range: range)
  }

  var numbers: [Double] { [first, second, third, fourth] }

  /// Whether the numbers are so small that they are hardly pixels.
  var looksLikeFractions: Bool {
    numbers.allSatisfy { $0.magnitude <= 1 } && numbers.contains { $0 != $0.rounded() }
  }
}

/// An object as a text gives it.
struct RawObject {
  enum Region {
    case box(RawBox)
    case ellipse(RawEllipse, range: Range<Int>)
  }

  var name: String
  var description = ""
  var region: Region
  var extras = JSONObject()
  /// Where the object stands, its name included.
  var range: Range<Int>

  /// Where the numbers stand.
  var regionRange: Range<Int> {
    switch region {
    case .box(let box): box.range
    case .ellipse(_, let range): range
    }
  }
}

/// What a text says of one number.
struct RawNumber {
  var value: Double
  /// Percent or pixels, where a sign tells it.
  var unit: BoxFrame.Unit?

  /// The number in pixels of a side: a percentage is taken of it, another one is left.
  func inPixels(ofSide pixels: Int) -> Double {
    unit == .percent ? value * Double(pixels) / 100 : value
  }
}

extension Sequence<RawNumber> {
  /// The unit of all the numbers, which some of them tell; nil where none does.
  var unit: BoxFrame.Unit? { lazy.compactMap(\.unit).first { _ in true } }

  /// Whether some of the numbers are percentages, and some are not.
  var mixesPercentages: Bool {
    contains { $0.unit == .percent } && contains { $0.unit != .percent }
  }
}

extension [RawNumber] {
  /// Numbers along x and along y in turn, in one unit: percentages beside pixels are taken of the canvas.
  func inOneUnit(on canvas: Canvas) -> (values: [Double], unit: BoxFrame.Unit?) {
    guard mixesPercentages else { return (map(\.value), unit) }
    let values = enumerated().map { index, number in
      number.inPixels(ofSide: index.isMultiple(of: 2) ? canvas.width : canvas.height)
    }
    return (values, .pixels)
  }
}
