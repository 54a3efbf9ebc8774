import Layouts

/// Puts the things of a scene on a canvas.
///
/// Sizes come from the table, all times one scale; the largest scale at which everything fits is
/// taken. What comes out is checked against every relation before it is returned.
struct Placement {
  /// One placed thing.
  struct Placed: Hashable {
    /// The index of its thing in the scene.
    var thing: Int
    /// The index of its part in the arrangement.
    var part: Int
    /// Where it lies, in whole pixels.
    var box: Box
  }

  /// Places a scene.
  ///
  /// - Throws: `Refusal` when relations contradict each other or the things don't fit.
  static func place(
    _ scene: SceneGraph, on canvas: Canvas, seed: UInt64
  ) throws(Refusal) -> [Placed] {
    guard !scene.things.isEmpty else { return [] }
    let total = scene.things.reduce(0) { $0 + $1.count }
    guard total <= 100 else { throw tooMany(total, scene, canvas) }
    let arrangement = try Arrangement(scene)
    var random = SplitMix(seed: seed)
    let amount = seed == 0 ? 0.0 : 1.0
    let factors = arrangement.parts.map { _ in 1 + 0.12 * amount * random.signed() }
    let jitter = arrangement.parts.map { _ in
      (x: 0.08 * amount * random.signed(), y: 0.06 * amount * random.signed())
    }
    let check = PlacementCheck(arrangement: arrangement, canvas: canvas)
    for attempt in attempts(scales(arrangement), arrangement, canvas) {
      let builder = BlockBuilder(
        arrangement: arrangement, canvas: canvas, scale: attempt.scale,
        gridAspect: attempt.aspect, mayPile: attempt.mayPile,
        rowSpacing: attempt.isTight ? 0.25 : 1, sizeFactors: factors)
      let blocks = builder.blocks()
      if !attempt.mayStack, isTooWide(blocks, arrangement, canvas) { continue }
      var solver = BlockSolver(
        arrangement, canvas: canvas, blocks: blocks, jitter: blocks.map { jitter[$0.root] },
        mayStack: attempt.mayStack)
      guard let corners = solver.solve() else { continue }
      let placed = round(blocks, corners, arrangement)
      if check.accepts(placed) { return placed }
    }
    let least = BlockBuilder.smallestSide(on: canvas) + BlockBuilder.gap(on: canvas)
    let isCrowded = Double(total) * least * least > 0.4 * canvas.bounds.area
    throw isCrowded || scene.relations.isEmpty
      ? tooMany(total, scene, canvas) : unsatisfiable(scene)
  }

  /// Whether things on the ground can't stand side by side, so that solving would be in vain.
  private static func isTooWide(
    _ blocks: [Block], _ arrangement: Arrangement, _ canvas: Canvas
  ) -> Bool {
    guard !arrangement.orders.contains(where: { $0.axis == .y }) else { return false }
    let widths = blocks.filter { !arrangement.isAloft[$0.root] }.map(\.width)
    let gaps = Double(widths.count) * BlockBuilder.gap(on: canvas)
    return widths.reduce(0, +) + gaps > Double(canvas.width) + 1e-6
  }

  /// One way of building the blocks.
  private struct Attempt {
    var scale: Double
    /// Width over height of grids of things, one row when nil.
    var aspect: Double?
    /// Whether things on the ground may be stacked.
    var mayStack = false
    /// Whether things that stand on another may do so in several rows.
    var mayPile = false

    /// Whether the things of a row may stand close together.
    var isTight = false

    /// The scale, less what looks odd: something odd must be so much larger to be preferred.
    ///
    /// Things on the ground stand side by side unless stacking makes them much larger, and a grid of
    /// them is rather wide than tall.
    func worth(_ arrangement: Arrangement) -> Double {
      let isTall = arrangement.parts.indices.contains { part in
        guard !arrangement.isAloft[part], arrangement.parts[part].formation == nil else {
          return false
        }
        let (count, size) = (arrangement.parts[part].count, arrangement.sizes[part])
        let columns = BlockBuilder.columns(count, aspect: aspect, of: size)
        return count > columns * columns
      }
      return scale * (mayStack ? 0.66 : 1) * (isTall ? 0.6 : 1) * (mayPile ? 0.4 : 1)
        * (isTight ? 0.2 : 1)
    }
  }

  /// What is tried, the best first.
  private static func attempts(
    _ scales: [Double], _ arrangement: Arrangement, _ canvas: Canvas
  ) -> [Attempt] {
    let aspect = Double(canvas.width) / Double(canvas.height)
    let hasGrids = arrangement.parts.contains { $0.count > 1 }
    let aspects: [Double?] = hasGrids ? [nil, aspect, aspect * 2, aspect / 3] : [nil]
    let hasPiles = arrangement.parts.indices.contains {
      arrangement.carriers[$0]?.tie == .on && arrangement.parts[$0].count > 2
    }
    let hasRows = arrangement.parts.contains { $0.formation == .row && $0.count > 4 }
    var attempts: [Attempt] = []
    for scale in scales {
      if hasRows {
        attempts.append(Attempt(scale: scale, aspect: aspect, mayStack: true, isTight: true))
      }
      for aspect in aspects {
        attempts.append(Attempt(scale: scale, aspect: aspect))
        attempts.append(Attempt(scale: scale, aspect: aspect, mayStack: true))
        guard hasPiles, aspect != nil else { continue }
        attempts.append(Attempt(scale: scale, aspect: aspect, mayStack: true, mayPile: true))
      }
    }
    let ranked = attempts.enumerated()
      .map { (worth: $0.element.worth(arrangement), offset: $0.offset, attempt: $0.element) }
      .sorted { (-$0.worth, $0.offset) < (-$1.worth, $1.offset) }
    return ranked.map(\.attempt)
  }

  /// From the largest scale worth trying down to where all things have the smallest size.
  private static func scales(_ arrangement: Arrangement) -> [Double] {
    var area = 0.0
    for (part, size) in zip(arrangement.parts, arrangement.sizes) {
      area += Double(part.count) * size.width * size.height
    }
    var scale = min(1.7, (0.4 / area).squareRoot())
    var result: [Double] = []
    while scale > 0.05 {
      result.append(scale)
      scale *= 0.88
    }
    return result
  }

  /// Rounds edges, not sizes, so that what touched still touches and what was apart still is.
  private static func round(
    _ blocks: [Block], _ corners: [(x: Double, y: Double)], _ arrangement: Arrangement
  ) -> [Placed] {
    var result: [Placed] = []
    for (block, corner) in zip(blocks, corners) {
      for member in block.members {
        let left = (corner.x + member.box.x).rounded()
        let top = (corner.y + member.box.y).rounded()
        let right = (corner.x + member.box.maxX).rounded()
        let bottom = (corner.y + member.box.maxY).rounded()
        result.append(
          Placed(
            thing: arrangement.parts[member.part].thing, part: member.part,
            box: Box(x: left, y: top, width: right - left, height: bottom - top)))
      }
    }
    return result
  }

  // MARK: - Messages

  private static func tooMany(
    _ total: Int, _ scene: SceneGraph, _ canvas: Canvas
  ) -> Refusal {
    let most = scene.things.max { $0.count < $1.count }
    return Refusal(
      finding: PlanningRule.tooManyObjects.finding(
        "\(total) things do not fit a canvas of \(canvas) at a size that can be painted",
        at: most?.phrase.source))
  }

  private static func unsatisfiable(_ scene: SceneGraph) -> Refusal {
    Refusal(
      finding: PlanningRule.contradiction.finding(
        "no placement satisfies all relations of the caption at once",
        at: scene.relations.last?.source))
  }
}
