internal import Foundation
public import Layouts

/// The box or the tilted ellipse that stands for a mask.
///
/// A box is the tight one around the covered cells. An ellipse begins with the second moments of the
/// mask and is then moved, turned and stretched to the largest intersection over union, as BlobGEN
/// fits its blobs (arXiv 2405.08246, section 4.1). Only what lies inside the picture counts, so that
/// the ellipse of an object at the border may reach beyond it. Numbers are in cells of the mask, with
/// the origin at its top left corner.
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
  }

  /// The most rows that the search looks at in each step.
  private static let rowLimit = 512
  /// The shortest half-axis in cells: a line one cell wide is as thin as a mask can show.
  private static let shortestAxis = 0.5

  /// The overlap from which a mask is taken for a drawn ellipse.
  private static let roundEnough = 0.9

  /// The fitted box or ellipse.
  public let region: LayoutObject.Region
  /// The intersection over union of the region, drawn on the cells, and the cells that were fitted.
  public let intersectionOverUnion: Double
  /// How many cells were fitted.
  public let area: Int
  /// How many parts the mask has; cells that meet at a corner hang together.
  public let partCount: Int
  /// Whether fitted cells lie at the border of the picture, so that the object may reach beyond it.
  public let touchesBorder: Bool

  /// Fits a region to a mask; nil for a mask without a covered cell.
  ///
  /// - Parameters:
  ///   - mask: the mask.
  ///   - shape: what is fitted.
  ///   - parts: what of a mask is fitted that falls into several parts.
  ///   - threshold: the least value of a covered cell.
  public init?(
    _ mask: Mask, shape: Shape = .ellipse, parts: Parts = .all, threshold: Float = 0.5
  ) {
    let all = MaskRuns(mask, threshold: threshold)
    let pieces = all.parts
    guard let largest = pieces.first else { return nil }
    let runs = parts == .all ? all : largest
    guard let bounds = runs.bounds else { return nil }
    area = runs.area
    partCount = pieces.count
    touchesBorder =
      bounds.columns.lowerBound == 0 || bounds.rows.lowerBound == 0
      || bounds.columns.upperBound == mask.width || bounds.rows.upperBound == mask.height
    let box = Box(
      x: Double(bounds.columns.lowerBound), y: Double(bounds.rows.lowerBound),
      width: Double(bounds.columns.count), height: Double(bounds.rows.count))
    switch shape {
    case .box:
      region = .box(box)
      intersectionOverUnion = Double(area) / box.area
    case .ellipse:
      let overlap = EllipseOverlap(runs)
      let ellipse = Self.ellipse(runs, box, overlap)
      region = .ellipse(ellipse)
      intersectionOverUnion = overlap.drawn(ellipse)
    }
  }

  /// The best of the ellipses to which the search climbs from several beginnings.
  private static func ellipse(
    _ runs: MaskRuns, _ box: Box, _ overlap: EllipseOverlap
  ) -> Ellipse {
    let coarse = EllipseOverlap(runs, mostRows: rowLimit)
    let starts = [
      runs.momentEllipse, runs.withoutGaps.momentEllipse, Ellipse(box, fit: .inscribed),
    ].compactMap { $0.map(thickened) }
    let ranked = starts.map { (ellipse: $0, value: coarse.smooth($0)) }
      .sorted { $0.value > $1.value }
    guard var best = ranked.first else { return Ellipse(box, fit: .inscribed) }
    // A beginning that is nearly as good may lie at the foot of a higher hill.
    for start in ranked.prefix(2) where start.value > ranked[0].value - 0.2 {
      let found = climb(from: start.ellipse, coarse.smooth)
      if found.value > best.value { best = found }
    }
    let found = thickened(best.ellipse)
    let candidates = [found] + ranked.map(\.ellipse)
    if overlap.drawn(found) > roundEnough {
      let rim = EllipseRim(runs)
      let refined = climb(from: found) { -rim.loss($0) }
      let thick = thickened(refined.ellipse)
      if overlap.drawn(thick) > max(0.98, overlap.drawn(found) - 0.004) { return thick }
    }
    // Of equal overlaps, the one that was climbed to is taken.
    return candidates.dropFirst().reduce(candidates[0]) {
      overlap.drawn($1) > overlap.drawn($0) ? $1 : $0
    }
  }

  private static func climb(
    from start: Ellipse, _ goal: (Ellipse) -> Double
  ) -> (ellipse: Ellipse, value: Double) {
    func ellipse(_ point: SIMD8<Double>) -> Ellipse {
      Ellipse(
        centerX: start.centerX + point[0] * start.major,
        centerY: start.centerY + point[1] * start.major, major: start.major * exp(point[2]),
        minor: start.minor * exp(point[3]), angle: start.angle + point[4] * 180 / .pi)
    }
    let slim = start.minor / start.major
    var steps = SIMD8<Double>(0.08, 0.08, 0.1, 0.1, 0.15 * max(slim, 0.1), 0, 0, 0)
    var point = SIMD8<Double>()
    var value = -Double.infinity
    // A simplex may collapse before it has arrived; a smaller fresh one tells.
    for _ in 0..<4 {
      let search = SimplexSearch(
        from: point, steps: steps, limit: 300, tolerance: 1e-6
      ) { goal(ellipse($0)) }
      let gain = search.best.value - value
      (point, value) = search.best
      guard gain > 1e-5 else { break }
      steps *= -0.4
    }
    return (ellipse(point).normalized, value)
  }

  private static func thickened(_ ellipse: Ellipse) -> Ellipse {
    var result = ellipse
    result.major = max(result.major, shortestAxis)
    result.minor = max(result.minor, shortestAxis)
    return result
  }
}
