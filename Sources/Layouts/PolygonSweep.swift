/// A line that sweeps over two convex polygons from left to right and adds up what they share.
///
/// It stops at every corner. Between two stops each polygon is a stretch between two straight edges,
/// so what they share is found exactly, in time that grows with the number of corners and not with
/// its square, as it would if one polygon were clipped at each edge of the other.
struct PolygonSweep {
  /// A polygon's upper or lower edges from its leftmost corner to its rightmost one.
  private struct Chain {
    private let corners: [(x: Double, y: Double)]
    private let last: Int
    private let step: Int
    private var place: Int
    /// The edge that the line stands on: its start, its slope and where it ends.
    private var start: (x: Double, y: Double)
    private var slope = 0.0
    private(set) var end: Double

    init(_ corners: [(x: Double, y: Double)], from first: Int, to last: Int, step: Int) {
      self.corners = corners
      self.last = last
      self.step = step
      place = first
      start = corners[first]
      end = start.x
    }

    /// Steps on to the edge right of a place; false when there is none.
    mutating func advance(to x: Double) -> Bool {
      while !(end > x) {
        guard place != last else { return false }
        start = corners[place]
        place += step
        if place == corners.count { place = 0 } else if place < 0 { place = corners.count - 1 }
        let next = corners[place]
        end = next.x
        slope = (next.y - start.y) / (next.x - start.x)
      }
      return true
    }

    /// The height of the edge at a place.
    func height(at x: Double) -> Double { start.y + slope * (x - start.x) }
  }

  /// The edges that bound the polygons at the top of the screen, and at its bottom.
  private var tops: (Chain, Chain)
  private var bottoms: (Chain, Chain)

  private init(_ one: ConvexPolygon, _ other: ConvexPolygon) {
    let (first, second) = (Self.chains(of: one), Self.chains(of: other))
    tops = (first.top, second.top)
    bottoms = (first.bottom, second.bottom)
  }

  private static func chains(of polygon: ConvexPolygon) -> (top: Chain, bottom: Chain) {
    let corners = polygon.corners
    var (left, right) = (0, 0)
    for index in corners.indices {
      if corners[index].x < corners[left].x { left = index }
      if corners[index].x > corners[right].x { right = index }
    }
    return (
      Chain(corners, from: left, to: right, step: 1),
      Chain(corners, from: left, to: right, step: -1)
    )
  }

  /// The area that two polygons share, whose corners run clockwise on screen.
  static func sharedArea(_ one: ConvexPolygon, _ other: ConvexPolygon) -> Double {
    var sweep = PolygonSweep(one, other)
    var x = max(sweep.tops.0.end, sweep.tops.1.end)
    var here: Heights?
    var area = 0.0
    while sweep.advance(to: x) {
      let left = here ?? sweep.heights(at: x)
      let next = sweep.nextStop
      let right = sweep.heights(at: next)
      area += Self.sharedArea(width: next - x, left, right)
      (x, here) = (next, right)
    }
    return area
  }

  /// Steps all edges on to a place; false when one of the polygons ends there.
  private mutating func advance(to x: Double) -> Bool {
    tops.0.advance(to: x) && tops.1.advance(to: x) && bottoms.0.advance(to: x)
      && bottoms.1.advance(to: x)
  }

  private var nextStop: Double {
    min(min(tops.0.end, tops.1.end), min(bottoms.0.end, bottoms.1.end))
  }

  /// Where the line meets the edges.
  private struct Heights {
    var tops: (Double, Double)
    var bottoms: (Double, Double)

    /// How much of the line lies in both polygons; negative where it lies in one at a time.
    var shared: Double { min(bottoms.0, bottoms.1) - max(tops.0, tops.1) }

    /// The heights a part of the way to others.
    func blended(_ part: Double, with other: Heights) -> Heights {
      func blend(_ one: Double, _ other: Double) -> Double { one + part * (other - one) }
      return Heights(
        tops: (blend(tops.0, other.tops.0), blend(tops.1, other.tops.1)),
        bottoms: (blend(bottoms.0, other.bottoms.0), blend(bottoms.1, other.bottoms.1)))
    }
  }

  private func heights(at x: Double) -> Heights {
    Heights(
      tops: (tops.0.height(at: x), tops.1.height(at: x)),
      bottoms: (bottoms.0.height(at: x), bottoms.1.height(at: x)))
  }

  /// What is shared between two stops, cut once more where edges of the same side cross.
  private static func sharedArea(width: Double, _ left: Heights, _ right: Heights) -> Double {
    let tops = crossing(left.tops.0 - left.tops.1, right.tops.0 - right.tops.1)
    let bottoms = crossing(left.bottoms.0 - left.bottoms.1, right.bottoms.0 - right.bottoms.1)
    guard tops != nil || bottoms != nil else { return area(width, left.shared, right.shared) }
    let cuts = (tops ?? 0, bottoms ?? 0)
    var (start, height, sum) = (0.0, left.shared, 0.0)
    for cut in [min(cuts.0, cuts.1), max(cuts.0, cuts.1)] where cut > start {
      let next = left.blended(cut, with: right).shared
      sum += area(width * (cut - start), height, next)
      (start, height) = (cut, next)
    }
    return sum + area(width * (1 - start), height, right.shared)
  }

  /// Which part of the way between two stops a difference is zero at, if it changes its sign.
  private static func crossing(_ start: Double, _ end: Double) -> Double? {
    start < 0 && end > 0 || start > 0 && end < 0 ? start / (start - end) : nil
  }

  /// The part above zero of the area below a straight line.
  private static func area(_ width: Double, _ start: Double, _ end: Double) -> Double {
    if start >= 0, end >= 0 { return width * (start + end) / 2 }
    let high = max(start, end)
    return high > 0 ? width * high * high / (2 * (high - min(start, end))) : 0
  }
}
