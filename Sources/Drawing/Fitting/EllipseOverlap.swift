internal import Foundation
internal import Layouts

/// How much an ellipse and a mask share, inside the picture of the mask.
///
/// Along each row the ellipse is an interval, whose ends are either exact, which makes a smooth goal
/// for a search, or those of the cells whose middles it holds, which is how it would be drawn.
struct EllipseOverlap {
  private let runs: MaskRuns
  private let area: Double
  /// The rows between two that are looked at; a tall mask is judged by some of its rows.
  private let stride: Int

  init(_ runs: MaskRuns, mostRows: Int = .max) {
    self.runs = runs
    let rows = runs.bounds?.rows.count ?? 0
    let step = rows > mostRows ? (rows + mostRows - 1) / mostRows : 1
    stride = step
    area =
      step == 1
      ? Double(runs.area)
      : runs.runs.reduce(0) { $0 + ($1.row % step == 0 ? Double($1.end - $1.start) : 0) }
  }

  /// The intersection over union of the mask and the ellipse as drawn: cells by their middles.
  func drawn(_ ellipse: Ellipse) -> Double { measure(ellipse, isDrawn: true).overlap }

  /// The intersection over union with exact interval ends, less a little for what lies outside the
  /// picture: of two ellipses that fit alike, the smaller is the better guess.
  func smooth(_ ellipse: Ellipse) -> Double {
    let (overlap, inside) = measure(ellipse, isDrawn: false)
    let outside = max(0, ellipse.area / Double(stride) - inside) / max(area, 1)
    return overlap - 1e-3 * min(outside, 100)
  }

  private func measure(_ ellipse: Ellipse, isDrawn: Bool) -> (overlap: Double, inside: Double) {
    let radians = ellipse.angle * .pi / 180
    let (sine, cosine) = (sin(radians), cos(radians))
    let (major, minor) = (ellipse.major, ellipse.minor)
    let reach = (major * major * sine * sine + minor * minor * cosine * cosine).squareRoot()
    guard reach > 0, reach.isFinite else { return (0, 0) }
    let widest = major * minor / reach
    let slope = (major * major - minor * minor) * sine * cosine / (reach * reach)
    let top = max(0, ellipse.centerY - reach - 0.5)
    let bottom = min(Double(runs.height) - 1, ellipse.centerY + reach)
    guard top <= bottom else { return (0, 0) }
    var (shared, inside) = (0.0, 0.0)
    let limit = Double(runs.width)
    runs.runs.withUnsafeBufferPointer { all in
      runs.rowStarts.withUnsafeBufferPointer { starts in
        var row = (Int(top) + stride - 1) / stride * stride
        let last = Int(bottom)
        while row <= last {
          let down = Double(row) + 0.5 - ellipse.centerY
          let share = 1 - (down / reach) * (down / reach)
          if share > 0 {
            let middle = ellipse.centerX + slope * down
            let half = widest * share.squareRoot()
            var (left, right) = (max(middle - half, 0), min(middle + half, limit))
            if isDrawn { (left, right) = ((left - 0.5).rounded(.up), (right + 0.5).rounded(.down)) }
            if right > left {
              inside += right - left
              let line = UnsafeBufferPointer(rebasing: all[starts[row]..<starts[row + 1]])
              if !line.isEmpty {
                shared +=
                  MaskRuns.covered(line, upTo: right) - MaskRuns.covered(line, upTo: left)
              }
            }
          }
          row += stride
        }
      }
    }
    let union = area + inside - shared
    return (union > 0 ? shared / union : 0, inside)
  }
}
