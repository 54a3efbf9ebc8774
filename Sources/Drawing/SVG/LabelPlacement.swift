internal import Layouts

/// Finds a place for each object's label such that no two tags overlap.
///
/// Each label first takes its cheapest free place, small regions before large ones; then each in
/// turn looks for a better place among the others, until nothing moves. What finds no place at all
/// has no label and is told in the caption strip.
struct LabelPlacement {
  /// One label for each object, or nil.
  private(set) var labels: [Label?]
  private let candidates: [[LabelCandidate]]

  /// The least gap between two tags.
  private static let gap = 2.0
  /// The most places that are tried for each wording.
  private static let kept = 160
  /// The most times that each label looks for a better place.
  private static let rounds = 7
  /// Above so many objects only the first wordings are tried, for the sake of time.
  private static let crowd = 60

  init(_ layout: Layout, frame: PreviewFrame) {
    let regions = layout.objects.map { $0.region.scaled(1 / frame.unit) }
    let visible = regions.map { $0.isDrawable ? $0.bounds.clipped(to: frame.stage) : nil }
    let isCrowded = layout.objects.count > Self.crowd
    let kept = isCrowded ? Self.kept / 2 : Self.kept
    candidates = layout.objects.indices.map { index in
      guard let nearby = LabelCandidates(regions[index], stage: frame.stage) else { return [] }
      let all = Label.Wording.choices(for: layout.objects[index].name, number: index + 1)
      let wordings = isCrowded ? [all[0], all[all.count - 1]] : all
      let places = wordings.flatMap { wording in
        let cheapest = nearby.places(for: wording).sorted { $0.cost < $1.cost }.prefix(kept)
        let judged = cheapest.map { place in
          var place = place
          place.cost += Self.covering(
            place.label.tag, of: regions, seen: visible, except: index)
          if !frame.canvas.contains(place.label.tag) { place.cost += 1.5 }
          return place
        }
        return judged
      }
      return places.sorted { $0.cost < $1.cost }
    }
    labels = layout.objects.map { _ in nil }
    let order = labels.indices.sorted {
      (visible[$0]?.area ?? 0, $0) < (visible[$1]?.area ?? 0, $1)
    }
    for _ in 0..<Self.rounds {
      let moves = order.filter { place($0) }
      if moves.isEmpty { break }
    }
  }

  /// What a tag covers of other regions: little where they enclose its own, much where it hides a
  /// small one.
  private static func covering(
    _ tag: Box, of regions: [LayoutObject.Region], seen: [Box?], except own: Int
  ) -> Double {
    var cost = 0.0
    for (index, region) in regions.enumerated() where index != own {
      guard let bounds = seen[index] else { continue }
      let shared = tag.sharedArea(with: bounds)
      guard shared > 0 else { continue }
      if bounds.area < 4 * tag.area { cost += 12 * shared / bounds.area }
      // A tag that lies on a neighbour reads as that neighbour's name, unless all of its own
      // region lies there too.
      let encloses = seen[own].map { bounds.contains($0) } ?? false
      cost += (encloses ? 0.4 : 3) * share(of: tag, in: region)
    }
    return cost
  }

  /// The share of a tag that lies in a region, from fifteen points.
  private static func share(of tag: Box, in region: LayoutObject.Region) -> Double {
    var inside = 0.0
    for down in [0.1, 0.5, 0.9] {
      for across in [0.05, 0.25, 0.5, 0.75, 0.95] {
        let (x, y) = (tag.x + across * tag.width, tag.y + down * tag.height)
        if region.holds(x: x, y: y) { inside += 1 }
      }
    }
    return inside / 15
  }

  /// Gives a label the best place that is free; tells whether it moved.
  private mutating func place(_ index: Int) -> Bool {
    var best: (label: Label, cost: Double)?
    for candidate in candidates[index] {
      if let best, candidate.cost >= best.cost { break }
      guard let clash = clashes(of: candidate.label, except: index) else { continue }
      let cost = candidate.cost + clash
      if best.map({ cost < $0.cost }) ?? true { best = (candidate.label, cost) }
    }
    let isMoved = best?.label != labels[index]
    labels[index] = best?.label
    return isMoved
  }

  /// What a label's lines and tag do to the others, or nil when two tags overlap.
  private func clashes(of label: Label, except own: Int) -> Double? {
    let grown = label.tag.grown(Self.gap)
    var cost = 0.0
    for (index, other) in labels.enumerated() where index != own {
      guard let other else { continue }
      if grown.sharedArea(with: other.tag) > 0 { return nil }
      if label.leader?.crosses(other.tag) ?? false { cost += 10 }
      if other.leader?.crosses(label.tag) ?? false { cost += 10 }
      if let mine = label.leader, let theirs = other.leader, mine.crosses(theirs) { cost += 5 }
    }
    return cost
  }
}

extension LayoutObject.Region {
  fileprivate func holds(x: Double, y: Double) -> Bool {
    switch self {
    case .box(let box): x >= box.x && x <= box.maxX && y >= box.y && y <= box.maxY
    case .ellipse(let ellipse): ellipse.contains(x: x, y: y)
    }
  }
}

extension Label.Leader {
  /// Whether two lines cross.
  fileprivate func crosses(_ other: Label.Leader) -> Bool {
    func side(_ line: Label.Leader, _ x: Double, _ y: Double) -> Double {
      (line.toX - line.fromX) * (y - line.fromY) - (line.toY - line.fromY) * (x - line.fromX)
    }
    return side(self, other.fromX, other.fromY) * side(self, other.toX, other.toY) < 0
      && side(other, fromX, fromY) * side(other, toX, toY) < 0
  }
}
