public import Drawing
public import Layouts

/// Which part of a picture an edit of its layout changes.
///
/// Objects that moved, changed or went have their old places in it, those that moved, changed or came
/// their new ones. A new background is all that no unchanged object covers. A new negative prompt, or a
/// new caption where nothing else is new, may change the picture anywhere: it is whole then. A new caption
/// beside changed objects only says in words what they show.
public struct EditedArea: Hashable, Sendable {
  /// How far around a region it is painted.
  public struct Rim: Hashable, Sendable {
    /// Pixels of the picture that are painted around every region.
    public var margin: Double
    /// Pixels over which the new picture fades into the old one around that.
    public var feather: Double

    /// Creates a rim.
    public init(margin: Double, feather: Double) {
      self.margin = margin
      self.feather = feather
    }

    /// How much of the new picture stands at a distance outside of a region.
    fileprivate func share(at distance: Double) -> Float {
      guard distance > margin else { return 1 }
      return distance < margin + feather ? Float(1 - (distance - margin) / feather) : 0
    }

    /// How much of the new picture stands at a distance outside of a region that is to stay.
    fileprivate func shareBeside(at distance: Double) -> Float {
      guard distance > 0 else { return 0 }
      return distance < feather ? Float(distance / feather) : 1
    }
  }

  /// How much of the new picture stands at each pixel.
  public let mask: Mask
  /// Whether it is the whole picture.
  public let isWhole: Bool

  /// Whether there is nothing to paint.
  public var isEmpty: Bool { mask.isEmpty }

  /// Finds the area.
  ///
  /// - Parameters:
  ///   - difference: the picture's layout and the edited one, on canvases of one shape.
  ///   - height: the rows of the picture.
  ///   - width: the columns of the picture.
  ///   - rim: how far around a region it is painted.
  public init(_ difference: LayoutDifference, height: Int, width: Int, rim: Rim) {
    let changed = difference.objects.filter { !$0.changes.isEmpty }
    let parts = Set(difference.texts.map(\.part))
    isWhole =
      parts.contains("negative")
      || parts.contains("caption") && changed.isEmpty && !parts.contains("background")
    guard !isWhole else {
      mask = Mask(height: height, width: width, repeating: 1)
      return
    }
    func distances(_ region: LayoutObject.Region, _ canvas: Canvas) -> [Double] {
      let field = DistanceField(region, canvas: canvas, height: height, width: width)
      return field.values.map { -Double($0) / field.cellSide }
    }
    let (old, new) = (difference.old, difference.new)
    var shares = [Float](repeating: 0, count: height * width)
    if parts.contains("background") {
      shares = [Float](repeating: 1, count: height * width)
      for case let index? in difference.objects.map({ $0.changes.isEmpty ? $0.new : nil }) {
        let beside = distances(new.objects[index].region, new.canvas).map(rim.shareBeside)
        shares = zip(shares, beside).map(min)
      }
    }
    for object in changed {
      let places =
        [object.old.map { (old.objects[$0].region, old.canvas) }]
        + [object.new.map { (new.objects[$0].region, new.canvas) }]
      for case let (region, canvas)? in places where region.overlaps(canvas) {
        shares = zip(shares, distances(region, canvas).map(rim.share)).map(max)
      }
    }
    mask = Mask(height: height, width: width, values: shares)
  }
}
