/// The downhill simplex of Nelder and Mead (The Computer Journal 7, 1965), climbing, for five numbers.
///
/// The last three lanes of a vector stay zero.
struct SimplexSearch {
  private static let count = 5

  /// The best point that was found, with its value.
  private(set) var best: (point: SIMD8<Double>, value: Double)
  private var corners: [(point: SIMD8<Double>, value: Double)]

  /// Searches from a start for the point where the goal is largest.
  ///
  /// - Parameters:
  ///   - start: where the search begins.
  ///   - steps: how far the first corners lie from the start, by lane.
  ///   - limit: how often the goal may be asked.
  ///   - tolerance: the difference of the corners' values at which the search ends.
  ///   - goal: the value of a point.
  init(
    from start: SIMD8<Double>, steps: SIMD8<Double>, limit: Int, tolerance: Double,
    goal: (SIMD8<Double>) -> Double
  ) {
    corners = [(start, goal(start))]
    best = corners[0]
    for lane in 0..<Self.count {
      var point = start
      point[lane] += steps[lane]
      corners.append((point, goal(point)))
    }
    var asked = Self.count + 1
    while asked < limit {
      corners.sort { $0.value > $1.value }
      guard corners[0].value - corners[Self.count].value > tolerance else { break }
      asked += step(goal)
    }
    best = corners.max { $0.value < $1.value } ?? best
  }

  /// Moves the worst corner, or all but the best; returns how often the goal was asked.
  private mutating func step(_ goal: (SIMD8<Double>) -> Double) -> Int {
    let worst = corners[Self.count]
    let sum = corners[..<Self.count].reduce(SIMD8<Double>()) { $0 + $1.point }
    let center = sum / Double(Self.count)
    func corner(_ factor: Double) -> (point: SIMD8<Double>, value: Double) {
      let point = center + (center - worst.point) * factor
      return (point, goal(point))
    }
    let mirrored = corner(1)
    if mirrored.value > corners[0].value {
      let farther = corner(2)
      corners[Self.count] = farther.value > mirrored.value ? farther : mirrored
      return 2
    }
    if mirrored.value > corners[Self.count - 1].value {
      corners[Self.count] = mirrored
      return 1
    }
    let nearer = corner(mirrored.value > worst.value ? 0.5 : -0.5)
    if nearer.value > max(mirrored.value, worst.value) {
      corners[Self.count] = nearer
      return 2
    }
    for index in 1...Self.count {
      let point = (corners[index].point + corners[0].point) / 2
      corners[index] = (point, goal(point))
    }
    return 2 + Self.count
  }
}
