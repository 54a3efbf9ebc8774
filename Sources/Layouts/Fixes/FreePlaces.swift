/// Places on a canvas that no object takes.
struct FreePlaces {
  let canvas: Canvas
  /// What must not be covered: the boxes around the objects.
  let taken: [Box]

  /// Creates the places of a layout, as if some of its objects were not there.
  init(in layout: Layout, except: Set<Int> = []) {
    canvas = layout.canvas
    taken = layout.objects.indices.filter { !except.contains($0) }.map {
      layout.objects[$0].region.bounds
    }
  }

  private init(canvas: Canvas, taken: [Box]) {
    self.canvas = canvas
    self.taken = taken
  }

  /// The same places after something was put there.
  func taking(_ region: LayoutObject.Region) -> FreePlaces {
    FreePlaces(canvas: canvas, taken: taken + [region.bounds])
  }

  /// The place next to where a region lies in which it covers nothing else, or nil.
  ///
  /// In the best place of all the region touches two edges, of the canvas or of what is taken, or
  /// keeps one of its coordinates: no others are tried.
  func nearest(to region: LayoutObject.Region) -> LayoutObject.Region? {
    guard taken.count <= Self.objectLimit else { return nil }
    let bounds = region.bounds
    let columns = Self.starts(
      bounds.x, bounds.width, length: Double(canvas.width), edges: taken.map { ($0.x, $0.maxX) })
    let rows = Self.starts(
      bounds.y, bounds.height, length: Double(canvas.height), edges: taken.map { ($0.y, $0.maxY) })
    var best: (region: LayoutObject.Region, distance: Double)?
    for y in rows {
      for x in columns {
        let moved = region.moved(x: x - bounds.x, y: y - bounds.y)
        let distance = moved.distance(to: region)
        guard distance < best?.distance ?? .infinity else { continue }
        let around = moved.bounds(asLargeAs: bounds)
        guard canvas.bounds.contains(around),
          taken.allSatisfy({ $0.intersection(around)?.area ?? 0 < Self.negligibleArea })
        else { continue }
        best = (moved, distance)
      }
    }
    return best?.region
  }

  /// The place in the canvas where a region covers the least of what is taken, next to where it lies.
  func leastCovered(by region: LayoutObject.Region) -> LayoutObject.Region? {
    guard taken.count <= Self.objectLimit else { return nil }
    let bounds = region.bounds
    let room = (
      x: Double(canvas.width) - bounds.width, y: Double(canvas.height) - bounds.height
    )
    guard room.x >= 0, room.y >= 0 else { return nil }
    var best: (region: LayoutObject.Region, covered: Double, distance: Double)?
    for row in 0...Self.steps {
      for column in 0...Self.steps {
        let x = (room.x * Double(column) / Double(Self.steps)).inSteps(of: 1, .down)
        let y = (room.y * Double(row) / Double(Self.steps)).inSteps(of: 1, .down)
        let moved = region.moved(x: x - bounds.x, y: y - bounds.y)
        let around = moved.bounds(asLargeAs: bounds)
        let distance = moved.distance(to: region)
        let most = best?.covered ?? .infinity
        var covered = 0.0
        for box in taken {
          covered += box.intersection(around)?.area ?? 0
          if covered > most { break }
        }
        if let best, (best.covered, best.distance) <= (covered, distance) { continue }
        best = (moved, covered, distance)
      }
    }
    return best?.region
  }

  /// Into how many steps a side is cut where no place is free.
  private static let steps = 16

  /// More objects leave no free place that would be worth the search, which takes their cube.
  private static let objectLimit = 64

  /// What two rounded regions may share, in square pixels.
  private static let negligibleArea = 1.0

  /// The starts of a stretch that stays where it is or touches an edge, within 0...length; of two as
  /// near the one behind an edge comes first.
  private static func starts(
    _ start: Double, _ extent: Double, length: Double, edges: [(low: Double, high: Double)]
  ) -> [Double] {
    var starts = [start, 0, length - extent]
    for edge in edges { starts += [edge.high, edge.low - extent] }
    var seen: Set<Double> = []
    return starts.filter { $0 >= 0 && $0 + extent <= length && seen.insert($0).inserted }
  }
}

extension LayoutObject.Region {
  /// The box around the region, of which the sides are known from before it was moved.
  fileprivate func bounds(asLargeAs other: Box) -> Box {
    let width = other.width, height = other.height
    return switch self {
    case .box(let box): box
    case .ellipse(let ellipse):
      Box(
        x: ellipse.centerX - width / 2, y: ellipse.centerY - height / 2, width: width,
        height: height)
    }
  }
}
