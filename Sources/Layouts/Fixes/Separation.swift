/// Ways of drawing two regions apart, the least displacement first.
struct Separation {
  /// One way: where both regions lie then, and how far they were moved together.
  struct Way {
    var first: LayoutObject.Region
    var second: LayoutObject.Region
    var displacement: Double
  }

  let first: LayoutObject.Region
  let second: LayoutObject.Region
  let canvas: Canvas
  /// The intersection over union that is left at most.
  let overlap: Double

  /// The ways that keep both regions in the canvas: the second one moves, the first, or both.
  var ways: [Way] {
    var ways: [Way] = []
    for direction in Self.directions {
      guard let distance = distance(along: direction) else { continue }
      for share in [1, 0, 0.5] {
        let moved = (
          first.moved(
            x: -direction.x * distance * (1 - share), y: -direction.y * distance * (1 - share)),
          second.moved(x: direction.x * distance * share, y: direction.y * distance * share)
        )
        guard canvas.bounds.contains(moved.0.bounds), canvas.bounds.contains(moved.1.bounds),
          Overlap.intersectionOverUnion(moved.0, moved.1) <= overlap + 1e-6
        else { continue }
        ways.append(
          Way(
            first: moved.0, second: moved.1,
            displacement: moved.0.distance(to: first) + moved.1.distance(to: second)))
      }
    }
    return ways.enumerated().sorted {
      ($0.element.displacement, $0.offset) < ($1.element.displacement, $1.offset)
    }.map(\.element)
  }

  /// Both regions beside each other in the ground that they cover together.
  var sharing: Way {
    let (one, two) = (first.bounds, second.bounds)
    let left = max(0, min(one.x, two.x))
    let top = max(0, min(one.y, two.y))
    let width = min(Double(canvas.width), max(one.maxX, two.maxX)) - left
    let height = min(Double(canvas.height), max(one.maxY, two.maxY)) - top
    let halves: [Box]
    let isSecondAfter: Bool
    if width >= height {
      let half = (width / 2).inSteps(of: 1, .down)
      halves = [0, width - half].map { Box(x: left + $0, y: top, width: half, height: height) }
      isSecondAfter = two.centerX >= one.centerX
    } else {
      let half = (height / 2).inSteps(of: 1, .down)
      halves = [0, height - half].map { Box(x: left, y: top + $0, width: width, height: half) }
      isSecondAfter = two.centerY >= one.centerY
    }
    let regions = isSecondAfter ? halves : halves.reversed()
    return Way(
      first: first.fitted(to: regions[0]), second: second.fitted(to: regions[1]),
      displacement: .infinity)
  }

  /// How many ways are tried.
  static let wayLimit = 6

  private static let directions: [(x: Double, y: Double)] = [(1, 0), (-1, 0), (0, 1), (0, -1)]

  /// How far the second region must move against the first one along a direction, by bisection.
  private func distance(along direction: (x: Double, y: Double)) -> Double? {
    let (one, two) = (first.bounds, second.bounds)
    let reach =
      direction.x > 0
      ? one.maxX - two.x
      : direction.x < 0 ? two.maxX - one.x : direction.y > 0 ? one.maxY - two.y : two.maxY - one.y
    guard reach > 0 else { return nil }
    let grain = min(first.grain, second.grain)
    guard overlap > 0 else { return reach.inSteps(of: grain, .up) }
    var (low, high) = (0.0, reach)
    while high - low > grain / 4 {
      let middle = (low + high) / 2
      let moved = second.moved(x: direction.x * middle, y: direction.y * middle)
      if Overlap.intersectionOverUnion(first, moved) <= overlap {
        high = middle
      } else {
        low = middle
      }
    }
    return high.inSteps(of: grain, .up)
  }
}
