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

  init(objects: [Mask], union: Mask) {
    (self.objects, self.union) = (objects, union)
  }

  /// What no object covers: one minus the union.
  public var background: Mask { union.complement }

  /// What is seen of each object when later ones lie in front of earlier ones.
  ///
  /// Each mask is an opacity, and what lies behind shows through: `mᵢ · ∏ (1 - mⱼ)` over all later j,
  /// as BlobCtrl composes its blobs (arXiv 2503.13434). The masks and the background add up to one in
  /// every cell.
  public var visible: LayoutMasks {
    var free = [Float](repeating: 1, count: union.values.count)
    var seen: [Mask] = []
    for mask in objects.reversed() {
      var values = mask.values
      for cell in values.indices {
        let shown = values[cell] * free[cell]
        free[cell] -= shown
        values[cell] = shown
      }
      seen.append(Mask(height: mask.height, width: mask.width, values: values))
    }
    let covered = Mask(height: union.height, width: union.width, values: free).complement
    return LayoutMasks(objects: seen.reversed(), union: covered)
  }

  /// The share of each object's own mask that later objects leave visible, in 0...1; 0 for an empty
  /// mask.
  public var visibleShares: [Double] {
    var free = [Float](repeating: 1, count: union.values.count)
    return objects.reversed().map { mask in
      var (shown, whole) = (0.0, 0.0)
      for (cell, value) in mask.values.enumerated() where value > 0 {
        let part = value * free[cell]
        free[cell] -= part
        shown += Double(part)
        whole += Double(value)
      }
      return whole > 0 ? min(shown / whole, 1) : 0
    }.reversed()
  }
}
