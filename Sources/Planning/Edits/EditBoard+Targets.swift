import Layouts

/// What the places of an instruction ask of boxes.
extension EditBoard {
  /// Where things are to go.
  struct Target {
    /// What their place must satisfy.
    var rule: PlaceRule
    /// The objects that they may cover.
    var free: Set<Int> = []
    /// The objects that they may touch.
    var touching: Set<Int> = []
    /// The object that they go behind, if they do.
    var behind: Int?
    /// The objects that they must be in front of.
    var before: [Int] = []
    /// Whether each of several goes there by itself.
    var isEach = false
    /// The words for the place.
    var words: [String] = []
  }

  /// What is to be placed.
  struct Parcel {
    /// The keys of objects that move; none when something comes.
    var keys: [Int] = []
    /// The sides.
    var width: Double
    var height: Double
    /// Where it was.
    var old: Box?
    /// Whether it keeps itself in the sky.
    var isAloft = false
  }

  /// The boxes that a place must not cover.
  func search(except keys: [Int], for target: Target) -> PlaceSearch {
    let obstacles = entries.filter { entry in
      !keys.contains(entry.key) && !target.free.contains(entry.key) && !isBackdrop(entry.object)
    }
    return PlaceSearch(
      canvas: canvas,
      obstacles: obstacles.map {
        .init(box: $0.object.region.bounds, mayTouch: target.touching.contains($0.key))
      })
  }

  /// What fills most of the canvas is rather a background than an obstacle.
  private func isBackdrop(_ object: LayoutObject) -> Bool {
    let box = object.region.bounds
    guard let seen = box.intersection(canvas.bounds) else { return true }
    return seen.area >= 0.6 * canvas.bounds.area
  }

  /// What a place asks; several targets are alternatives.
  mutating func targets(
    _ place: EditPlace?, for parcel: Parcel
  ) throws(Refusal) -> [Target] {
    var target = Target(rule: PlaceRule(wish: (0, 0)))
    wishFreely(&target, parcel)
    guard let place else { return [target] }
    for relation in place.relations { try relate(relation, parcel, &target) }
    if let approach = place.approach { try self.approach(approach, parcel, &target) }
    if let shift = place.shift, parcel.old == nil { locate(shift.directions, parcel, &target) }
    if place.isCorner { return corners(of: target, parcel) }
    if !place.places.isEmpty { locate(place.places, parcel, &target) }
    return [target]
  }

  /// Without a word about the place: where it was, or where such things stand.
  private func wishFreely(_ target: inout Target, _ parcel: Parcel) {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    if let old = parcel.old {
      target.rule.wish = (old.centerX, old.centerY)
    } else if parcel.isAloft {
      target.rule.wish = (width / 2, 0.26 * height)
      target.rule.weight = (0.5, 1)
    } else {
      let feet = entries.map(\.object.region.bounds.maxY).filter { $0 > 0.4 * height }
      target.rule.wish = (width / 2, height / 2)
      target.rule.foot = min(feet.max() ?? 0.85 * height, height)
      target.rule.weight = (0.5, 1)
    }
  }

  // MARK: - Parts of the canvas

  private func locate(_ places: Set<SceneGraph.Place>, _ parcel: Parcel, _ target: inout Target) {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let margin = BlockBuilder.gap(on: canvas) / 2
    var (x, y) = (0...width, 0...height)
    if places.contains(.left) {
      (x, target.rule.wish.x) = (0...0.45 * width, margin + parcel.width / 2)
    }
    if places.contains(.right) {
      (x, target.rule.wish.x) = (0.55 * width...width, width - margin - parcel.width / 2)
    }
    if places.contains(.top) {
      (y, target.rule.wish.y) = (0...0.45 * height, margin + parcel.height / 2)
    }
    if places.contains(.bottom) {
      (y, target.rule.wish.y) = (0.55 * height...height, height - margin - parcel.height / 2)
    }
    if !places.isDisjoint(with: [.top, .bottom, .center]) { target.rule.foot = nil }
    if places.contains(.center) {
      if places.isDisjoint(with: [.left, .right]) {
        (x, target.rule.wish.x) = (0.4 * width...0.6 * width, width / 2)
      }
      if places.isDisjoint(with: [.top, .bottom]) {
        (y, target.rule.wish.y) = (0.35 * height...0.65 * height, height / 2)
      }
    }
    target.rule.weight = (1, 1)
    // What is wider than half the canvas can't have its middle in a third of it.
    x =
      min(
        x.lowerBound, max(parcel.width / 2, width - parcel.width / 2))...max(
        x.upperBound, min(parcel.width / 2, width - parcel.width / 2))
    y =
      min(
        y.lowerBound, max(parcel.height / 2, height - parcel.height / 2))...max(
        y.upperBound, min(parcel.height / 2, height - parcel.height / 2))
    target.rule.conditions.append(.centered(x: x, y: y))
    let words = SceneGraph.Place.allCases.filter(places.contains).map { "\($0)" }
    target.words.append("in the \(words.reversed().joined(separator: " ")) of the canvas")
  }

  private func corners(of target: Target, _ parcel: Parcel) -> [Target] {
    let corners: [Set<SceneGraph.Place>] = [
      [.top, .right], [.top, .left], [.bottom, .right], [.bottom, .left],
    ]
    return corners.map { corner in
      var result = target
      let wish = target.rule.wish
      locate(corner, parcel, &result)
      // Of the corners the nearest one is taken, so the wish stays where the thing was.
      if parcel.old != nil { result.rule.wish = wish }
      return result
    }
  }

  // MARK: - Other objects

