import Layouts

/// Objects go elsewhere: move, swap, line up, turn, to the front.
extension EditBoard {
  /// Moves objects to a place.
  mutating func move(_ keys: [Int], to place: EditPlace) throws(Refusal) {
    if let shift = place.shift { return try move(keys, by: shift) }
    let box = keys.map(bounds).union
    let parcel = Parcel(
      keys: keys, width: box.width, height: box.height, old: box,
      isAloft: keys.allSatisfy { isAloft(object($0)) })
    if let around = place.relations.first(where: { $0.kind == .around }), keys.count > 1 {
      return try surroundLandmark(with: keys, around)
    }
    let targets = try targets(place, for: parcel)
    guard targets.contains(where: { !$0.rule.conditions.isEmpty }) else {
      // "Put it on the beach" changed the surroundings and nothing else.
      guard place.relations.isEmpty else { return }
      throw refusal(.notUnderstood, "where to is not said", at: place.source)
    }
    try settle(keys, targets, in: place)
    decide(
      .place, "\(names(keys)) \(verb(keys)) \(targets[0].words.joined(separator: " and "))", keys)
  }

  private func verb(_ keys: [Int]) -> String { keys.count == 1 ? "goes" : "go" }

  /// Puts objects around another, one after the other on its sides.
  private mutating func surroundLandmark(
    with keys: [Int], _ relation: EditPlace.Relation
  ) throws(Refusal) {
    let sides: [SceneGraph.Kind] = [.leftOf, .rightOf, .above, .below]
    for (turn, key) in keys.enumerated() {
      var place = EditPlace(source: relation.landmarks.source)
      place.relations = [relation]
      place.relations[0].kind = sides[turn % 4]
      try move([key], to: place)
    }
  }

  /// A way of finding a place: the size, and whether directions may be askew.
  struct Attempt {
    var scale: Double
    var isAskew = false

    /// What is tried, the best first: straight before askew, large before small.
    static let all: [Attempt] = {
      var scales = [1.0]
      while let last = scales.last, last > 0.35 { scales.append(last * 0.88) }
      let large = scales.prefix(4)
      return large.map { Attempt(scale: $0) } + large.map { Attempt(scale: $0, isAskew: true) }
        + scales.dropFirst(4).flatMap { [Attempt(scale: $0), Attempt(scale: $0, isAskew: true)] }
    }()

    /// The targets as they are for this attempt.
    func targets(_ targets: [Target]) -> [Target] {
      guard isAskew else { return targets }
      return targets.compactMap { target in
        target.rule.relaxed.map { rule in
          var target = target
          target.rule = rule
          return target
        }
      }
    }
  }

  /// Finds a place for objects: together as they stand, else one by one, else smaller.
  mutating func settle(
    _ keys: [Int], _ targets: [Target], in place: EditPlace
  ) throws(Refusal) {
    let box = keys.map(bounds).union
    let isEach = keys.count == 1 || targets.contains(where: \.isEach)
    if !isEach, let (found, target) = best(targets, from: box, keys) {
      for key in keys { shift(key, x: found.x - box.x, y: found.y - box.y) }
      reorder(keys, target)
      return
    }
    let sides = keys.map { min(bounds($0).width, bounds($0).height) }.min() ?? 0
    let least = 0.75 * BlockBuilder.smallestSide(on: canvas)
    for attempt in Attempt.all where attempt.scale == 1 || sides * attempt.scale >= least {
      var copy = self
      guard try copy.settleEach(keys, in: place, attempt) else { continue }
      self = copy
      declare(attempt, keys, targets)
      return
    }
    throw noRoom(for: names(keys), targets)
  }

  /// Says what had to be given up.
  mutating func declare(_ attempt: Attempt, _ keys: [Int], _ targets: [Target]) {
    if attempt.scale < 1 {
      note(
        .limitedEdit,
        "\(names(keys)) \(keys.count == 1 ? "is" : "are") made smaller, "
          + "\(Int((100 * attempt.scale).rounded())) % of the size: there is no room for more")
    }
    if attempt.isAskew {
      let words = targets.first?.words.joined(separator: " and ") ?? ""
      note(.chosenReading, "there is no room straight \(words): \(names(keys)) lies askew")
    }
  }

  /// Finds places for objects one after the other, at one size.
  private mutating func settleEach(
    _ keys: [Int], in place: EditPlace, _ attempt: Attempt
  ) throws(Refusal) -> Bool {
    var waiting = keys
    while !waiting.isEmpty {
      let key = waiting.removeFirst()
      guard let object = object(key) else { continue }
      let region = attempt.scale == 1 ? object.region : object.region.scaled(by: attempt.scale)
      let size = region.bounds
      let parcel = Parcel(
        keys: [key] + waiting, width: size.width, height: size.height, old: object.region.bounds,
        isAloft: isAloft(object))
      let targets = attempt.targets(try targets(place, for: parcel))
      guard
        let (found, target) = best(targets, from: size, [key] + waiting)
      else { return false }
      setRegion(region.moved(x: found.x - size.x, y: found.y - size.y), of: key)
      reorder([key], target)
    }
    return true
  }

  func noRoom(for names: String, _ targets: [Target]) -> Refusal {
    let where_ = targets.first?.words.joined(separator: " and ") ?? ""
    return refusal(
      .noRoom,
      "there is no room \(where_.isEmpty ? "on the canvas" : where_) for \(names) that covers "
        + "nothing else")
  }

  /// The best place of several targets for what lies in a box.
  private func best(
    _ targets: [Target], from old: Box, _ moving: [Int]
  ) -> (box: Box, target: Target)? {
    best(targets, width: old.width, height: old.height, moving, from: old)
  }

