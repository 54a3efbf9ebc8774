public import Layouts

/// The signed distances of a layout's objects and of its background.
public struct LayoutDistances: Hashable, Sendable {
  /// One field for each object, in the layout's order.
  public let objects: [DistanceField]
  /// The field of what no object covers.
  public let background: DistanceField

  /// Measures every object of a layout on fields of one size.
  ///
  /// - Parameters:
  ///   - layout: the layout, whose canvas is stretched over each field.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  public init(_ layout: Layout, height: Int, width: Int) {
    objects = layout.objects.map {
      DistanceField($0.region, canvas: layout.canvas, height: height, width: width)
    }
    let nothing = DistanceField(nothingOn: layout.canvas, height: height, width: width)
    background = objects.reduce(nothing) { $0.union($1) }.complement
  }

  private init(objects: [DistanceField], background: DistanceField) {
    (self.objects, self.background) = (objects, background)
  }

  /// What is seen of each object when later ones lie in front of earlier ones.
  public var visible: LayoutDistances {
    var front: DistanceField?
    let seen = objects.reversed().map { field -> DistanceField in
      let shown = front.map { field.behind($0) } ?? field
      front = front.map { $0.union(field) } ?? field
      return shown
    }
    return LayoutDistances(objects: seen.reversed(), background: background)
  }

  /// The fields as masks: ½ on the rim, rising to 1 and falling to 0 over so many cells.
  public func ramps(width cells: Double) -> LayoutMasks {
    LayoutMasks(
      objects: objects.map { $0.ramp(width: cells) },
      union: background.complement.ramp(width: cells))
  }
}
