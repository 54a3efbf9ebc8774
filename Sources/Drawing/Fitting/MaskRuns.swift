internal import Layouts

/// The covered cells of a mask as runs, row by row from the top.
struct MaskRuns {
  /// Covered cells of one row: the columns from `start` up to, not with, `end`.
  struct Run: Hashable {
    let row: Int
    let start: Int
    let end: Int
    /// How many covered cells of this row lie before the run.
    var before = 0
  }

  let height: Int
  let width: Int
  private(set) var runs: [Run] = []
  /// Where the runs of each row begin in `runs`, and the end of all.
  private(set) var rowStarts: [Int] = []

  /// Finds the runs of all cells with at least that value.
  init(_ mask: Mask, threshold: Float) {
    (height, width) = (mask.height, mask.width)
    var found: [Run] = []
    mask.values.withUnsafeBufferPointer { cells in
      for row in 0..<height {
        let base = row * width
        var column = 0
        while column < width {
          while column < width, !(cells[base + column] >= threshold) { column += 1 }
          let start = column
          while column < width, cells[base + column] >= threshold { column += 1 }
          if column > start { found.append(Run(row: row, start: start, end: column)) }
        }
      }
    }
    index(found)
  }

  /// Keeps some runs of another mask, in their order.
  init(_ other: MaskRuns, keeping kept: [Run]) {
    (height, width) = (other.height, other.width)
    index(kept)
  }

  private mutating func index(_ found: [Run]) {
    runs = found
    rowStarts = [Int](repeating: 0, count: height + 1)
    for run in runs { rowStarts[run.row + 1] += 1 }
    for row in 0..<height { rowStarts[row + 1] += rowStarts[row] }
    for index in runs.indices.dropFirst() where runs[index].row == runs[index - 1].row {
      let last = runs[index - 1]
      runs[index].before = last.before + last.end - last.start
    }
  }

  /// The number of covered cells.
  var area: Int { runs.reduce(0) { $0 + $1.end - $1.start } }

  /// The columns and rows that hold all runs.
  var bounds: (columns: Range<Int>, rows: Range<Int>)? {
    guard let first = runs.first, let last = runs.last else { return nil }
    let left = runs.reduce(first.start) { min($0, $1.start) }
    let right = runs.reduce(first.end) { max($0, $1.end) }
    return (left..<right, first.row..<last.row + 1)
  }

  /// Each row's runs and the gaps between them as one run.
  var withoutGaps: MaskRuns {
    let rows = (0..<height).compactMap { row -> Run? in
      let range = rowStarts[row]..<rowStarts[row + 1]
      guard let first = runs[range].first, let last = runs[range].last else { return nil }
      return Run(row: row, start: first.start, end: last.end)
    }
    return MaskRuns(self, keeping: rows)
  }

  /// The covered length of a row from its left end to a place between cells.
  @inline(__always)
  static func covered(_ runs: UnsafeBufferPointer<Run>, upTo place: Double) -> Double {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if Double(runs[middle].start) <= place { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    let run = runs[low - 1]
    return Double(run.before) + min(place, Double(run.end)) - Double(run.start)
  }
}

// MARK: - Moments

extension MaskRuns {
  /// The ellipse of the same area moments, the cells as squares of side one.
  var momentEllipse: Ellipse? {
    var (count, x, y) = (0.0, 0.0, 0.0)
    for run in runs {
      let length = Double(run.end - run.start)
      count += length
      x += length * Double(run.start + run.end) / 2
      y += length * (Double(run.row) + 0.5)
    }
    guard count > 0 else { return nil }
    (x, y) = (x / count, y / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for run in runs {
      let length = Double(run.end - run.start)
      let across = Double(run.start + run.end) / 2 - x
      let down = Double(run.row) + 0.5 - y
      xx += length * (across * across + length * length / 12)
      xy += length * across * down
      yy += length * (down * down + 1.0 / 12)
    }
    return Ellipse(
      center: SIMD2(x, y), covariance: (xx: xx / count, xy: xy / count, yy: yy / count))
  }
}
