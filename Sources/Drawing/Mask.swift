public import Layouts

/// A plane of numbers in 0...1 that says how much of each cell a region covers.
///
/// Rows run from top to bottom. The canvas of a layout is stretched over the whole plane, so cells
/// need not be square: a 512 × 256 canvas on an 8 × 8 mask has cells of 64 × 32 pixels.
public struct Mask: Hashable, Sendable {
  /// How the rim of a region is drawn.
  public enum Edge: Hashable, Sendable {
    /// Each cell holds the exact share of its area that lies inside the region.
    case coverage
    /// A cell is 1 where at least half of it is covered, else 0.
    ///
    /// A region that reaches into the canvas keeps at least one cell: the one it covers most, and
    /// of several such the one nearest to the region's centre.
    case hard
    /// The coverage blurred by a Gaussian of that standard deviation in cells.
    ///
    /// The plane is continued outwards by its rim, so a region that reaches the edge of the canvas
    /// does not fade there. The peak is scaled to 1, so a small region is not faint.
    case soft(width: Double)
    /// The opacity of a blob that fades out from its centre: `min(1, 2·σ(-d²))` with the distance d
    /// from the centre in half-axes, as BlobCtrl draws its blobs.
    ///
    /// It is 1 in the middle and 0.54 on the rim; a box counts as the ellipse inside it.
    case opacity
  }

  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The cells, row by row from the top.
  public let values: [Float]

  /// Creates a mask from its cells, row by row from the top.
  public init(height: Int, width: Int, values: [Float]) {
    precondition(
      height > 0 && width > 0 && values.count == height * width,
      "mask: \(height)x\(width) needs \(height * width) values, got \(values.count)")
    self.height = height
    self.width = width
    self.values = values
  }

  /// Creates a mask that has one value everywhere.
  public init(height: Int, width: Int, repeating value: Float = 0) {
    self.init(
      height: height, width: width, values: [Float](repeating: value, count: height * width))
  }

  /// Draws a region of a layout's canvas.
  ///
  /// A region that lies wholly outside the canvas, has a negative side or a coordinate that is not
  /// a finite number gives an empty mask. A region without area (a side of zero) covers nothing,
  /// but its hard and soft masks hold the cell of its centre.
  ///
  /// - Parameters:
  ///   - region: the box or ellipse, in pixels of the canvas.
  ///   - canvas: the canvas that is stretched over the mask.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  ///   - edge: how the rim is drawn.
  public init(
    _ region: LayoutObject.Region, canvas: Canvas, height: Int, width: Int, edge: Edge = .hard
  ) {
    let grid = CellGrid(canvas: canvas, height: height, width: width)
    let coverage = grid.coverage(of: region)
    switch edge {
    case .coverage:
      self.init(height: height, width: width, values: coverage)
    case .hard:
      self.init(height: height, width: width, values: grid.hard(coverage, of: region))
    case .soft(let deviation):
      let inked = coverage.contains { $0 > 0 } ? coverage : grid.hard(coverage, of: region)
      let blur = GaussianBlur(deviation: deviation)
      self.init(
        height: height, width: width,
        values: blur.peakNormalized(inked, height: height, width: width))
    case .opacity:
      self.init(height: height, width: width, values: grid.opacity(of: region))
    }
  }

  /// The value of one cell.
  @inlinable
  public subscript(row: Int, column: Int) -> Float { values[row * width + column] }

  /// Whether every cell is zero, as for an object outside the canvas.
  public var isEmpty: Bool { !values.contains { $0 > 0 } }

  /// The sum of all cells: the area in cells.
  public var area: Double { values.reduce(into: 0) { $0 += Double($1) } }

  /// The mask of everything that this one leaves free.
  public var complement: Mask {
    Mask(height: height, width: width, values: values.map { 1 - $0 })
  }

  /// Whatever lies in this mask or the other: the larger value of each cell.
  public func union(_ other: Mask) -> Mask {
    precondition(
      height == other.height && width == other.width,
      "union: masks differ in size, \(height)x\(width) and \(other.height)x\(other.width)")
    return Mask(height: height, width: width, values: zip(values, other.values).map(max))
  }
}