  /// The best place of several targets.
  func best(
    _ targets: [Target], width: Double, height: Double, _ moving: [Int], from old: Box? = nil
  ) -> (box: Box, target: Target)? {
    var best: (box: Box, target: Target)?
    for target in targets {
      guard
        let box = search(except: moving, for: target)
          .place(width: width, height: height, target.rule, from: old)
      else { continue }
      if best.map({ target.rule.cost(box) < $0.target.rule.cost($0.box) }) ?? true {
        best = (box, target)
      }
    }
    return best
  }

  private mutating func shift(_ key: Int, x: Double, y: Double) {
    guard let region = object(key)?.region else { return }
    setRegion(region.moved(x: x, y: y), of: key)
  }

  /// What goes behind another is listed before it, what goes in front or inside after it.
  mutating func reorder(_ keys: [Int], _ target: Target) {
    for key in keys {
      guard let index = place(of: key) else { continue }
      if let other = target.behind.flatMap({ place(of: $0) }), index > other {
        let entry = entries.remove(at: index)
        entries.insert(entry, at: other)
      }
      guard let last = target.before.compactMap({ place(of: $0) }).max(), index < last else {
        continue
      }
      let entry = entries.remove(at: index)
      entries.insert(entry, at: last)
    }
  }

  // MARK: - Along the axes

  private mutating func move(_ keys: [Int], by shift: EditPlace.Shift) throws(Refusal) {
    let box = keys.map(bounds).union
    let way = vector(shift, of: box)
    guard way.x != 0 || way.y != 0 else {
      return note(.nothingChanged, "\(names(keys)) already lies at that edge of the canvas")
    }
    let words = SceneGraph.Place.allCases.filter(shift.directions.contains).map { "\($0)" }
    switch shift.amount {
    case .pixels, .share:
      let wanted = distance(shift.amount, along: way.x != 0)
      if wanted > max(abs(way.x), abs(way.y)) + 1e-9 {
        note(.limitedEdit, "\(names(keys)) stops at the edge of the canvas")
      }
      for key in keys { self.shift(key, x: way.x, y: way.y) }
      warnOfOverlaps(keys, before: box)
    default:
      var target = Target(
        rule: PlaceRule(wish: (box.centerX + way.x, box.centerY + way.y)))
      target.words = ["further to the \(words.joined(separator: " and "))"]
      target.rule.weight = way.x == 0 ? (4, 1) : way.y == 0 ? (1, 4) : (1, 1)
      target.rule.conditions = [.centered(x: range(0, box, way.x), y: range(1, box, way.y))]
      // What it lay on or before it may go on covering.
      target.free = Set(keys.flatMap { covered(by: $0, except: keys) })
      guard let (found, _) = best([target], from: box, keys) else {
        throw noRoom(for: names(keys), [target])
      }
      for key in keys { self.shift(key, x: found.x - box.x, y: found.y - box.y) }
    }
    decide(.place, "\(names(keys)) \(verb(keys)) \(words.joined(separator: " and "))", keys)
  }

  /// The part of the canvas in which the middle may come to lie.
  private func range(_ axis: Int, _ box: Box, _ way: Double) -> ClosedRange<Double> {
    let side = Double(axis == 0 ? canvas.width : canvas.height)
    let start = axis == 0 ? box.centerX : box.centerY
    // At least a part of the way that is free, so that the move is seen.
    let least = way * 0.3
    if way > 0 { return min(start + least, side)...max(side, start + least) }
    if way < 0 { return min(0, start + least)...max(0, start + least) }
    return min(0, start)...max(side, start)
  }

  /// How far a box moves, as far as the canvas lets it.
  private func vector(_ shift: EditPlace.Shift, of box: Box) -> (x: Double, y: Double) {
    let (across, down) = (distance(shift.amount, along: true), distance(shift.amount, along: false))
    var way = (x: 0.0, y: 0.0)
    if shift.directions.contains(.left) { way.x = -min(across, max(0, box.x)) }
    if shift.directions.contains(.right) {
      way.x = min(across, max(0, Double(canvas.width) - box.maxX))
    }
    if shift.directions.contains(.top) { way.y = -min(down, max(0, box.y)) }
    if shift.directions.contains(.bottom) {
      way.y = min(down, max(0, Double(canvas.height) - box.maxY))
    }
    return (way.x.rounded(.towardZero), way.y.rounded(.towardZero))
  }

  /// How far "a bit" and the like are, as a share of the canvas: our own habit.
  private func distance(_ amount: EditPlace.Amount, along horizontal: Bool) -> Double {
    let side = Double(horizontal ? canvas.width : canvas.height)
    switch amount {
    case .little: return 0.08 * side
    case .usual: return 0.25 * side
    case .much: return 0.45 * side
    case .all: return side
    case .pixels(let pixels): return pixels
    case .share(let share): return share * side
    }
  }

  private func covered(by key: Int, except keys: [Int]) -> [Int] {
    let box = bounds(key)
    return entries.filter { entry in
      !keys.contains(entry.key) && entry.object.region.bounds.intersection(box) != nil
    }.map(\.key)
  }

  /// Says what objects cover now that they did not cover before an exact move.
  func overlaps(of keys: [Int], before old: Box) -> [Int] {
    entries.filter { entry in
      guard !keys.contains(entry.key) else { return false }
      let other = entry.object.region.bounds
      return other.intersection(old) == nil
        && keys.contains { (bounds($0).intersection(other)?.area ?? 0) > 1 }
    }.map(\.key)
  }

  mutating func warnOfOverlaps(_ keys: [Int], before old: Box) {
    let covered = overlaps(of: keys, before: old)
    guard !covered.isEmpty else { return }
    note(.limitedEdit, "\(names(keys)) now overlaps \(names(covered))")
  }
}
