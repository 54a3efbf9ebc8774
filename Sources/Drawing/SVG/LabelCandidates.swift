internal import Foundation
internal import Layouts

/// A place that a label could take, with what speaks against it whatever the others do.
struct LabelCandidate {
  let label: Label
  var cost: Double
}

/// The places near one region, in display pixels.
struct LabelCandidates {
  private let footprint: Footprint
  /// Where labels may stand.
  private let stage: Box

  private var region: LayoutObject.Region { footprint.region }
  private var visible: Box { footprint.visible }

  init(_ footprint: Footprint, stage: Box) {
    self.footprint = footprint
    self.stage = stage.grown(-2)
  }

  /// All places for one wording.
  func places(for wording: Label.Wording) -> [LabelCandidate] {
    var places = inside(wording) + astride(wording) + attached(wording)
    if wording.travels { places += around(wording) + anywhere(wording) }
    return places.filter { stage.contains($0.label.tag) }
  }

  /// Whether the region is so small that a tag on it would hide it.
  var isTiny: Bool { min(visible.width, visible.height) < 8 }
}

// MARK: - Inside the region

extension LabelCandidates {
  private func inside(_ wording: Label.Wording) -> [LabelCandidate] {
    let (width, height) = (wording.width, wording.height)
    switch region {
    case .box:
      guard width <= visible.width, height <= visible.height else { return [] }
      let places: [(across: Double, down: Double, cost: Double)] = [
        (0, 0, 0), (1, 0, 0.6), (0, 1, 0.8), (1, 1, 1), (0.5, 0, 0.5), (0.5, 1, 0.9),
        (0.5, 0.5, 0.7), (0, 0.5, 0.9), (1, 0.5, 1.1), (0.25, 0.25, 1.2), (0.75, 0.25, 1.3),
        (0.25, 0.75, 1.3), (0.75, 0.75, 1.4),
      ]
      return places.map { place in
        let x = visible.x + place.across * (visible.width - width)
        let y = visible.y + place.down * (visible.height - height)
        return candidate(wording, x: x, y: y, cost: place.cost)
      }
    case .ellipse(let ellipse):
      return insideSteps.map { step in
        let x = ellipse.centerX + step.x * ellipse.bounds.width / 2 - width / 2
        let y = ellipse.centerY + step.y * ellipse.bounds.height / 2 - height / 2
        return candidate(wording, x: x, y: y, cost: step.cost)
      }.filter { holds($0.label.tag) }
    }
  }

  /// Steps from an ellipse's centre as shares of its half-sides; a little above it looks best.
  private var insideSteps: [(x: Double, y: Double, cost: Double)] {
    let along = stride(from: -0.75, through: 0.75, by: 0.25)
    return along.flatMap { y in
      along.map { x in (x, y, 0.3 + abs(x) + 0.6 * abs(y + 0.25)) }
    }
  }

  private func holds(_ tag: Box) -> Bool {
    [tag.x, tag.maxX].allSatisfy { x in
      [tag.y, tag.maxY].allSatisfy { y in footprint.contains(x: x, y: y) }
    }
  }
}

// MARK: - Across the region

extension LabelCandidates {
  /// Tags in the middle of a long, thin region that stays visible on both sides.
  private func astride(_ wording: Label.Wording) -> [LabelCandidate] {
    let (width, height) = (wording.width, wording.height)
    guard visible.width >= 1.7 * width || visible.height >= 1.7 * height else { return [] }
    guard !isTiny, region.bounds.width < 1e6, region.bounds.height < 1e6 else { return [] }
    var centers = [(x: visible.centerX, y: visible.centerY)]
    if case .ellipse(let ellipse) = region {
      let radians = ellipse.angle * .pi / 180
      centers = [0, -0.3, 0.3, -0.55, 0.55].map { share in
        (
          x: ellipse.centerX + share * ellipse.major * cos(radians),
          y: ellipse.centerY + share * ellipse.major * sin(radians)
        )
      }
    }
    let base = width > 1.25 * visible.width ? 3.4 : 2.2
    return centers.enumerated().map { place, center in
      candidate(
        wording, x: center.x - width / 2, y: center.y - height / 2, cost: base + Double(place) * 0.2
      )
    }
  }
}

// MARK: - Outside the region

