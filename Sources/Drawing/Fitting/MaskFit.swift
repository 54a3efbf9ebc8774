public import Layouts

/// The box or the tilted ellipse that stands for a mask.
///
/// A box is the tight one around the covered cells. An ellipse begins with the second moments of the
/// mask and is then moved, turned and stretched to the largest intersection over union, as BlobGEN
/// fits its blobs (arXiv 2405.08246, section 4.1). Of all ellipses that draw the same cells, the middle
/// one is taken. Only what lies inside the picture counts, so that the ellipse of an object at the
/// border may reach beyond it. Numbers are in cells of the mask, with the origin at its top left corner;
/// a cell is drawn when its middle lies inside.
///
/// Cells tell no more than that: an ellipse of 300 to 400 cells overlaps the one that draws the same
/// cells and is found by 0.994 in the middle and 0.98 at the least, one of 600 cells or more by at least
/// 0.99.
public struct MaskFit: Hashable, Sendable {
  /// What is fitted.
  public enum Shape: String, Hashable, Sendable, CaseIterable {
    /// A tilted ellipse.
    case ellipse
    /// An upright box.
    case box
  }

  /// What of a mask is fitted that falls into several parts.
  public enum Parts: String, Hashable, Sendable, CaseIterable {
    /// All of them together.
    case all
    /// The largest part alone.
    case largest
    /// Each part by itself.
    case each
  }

  /// How many of the parts of a mask give the search a beginning.
  private static let startingParts = 3

  /// The fitted box or ellipse.
  public let region: LayoutObject.Region
  /// The intersection over union of the region, drawn on the cells, and the cells that were fitted.
  public let intersectionOverUnion: Double
  /// How many cells were fitted.
  public let area: Int
  /// How many parts the mask has that were large enough; cells that meet at a corner hang together.
  public let partCount: Int
  /// Whether fitted cells lie at the border of the picture, so that the object may reach beyond it.
  public let touchesBorder: Bool

  /// Fits a region to all covered cells of a mask together; nil without any.
  ///
  /// - Parameters:
  ///   - mask: the mask.
  ///   - shape: what is fitted.
  ///   - threshold: the least value of a covered cell.
  public init?(_ mask: Mask, shape: Shape = .ellipse, threshold: Float = 0.5) {
    guard let fit = Self.fits(to: mask, shape: shape, threshold: threshold).first else {
      return nil
    }
    self = fit
  }

  /// Fits regions to a mask.
  ///
  /// - Parameters:
  ///   - mask: the mask.
  ///   - shape: what is fitted.
  ///   - parts: what of a mask is fitted that falls into several parts.
  ///   - leastArea: the fewest cells of a part; smaller ones are left out.
  ///   - threshold: the least value of a covered cell.
  /// - Returns: one fit, or one for each part from the largest on; none for a mask without a part
  ///   that is large enough.
  public static func fits(
    to mask: Mask, shape: Shape = .ellipse, parts: Parts = .all, leastArea: Int = 1,
    threshold: Float = 0.5
  ) -> [MaskFit] {
    let pieces = MaskParts(MaskRuns(mask, threshold: threshold), leastArea: leastArea)
    guard pieces.count > 0 else { return [] }
    func fit(_ runs: MaskRuns, from beginnings: [MaskRuns] = []) -> MaskFit? {
      MaskFit(runs, pieces: beginnings, partCount: pieces.count, shape: shape)
    }
    switch parts {
    case .all:
      let beginnings = (0..<min(startingParts, pieces.count)).map { pieces[$0] }
      return [fit(pieces.together, from: pieces.count > 1 ? beginnings : [])].compactMap(\.self)
    case .largest: return [fit(pieces[0])].compactMap(\.self)
    case .each: return (0..<pieces.count).compactMap { fit(pieces[$0]) }
    }
  }

  /// Fits a region to covered cells; nil without any.
  private init?(_ runs: MaskRuns, pieces: [MaskRuns], partCount: Int, shape: Shape) {
    guard let bounds = runs.bounds else { return nil }
    self.partCount = partCount
    area = runs.area
    touchesBorder =
      bounds.columns.lowerBound == 0 || bounds.rows.lowerBound == 0
      || bounds.columns.upperBound == runs.width || bounds.rows.upperBound == runs.height
    let box = Box(
      x: Double(bounds.columns.lowerBound), y: Double(bounds.rows.lowerBound),
      width: Double(bounds.columns.count), height: Double(bounds.rows.count))
    switch shape {
    case .box:
      region = .box(box)
      intersectionOverUnion = Double(area) / box.area
    case .ellipse:
      let fit = EllipseFit(runs, pieces: pieces, in: box)
      region = .ellipse(fit.ellipse)
      intersectionOverUnion = fit.intersectionOverUnion
    }
  }
}
