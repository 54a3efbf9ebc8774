internal import Foundation
internal import Layouts

/// The middles of the cells on either side of a mask's rim, which an ellipse should keep apart.
///
/// The largest overlap leaves a small ellipse uncertain by part of a cell, since many overlap alike.
/// Of those, this one is sought that keeps half a cell's distance from all middles as well as can be:
/// it lies in the midst of all ellipses that draw the same cells.
struct EllipseRim {
  /// The most points that are looked at.
  private static let limit = 800
  /// The distance in cells that is asked for, on either side.
  private static let margin = 0.5

  /// Middles of cells with 1 for inside and -1 for outside.
  private var points: [SIMD4<Double>] = []

  init(_ runs: MaskRuns) {
    for run in runs.runs {
      add(run.start - 1, run.row, -1, runs)
      add(run.start, run.row, 1, runs)
      add(run.end - 1, run.row, 1, runs)
      add(run.end, run.row, -1, runs)
    }
    guard let rows = runs.bounds?.rows else { return }
    for row in max(rows.lowerBound - 1, 0)..<min(rows.upperBound, runs.height - 1) {
      addChanges(from: row, to: row + 1, runs)
      addChanges(from: row + 1, to: row, runs)
    }
    let step = (points.count + Self.limit - 1) / Self.limit
    if step > 1 {
      points = stride(from: 0, to: points.count, by: step).map { points[$0] }
    }
  }

  private mutating func add(_ column: Int, _ row: Int, _ side: Double, _ runs: MaskRuns) {
    guard 0..<runs.width ~= column else { return }
    points.append(SIMD4(Double(column) + 0.5, Double(row) + 0.5, side, 0))
  }

  /// Adds the columns that are covered in one row and free in its neighbour.
  private mutating func addChanges(from row: Int, to other: Int, _ runs: MaskRuns) {
    let upper = runs.runs[runs.rowStarts[row]..<runs.rowStarts[row + 1]]
    let lower = runs.runs[runs.rowStarts[other]..<runs.rowStarts[other + 1]]
    var place = lower.startIndex
    for run in upper {
      var column = run.start
      while column < run.end {
        while place < lower.endIndex, lower[place].end <= column { place += 1 }
        if place < lower.endIndex, lower[place].start <= column {
          column = lower[place].end
        } else {
          let end = place < lower.endIndex ? min(run.end, lower[place].start) : run.end
          for free in column..<end {
            add(free, row, 1, runs)
            add(free, other, -1, runs)
          }
          column = end
        }
      }
    }
  }

  /// What the points lack of their distance, in cells: the eighth root of the mean eighth power, so that
  /// the worst of them count most.
  func loss(_ ellipse: Ellipse) -> Double {
    let radians = ellipse.angle * .pi / 180
    let (sine, cosine) = (sin(radians), cos(radians))
    let (wide, high) = (1 / ellipse.major, 1 / ellipse.minor)
    var sum = 0.0
    for point in points {
      let across = point.x - ellipse.centerX
      let down = point.y - ellipse.centerY
      let along = (across * cosine + down * sine) * wide
      let beside = (down * cosine - across * sine) * high
      // The first-order distance to the rim, positive inside.
      let slope = (along * wide * along * wide + beside * high * beside * high).squareRoot()
      let distance = (1 - along * along - beside * beside) / (2 * slope + 1e-300)
      let lack = max(0, Self.margin - point.z * distance)
      let square = lack * lack
      sum += square * square * square * square
    }
    let mean = sum / Double(max(points.count, 1))
    return mean.squareRoot().squareRoot().squareRoot()
  }
}
