import Layouts

/// Checks placed things against the arrangement that they were placed for.
struct PlacementCheck {
  let arrangement: Arrangement
  let canvas: Canvas

  /// Whether every thing lies on the canvas, none overlap that shouldn't, and all relations hold.
  func accepts(_ placed: [Placement.Placed]) -> Bool {
    let boxes = arrangement.parts.indices.map { part in
      placed.filter { $0.part == part }.map(\.box)
    }
    return placed.allSatisfy { canvas.bounds.contains($0.box) && $0.box.area > 0 }
      && overlapsAreAllowed(placed)
      && (arrangement.orders + arrangement.neighbours).allSatisfy { holds($0, boxes) }
      && arrangement.parts.indices.allSatisfy { isTied($0, boxes) }
      && arrangement.scene.relations.allSatisfy { sizesHold($0, placed) }
  }

  /// Whether the boxes of a comparison of sizes differ as it says, by a tenth at least.
  private func sizesHold(_ relation: SceneGraph.Relation, _ placed: [Placement.Placed]) -> Bool {
    guard relation.kind.comparesSize else { return true }
    let subjects = placed.filter { relation.subjects.contains($0.thing) }.map(\.box)
    let landmarks = placed.filter { relation.landmarks.contains($0.thing) }.map(\.box)
    return subjects.allSatisfy { subject in
      landmarks.allSatisfy { landmark in
        switch relation.kind {
        case .biggerThan: subject.area > 1.1 * landmark.area
        case .smallerThan: landmark.area > 1.1 * subject.area
        case .tallerThan: subject.height > 1.1 * landmark.height
        case .shorterThan: landmark.height > 1.1 * subject.height
        case .widerThan: subject.width > 1.1 * landmark.width
        case .narrowerThan: landmark.width > 1.1 * subject.width
        case .asBigAs: max(subject.area, landmark.area) < 1.5 * min(subject.area, landmark.area)
        default: true
        }
      }
    }
  }

  private func overlapsAreAllowed(_ placed: [Placement.Placed]) -> Bool {
    for first in placed.indices {
      for second in placed.indices where second > first {
        guard placed[first].box.intersection(placed[second].box) != nil else { continue }
        if !mayOverlap(placed[first].part, placed[second].part) { return false }
      }
    }
    return true
  }

  /// Only what lies within, before or behind a thing may overlap it, and what it carries.
  func mayOverlap(_ first: Int, _ second: Int) -> Bool {
    for (inner, outer) in [(first, second), (second, first)] {
      var current = inner
      var isLoose = false
      while let carrier = arrangement.carriers[current] {
        isLoose = isLoose || carrier.tie != .on
        if carrier.part == outer { return isLoose }
        let isBeside = carrier.tie == .behind || carrier.tie == .inFront
        if isBeside, arrangement.ancestors(of: outer).contains(carrier.part) { return true }
        current = carrier.part
      }
    }
    return false
  }

  private func holds(_ order: Arrangement.Order, _ boxes: [[Box]]) -> Bool {
    boxes[order.first].allSatisfy { before in
      boxes[order.second].allSatisfy { after in
        order.axis == .x ? before.centerX < after.centerX : before.centerY < after.centerY
      }
    }
  }

  private func isTied(_ part: Int, _ boxes: [[Box]]) -> Bool {
    guard let carrier = arrangement.carriers[part] else { return true }
    return boxes[part].contains { box in
      boxes[carrier.part].contains { base in
        switch carrier.tie {
        case .on: box.maxY == base.y && box.centerY < base.centerY
        case .inside: base.contains(box)
        case .inFront: box.maxY > base.maxY
        case .behind: box.y < base.y
        }
      }
    }
  }
}
