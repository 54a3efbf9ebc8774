public import Layouts

/// The masks of a layout: one for each object, all of them together, and what is left over.
public struct LayoutMasks: Hashable, Sendable {
  /// One mask for each object, in the layout's order; empty for an object outside the canvas.
  public let objects: [Mask]
  /// Whatever any object covers: the larger value of each cell.
  public let union: Mask

  /// Draws every object of a layout on masks of one size.
  ///
  /// - Parameters:
  ///   - layout: the layout, whose canvas is stretched over each mask.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  ///   - edge: how rims are drawn.
  public init(_ layout: Layout, height: Int, width: Int, edge: Mask.Edge = .hard) {
    objects = layout.objects.map {
      Mask($0.region, canvas: layout.canvas, height: height, width: width, edge: edge)
    }
    union = objects.reduce(Mask(height: height, width: width)) { $0.union($1) }
  }

  /// What no object covers: one minus the union.
  public var background: Mask { union.complement }
}
