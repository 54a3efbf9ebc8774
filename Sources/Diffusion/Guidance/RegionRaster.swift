public import Drawing
public import Layouts

/// How the regions of a layout become cells of a feature map.
public enum RegionRaster: Hashable, Sendable {
  /// Whole cells: boxes by a published rounding of their edges, ellipses by the middles of the cells.
  case cells(Rounding)
  /// Shares of cells, or an opacity that fades: boxes and ellipses alike.
  case soft(Mask.Edge)

  /// How the edges of a box, measured in cells, become integers.
  public enum Rounding: String, Hashable, Sendable, CaseIterable {
    /// To the nearest integer, halves to the even one (BoxDiff).
    case nearest
    /// The left and upper edge and both sides to the nearest integer, each by itself (LMD, `utils.py`).
    case nearestWithSize = "nearest-with-size"
    /// Towards zero (layout-guidance and attention-refocusing).
    case truncated
  }

  /// Draws a region.
  ///
  /// - Parameters:
  ///   - region: the region, in pixels of the canvas.
  ///   - canvas: the canvas that is stretched over the map.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  ///   - keepsOneCell: whether a region that reaches into the canvas, but rounds to nothing, keeps the
  ///     cell that it covers most; no reference does that.
  /// - Returns: a mask; an empty one for a region outside the canvas.
  public func mask(
    of region: LayoutObject.Region, on canvas: Canvas, height: Int, width: Int,
    keepsOneCell: Bool = true
  ) -> Mask {
    guard case .cells(let rounding) = self else {
      return Mask(region, canvas: canvas, height: height, width: width, edge: softness)
    }
    let mask =
      switch region {
      case .box:
        Self.fill(
          rounding.edges(of: region, on: canvas, height: height, width: width), height: height,
          width: width)
      case .ellipse(let ellipse):
        Self.fill(ellipse, on: canvas, height: height, width: width)
      }
    guard mask.isEmpty, keepsOneCell else { return mask }
    return Mask(region, canvas: canvas, height: height, width: width, edge: .hard)
  }

  /// The edges of a region's bounds in cells; a soft raster rounds them to the nearest.
  func edges(
    of region: LayoutObject.Region, on canvas: Canvas, height: Int, width: Int
  ) -> CellEdges {
    let rounding = if case .cells(let rounding) = self { rounding } else { Rounding.nearest }
    return rounding.edges(of: region, on: canvas, height: height, width: width)
  }

  private var softness: Mask.Edge { if case .soft(let edge) = self { edge } else { .hard } }

  private static func fill(_ edges: CellEdges, height: Int, width: Int) -> Mask {
    var values = [Float](repeating: 0, count: height * width)
    for row in range(edges.top, edges.bottom, count: height) {
      for column in range(edges.left, edges.right, count: width) {
        values[row * width + column] = 1
      }
    }
    return Mask(height: height, width: width, values: values)
  }

  private static func fill(
    _ ellipse: Ellipse, on canvas: Canvas, height: Int, width: Int
  ) -> Mask {
    let side = Double(canvas.width) / Double(width)
    let rise = Double(canvas.height) / Double(height)
    let values = (0..<height * width).map { cell -> Float in
      let x = (Double(cell % width) + 0.5) * side
      let y = (Double(cell / width) + 0.5) * rise
      return ellipse.isFinite && ellipse.contains(x: x, y: y) ? 1 : 0
    }
    return Mask(height: height, width: width, values: values)
  }

  private static func range(_ first: Int, _ end: Int, count: Int) -> Range<Int> {
    let first = min(max(first, 0), count)
    return first..<min(max(end, first), count)
  }
}

/// The edges of a region in cells: the first and the past-the-last column and row, unclipped.
struct CellEdges: Hashable {
  var left = 0
  var top = 0
  var right = 0
  var bottom = 0
}

extension RegionRaster.Rounding {
  /// The edges of a region's bounds; none for a region that is not finite.
  fileprivate func edges(
    of region: LayoutObject.Region, on canvas: Canvas, height: Int, width: Int
  ) -> CellEdges {
    guard region.isFinite else { return CellEdges() }
    let bounds = region.bounds
    func cells(_ pixels: Double, _ count: Int, _ side: Int) -> Int {
      let exact = pixels * Double(count) / Double(side)
      let rounded = exact.rounded(self == .truncated ? .towardZero : .toNearestOrEven)
      // No map is as large; an integer cannot hold what a layout may.
      return Int(min(max(rounded, -1e6), 1e6))
    }
    var edges = CellEdges(
      left: cells(bounds.x, width, canvas.width), top: cells(bounds.y, height, canvas.height),
      right: cells(bounds.maxX, width, canvas.width),
      bottom: cells(bounds.maxY, height, canvas.height))
    if self == .nearestWithSize {
      edges.right = edges.left + cells(bounds.maxX - bounds.x, width, canvas.width)
      edges.bottom = edges.top + cells(bounds.maxY - bounds.y, height, canvas.height)
    }
    return edges
  }
}
