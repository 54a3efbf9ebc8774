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
  /// Above so many objects less is tried, for the sake of time.
  private static let crowd = 60

  init(_ layout: Layout, frame: PreviewFrame) {
    let footprints = layout.objects.map {
      Footprint($0.region.scaled(1 / frame.unit), stage: frame.stage)
    }
    let isCrowded = layout.objects.count > Self.crowd
    candidates = layout.objects.indices.map { index in
      let name = layout.objects[index].name
      return Self.candidates(
        of: index, name: name, among: footprints, frame: frame, isCrowded: isCrowded)
    }
    labels = layout.objects.map { _ in nil }
    let order = labels.indices.sorted {
      (footprints[$0]?.visible.area ?? 0, $0) < (footprints[$1]?.visible.area ?? 0, $1)
    }
    for _ in 0..<(isCrowded ? 2 : 7) {
      let moves = order.filter { place($0) }
      if moves.isEmpty { break }
    }
  }

  /// The places for one label, the cheapest first.
  private static func candidates(
    of index: Int, name: String, among footprints: [Footprint?], frame: PreviewFrame,
    isCrowded: Bool
  ) -> [LabelCandidate] {
    guard let footprint = footprints[index] else { return [] }
    let nearby = LabelCandidates(footprint, stage: frame.stage)
    let all = Label.Wording.choices(for: name, number: index + 1)
    let wordings = isCrowded ? [all[0], all[all.count - 1]] : all
    let places = wordings.flatMap { wording in
      let sorted = nearby.places(for: wording).sorted { $0.cost < $1.cost }
      return sorted.prefix(isCrowded ? 60 : 160).map { place in
        var place = place
        place.cost += covering(place.label.tag, of: footprints, except: index)
        if !frame.canvas.contains(place.label.tag) { place.cost += 1.5 }
        return place
      }
    }
    return places.sorted { $0.cost < $1.cost }
  }

  /// What a tag covers of other regions: little where they enclose its own, much where it hides a
  /// small one.
  private static func covering(
    _ tag: Box, of footprints: [Footprint?], except own: Int
  ) -> Double {
    let tagArea = tag.width * tag.height
    var cost = 0.0
    for (index, footprint) in footprints.enumerated() where index != own {
      guard let footprint else { continue }
      let bounds = footprint.visible
      let shared = tag.sharedArea(with: bounds)
      guard shared > 0 else { continue }
      let area = bounds.width * bounds.height
      if area < 4 * tagArea { cost += 12 * shared / area }
      // A tag that lies on a neighbour reads as that neighbour's name, unless all of its own
      // region lies there too.
      let encloses = footprints[own].map { bounds.contains($0.visible) } ?? false
      cost += (encloses ? 0.4 : 3) * footprint.share(of: tag)
    }
    return cost
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
