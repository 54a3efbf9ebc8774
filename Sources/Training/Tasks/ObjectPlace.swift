internal import Foundation
internal import Layouts
internal import Models

/// Where an object lies on the detector's grid.
struct ObjectPlace {
  /// The cell of its centre.
  let row: Int
  let column: Int
  /// The centre's place in the cell and the logarithms of the sides, as the detector answers them.
  let targets: [Float]
  private let deviation: Double

  init(_ box: Box, rows: Int, columns: Int) {
    let cell = Double(SceneDetector.cell)
    let unit = Double(SceneDetector.sizeUnit)
    let (x, y) = (box.centerX / cell, box.centerY / cell)
    column = min(columns - 1, max(0, Int(x)))
    row = min(rows - 1, max(0, Int(y)))
    targets = [
      Float(x - Double(column)), Float(y - Double(row)), Float(log(max(box.width, 1) / unit)),
      Float(log(max(box.height, 1) / unit)),
    ]
    // A centre may be missed by more cells the larger the object is.
    deviation = max(0.5, 0.12 * max(box.area, 1).squareRoot() / cell)
  }

  /// How nearly a cell is the centre's, a bell around it.
  func heat(row: Int, column: Int) -> Float {
    let (down, across) = (Double(row - self.row), Double(column - self.column))
    let distance = (down * down + across * across) / (2 * deviation * deviation)
    return distance > 12 ? 0 : Float(exp(-distance))
  }
}
