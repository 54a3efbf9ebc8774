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
    _ scene: CaptionScene, on canvas: Canvas, seed: UInt64
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
    var fitsSomehow = false
    let scales = scales(arrangement)
    // Things on the ground stand side by side if that costs little size; else they are stacked.
    let attempts = scales.prefix(3).map { ($0, false) } + scales.map { ($0, true) }
    for (scale, mayStack) in attempts {
      for aspect in aspects(canvas) {
        let builder = BlockBuilder(
          arrangement: arrangement, canvas: canvas, scale: scale, gridAspect: aspect,
          sizeFactors: factors)
        let blocks = builder.blocks()
        var solver = BlockSolver(
          arrangement, canvas: canvas, blocks: blocks, jitter: blocks.map { jitter[$0.root] },
          mayStack: mayStack)
        guard let corners = solver.solve() else { continue }
        fitsSomehow = true
        let placed = round(blocks, corners, arrangement, canvas)
        if PlacementCheck(arrangement: arrangement, canvas: canvas).accepts(placed) {
          return placed
        }
      }
    }
    throw fitsSomehow ? unsatisfiable(scene) : tooMany(total, scene, canvas)
  }

  /// From the largest scale worth trying down to where all things have the smallest size.
  private static func scales(_ arrangement: Arrangement) -> [Double] {
    var area = 0.0
    for part in arrangement.parts {
      let phrase = arrangement.scene.things[part.thing].phrase
      let size = ThingSize.of(modifiers: phrase.modifiers, head: phrase.head).size
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

  private static func aspects(_ canvas: Canvas) -> [Double?] {
    let aspect = Double(canvas.width) / Double(canvas.height)
    return [nil, aspect, aspect / 3, aspect * 3]
  }

  /// Rounds edges, not sizes, so that what touched still touches and what was apart still is.
  private static func round(
    _ blocks: [Block], _ corners: [(x: Double, y: Double)], _ arrangement: Arrangement,
    _ canvas: Canvas
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
    _ total: Int, _ scene: CaptionScene, _ canvas: Canvas
  ) -> Refusal {
    let most = scene.things.max { $0.count < $1.count }
    return Refusal(
      finding: PlanningRule.tooManyObjects.finding(
        "\(total) things do not fit a canvas of \(canvas) at a size that can be painted",
        at: most?.phrase.source))
  }

  private static func unsatisfiable(_ scene: CaptionScene) -> Refusal {
    Refusal(
      finding: PlanningRule.contradiction.finding(
        "no placement satisfies all relations of the caption at once",
        at: scene.relations.last?.source))
  }
}
