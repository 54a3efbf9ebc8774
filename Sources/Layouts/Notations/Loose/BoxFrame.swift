/// How the four numbers of a box are measured: their unit, and what they stand for in order.
public struct BoxFrame: Hashable, Sendable, CustomStringConvertible {
  /// What one of the numbers counts.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// Pixels of the canvas.
    case pixels
    /// Fractions of the canvas, 0 to 1.
    case fractions
    /// Hundredths of the canvas.
    case percent
    /// Thousandths of the canvas, as Ideogram and many vision models write.
    case thousandths

    /// How many of the unit make a side of the canvas that has a number of pixels.
    func parts(ofSide pixels: Int) -> Double {
      switch self {
      case .pixels: Double(pixels)
      case .fractions: 1
      case .percent: 100
      case .thousandths: 1000
      }
    }
  }

  /// What the four numbers stand for.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// Left, top, width, height.
    case xywh
    /// Left, top, right, bottom.
    case xyxy
    /// Top, left, bottom, right.
    case yxyx
    /// The centre, width, height.
    case cxcywh
  }

  /// The unit of the numbers.
  public var unit: Unit
  /// What they stand for.
  public var order: Order

  /// Creates a frame.
  public init(_ order: Order, _ unit: Unit) {
    self.order = order
    self.unit = unit
  }

  /// Every frame.
  public static let all = Order.allCases.flatMap { order in
    Unit.allCases.map { BoxFrame(order, $0) }
  }

  /// The frame as one word, `xyxy-fractions`.
  public var name: String { "\(order.rawValue)-\(unit.rawValue)" }

  /// The frame in words, `xyxy in fractions`.
  public var description: String { "\(order.rawValue) in \(unit.rawValue)" }

  /// The box in pixels of a canvas that four numbers stand for.
  public func box(_ numbers: [Double], on canvas: Canvas) -> Box {
    precondition(numbers.count == 4, "a box has 4 numbers, found \(numbers.count)")
    let scaleX = Double(canvas.width) / unit.parts(ofSide: canvas.width)
    let scaleY = Double(canvas.height) / unit.parts(ofSide: canvas.height)
    let (first, second, third, fourth) = (numbers[0], numbers[1], numbers[2], numbers[3])
    switch order {
    case .xywh:
      return Box(
        x: first * scaleX, y: second * scaleY, width: third * scaleX, height: fourth * scaleY)
    case .xyxy:
      let (x, y) = (first * scaleX, second * scaleY)
      return Box(x: x, y: y, width: third * scaleX - x, height: fourth * scaleY - y)
    case .yxyx:
      let (x, y) = (second * scaleX, first * scaleY)
      return Box(x: x, y: y, width: fourth * scaleX - x, height: third * scaleY - y)
    case .cxcywh:
      let (width, height) = (third * scaleX, fourth * scaleY)
      return Box(
        x: first * scaleX - width / 2, y: second * scaleY - height / 2, width: width,
        height: height)
    }
  }

  /// The four numbers that stand for a box in pixels of a canvas.
  public func numbers(of box: Box, on canvas: Canvas) -> [Double] {
    let scaleX = unit.parts(ofSide: canvas.width) / Double(canvas.width)
    let scaleY = unit.parts(ofSide: canvas.height) / Double(canvas.height)
    let (x, y) = (box.x * scaleX, box.y * scaleY)
    let (width, height) = (box.width * scaleX, box.height * scaleY)
    switch order {
    case .xywh: return [x, y, width, height]
    case .xyxy: return [x, y, box.maxX * scaleX, box.maxY * scaleY]
    case .yxyx: return [y, x, box.maxY * scaleY, box.maxX * scaleX]
    case .cxcywh: return [x + width / 2, y + height / 2, width, height]
    }
  }
}