  /// The landmarks of a place; "it" is what was spoken of before the step.
  mutating func landmarks(
    _ reference: ObjectReference, of parcel: Parcel
  ) throws(Refusal) -> [Int] {
    let spoken = mentioned
    defer { mentioned = spoken }
    let before = spokenBefore.filter { !parcel.keys.contains($0) }
    mentioned = before.isEmpty ? spoken.filter { !parcel.keys.contains($0) } : before
    let keys = try find(reference).filter { !parcel.keys.contains($0) }
    guard !keys.isEmpty else {
      throw refusal(.contradiction, "this places an object by itself", at: reference.source)
    }
    return keys
  }

  private mutating func relate(
    _ relation: EditPlace.Relation, _ parcel: Parcel, _ target: inout Target
  ) throws(Refusal) {
    if let scenery = relation.scenery {
      standIn(scenery, parcel, &target)
      return
    }
    let keys = try landmarks(relation.landmarks, of: parcel)
    let boxes = keys.map(bounds)
    let gap = BlockBuilder.gap(on: canvas)
    let other = boxes.union
    let (halfWidth, halfHeight) = (parcel.width / 2, parcel.height / 2)
    target.words.append("\(relation.kind.rawValue) \(names(keys))")
    target.rule.weight = (1, 1)
    target.rule.foot = nil
    switch relation.kind {
    case .leftOf:
      target.rule.conditions.append(.leftOf(other))
      target.rule.wish = (other.x - gap - halfWidth, other.centerY)
      stand(level: other, parcel, &target)
    case .rightOf:
      target.rule.conditions.append(.rightOf(other))
      target.rule.wish = (other.maxX + gap + halfWidth, other.centerY)
      stand(level: other, parcel, &target)
    case .above:
      target.rule.conditions.append(.above(other))
      target.rule.wish = (other.centerX, other.y - gap - halfHeight)
    case .below:
      target.rule.conditions.append(.below(other))
      target.rule.wish = (other.centerX, other.maxY + gap + halfHeight)
    case .on:
      target.rule.conditions.append(.on(other))
      target.rule.wish = (other.centerX, other.y - halfHeight)
      target.touching.formUnion(keys)
      target.isEach = true
    case .inside:
      target.rule.conditions.append(.inside(other))
      target.rule.wish = (other.centerX, other.centerY)
      target.free.formUnion(keys)
      target.before += keys
    case .inFrontOf:
      target.rule.conditions.append(.inFrontOf(other))
      target.rule.wish = (other.x + 0.62 * other.width, other.maxY - 0.1 * parcel.height)
      target.free.formUnion(keys)
      target.before += keys
    case .behind:
      target.rule.conditions.append(.behind(other))
      target.rule.wish = (other.x + 0.4 * other.width, other.y - 0.1 * parcel.height)
      target.free.formUnion(keys)
      target.behind = keys.min { (self.place(of: $0) ?? 0) < (self.place(of: $1) ?? 0) }
    case .between: try wishBetween(keys, relation, &target)
    default:
      let reach = 0.3 * Double(canvas.width)
      target.rule.conditions.append(.beside(other, reach: reach))
      // Of two sides as good the right one is taken.
      target.rule.wish = (other.centerX + 1, other.centerY)
      stand(level: other, parcel, &target)
    }
  }

  /// Things on the ground stand on one line with what they are beside.
  private func stand(level other: Box, _ parcel: Parcel, _ target: inout Target) {
    let isLevel = abs(parcel.height - other.height) < 0.6 * (parcel.width + other.width)
    if isLevel, !parcel.isAloft { target.rule.foot = other.maxY }
  }

  private func wishBetween(
    _ keys: [Int], _ relation: EditPlace.Relation, _ target: inout Target
  ) throws(Refusal) {
    let ordered = inOrderOfReading(keys).keys
    guard ordered.count > 1 else {
      throw refusal(
        .contradiction, "“between” needs two objects, and \(names(keys)) is one",
        at: relation.landmarks.source)
    }
    let middle = ordered.count / 2
    let (one, other) = (ordered[..<middle].map(bounds).union, ordered[middle...].map(bounds).union)
    target.rule.conditions.append(.between(one, other))
    target.rule.wish = ((one.centerX + other.centerX) / 2, (one.centerY + other.centerY) / 2)
  }

  /// "In the sky" and "on the ground" are parts of the canvas; other surroundings fill it.
  private mutating func standIn(_ scenery: String, _ parcel: Parcel, _ target: inout Target) {
    let head = scenery.split(separator: " ").last.map(String.init) ?? scenery
    if ["sky", "air"].contains(head) { return locate([.top], parcel, &target) }
    if ["ground", "floor", "foreground"].contains(head) {
      return locate([.bottom], parcel, &target)
    }
    if ["background", "distance", "horizon"].contains(head) {
      return locate([.top], parcel, &target)
    }
    guard !background.contains(head) else { return }
    surround(.place(scenery))
  }

  private mutating func approach(
    _ approach: EditPlace.Approach, _ parcel: Parcel, _ target: inout Target
  ) throws(Refusal) {
    let keys = try landmarks(approach.landmarks, of: parcel)
    let other = keys.map(bounds).union
    let old = parcel.old ?? canvas.bounds
    let distance = PlaceRule.Condition.distance(old, other)
    let share = approach.amount == .little ? 0.2 : approach.amount == .much ? 0.7 : 0.45
    let sign = approach.isAway ? -1.0 : 1.0
    target.rule.wish = (
      old.centerX + sign * share * (other.centerX - old.centerX),
      old.centerY + sign * share * (other.centerY - old.centerY)
    )
    target.rule.conditions.append(
      approach.isAway
        ? .further(other, than: 1.05 * distance) : .nearer(other, than: 0.95 * distance))
    target.words.append((approach.isAway ? "further from " : "nearer to ") + names(keys))
  }
}
