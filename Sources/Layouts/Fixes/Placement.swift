/// Places in which an object lies to another as a relation says.
///
/// They are the nearest ones: just beyond the other's centre, beyond its edge, on its top, within it.
/// Whether the relation holds there is for the rule to say.
struct Placement {
  let kind: SceneGraph.Kind
  let canvas: Canvas
  /// Whether the object that is placed is the landmark, so that the relation is turned around.
  var isLandmark = false

  /// How far beyond another's centre is far enough, as a part of the canvas.
  private static let margin = 0.01
  /// How far what stands on something reaches into it, as a part of that one's height.
  private static let sinking = 0.1
  /// How much of the canvas's height a foot is moved before or behind another.
  private static let depth = 0.05

  /// A centre.
  private typealias Point = (x: Double, y: Double)

  /// The places of a region by another one, all within the canvas.
  func places(
    of region: LayoutObject.Region, by other: LayoutObject.Region
  ) -> [LayoutObject.Region] {
    var seen: Set<LayoutObject.Region> = []
    return centers(region, other).map { center in
      let old = region.center
      return region.moved(x: center.x - old.x, y: center.y - old.y).inside(canvas)
    }.filter { $0 != region && seen.insert($0).inserted }
  }

  private func centers(
    _ region: LayoutObject.Region, _ other: LayoutObject.Region
  ) -> [Point] {
    let (own, its) = (region.bounds, other.bounds)
    let sign: Double = isLandmark ? -1 : 1
    switch kind {
    case .leftOf: return beyond(own, its, x: -sign, y: 0)
    case .rightOf: return beyond(own, its, x: sign, y: 0)
    case .above: return beyond(own, its, x: 0, y: -sign)
    case .below: return beyond(own, its, x: 0, y: sign)
    case .on: return isLandmark ? under(own, its) : on(own, its)
    case .inside: return within(own, its)
    case .nextTo, .around: return beside(own, its)
    case .inFrontOf: return foot(own, its, lower: sign)
    case .behind: return foot(own, its, lower: -sign)
    default: return []
    }
  }

  /// Beyond the other's centre by a little, half into it, and wholly beyond its edge.
  private func beyond(_ own: Box, _ its: Box, x: Double, y: Double) -> [Point] {
    let least = (Double(max(canvas.width, canvas.height)) * Self.margin).rounded(.up)
    let full = x != 0 ? (own.width + its.width) / 2 : (own.height + its.height) / 2
    return [least, full / 2, full].flatMap { distance -> [Point] in
      let level: Point = (its.centerX + x * distance, its.centerY + y * distance)
      // Level with it, too: an angle may be asked for.
      return x != 0
        ? [(level.x, own.centerY), level] : [(own.centerX, level.y), level]
    }
  }

  private func on(_ own: Box, _ its: Box) -> [Point] {
    let x = Self.clamped(own.centerX, its.x, its.maxX)
    let top = its.y + Self.sinking * its.height - own.height / 2
    return [(x, top), (its.centerX, top)] + within(own, its)
  }

  private func under(_ own: Box, _ its: Box) -> [Point] {
    let x = Self.clamped(its.centerX, own.x, own.maxX) - its.centerX
    let top = its.maxY - Self.sinking * own.height + own.height / 2
    return [(own.centerX - x, top), (its.centerX, top)]
  }

  private func within(_ own: Box, _ its: Box) -> [Point] {
    let (inner, outer) = isLandmark ? (its, own) : (own, its)
    let (right, down) = (
      max(0, (outer.width - inner.width) / 2), max(0, (outer.height - inner.height) / 2)
    )
    return [
      (
        Self.clamped(own.centerX, its.centerX - right, its.centerX + right),
        Self.clamped(own.centerY, its.centerY - down, its.centerY + down)
      ), (its.centerX, its.centerY),
    ]
  }

  /// Nearer along the line of the centres, and beside it on one foot or level with it.
  private func beside(_ own: Box, _ its: Box) -> [Point] {
    let nearer: [Point] = [0.25, 0.5, 0.75].map { part in
      (
        own.centerX + part * (its.centerX - own.centerX),
        own.centerY + part * (its.centerY - own.centerY)
      )
    }
    let distance = (own.width + its.width) / 2
    let sides = own.centerX < its.centerX ? [-distance, distance] : [distance, -distance]
    return nearer
      + sides.flatMap { side -> [Point] in
        [(its.centerX + side, its.maxY - own.height / 2), (its.centerX + side, its.centerY)]
      }
  }

  private func foot(_ own: Box, _ its: Box, lower: Double) -> [Point] {
    let step = Double(canvas.height) * Self.depth
    let feet = [its.maxY, its.maxY + lower * step]
    return feet.flatMap { foot -> [Point] in
      let y = min(foot, Double(canvas.height)) - own.height / 2
      return [(own.centerX, y), (its.centerX, y)]
    } + [(its.centerX, its.centerY)]
  }

  private static func clamped(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(max(value, min(low, high)), max(low, high))
  }
}
