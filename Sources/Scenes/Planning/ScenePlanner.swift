internal import Drawing
internal import Layouts

/// Chooses what a scene shows, and where.
struct ScenePlanner {
  let atlas: Atlas
  let settings: SceneSettings
  /// The outlines of the cut-outs.
  let hulls: [[SIMD2<Double>]]

  /// How long a thing is, as a share of the shorter side, by the number of objects.
  private static let lengths = [0.62, 0.46, 0.38, 0.34, 0.30, 0.28]

  /// Plans the scene of an index, from a source of chance that belongs to it.
  func plan(_ index: UInt64, _ random: inout SceneRandom) -> ScenePlan {
    let backdrop = random.pick(settings.backdrops)
    let count =
      settings.objects.lowerBound
      + random.below(settings.objects.upperBound - settings.objects.lowerBound + 1)
    let leader = settings.inTurn ? Int(index % UInt64(atlas.things.count)) : nil
    let groups = groups(count, leader: leader, &random)
    let isCloseUp = random.chance(settings.closeUps)
    let zoom =
      isCloseUp ? random.uniform(settings.zoom.lowerBound, settings.zoom.upperBound) : 1
    let world = SIMD2(Double(settings.canvas.width), Double(settings.canvas.height)) * zoom
    let horizonShare =
      backdrop.horizon.map { random.uniform($0.lowerBound, $0.upperBound) } ?? 0.5
    var plan = ScenePlan(
      backdrop: backdrop, horizon: Int((world.y * horizonShare).rounded()), side: world.min(),
      groups: groups.map(\.group), figures: [])
    let stage = SceneStage(
      width: world.x, height: world.y, horizon: backdrop.horizon == nil ? nil : plan.horizon)
    place(groups, on: stage, in: &plan, &random)
    if isCloseUp { closeIn(on: &plan, world: world, &random) }
    plan.figures.sort { $0.bounds.maxY < $1.bounds.maxY }
    return plan
  }

  // MARK: - What

  private typealias CountedGroup = (group: ScenePlan.Group, count: Int)

  /// Shares objects out to one, two or three kinds of things.
  private func groups(
    _ count: Int, leader: Int?, _ random: inout SceneRandom
  ) -> [CountedGroup] {
    let most = min(count, 3, max(1, atlas.things.count))
    let kinds = 1 + random.weighted(Array([0.4, 0.42, 0.18].prefix(most)))
    var groups: [CountedGroup] = []
    var left = count
    for kind in 0..<kinds {
      let others = kinds - kind - 1
      let share = others == 0 ? left : 1 + random.below(max(1, left - others))
      left -= share
      let leader = kind == 0 ? leader : nil
      groups.append((group(leader, besides: groups.map(\.group), &random), share))
    }
    return groups
  }

  private func group(
    _ leader: Int?, besides others: [ScenePlan.Group], _ random: inout SceneRandom
  ) -> ScenePlan.Group {
    var thing = leader ?? random.below(atlas.things.count)
    for _ in 0..<8 where others.contains(where: { $0.thing == thing }) {
      thing = random.below(atlas.things.count)
    }
    let cutouts = atlas.things[thing].cutouts.map { atlas.cutouts[$0] }
    if cutouts.contains(where: \.isColourable), random.chance(settings.recoloured) {
      return ScenePlan.Group(
        thing: thing, colour: random.pick(ThingColour.allCases), isRecoloured: true)
    }
    let colours = ThingColour.allCases.filter { colour in
      cutouts.contains { $0.colour == colour }
    }
    guard !colours.isEmpty, random.chance(0.5) else {
      return ScenePlan.Group(thing: thing, colour: nil, isRecoloured: false)
    }
    return ScenePlan.Group(thing: thing, colour: random.pick(colours), isRecoloured: false)
  }

  /// A cut-out that can have the colour of its group.
  private func cutout(of group: ScenePlan.Group, _ random: inout SceneRandom) -> Int {
    let all = atlas.things[group.thing].cutouts
    let fitting = all.filter { index in
      if group.isRecoloured { return atlas.cutouts[index].isColourable }
      return group.colour == nil || atlas.cutouts[index].colour == group.colour
    }
    return random.pick(fitting.isEmpty ? all : fitting)
  }

  // MARK: - Where

