/// The middles of the cells on either side of a mask's rim.
///
/// What lies outside the picture is not known, so no cell beyond its border is among them.
struct EllipseRim {
  /// The middle of a cell.
  struct Point {
    let x: Double
    let y: Double
    /// 1 for a covered cell, -1 for a free one.
    let side: Double
  }

  /// The covered cells with a free neighbour and the free cells with a covered one; cells that meet
  /// at a corner are neighbours.
  private(set) var points: [Point] = []

  init(_ runs: MaskRuns) {
    guard let rows = runs.bounds?.rows else { return }
    for row in max(rows.lowerBound - 1, 0)..<min(rows.upperBound + 1, runs.height) {
      let near = max(row - 1, 0)..<min(row + 2, runs.height)
      let (covered, free) = (runs.covered(row), runs.free(row))
      add(covered, beside: near.flatMap(runs.free), row: row, side: 1)
      add(free, beside: near.flatMap(runs.covered), row: row, side: -1)
    }
  }

  /// Adds the columns of some ranges that lie in the others or next to them.
  private mutating func add(
    _ own: [Range<Int>], beside others: [Range<Int>], row: Int, side: Double
  ) {
    var seen = -1
    for other in others.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let (low, high) = (max(other.lowerBound - 1, seen), other.upperBound + 1)
      guard low < high else { continue }
      for range in own where range.lowerBound < high && low < range.upperBound {
        for column in range.clamped(to: low..<high) {
          points.append(Point(x: Double(column) + 0.5, y: Double(row) + 0.5, side: side))
        }
      }
      seen = high
    }
  }
}

extension MaskRuns {
  /// The covered columns of a row.
  fileprivate func covered(_ row: Int) -> [Range<Int>] {
    runs[rowStarts[row]..<rowStarts[row + 1]].map { $0.start..<$0.end }
  }

  /// The free columns of a row.
  fileprivate func free(_ row: Int) -> [Range<Int>] {
    var free: [Range<Int>] = []
    var start = 0
    for run in runs[rowStarts[row]..<rowStarts[row + 1]] {
      if run.start > start { free.append(start..<run.start) }
      start = run.end
    }
    if start < width { free.append(start..<width) }
    return free
  }
}
