internal import Foundation
internal import Layouts

/// A canvas cut into cells of equal size, and the share of each that a region covers.
struct CellGrid {
  let height: Int
  let width: Int
  /// The sides of a cell in pixels of the canvas.
  let cellWidth: Double
  let cellHeight: Double
  let canvas: Canvas

  init(canvas: Canvas, height: Int, width: Int) {
    precondition(height > 0 && width > 0, "mask: sides must be positive, got \(height)x\(width)")
    self.canvas = canvas
    self.height = height
    self.width = width
    cellWidth = Double(canvas.width) / Double(width)
    cellHeight = Double(canvas.height) / Double(height)
  }

  /// The share of each cell's area that lies inside the region, row by row.
  func coverage(of region: LayoutObject.Region) -> [Float] {
    guard region.isDrawable else { return [Float](repeating: 0, count: height * width) }
    return switch region {
    case .box(let box): coverage(of: box)
    case .ellipse(let ellipse): coverage(of: ellipse)
    }
  }

  /// One where at least half of a cell is covered, with at least one cell for a region that
  /// reaches into the canvas.
  ///
  /// The comparison is made on the stored single-precision value, which rounds away the last bits
  /// of the double-precision geometry: a box that covers exactly half a cell counts on every grid.
  func hard(_ coverage: [Float], of region: LayoutObject.Region) -> [Float] {
    var cells = coverage.map { $0 >= 0.5 ? Float(1) : 0 }
    if !cells.contains(1), let cell = mostCovered(coverage, of: region) { cells[cell] = 1 }
    return cells
  }

  /// The cells, as a range of indices, that the pixels from `low` to `high` touch.
  ///
  /// The ends are clamped before they become integers, since a layout may hold any finite number.
  private func cells(from low: Double, to high: Double, side: Double, count: Int) -> Range<Int> {
    let first = min(max((low / side).rounded(.down), 0), Double(count))
    let last = min(max((high / side).rounded(.up), first), Double(count))
    return Int(first)..<Int(last)
  }
}

// MARK: - Boxes

extension CellGrid {
  /// The coverage of a box is the product of what it covers of each row and of each column.
  private func coverage(of box: Box) -> [Float] {
    let rows = cells(from: box.y, to: box.maxY, side: cellHeight, count: height)
    let columns = cells(from: box.x, to: box.maxX, side: cellWidth, count: width)
    let across = columns.map { shared(box.x, box.maxX, cell: $0, side: cellWidth) }
    var values = [Float](repeating: 0, count: height * width)
    for row in rows {
      let down = shared(box.y, box.maxY, cell: row, side: cellHeight)
      for (column, share) in zip(columns, across) {
        values[row * width + column] = Float(down * share)
      }
    }
    return values
  }

  /// The share of one row or column that the pixels from `low` to `high` cover.
  private func shared(_ low: Double, _ high: Double, cell: Int, side: Double) -> Double {
    let start = Double(cell) * side
    let overlap = min(high, start + side) - max(low, start)
    return min(max(overlap / side, 0), 1)
  }
}

// MARK: - Ellipses

extension CellGrid {
  /// The coverage of an ellipse, exactly: in the frame in which it is the unit circle, a cell is a
  /// parallelogram, and the area that a polygon shares with a circle has a closed form.
  private func coverage(of ellipse: Ellipse) -> [Float] {
    var values = [Float](repeating: 0, count: height * width)
    guard ellipse.major > 0, ellipse.minor > 0 else { return values }
    let frame = EllipseFrame(ellipse, cellWidth: cellWidth, cellHeight: cellHeight)
    let reach = frame.reach
    let rows = cells(
      from: ellipse.centerY - reach.y, to: ellipse.centerY + reach.y, side: cellHeight,
      count: height)
    let columns = cells(
      from: ellipse.centerX - reach.x, to: ellipse.centerX + reach.x, side: cellWidth,
      count: width)
    values.withUnsafeMutableBufferPointer { buffer in
      for row in rows {
        let top = Double(row) * cellHeight - ellipse.centerY
        for column in columns {
          let left = Double(column) * cellWidth - ellipse.centerX
          buffer[row * width + column] = Float(frame.coverage(left: left, top: top))
        }
      }
    }
    return values
  }
}

// MARK: - The floor of one cell

extension CellGrid {
  /// The cell that a region covers most, of equals the nearest to its centre, of those the first.
  ///
  /// A region without area has no such cell: the cell of its centre stands for it, if the canvas
  /// holds that point.
  private func mostCovered(_ coverage: [Float], of region: LayoutObject.Region) -> Int? {
    guard region.isDrawable else { return nil }
    let (x, y) = (region.center.x / cellWidth, region.center.y / cellHeight)
    guard let largest = coverage.max(), largest > 0 else {
      guard 0..<Double(width) ~= x, 0..<Double(height) ~= y else { return nil }
      return min(Int(y), height - 1) * width + min(Int(x), width - 1)
    }
    // Equal up to rounding: four cells that share a centred dot differ in the last bits.
    let equal = coverage.indices.filter { coverage[$0] >= largest * (1 - 1e-5) }
    func distance(_ cell: Int) -> Double {
      let across = Double(cell % width) + 0.5 - x
      let down = Double(cell / width) + 0.5 - y
      return ((across * across + down * down) * 1e6).rounded()
    }
    return equal.min { distance($0) < distance($1) }
  }
}

extension LayoutObject.Region {
  /// Whether all numbers are finite and no side is negative.
  var isDrawable: Bool {
    switch self {
    case .box(let box):
      [box.x, box.y, box.maxX, box.maxY].allSatisfy(\.isFinite) && box.width >= 0
        && box.height >= 0
    case .ellipse(let ellipse):
      [ellipse.centerX, ellipse.centerY, ellipse.major, ellipse.minor, ellipse.angle]
        .allSatisfy(\.isFinite) && ellipse.major >= 0 && ellipse.minor >= 0
    }
  }

  /// Whether all numbers are finite, those of the box around it too: layouts as JSON hold no others.
  var isWritable: Bool { isFinite && bounds.isFinite }

  /// The middle of the region in pixels.
  var center: (x: Double, y: Double) {
    switch self {
    case .box(let box): (box.centerX, box.centerY)
    case .ellipse(let ellipse): (ellipse.centerX, ellipse.centerY)
    }
  }
}
