/// Places on a canvas that no object takes.
struct FreePlaces {
  let canvas: Canvas
  /// What must not be covered.
  let taken: [LayoutObject.Region]

  /// Creates the places of a layout, as if some of its objects were not there.
  init(in layout: Layout, except: Set<Int> = []) {
    canvas = layout.canvas
    taken = layout.objects.indices.filter { !except.contains($0) }.map { layout.objects[$0].region }
  }

  private init(canvas: Canvas, taken: [LayoutObject.Region]) {
    self.canvas = canvas
    self.taken = taken
  }

  /// The same places after something was put there.
  func taking(_ region: LayoutObject.Region) -> FreePlaces {
    FreePlaces(canvas: canvas, taken: taken + [region])
  }

  /// The place next to where a region lies in which it covers nothing else, or nil.
  ///
  /// In the best place of all the region touches two edges, of the canvas or of what is taken, or
  /// keeps one of its coordinates: no others are tried.
  func nearest(to region: LayoutObject.Region) -> LayoutObject.Region? {
    guard taken.count <= Self.objectLimit else { return nil }
    let bounds = region.bounds
    let boxes = taken.map(\.bounds)
    let columns = Self.starts(
      bounds.x, bounds.width, length: Double(canvas.width), edges: boxes.map { ($0.x, $0.maxX) })
    let rows = Self.starts(
      bounds.y, bounds.height, length: Double(canvas.height), edges: boxes.map { ($0.y, $0.maxY) })
    var best: (region: LayoutObject.Region, distance: Double)?
    for y in rows {
      for x in columns {
        let moved = region.moved(x: x - bounds.x, y: y - bounds.y)
        let distance = moved.distance(to: region)
        guard distance < best?.distance ?? .infinity, canvas.bounds.contains(moved.bounds),
          taken.allSatisfy({ Overlap.sharedArea($0, moved) < Self.negligibleArea })
        else { continue }
        best = (moved, distance)
      }
    }
    return best?.region
  }

  /// More objects leave no free place that would be worth the search, which takes their cube.
  private static let objectLimit = 64

  /// What two rounded regions may share, in square pixels.
  private static let negligibleArea = 1.0

  /// The starts of a stretch that touches an edge or stays where it is, within 0...length.
  private static func starts(
    _ start: Double, _ extent: Double, length: Double, edges: [(low: Double, high: Double)]
  ) -> [Double] {
    var starts = [start, 0, length - extent]
    for edge in edges { starts += [edge.high, edge.low - extent] }
    return Set(starts.filter { $0 >= 0 && $0 + extent <= length }).sorted()
  }
}
