internal import Drawing
internal import Layouts
internal import Tensors

/// How an object is cut out of the picture that it was painted in by itself.
///
/// LMD asks a segmentation network (SAM) for it, led by attention; here attention alone decides. Its
/// map is blurred, stretched over the latents and held against the region.
public struct ObjectCutout: Hashable, Sendable {
  /// What is the object's.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The piece above a share of the range of attention that meets most of the region.
    ///
    /// The reference's coarse mask (`models/sam.py`, 0.25). Where it has less than a quarter of the
    /// region in common, as the reference demands of SAM's, the region itself is taken.
    case threshold
    /// The cells of the region that are attended most (arXiv 2305.13655v1, 75 %).
    case strongest
    /// The region.
    case region
  }

  /// What is the object's.
  public var kind = Kind.threshold
  /// The share of the range of attention above which a cell is the object's.
  public var threshold: Float = 0.25
  /// The share of the region's cells that are the object's.
  public var share: Float = 0.75

  /// σ of the blur, in cells of a 16 × 16 map (`models/attn.py`).
  private static let deviation: Float = 1.5
  /// What a mask and the region must have in common at least (`models/sam.py`).
  private static let leastOverlap = 0.25

  /// Creates the published settings.
  public init() {}

  /// The settings that can be set by name.
  static var parameters: [RecipeParameter<ObjectCutout>] {
    [
      RecipeParameter(
        "mask", \.kind,
        "How objects are cut out: threshold (attention above a share of its range), strongest "
          + "(the cells of the region that are attended most) or region.",
        expected: "threshold, strongest or region"),
      RecipeParameter(
        "mask-threshold", \.threshold,
        "The share of the range of attention above which a cell is the object's.",
        expected: "a share from 0 to 1", where: { $0 >= 0 && $0 < 1 }),
      RecipeParameter(
        "mask-share", \.share,
        "The share of the region's cells that are the object's.",
        expected: "a share above 0 and up to 1", where: { $0 > 0 && $0 <= 1 }),
    ]
  }

  /// Returns the object's cells, hard.
  ///
  /// - Parameters:
  ///   - attention: how much each cell attends the object's word, `[height, width]`, of any size.
  ///   - region: the region's cells in the latents.
  /// - Returns: a mask of the region's size.
  func mask(from attention: Tensor, region: Mask) -> Mask {
    guard kind != .region, !region.isEmpty else { return region }
    let values = stretched(attention, height: region.height, width: region.width)
    guard let least = values.min(), let most = values.max(), most > least else { return region }
    switch kind {
    case .region: return region
    case .strongest:
      let cells = values.indices.filter { region.values[$0] > 0 }.sorted {
        (values[$1], $0) < (values[$0], $1)
      }
      let count = max(1, Int((Float(cells.count) * share).rounded()))
      return Mask(region, keeping: Set(cells.prefix(count)))
    case .threshold:
      let limit = least + threshold * (most - least)
      let piece = Self.piece(Set(values.indices.filter { values[$0] > limit }), meeting: region)
      return piece.overlap(region) < Self.leastOverlap ? region : piece
    }
  }

  /// The map blurred and stretched, row by row.
  private func stretched(_ attention: Tensor, height: Int, width: Int) -> [Float] {
    let (rows, columns) = (attention.shape[0], attention.shape[1])
    let deviation = Self.deviation * Float(max(rows, columns)) / 16
    let size = 2 * Int((4 * deviation).rounded(.up)) + 1
    let blur = MapSmoothing(kernel: .gaussian, deviation: deviation, size: size)
    let map = blur(attention.reshaped([1, rows, columns])).values
    func place(_ index: Int, _ count: Int, _ cells: Int) -> (Int, Int, Float) {
      let exact = (Float(index) + 0.5) * Float(cells) / Float(count) - 0.5
      let lower = min(max(exact.rounded(.down), 0), Float(cells - 1))
      return (Int(lower), min(Int(lower) + 1, cells - 1), min(max(exact - lower, 0), 1))
    }
    return (0..<height * width).map { cell in
      let (top, bottom, down) = place(cell / width, height, rows)
      let (left, right, across) = place(cell % width, width, columns)
      func row(_ index: Int) -> Float {
        map[index * columns + left] * (1 - across) + map[index * columns + right] * across
      }
      return row(top) * (1 - down) + row(bottom) * down
    }
  }

  /// The connected piece of some cells that has most cells of a region, of equals the larger.
  private static func piece(_ cells: Set<Int>, meeting region: Mask) -> Mask {
    var left = cells
    var best: (common: Int, cells: Set<Int>) = (0, [])
    // In the order of the cells, so that the same maps give the same mask.
    for start in cells.sorted() where left.contains(start) {
      var piece: Set<Int> = []
      var open = [start]
      left.remove(start)
      while let cell = open.popLast() {
        piece.insert(cell)
        let column = cell % region.width
        for next in [
          cell - region.width, cell + region.width, column > 0 ? cell - 1 : -1,
          column + 1 < region.width ? cell + 1 : -1,
        ] where left.remove(next) != nil {
          open.append(next)
        }
      }
      let common = piece.count { region.values[$0] > 0 }
      if (common, piece.count) > (best.common, best.cells.count) { best = (common, piece) }
    }
    return Mask(region, keeping: best.cells)
  }
}

extension Mask {
  /// A hard mask of some cells, in the size of another.
  fileprivate init(_ other: Mask, keeping cells: Set<Int>) {
    self.init(
      height: other.height, width: other.width,
      values: (0..<other.height * other.width).map { cells.contains($0) ? 1 : 0 })
  }

  /// What two hard masks have in common, as a share of what either has.
  fileprivate func overlap(_ other: Mask) -> Double {
    let common = zip(values, other.values).count { $0 > 0 && $1 > 0 }
    let either = zip(values, other.values).count { $0 > 0 || $1 > 0 }
    return either == 0 ? 0 : Double(common) / Double(either)
  }
}

extension ObjectCutout.Kind: LosslessStringConvertible {
  /// Reads the name.
  public init?(_ description: String) { self.init(rawValue: description) }

  /// The name.
  public var description: String { rawValue }
}
