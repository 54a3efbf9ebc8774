/// Places for objects that a layout lacks.
///
/// A newcomer is as large as its kin in the scene: the usual size of such a thing, times how much
/// larger or smaller than usual the objects that are there were drawn. It lies where the caption puts
/// it beside the others, else in free space, and where there is none, where it covers least.
struct Newcomers {
  let layout: Layout
  let scene: SceneGraph
  let matching: CaptionMatching

  /// By how much a newcomer may be smaller than its kin.
  private static let scales = [1, 0.75, 0.5]
  /// How far objects may be drawn from their usual size.
  private static let exaggeration = 0.5...1.6
  /// The least area, in cells of a 16 x 16 grid: a little more than what attention needs.
  private static let leastCells = 6.0

  /// Ways of adding some objects that stand for a thing without any.
  func ways(of thing: Int, count: Int) -> [[LayoutObject]] {
    let size = size(of: thing)
    let name = name(of: thing)
    return Self.scales.flatMap { scale in
      targets(of: thing, width: size.width * scale, height: size.height * scale).compactMap { box in
        places(from: region(box), count: count).map { regions in
          regions.map { LayoutObject(name: name, region: $0) }
        }
      }
    }
  }

  /// Ways of adding some objects like one that is there.
  func copies(of model: LayoutObject, count: Int) -> [[LayoutObject]] {
    Self.scales.flatMap { scale in
      let wanted = scale == 1 ? model.region : model.region.scaled(by: scale)
      let starts =
        [wanted]
        + grid(width: wanted.bounds.width, height: wanted.bounds.height).map {
          wanted.moved(x: $0.centerX - wanted.center.x, y: $0.centerY - wanted.center.y)
        }
      return starts.compactMap { start in
        places(from: start, count: count).map { regions in
          regions.map { region in
            var copy = model
            copy.region = region
            return copy
          }
        }
      }
    }
  }

  // MARK: - Names and sizes

  /// What an object of a thing is called: a bare label where all names are such, else a phrase.
  func name(of thing: Int) -> String {
    let usesLabels = !matching.names.isEmpty && !matching.names.contains(where: \.isPhrase)
    return usesLabels ? matching.things[thing].text : scene.things[thing].phrase.name
  }

  private func size(of thing: Int) -> (width: Double, height: Double) {
    let side = Double(min(layout.canvas.width, layout.canvas.height))
    let sense = matching.things[thing]
    let usual = ThingSize.of(modifiers: sense.modifiers, head: sense.head).size
    var (width, height) = (usual.width * side * scale, usual.height * side * scale)
    for adjective in sense.modifiers.compactMap({ ThingSize.adjectives[$0] }) {
      (width, height) = (width * adjective.width, height * adjective.height)
    }
    let least = layout.canvas.bounds.area * Self.leastCells / 256
    let growth = max(1, (least / max(width * height, 1)).squareRoot())
    return (
      min(width * growth, Double(layout.canvas.width)).rounded(),
      min(height * growth, Double(layout.canvas.height)).rounded()
    )
  }

  /// How much larger than usual the objects of the layout are drawn; the middle one counts.
  private var scale: Double {
    let side = Double(min(layout.canvas.width, layout.canvas.height))
    let scales = matching.names.indices.filter { matching.isPlaced[$0] }.map { index in
      let name = matching.names[index]
      let usual = ThingSize.of(modifiers: name.modifiers, head: name.head).size
      let area = layout.objects[index].region.bounds.area
      return (area / (usual.width * usual.height * side * side)).squareRoot()
    }.sorted()
    guard !scales.isEmpty else { return 1 }
    let middle = scales[scales.count / 2]
    return min(max(middle, Self.exaggeration.lowerBound), Self.exaggeration.upperBound)
  }

  /// A region of the kind that the layout's objects have.
  private func region(_ box: Box) -> LayoutObject.Region {
    let usesEllipses =
      !layout.objects.isEmpty
      && layout.objects.allSatisfy { if case .ellipse = $0.region { true } else { false } }
    return usesEllipses ? .ellipse(Ellipse(box, fit: .inscribed)) : .box(box)
  }

  // MARK: - Places

  /// Where an object of a thing is tried: by its relations, then in the middle, then around it.
  private func targets(of thing: Int, width: Double, height: Double) -> [Box] {
    let middle = grid(width: width, height: height)
    guard let first = middle.first else { return [] }
    let related = scene.relations.flatMap { relation -> [Box] in
      let isSubject = relation.subjects.contains(thing)
      guard isSubject || relation.landmarks.contains(thing) else { return [] }
      let others = isSubject ? relation.landmarks : relation.subjects
      return others.filter { $0 != thing }.flatMap { matching.objects[$0] }.flatMap { other in
        let placement = Placement(
          kind: relation.kind, canvas: layout.canvas, isLandmark: !isSubject)
        return placement.places(
          of: .box(first), by: layout.objects[other].region
        ).map(\.bounds)
      }
    }
    return related + middle
  }

  /// The middle of the canvas, its sides and its corners.
  private func grid(width: Double, height: Double) -> [Box] {
    let room = (x: Double(layout.canvas.width) - width, y: Double(layout.canvas.height) - height)
    let parts: [(x: Double, y: Double)] = [
      (0.5, 0.5), (0.1, 0.5), (0.9, 0.5), (0.5, 0.1), (0.5, 0.9), (0.1, 0.1), (0.9, 0.1),
      (0.1, 0.9), (0.9, 0.9),
    ]
    return parts.map {
      Box(
        x: (room.x * $0.x).rounded(), y: (room.y * $0.y).rounded(), width: width, height: height)
    }
  }

  /// Places for some regions of a size, the first of them next to where it is wanted.
  private func places(
    from wanted: LayoutObject.Region, count: Int
  ) -> [LayoutObject.Region]? {
    var free = FreePlaces(in: layout)
    var places: [LayoutObject.Region] = []
    while places.count < count {
      guard let place = free.nearest(to: wanted) ?? free.leastCovered(by: wanted) else {
        return nil
      }
      free = free.taking(place)
      places.append(place)
    }
    return places
  }
}