  /// Puts all objects on the stage; where there is no room they become smaller.
  private func place(
    _ groups: [CountedGroup], on stage: SceneStage, in plan: inout ScenePlan,
    _ random: inout SceneRandom
  ) {
    let all = groups.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element.count) }
    let length = Self.lengths[min(all.count, Self.lengths.count) - 1] * settings.scale
    let overlap = random.chance(0.25) ? 0.12 : 0
    // A lone object may be small too, so that boxes of all sizes occur.
    let sizes = all.count == 1 ? 0.5...1.14 : 0.78...1.14
    var shrinking = 1.0
    for attempt in 0..<16 {
      plan.figures = []
      for group in all {
        let size = length * shrinking * strayed(sizes, &random)
        guard
          let figure = figure(
            groups[group].group, group, length: size * plan.side, on: stage,
            besides: plan.figures, overlap: overlap, &random)
        else { break }
        plan.figures.append(figure)
      }
      if plan.figures.count == all.count { return }
      if attempt % 2 == 1 { shrinking *= 0.88 }
    }
  }

  private func figure(
    _ kind: ScenePlan.Group, _ group: Int, length: Double, on stage: SceneStage,
    besides others: [ScenePlan.Figure], overlap: Double, _ random: inout SceneRandom
  ) -> ScenePlan.Figure? {
    let cutout = cutout(of: kind, &random)
    let thing = atlas.things[kind.thing]
    let image = atlas.cutouts[cutout].image
    let longest = Double(max(image.width, image.height))
    let scale = length * thing.size / longest
    let stretch = strayed(0.93...1.075, &random)
    var place = SpritePlace(
      x: 0, y: 0, scaleX: scale * stretch, scaleY: scale / stretch,
      angle: random.chance(0.3) ? 0 : random.uniform(-thing.tilt, thing.tilt) * settings.variety,
      isFlipped: random.chance(0.5 * settings.variety), gain: Float(random.uniform(0.93, 1.07)))
    var bounds = place.bounds(of: hulls[cutout])
    let fit = min(stage.width * 0.96 / bounds.width, stage.height * 0.96 / bounds.height, 1)
    if fit < 1 {
      place.scaleX *= fit
      place.scaleY *= fit
      bounds = place.bounds(of: hulls[cutout])
    }
    for _ in 0..<24 {
      let corner = stage.corner(for: bounds, thing.stance, &random)
      let moved = Box(x: corner.x, y: corner.y, width: bounds.width, height: bounds.height)
      let isFree = others.allSatisfy { other in
        let shared = other.bounds.intersection(moved)?.area ?? 0
        return shared <= overlap * min(other.bounds.area, moved.area)
      }
      guard isFree else { continue }
      place.x = corner.x - bounds.x
      place.y = corner.y - bounds.y
      return ScenePlan.Figure(group: group, cutout: cutout, place: place, bounds: moved)
    }
    return nil
  }

  /// A factor out of a range around 1, which is the narrower the less variety is asked for.
  private func strayed(_ range: ClosedRange<Double>, _ random: inout SceneRandom) -> Double {
    let rest = 1 - settings.variety
    return random.uniform(
      range.lowerBound * settings.variety + rest, range.upperBound * settings.variety + rest)
  }

  // MARK: - Close-ups

  /// Moves the view to one of the objects; those that it cuts too much are left out.
  private func closeIn(
    on plan: inout ScenePlan, world: SIMD2<Double>, _ random: inout SceneRandom
  ) {
    guard !plan.figures.isEmpty else { return }
    let target = random.pick(plan.figures).bounds
    let view = SIMD2(Double(settings.canvas.width), Double(settings.canvas.height))
    func start(_ middle: Double, _ view: Double, _ world: Double) -> Double {
      let wanted = middle - view * random.uniform(0.38, 0.62)
      return min(max(wanted, 0), world - view).rounded()
    }
    let left = start(target.centerX, view.x, world.x)
    let top = start(target.centerY, view.y, world.y)
    let window = Box(x: left, y: top, width: view.x, height: view.y)
    plan.figures = plan.figures.compactMap { figure in
      let seen = figure.bounds.intersection(window)?.area ?? 0
      guard seen >= 0.6 * figure.bounds.area || figure.bounds == target else { return nil }
      var moved = figure
      moved.place.x -= left
      moved.place.y -= top
      moved.bounds.x -= left
      moved.bounds.y -= top
      return moved
    }
    plan.horizon -= Int(top)
  }
}
