/// Ways of moving objects so that a relation holds again, the least displacement first.
///
/// A way that moves one object comes before one that exchanges two, and one that covers no more of
/// other objects than before comes before one that does.
struct Rearrangement {
  let layout: Layout
  let fault: RelationCheck.Fault

  /// One way: the regions of the objects that move.
  struct Way {
    var regions: [Int: LayoutObject.Region]
    fileprivate var displacement: Double
    fileprivate var isCrowding: Bool
    /// The object that lies wrong moves rather than what it lies wrong to.
    fileprivate var movesLandmark: Bool

    fileprivate static func precedes(_ one: Way, _ other: Way) -> Bool {
      if one.isCrowding != other.isCrowding { return other.isCrowding }
      if one.displacement != other.displacement { return one.displacement < other.displacement }
      return !one.movesLandmark && other.movesLandmark
    }
  }

  /// How much more of others, as a part of its own area, a region may cover without crowding them.
  private static let negligible = 0.02
  /// More ways are not tried.
  private static let wayLimit = 40

  private func region(_ object: Int) -> LayoutObject.Region { layout.objects[object].region }

  /// The ways.
  var ways: [Way] {
    Array((moves + exchanges).sorted(by: Way.precedes).prefix(Self.wayLimit))
  }

  private var moves: [Way] {
    if let place = fault.place { return halves(place) }
    switch fault.kind {
    case nil: return []
    case .between: return between
    case .around: return around
    case .some(let kind):
      let subject = Placement(kind: kind, canvas: layout.canvas)
      let landmark = Placement(kind: kind, canvas: layout.canvas, isLandmark: true)
      return fault.related.flatMap { other in
        subject.places(of: region(fault.object), by: region(other)).map {
          way([fault.object: $0], covering: other)
        }
          + landmark.places(of: region(other), by: region(fault.object)).map {
            way([other: $0], covering: fault.object)
          }
      }
    }
  }

  /// Into the other half of the canvas.
  private func halves(_ place: SceneGraph.Place) -> [Way] {
    let here = region(fault.object).center
    let (width, height) = (Double(layout.canvas.width), Double(layout.canvas.height))
    let centers: [(x: Double, y: Double)] = [0.49, 0.35, 0.2].map { part in
      switch place {
      case .left: (part * width, here.y)
      case .right: ((1 - part) * width, here.y)
      case .top: (here.x, part * height)
      case .bottom: (here.x, (1 - part) * height)
      case .center: (width / 2, height / 2)
      }
    }
    return centers.map { way([fault.object: moved(fault.object, to: $0)]) }
  }

  /// Onto the line between two of the landmarks.
  private var between: [Way] {
    let here = region(fault.object).center
    return pairs(fault.related).flatMap { one, other in
      let (start, end) = (region(one).center, region(other).center)
      return [0.5, 0.35, 0.65, 0.2, 0.8].flatMap { part -> [Way] in
        let x = start.x + part * (end.x - start.x)
        let y = start.y + part * (end.y - start.y)
        return [(x, y), (x, here.y), (here.x, y)].map {
          way([fault.object: moved(fault.object, to: $0)])
        }
      } + [one, other].map { exchange(fault.object, $0) }
    }
  }

  private func pairs(_ objects: [Int]) -> [(Int, Int)] {
    // Three landmarks have three pairs; of a crowd, neighbours in the list are enough.
    objects.indices.dropFirst().map { (objects[$0 - 1], objects[$0]) }
  }

  /// The landmark into the middle of the others, or one of the others to its far side.
  private var around: [Way] {
    let centers = fault.related.map { region($0).center }
    guard !centers.isEmpty else { return [] }
    let here = region(fault.object).center
    let count = Double(centers.count)
    let middle = (
      x: centers.reduce(0) { $0 + $1.x } / count, y: centers.reduce(0) { $0 + $1.y } / count
    )
    let inner = [(middle.x, here.y), (here.x, middle.y), middle].map {
      way([fault.object: moved(fault.object, to: $0)])
    }
    let outer = fault.related.flatMap { other -> [Way] in
      let there = region(other).center
      let mirrored = (x: 2 * here.x - there.x, y: 2 * here.y - there.y)
      return [(mirrored.x, there.y), (there.x, mirrored.y), mirrored].map {
        way([other: moved(other, to: $0)])
      }
    }
    return inner + outer
  }

  /// Two objects in each other's place.
  private var exchanges: [Way] {
    guard fault.kind != .around, fault.kind != .between else { return [] }
    return fault.related.map { exchange(fault.object, $0) }
  }

  private func exchange(_ one: Int, _ other: Int) -> Way {
    way([
      one: moved(one, to: region(other).center), other: moved(other, to: region(one).center),
    ])
  }

  private func moved(_ object: Int, to center: (x: Double, y: Double)) -> LayoutObject.Region {
    let old = region(object)
    return old.moved(x: center.x - old.center.x, y: center.y - old.center.y).inside(layout.canvas)
  }

  private func way(_ regions: [Int: LayoutObject.Region], covering landmark: Int? = nil) -> Way {
    let displacement = regions.reduce(0) { $0 + $1.value.distance(to: region($1.key)) }
    let mayCover = [.on, .inside, .inFrontOf, .behind].contains(fault.kind) ? landmark : nil
    let isCrowding = regions.contains { object, new in
      covered(new, object, regions, but: mayCover)
        > covered(region(object), object, [:], but: mayCover) + Self.negligible * new.area
    }
    return Way(
      regions: regions, displacement: displacement, isCrowding: isCrowding,
      movesLandmark: regions[fault.object] == nil)
  }

  /// How much of an object's bounds the other ones share, where some of them have moved.
  private func covered(
    _ own: LayoutObject.Region, _ object: Int, _ moved: [Int: LayoutObject.Region],
    but landmark: Int?
  ) -> Double {
    layout.objects.indices.reduce(0) { sum, other in
      guard other != object, other != landmark else { return sum }
      let its = (moved[other] ?? region(other)).bounds
      return sum + (its.intersection(own.bounds)?.area ?? 0)
    }
  }
}
