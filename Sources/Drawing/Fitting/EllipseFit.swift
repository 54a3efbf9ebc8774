internal import Foundation
internal import Layouts

/// The search for the ellipse that covers the cells of a mask best.
struct EllipseFit {
  /// The most rows that each step of the search looks at, in the rough and at the end.
  private static let roughRows = 80
  private static let fineRows = 256
  /// The shortest half-axis in cells: a line one cell wide is as thin as a mask can show.
  private static let shortestAxis = 0.5
  /// The overlap from which a mask is taken for a drawn ellipse.
  private static let roundEnough = 0.9

  private let runs: MaskRuns
  private let overlap: EllipseOverlap
  /// The ellipse that was found.
  private(set) var ellipse: Ellipse
  /// The intersection over union of the mask and the ellipse, drawn on its cells.
  private(set) var intersectionOverUnion: Double

  /// Fits an ellipse to covered cells.
  ///
  /// - Parameters:
  ///   - runs: all cells to be covered, at least one.
  ///   - pieces: the largest parts they fall into.
  ///   - box: the tight box around them.
  init(_ runs: MaskRuns, pieces: [MaskRuns], in box: Box) {
    self.runs = runs
    overlap = EllipseOverlap(runs)
    let starts = Self.starts(runs, pieces, box)
    ellipse = starts[0]
    intersectionOverUnion = overlap.drawn(ellipse)
    for start in starts.dropFirst() { consider(start) }
    // The moments of a drawn ellipse lie so near that no climb is needed.
    refine()
    if intersectionOverUnion == 1 { return }
    climb(from: starts)
    refine()
    if intersectionOverUnion < 1 {
      consider(
        Self.climbed(from: ellipse, steps: Self.cellSteps(ellipse), rounds: 4, overlap.drawn))
    }
  }

  /// Where the search begins.
  private static func starts(_ runs: MaskRuns, _ pieces: [MaskRuns], _ box: Box) -> [Ellipse] {
    var starts = [runs.momentEllipse, runs.withoutGaps.momentEllipse]
    if pieces.count > 1 { starts += pieces.map(\.momentEllipse) }
    return [thickened(Ellipse(box, fit: .inscribed))] + starts.compactMap { $0.map(thickened) }
  }

  /// Climbs from several beginnings in the rough, and from the highest place so found to the top.
  private mutating func climb(from starts: [Ellipse]) {
    let rough = EllipseOverlap(runs, mostRows: Self.roughRows)
    let ranked = starts.map { (ellipse: $0, value: rough.smooth($0)) }
      .sorted { $0.value > $1.value }
    // A beginning that is nearly as good may lie at the foot of a higher hill.
    let found = ranked.prefix(4).filter { $0.value > ranked[0].value - 0.3 }
      .map { start -> Ellipse in
        Self.climbed(
          from: start.ellipse, steps: Self.wideSteps(start.ellipse), rounds: 2, rough.smooth)
      }
    let fine = EllipseOverlap(runs, mostRows: Self.fineRows)
    let values = found.map(fine.smooth)
    guard let highest = values.indices.max(by: { values[$0] < values[$1] }) else { return }
    let start = found[highest]
    consider(start)
    consider(Self.climbed(from: start, steps: Self.wideSteps(start) / 2, rounds: 3, fine.smooth))
  }

  /// Takes a candidate that overlaps better.
  private mutating func consider(_ candidate: Ellipse) {
    let candidate = Self.thickened(candidate)
    let value = overlap.drawn(candidate)
    if value > intersectionOverUnion { (ellipse, intersectionOverUnion) = (candidate, value) }
  }

  /// Takes the middle of the ellipses that draw the same cells, where it overlaps as well.
  private mutating func refine() {
    guard intersectionOverUnion > Self.roundEnough,
      let middle = SeparatingEllipses(EllipseRim(runs), near: ellipse).middle
    else { return }
    let candidate = Self.thickened(middle)
    let value = overlap.drawn(candidate)
    guard value >= intersectionOverUnion else { return }
    (ellipse, intersectionOverUnion) = (candidate, value)
  }

  /// The steps of a search far and wide: in parts of the half-axes, and in radians.
  private static func wideSteps(_ ellipse: Ellipse) -> SIMD8<Double> {
    let slim = ellipse.minor / ellipse.major
    return SIMD8(0.08, 0.08, 0.1, 0.1, 0.15 * max(slim, 0.1), 0, 0, 0)
  }

  /// The steps of a search by cells.
  private static func cellSteps(_ ellipse: Ellipse) -> SIMD8<Double> {
    let (wide, high) = (0.7 / ellipse.major, 0.7 / ellipse.minor)
    return SIMD8(wide, wide, wide, high, min(2 * wide, 0.3), 0, 0, 0)
  }

  private static func climbed(
    from start: Ellipse, steps: SIMD8<Double>, rounds: Int, _ goal: (Ellipse) -> Double
  ) -> Ellipse {
    func ellipse(_ point: SIMD8<Double>) -> Ellipse {
      Ellipse(
        centerX: start.centerX + point[0] * start.major,
        centerY: start.centerY + point[1] * start.major, major: start.major * exp(point[2]),
        minor: start.minor * exp(point[3]), angle: start.angle + point[4] * 180 / .pi)
    }
    var steps = steps
    var point = SIMD8<Double>()
    var value = -Double.infinity
    // A simplex may collapse before it has arrived; a smaller fresh one tells.
    for _ in 0..<rounds {
      let search = SimplexSearch(
        from: point, steps: steps, limit: 300, tolerance: 1e-6
      ) { goal(ellipse($0)) }
      let gain = search.best.value - value
      (point, value) = search.best
      guard gain > 1e-5 else { break }
      steps *= -0.4
    }
    return ellipse(point).normalized
  }

  private static func thickened(_ ellipse: Ellipse) -> Ellipse {
    var result = ellipse
    result.major = max(result.major, shortestAxis)
    result.minor = max(result.minor, shortestAxis)
    return result
  }
}
