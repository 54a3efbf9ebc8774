internal import Layouts

/// Finds a place for each object's label such that no two tags overlap.
///
/// Each label first takes its cheapest free place, small regions before large ones; then each in
/// turn looks for a better place among the others, until nothing moves. What finds no place at all
/// has no label and is told in the caption strip.
struct LabelPlacement {
  /// One label for each object, or nil.
  private(set) var labels: [Label?]
  private let footprints: [Footprint?]
  private let canvas: Box
  /// The places of each label, by rising cost without that of what they cover.
  private var options: [[Option]]
  /// The regions by where they are seen.
  private var regions: BoxGrid
  /// The labels by their tags, and by the boxes around their leaders.
  private var tags: BoxGrid
  private var leaders: BoxGrid

  /// A place, as it compares with the other places of the same label.
  private struct Option {
    let label: Label
    /// What speaks against it whatever lies there.
    let base: Double
    /// Its number, by which equal ones are told apart.
    let rank: Int
    /// The cost with that of what it covers, once it was asked for.
    var cost: Double?
  }

  /// The least gap between two tags.
  private static let gap = 2.0
  /// Above so many objects less is tried, for the sake of time.
  private static let crowd = 60

  init(_ layout: Layout, frame: PreviewFrame) {
    let footprints = layout.objects.map {
      Footprint($0.region.scaled(1 / frame.unit), stage: frame.stage)
    }
    self.footprints = footprints
    canvas = frame.canvas
    tags = BoxGrid(frame.stage)
    leaders = tags
    regions = tags
    for (index, footprint) in footprints.enumerated() {
      if let footprint { regions.insert(footprint.visible, number: index) }
    }
    let isCrowded = layout.objects.count > Self.crowd
    options = layout.objects.indices.map { index in
      guard let footprint = footprints[index] else { return [] }
      return Self.options(
        near: LabelCandidates(footprint, stage: frame.stage), name: layout.objects[index].name,
        number: index + 1, isCrowded: isCrowded)
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

  /// The places for one label.
  private static func options(
    near candidates: LabelCandidates, name: String, number: Int, isCrowded: Bool
  ) -> [Option] {
    let all = Label.Wording.choices(for: name, number: number)
    let wordings = isCrowded ? [all[0], all[all.count - 1]] : all
    let places = wordings.flatMap { wording in
      candidates.places(for: wording).sorted { $0.cost < $1.cost }.prefix(isCrowded ? 60 : 160)
    }
    let options = places.enumerated().map { rank, place in
      Option(label: place.label, base: place.cost, rank: rank)
    }
    return options.sorted { ($0.base, $0.rank) < ($1.base, $1.rank) }
  }

  /// What a tag covers of other regions: little where they enclose its own, much where it hides a
  /// small one.
  private func covering(_ tag: Box, except own: Int) -> Double {
    let tagArea = tag.width * tag.height
    var cost = 0.0
    for index in regions.neighbours(of: tag) where index != own {
      guard let footprint = footprints[index] else { continue }
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
  ///
  /// What a place covers is found out only where it is free and might be the best.
  private mutating func place(_ index: Int) -> Bool {
    var best: (option: Option, total: Double, cost: Double)?
    for place in options[index].indices {
      let option = options[index][place]
      if let best, option.base > best.total { break }
      guard let clash = clashes(of: option.label, except: index) else { continue }
      let cost = option.cost ?? cost(of: option, for: index)
      options[index][place].cost = cost
      if let best, (best.total, best.cost, best.option.rank) < (cost + clash, cost, option.rank) {
        continue
      }
      best = (option, cost + clash, cost)
    }
    let isMoved = best?.option.label != labels[index]
    if isMoved { move(index, to: best?.option.label) }
    return isMoved
  }

  private func cost(of option: Option, for index: Int) -> Double {
    let tag = option.label.tag
    let cost = option.base + covering(tag, except: index)
    return canvas.contains(tag) ? cost : cost + 1.5
  }

  private mutating func move(_ index: Int, to label: Label?) {
    if let old = labels[index] {
      tags.remove(old.tag, number: index)
      if let leader = old.leader { leaders.remove(leader.bounds, number: index) }
    }
    labels[index] = label
    guard let label else { return }
    tags.insert(label.tag, number: index)
    if let leader = label.leader { leaders.insert(leader.bounds, number: index) }
  }

  /// What a label's lines and tag do to the others, or nil when two tags overlap.
  private func clashes(of label: Label, except own: Int) -> Double? {
    let grown = label.tag.grown(Self.gap)
    let overlaps = tags.contains(near: grown) { index in
      index != own && labels[index].map { grown.sharedArea(with: $0.tag) > 0 } ?? false
    }
    guard !overlaps else { return nil }
    var cost = 0.0
    for index in leaders.neighbours(of: label.tag) where index != own {
      if labels[index]?.leader?.crosses(label.tag) ?? false { cost += 10 }
    }
    guard let mine = label.leader else { return cost }
    for index in tags.neighbours(of: mine.bounds) where index != own {
      if let other = labels[index], mine.crosses(other.tag) { cost += 10 }
    }
    for index in leaders.neighbours(of: mine.bounds) where index != own {
      if let theirs = labels[index]?.leader, mine.crosses(theirs) { cost += 5 }
    }
    return cost
  }
}

extension Label.Leader {
  /// The box around the line.
  fileprivate var bounds: Box {
    Box(
      x: min(fromX, toX), y: min(fromY, toY), width: abs(toX - fromX), height: abs(toY - fromY))
  }

  /// Whether two lines cross.
  fileprivate func crosses(_ other: Label.Leader) -> Bool {
    func side(_ line: Label.Leader, _ x: Double, _ y: Double) -> Double {
      (line.toX - line.fromX) * (y - line.fromY) - (line.toY - line.fromY) * (x - line.fromX)
    }
    return side(self, other.fromX, other.fromY) * side(self, other.toX, other.toY) < 0
      && side(other, fromX, fromY) * side(other, toX, toY) < 0
  }
}