extension LabelCandidates {
  /// Tags that touch a side of the bounds.
  private func attached(_ wording: Label.Wording) -> [LabelCandidate] {
    let (width, height) = (wording.width, wording.height)
    let middleX = visible.centerX - width / 2
    let middleY = visible.centerY - height / 2
    let gap = isTiny ? 6.0 : 1
    let (above, below) = (visible.y - height - gap, visible.maxY + gap)
    let (before, after) = (visible.x - width - gap, visible.maxX + gap)
    var places: [(x: Double, y: Double, cost: Double)] = [
      (middleX, above, 3), (middleX, below, 3.3), (after, middleY, 3.5), (before, middleY, 3.7),
    ]
    if case .box = region {
      places += [
        (visible.x, above, 2.8), (visible.maxX - width, above, 3.1), (visible.x, below, 3.2),
        (visible.maxX - width, below, 3.4), (after, visible.y, 3.4),
        (before, visible.y, 3.6), (after, visible.maxY - height, 3.6),
        (before, visible.maxY - height, 3.8),
      ]
    }
    return places.map { candidate(wording, x: $0.x, y: $0.y, cost: $0.cost) }
  }

  /// Tags in rings around the bounds.
  private func around(_ wording: Label.Wording) -> [LabelCandidate] {
    let (halfWidth, halfHeight) = (wording.width / 2, wording.height / 2)
    return [8.0, 18, 32, 52, 80].flatMap { gap in
      (0..<16).map { turn in
        let angle = Double(turn) * .pi / 8
        let (x, y) = (cos(angle), sin(angle))
        // Where the ray leaves the bounds grown by half a tag and the gap.
        let reachX = visible.width / 2 + halfWidth + gap
        let reachY = visible.height / 2 + halfHeight + gap
        let distance = min(
          abs(x) > 1e-9 ? reachX / abs(x) : .infinity, abs(y) > 1e-9 ? reachY / abs(y) : .infinity)
        return candidate(
          wording, x: visible.centerX + x * distance - halfWidth,
          y: visible.centerY + y * distance - halfHeight, cost: 4)
      }
    }
  }

  /// Tags on a coarse grid over the whole stage, for crowded layouts.
  private func anywhere(_ wording: Label.Wording) -> [LabelCandidate] {
    let rows = stride(from: stage.y, through: stage.maxY - wording.height, by: wording.height + 3)
    let step = max(stage.width / 12, 30)
    let columns = stride(from: stage.x, through: stage.maxX - wording.width, by: step)
    return rows.flatMap { y in columns.map { x in candidate(wording, x: x, y: y, cost: 7) } }
  }

  private func candidate(
    _ wording: Label.Wording, x: Double, y: Double, cost: Double
  ) -> LabelCandidate {
    let tag = Box(x: x, y: y, width: wording.width, height: wording.height)
    let leader = leader(to: tag)
    let hides = isTiny && tag.clipped(to: visible) != nil
    return LabelCandidate(
      label: Label(wording: wording, tag: tag, leader: leader),
      cost: cost + wording.penalty + (hides ? 8 : 0) + (leader.map { $0.length / 14 } ?? 0))
  }

  /// The line between a tag and the region, unless the tag lies on the region.
  private func leader(to tag: Box) -> Label.Leader? {
    let goal = anchor(for: tag)
    let fromX = min(max(goal.x, tag.x), tag.maxX)
    let fromY = min(max(goal.y, tag.y), tag.maxY)
    let line = Label.Leader(fromX: fromX, fromY: fromY, toX: goal.x, toY: goal.y)
    return line.length > (isTiny ? 5 : 9) ? line : nil
  }

  /// A point well inside the visible region, on the side of the tag.
  private func anchor(for tag: Box) -> (x: Double, y: Double) {
    switch region {
    case _ where visible.area == 0: return (visible.centerX, visible.centerY)
    case .box:
      let insetX = min(6, visible.width / 2)
      let insetY = min(6, visible.height / 2)
      return (
        min(max(tag.centerX, visible.x + insetX), visible.maxX - insetX),
        min(max(tag.centerY, visible.y + insetY), visible.maxY - insetY)
      )
    case .ellipse(let ellipse):
      // Walk from the tag to the centre until the point lies inside.
      let points = (1...24).map { step in
        let share = Double(step) / 24
        return (
          x: tag.centerX + (ellipse.centerX - tag.centerX) * share,
          y: tag.centerY + (ellipse.centerY - tag.centerY) * share
        )
      }
      let goal = points.first { footprint.contains(x: $0.x, y: $0.y) } ?? points[23]
      return (min(max(goal.x, visible.x), visible.maxX), min(max(goal.y, visible.y), visible.maxY))
    }
  }
}
