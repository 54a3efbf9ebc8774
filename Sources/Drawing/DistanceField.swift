internal import Foundation
public import Layouts

/// How far the middle of each cell lies from the rim of a region: its signed distance.
///
/// Distances are in pixels of the layout's canvas, positive inside and negative outside, so they do not
/// depend on the number of cells. They are exact for boxes and ellipses, and go on beyond the canvas.
public struct DistanceField: Hashable, Sendable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The side of a cell in pixels of the canvas; for cells that are not square, of the square one of
  /// their area.
  public let cellSide: Double
  /// The distances, row by row from the top.
  public private(set) var values: [Float]

  /// Measures a region of a layout's canvas.
  ///
  /// A region with a negative side or a coordinate that is not a finite number is infinitely far from
  /// every cell.
  ///
  /// - Parameters:
  ///   - region: the box or ellipse, in pixels of the canvas.
  ///   - canvas: the canvas that is stretched over the field.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  public init(_ region: LayoutObject.Region, canvas: Canvas, height: Int, width: Int) {
    self.init(nothingOn: canvas, height: height, width: width)
    guard region.isDrawable else { return }
    switch region {
    case .box(let box):
      fill(canvas) { x, y in
        let across = (x - box.centerX).magnitude - box.width / 2
        let down = (y - box.centerY).magnitude - box.height / 2
        return -hypot(max(across, 0), max(down, 0)) - min(max(across, down), 0)
      }
    case .ellipse(let ellipse):
      let rim = EllipseDistance(ellipse)
      fill(canvas) { x, y in rim.signed(x: x, y: y) }
    }
  }

  /// The field of nothing: every cell is infinitely far outside.
  init(nothingOn canvas: Canvas, height: Int, width: Int) {
    let grid = CellGrid(canvas: canvas, height: height, width: width)
    self.height = height
    self.width = width
    cellSide = (grid.cellWidth * grid.cellHeight).squareRoot()
    values = [Float](repeating: -.infinity, count: height * width)
  }

  private mutating func fill(_ canvas: Canvas, _ distance: (Double, Double) -> Double) {
    let grid = CellGrid(canvas: canvas, height: height, width: width)
    let width = width
    values.withUnsafeMutableBufferPointer { cells in
      for cell in cells.indices {
        let x = (Double(cell % width) + 0.5) * grid.cellWidth
        let y = (Double(cell / width) + 0.5) * grid.cellHeight
        cells[cell] = Float(distance(x, y))
      }
    }
  }

  /// The field of whatever lies in this region or the other.
  public func union(_ other: DistanceField) -> DistanceField { merged(other) { max($0, $1) } }

  /// The field of what this region shows when the other lies in front.
  ///
  /// Its sign is right everywhere; in the open the distance is at least the true one in size.
  public func behind(_ other: DistanceField) -> DistanceField { merged(other) { min($0, -$1) } }

  /// The field of everything that this region leaves free.
  public var complement: DistanceField {
    var result = self
    result.values = values.map { -$0 }
    return result
  }

  private func merged(
    _ other: DistanceField, _ rule: (Float, Float) -> Float
  ) -> DistanceField {
    precondition(
      height == other.height && width == other.width,
      "distances: fields differ in size, \(height)x\(width) and \(other.height)x\(other.width)")
    var result = self
    result.values = zip(values, other.values).map(rule)
    return result
  }

  /// The field as a mask: ½ on the rim, rising to 1 and falling to 0 over so many cells on either side.
  public func ramp(width cells: Double) -> Mask {
    precondition(
      cells.isFinite && cells >= 0,
      "distances: the width of a ramp must be a number of cells ≥ 0, got \(cells)")
    let scale = 1 / (2 * Float(cells * cellSide))
    return Mask(
      height: height, width: width,
      values: values.map { distance in
        guard scale.isFinite else { return distance >= 0 ? 1 : 0 }
        return min(max(0.5 + distance * scale, 0), 1)
      })
  }
}
