import Layouts

/// What a place must satisfy, and where it would best be.
struct PlaceRule {
  /// One condition on a box.
  enum Condition {
    case leftOf(Box), rightOf(Box), above(Box), below(Box)
    /// Lies to a side, if only askew: the side as a direction.
    case toward(Box, x: Double, y: Double)
    /// Stands on the top edge.
    case on(Box)
    /// Lies wholly within.
    case inside(Box)
    /// Covers the foot of the other.
    case inFrontOf(Box)
    /// Looks out above the other.
    case behind(Box)
    /// Stands at one side, close.
    case beside(Box, reach: Double)
    /// Has its middle between the middles of two.
    case between(Box, Box)
    /// Has its middle in a part of the canvas.
    case centered(x: ClosedRange<Double>, y: ClosedRange<Double>)
    /// Has its middle nearer to a point than some distance, or further.
    case nearer(Box, than: Double), further(Box, than: Double)
  }

  /// What must hold, all of it.
  var conditions: [Condition] = []
  /// Where the middle would best be.
  var wish: (x: Double, y: Double)
  /// How much more a pixel along each axis costs.
  var weight: (x: Double, y: Double) = (1, 1)
  /// The bottom edge that the box would best have, instead of the middle's height.
  var foot: Double?

  /// Whether a box satisfies every condition.
  func accepts(_ box: Box) -> Bool { conditions.allSatisfy { $0.holds(box) } }

  /// The rule in which directions may be askew, or nil when it has none.
  var relaxed: PlaceRule? {
    var result = self
    result.conditions = conditions.map { condition in
      switch condition {
      case .leftOf(let box): .toward(box, x: -1, y: 0)
      case .rightOf(let box): .toward(box, x: 1, y: 0)
      case .above(let box): .toward(box, x: 0, y: -1)
      case .below(let box): .toward(box, x: 0, y: 1)
      default: condition
      }
    }
    let hasDirections = conditions.contains { condition in
      switch condition {
      case .leftOf, .rightOf, .above, .below: true
      default: false
      }
    }
    return hasDirections ? result : nil
  }

  /// How far a box is from the wish.
  func cost(_ box: Box) -> Double {
    let x = (box.centerX - wish.x) * weight.x
    let y = (foot.map { box.maxY - $0 } ?? (box.centerY - wish.y)) * weight.y
    return x * x + y * y
  }

  /// The boxes that the conditions speak of.
  var landmarks: [Box] {
    conditions.flatMap { condition -> [Box] in
      switch condition {
      case .leftOf(let box), .rightOf(let box), .above(let box), .below(let box), .on(let box),
        .toward(let box, _, _), .inside(let box), .inFrontOf(let box), .behind(let box),
        .beside(let box, _),
        .nearer(let box, _), .further(let box, _):
        [box]
      case .between(let one, let other): [one, other]
      case .centered: []
      }
    }
  }
}

extension PlaceRule.Condition {
  /// Rounding may move an edge so far.
  private static let slack = 1e-6
  /// How far a direction may lean to the side: the sideways part over the straight one.
  private static let lean = 1.2
  /// The same for what may lie askew: sixty degrees.
  private static let askew = 1.73

  func holds(_ box: Box) -> Bool {
    let slack = Self.slack
    switch self {
    case .leftOf(let other):
      return box.maxX <= other.x + slack
        && Self.points(other.centerX - box.centerX, other.centerY - box.centerY)
    case .rightOf(let other):
      return box.x >= other.maxX - slack
        && Self.points(box.centerX - other.centerX, other.centerY - box.centerY)
    case .above(let other):
      return box.maxY <= other.y + slack
        && Self.points(other.centerY - box.centerY, other.centerX - box.centerX)
    case .below(let other):
      return box.y >= other.maxY - slack
        && Self.points(box.centerY - other.centerY, other.centerX - box.centerX)
    case .toward(let other, let x, let y):
      let (right, down) = (box.centerX - other.centerX, box.centerY - other.centerY)
      let (along, aside) = (right * x + down * y, right * y - down * x)
      let size = abs(x) * other.width + abs(y) * other.height
      return along >= 0.2 * size && abs(aside) <= Self.askew * along
    case .on(let other):
      return abs(box.maxY - other.y) < 0.5 && box.centerX >= other.x - slack
        && box.centerX <= other.maxX + slack
    case .inside(let other): return other.contains(box)
    case .inFrontOf(let other):
      return box.maxY >= other.maxY - slack && box.centerY > other.y
        && box.centerX >= other.x && box.centerX <= other.maxX
    case .behind(let other):
      return box.y < other.y - slack && box.maxY < other.maxY && box.maxY > other.y - slack
        && box.centerX >= other.x && box.centerX <= other.maxX
    case .beside(let other, let reach):
      let gap = max(other.x - box.maxX, box.x - other.maxX)
      let apart = abs(box.centerY - other.centerY)
      return gap >= -slack && gap <= reach && apart <= (box.height + other.height) / 2
    case .between(let one, let other): return Self.isBetween(box, one, other)
    case .centered(let x, let y): return x.contains(box.centerX) && y.contains(box.centerY)
    case .nearer(let other, let distance): return Self.distance(box, other) < distance
    case .further(let other, let distance): return Self.distance(box, other) > distance
    }
  }

  private static func points(_ along: Double, _ aside: Double) -> Bool {
    along > 0 && abs(aside) <= lean * along
  }

  private static func isBetween(_ box: Box, _ one: Box, _ other: Box) -> Bool {
    let (x, y) = (other.centerX - one.centerX, other.centerY - one.centerY)
    let square = x * x + y * y
    guard square > 0 else { return false }
    let (right, down) = (box.centerX - one.centerX, box.centerY - one.centerY)
    let share = (right * x + down * y) / square
    let aside = abs(right * y - down * x) / square.squareRoot()
    return share > 0.2 && share < 0.8 && aside <= 0.5 * square.squareRoot()
  }

  static func distance(_ box: Box, _ other: Box) -> Double {
    let (x, y) = (box.centerX - other.centerX, box.centerY - other.centerY)
    return (x * x + y * y).squareRoot()
  }
}
