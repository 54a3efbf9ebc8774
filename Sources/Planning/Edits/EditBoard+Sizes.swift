import Layouts

/// Objects become larger or smaller.
extension EditBoard {
  /// Changes the size of objects.
  mutating func resize(_ keys: [Int], _ size: EditSize) throws(Refusal) {
    for key in keys {
      guard let object = object(key) else { continue }
      let factor = try factors(of: size, for: key)
      try scale(key, object.region, by: factor)
    }
    let grown = keys.map { key in
      "\(Int(bounds(key).width.rounded())) × \(Int(bounds(key).height.rounded()))"
    }
    decide(
      .size,
      "\(names(keys)) \(keys.count == 1 ? "is" : "are") now \(grown.joined(separator: ", ")) pixels",
      keys)
  }

  /// What a size means for the sides of an object.
  private mutating func factors(
    of size: EditSize, for key: Int
  ) throws(Refusal) -> (width: Double, height: Double) {
    let box = bounds(key)
    switch size {
    case .factor(let factor, let side, _): return split(factor, factor, side)
    case .pixels(let pixels, let side):
      return split(
        max(0.05, (box.width + pixels) / box.width), max(0.05, (box.height + pixels) / box.height),
        side)
    case .sides(let width, let height):
      let across = width.map { $0 / box.width }
      let down = height.map { $0 / box.height }
      return (across ?? down ?? 1, down ?? across ?? 1)
    case .compared(let kind, let reference):
      let parcel = Parcel(keys: [key], width: box.width, height: box.height, old: box)
      let others = try landmarks(reference, of: parcel).map(bounds)
      return compare(box, kind, others)
    }
  }

  private func split(
    _ width: Double, _ height: Double, _ side: EditSize.Side
  ) -> (width: Double, height: Double) {
    switch side {
    case .both: (width, height)
    case .width: (width, 1)
    case .height: (1, height)
    }
  }

  /// How much more area or side makes one thing bigger than another for the eye; the planner's own.
  private static let excess = (area: 1.8, side: 1.3)

  private func compare(
    _ box: Box, _ kind: SceneGraph.Kind, _ others: [Box]
  ) -> (width: Double, height: Double) {
    let areas = others.map(\.area)
    let (most, least) = (areas.max() ?? box.area, areas.min() ?? box.area)
    switch kind {
    case .biggerThan:
      let factor = max(1, (Self.excess.area * most / box.area).squareRoot())
      return (factor, factor)
    case .smallerThan:
      let factor = min(1, (least / Self.excess.area / box.area).squareRoot())
      return (factor, factor)
    case .tallerThan:
      return (1, max(1, Self.excess.side * (others.map(\.height).max() ?? 0) / box.height))
    case .shorterThan:
      return (1, min(1, (others.map(\.height).min() ?? 0) / Self.excess.side / box.height))
    case .widerThan:
      return (max(1, Self.excess.side * (others.map(\.width).max() ?? 0) / box.width), 1)
    case .narrowerThan:
      return (min(1, (others.map(\.width).min() ?? 0) / Self.excess.side / box.width), 1)
    default:
      let factor = (most / box.area).squareRoot()
      return (factor, factor)
    }
  }

  // MARK: - Scaling

  /// Gives an object other sides where it stands, or near it; as far as there is room.
  private mutating func scale(
    _ key: Int, _ region: LayoutObject.Region, by wanted: (width: Double, height: Double)
  ) throws(Refusal) {
    let box = region.bounds
    guard box.area > 0, wanted.width.isFinite, wanted.height.isFinite else {
      throw refusal(.noRoom, "\(names([key])) has no area that could be scaled")
    }
    var target = Target(rule: PlaceRule(wish: (box.centerX, box.centerY)))
    if !isAloft(object(key)) { target.rule.foot = box.maxY }
    target.free = Set(
      entries.filter {
        $0.key != key && $0.object.region.bounds.intersection(box) != nil
      }.map(\.key))
    var share = 1.0
    while share > 0 {
      // From what is wanted back to what there is, in steps of a tenth.
      let factor = (
        1 + share * (wanted.width - 1), 1 + share * (wanted.height - 1)
      )
      let scaled = floored(region.scaled(width: factor.0, height: factor.1), region)
      let size = scaled.bounds
      if let (found, _) = best([target], width: size.width, height: size.height, [key]) {
        setRegion(scaled.moved(x: found.x - size.x, y: found.y - size.y), of: key)
        if share < 1 {
          note(
            .limitedEdit,
            "\(names([key])) is \(Int(size.width)) × \(Int(size.height)) pixels, less than asked for: "
              + "there is no room for more")
        }
        return
      }
      share = share > 0.15 ? share - 0.1 : 0
    }
    throw noRoom(for: "a larger \(names([key]))", [])
  }

  /// Keeps sides from becoming too small to be seen: a thirtieth of the canvas.
  private func floored(
    _ region: LayoutObject.Region, _ old: LayoutObject.Region
  ) -> LayoutObject.Region {
    let least = Double(min(canvas.width, canvas.height)) / 30
    let box = region.bounds
    let (short, long) = (min(box.width, box.height), min(old.bounds.width, old.bounds.height))
    guard short < least, short < long else { return region }
    return region.scaled(by: min(least, long) / short)
  }
}

extension LayoutObject.Region {
  /// The region with other sides, about its middle; an ellipse changes the axis next to the side.
  fileprivate func scaled(width: Double, height: Double) -> LayoutObject.Region {
    switch self {
    case .box(let box):
      let whole = box.width == box.width.rounded() && box.height == box.height.rounded()
      let (across, down) = (box.width * width, box.height * height)
      let sides = whole ? (across.rounded(), down.rounded()) : (across, down)
      return .box(
        Box(
          x: box.centerX - sides.0 / 2, y: box.centerY - sides.1 / 2, width: max(1, sides.0),
          height: max(1, sides.1)))
    case .ellipse(var ellipse):
      let isLying = ellipse.angle < 45 || ellipse.angle > 135
      ellipse.major *= isLying ? width : height
      ellipse.minor *= isLying ? height : width
      ellipse.major = max(1, (ellipse.major * 100).rounded() / 100)
      ellipse.minor = max(1, (ellipse.minor * 100).rounded() / 100)
      return .ellipse(ellipse.normalized)
    }
  }
}
