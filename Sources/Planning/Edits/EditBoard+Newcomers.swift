import Layouts

/// Things that come: added, counted up, or in the place of others.
extension EditBoard {
  /// The most objects that a layout may have.
  private static let objectLimit = 100

  /// Adds things.
  mutating func add(_ phrases: [NounPhrase], at place: EditPlace?) throws(Refusal) {
    var added: [Int] = []
    for phrase in phrases {
      let count = try number(of: phrase)
      allow(phrase)
      let keys = try come(phrase, count, at: place, size: newcomerSize(phrase))
      declare(phrase, keys, place)
      added += keys
    }
    mentioned = added
  }

  private mutating func number(of phrase: NounPhrase) throws(Refusal) -> Int {
    let isSome = phrase.isPlural && !phrase.isUncounted && phrase.determiner != .indefinite
    let count = phrase.count ?? phrase.vagueCount ?? (isSome ? 3 : 1)
    if phrase.count == nil, count > 1 {
      note(
        .assumedCount, "how many “\(phrase.bareText)” is not said: \(count) come",
        at: phrase.source)
    }
    try checkLimit(count, phrase)
    return count
  }

  private func checkLimit(_ count: Int, _ phrase: NounPhrase) throws(Refusal) {
    guard count <= Self.objectLimit - entries.count else {
      throw refusal(
        .tooManyObjects,
        "\(count) more than \(entries.count) objects do not fit a canvas of \(canvas) at a size that "
          + "can be painted", at: phrase.source)
    }
  }

  /// Takes what comes out of what must not be seen.
  private mutating func allow(_ phrase: NounPhrase) {
    let parts = negative.split(separator: ",").map { $0.trimmed }
    let kept = parts.filter { part in
      NamedObjects([LayoutObject(name: part, box: canvas.bounds)]).matches(phrase).isEmpty
    }
    guard kept.count < parts.count else { return }
    negative = kept.joined(separator: ", ")
    decide(.exclusion, "“\(phrase.bareText)” is no longer excluded")
  }

  private mutating func declare(_ phrase: NounPhrase, _ keys: [Int], _ place: EditPlace?) {
    guard let first = keys.first else { return }
    if !ThingSize.of(modifiers: phrase.modifiers, head: phrase.head).known {
      note(
        .unknownNoun, "the size of “\(phrase.head)” is not known: a middling one was taken",
        at: phrase.source)
    }
    let box = bounds(first)
    decide(
      .thing,
      "\(names(keys)) \(keys.count == 1 ? "comes" : "come"), \(Int(box.width)) × \(Int(box.height)) "
        + "pixels, beside what stays", keys)
  }

  // MARK: - Sizes

  /// The size of a thing that comes, in pixels: that of its kind in the layout, else its usual one.
  func newcomerSize(_ phrase: NounPhrase) -> (width: Double, height: Double) {
    var kind = phrase
    kind.modifiers = kind.modifiers.filter { ThingSize.knows($0 + " " + phrase.head) }
    kind.complements = []
    let usual = ThingSize.of(modifiers: phrase.modifiers, head: phrase.head).size
    let changed = usual.changed(by: phrase.modifiers)
    let kin = NamedObjects(entries.map(\.object)).matches(kind).map { entries[$0].object }
      .filter { $0.region.area > 0 }.sorted { $0.region.area < $1.region.area }
    if !kin.isEmpty {
      let box = kin[kin.count / 2].region.bounds
      return limited(
        box.width * changed.width / usual.width, box.height * changed.height / usual.height)
    }
    return limited(changed.width * unit * scale, changed.height * unit * scale)
  }

  private func limited(_ width: Double, _ height: Double) -> (width: Double, height: Double) {
    let least = BlockBuilder.smallestSide(on: canvas)
    return (
      min(max(width, least), max(least, 0.8 * Double(canvas.width))),
      min(max(height, least), max(least, 0.8 * Double(canvas.height)))
    )
  }

  /// The pixels of a side of one, as the planner has it.
  private var unit: Double {
    let sides = (width: Double(canvas.width), height: Double(canvas.height))
    return min((sides.width * sides.height).squareRoot(), 1.6 * min(sides.width, sides.height))
  }

  /// How much larger than usual the layout's objects are, in the middle of all.
  private var scale: Double {
    let scales = entries.compactMap { entry -> Double? in
      let (size, isKnown) = ObjectName.usualSize(entry.object.name)
      let area = entry.object.region.bounds.area
      guard isKnown, area > 0 else { return nil }
      return (area / (size.width * size.height * unit * unit)).squareRoot()
    }.sorted()
    guard !scales.isEmpty else { return 1 }
    return min(max(scales[scales.count / 2], 0.35), 1.7)
  }

  /// Whether an object keeps itself in the sky.
  func isAloft(_ object: LayoutObject?) -> Bool {
    object.map { ObjectName.usualSize($0.name).size.habitat == .sky } ?? false
  }

  // MARK: - Coming

  /// Puts so many of a thing where there is room: as a figure, else one by one, else smaller.
  mutating func come(
    _ phrase: NounPhrase, _ count: Int, at place: EditPlace?,
    size: (width: Double, height: Double), near old: Box? = nil, named name: String? = nil
  ) throws(Refusal) -> [Int] {
    guard count > 0 else { return [] }
    let least = min(0.75 * BlockBuilder.smallestSide(on: canvas), size.width, size.height)
    let isAloft =
      ThingSize.of(modifiers: phrase.modifiers, head: phrase.head).size.habitat == .sky
    var lastTargets: [Target] = []
    for attempt in Attempt.all where min(size.width, size.height) * attempt.scale >= least {
      let sides = (
        (size.width * attempt.scale).rounded(), (size.height * attempt.scale).rounded()
      )
      let isRing = place?.relations.contains { $0.kind == .around } == true && count > 1
      for figure in figures(count, sides, place?.formation ?? phrase.formation) where !isRing {
        let parcel = Parcel(
          width: figure.width, height: figure.height, old: old, isAloft: isAloft)
        lastTargets = try targets(place, for: parcel)
        guard
          let (box, target) = best(
            attempt.targets(lastTargets), width: figure.width, height: figure.height, []),
          isCarried(figure, target)
        else { continue }
        return figure.boxes.map { member in
          let moved = Box(
            x: box.x + member.x, y: box.y + member.y, width: member.width, height: member.height)
          return insert(made(phrase, moved, named: name), behind: target.behind)
        }
      }
      var copy = self
      if count > 1,
        let keys = copy.comeOneByOne(
          phrase, count, at: place, sides, near: old, named: name, isAloft: isAloft, attempt)
      {
        self = copy
        return keys
      }
    }
    throw noRoom(for: "“\(phrase.bareText)”", lastTargets)
  }

  /// Whether what carries a figure is as wide as the figure.
  private func isCarried(_ figure: Figure, _ target: Target) -> Bool {
    guard figure.boxes.count > 1, !target.touching.isEmpty else { return true }
    return figure.width <= 1.05 * target.touching.map(bounds).union.width
  }

  private mutating func comeOneByOne(
    _ phrase: NounPhrase, _ count: Int, at place: EditPlace?, _ sides: (Double, Double),
    near old: Box?, named name: String?, isAloft: Bool, _ attempt: Attempt
  ) -> [Int]? {
    var keys: [Int] = []
    let ring: [SceneGraph.Kind] = [.leftOf, .rightOf, .above, .below]
    for turn in 0..<count {
      var place = place
      if let around = place?.relations.firstIndex(where: { $0.kind == .around }) {
        place?.relations[around].kind = ring[turn % 4]
      }
      let parcel = Parcel(width: sides.0, height: sides.1, old: old, isAloft: isAloft)
      guard let targets = try? targets(place, for: parcel),
        let (box, target) = best(
          attempt.targets(targets), width: sides.0, height: sides.1, [])
      else { return nil }
      keys.append(insert(made(phrase, box, named: name), behind: target.behind))
    }
    return keys
  }

  private func made(_ phrase: NounPhrase, _ box: Box, named name: String?) -> LayoutObject {
    let name = name ?? phrase.name
    guard usesEllipses else { return LayoutObject(name: name, box: box) }
    return LayoutObject(name: name, ellipse: BlobTilt(of: phrase).ellipse(in: box))
  }

  /// The figures in which so many things may stand, the likeliest first.
  private func figures(
    _ count: Int, _ size: (Double, Double), _ formation: SceneGraph.Formation?
  ) -> [Figure] {
    let gap = BlockBuilder.gap(on: canvas)
    let sizes = Array(repeating: (width: size.0, height: size.1), count: count)
    if let formation { return [Figure(sizes, formation, gap: gap)] }
    let columns = BlockBuilder.columns(
      count, aspect: 1.5 * Double(canvas.width) / Double(canvas.height), of: size)
    var counts = [count]
    if count > 2 { counts += [columns, (count + 1) / 2] }
    // One above the other only where several sides of something else leave no more.
    if count == 2 { counts.append(1) }
    var seen: Set<Int> = []
    return counts.filter { seen.insert($0).inserted }
      .map { Figure(sizes, columns: $0, gap: gap) }
      .filter { $0.width <= Double(canvas.width) && $0.height <= Double(canvas.height) }
  }

  // MARK: - In the place of others

  /// Puts other things in the place of objects.
  mutating func replace(_ keys: [Int], by phrase: NounPhrase) throws(Refusal) {
    allow(phrase)
    let old = names(keys)
    let count = phrase.count ?? phrase.vagueCount ?? 1
    if count == 1 || count == keys.count {
      for key in keys { replace(key, by: phrase) }
      mentioned = keys
    } else {
      try checkLimit(count, phrase)
      let box = keys.map(bounds).union
      let size = newcomerSize(phrase)
      remove(keys)
      mentioned = try come(phrase, count, at: nil, size: size, near: box)
    }
    decide(
      .thing, "\(old) \(keys.count == 1 ? "becomes" : "become") \(names(mentioned))", mentioned)
  }

  private mutating func replace(_ key: Int, by phrase: NounPhrase) {
    guard let object = object(key) else { return }
    let region = replacement(for: object, phrase, key)
    change(key) {
      $0.name = phrase.name
      // What was said of the old thing does not hold for the new one.
      $0.description = ""
      $0.region = region
    }
  }

  /// The region of a thing that takes another's place: the same, unless it is much larger or smaller.
  private func replacement(
    for object: LayoutObject, _ phrase: NounPhrase, _ key: Int
  ) -> LayoutObject.Region {
    let (usual, isKnown) = ThingSize.of(modifiers: phrase.modifiers, head: phrase.head)
    let old = ObjectName.usualSize(object.name)
    let new = usual.changed(by: phrase.modifiers)
    guard isKnown, old.isKnown else { return object.region }
    let (across, down) = (new.width / old.size.width, new.height / old.size.height)
    let isAlike = { (ratio: Double, most: Double) in ratio < most && ratio > 1 / most }
    if isAlike((across * down).squareRoot(), 1.4), isAlike(across / down, 1.6) {
      return object.region
    }
    let box = object.region.bounds
    var target = Target(rule: PlaceRule(wish: (box.centerX, box.centerY)))
    target.rule.foot = box.maxY
    target.rule.conditions = [.nearer(box, than: 0.25 * Double(max(canvas.width, canvas.height)))]
    var size = limited(box.width * across, box.height * down)
    while min(size.width, size.height) >= 0.5 * BlockBuilder.smallestSide(on: canvas) {
      let whole = (size.width.rounded(), size.height.rounded())
      if let (found, _) = best([target], width: whole.0, height: whole.1, [key]) {
        guard case .ellipse = object.region else { return .box(found) }
        return .ellipse(BlobTilt(of: phrase).ellipse(in: found))
      }
      size = (size.width * 0.88, size.height * 0.88)
    }
    return object.region
  }

  // MARK: - Counting

  /// Adds or removes objects until there are so many.
  mutating func setCount(of phrase: NounPhrase?, to count: Int) throws(Refusal) {
    let kin = try kin(of: phrase)
    if kin.isEmpty, var counted = phrase {
      counted.count = count
      return try add([counted], at: nil)
    }
    mentioned = kin
    if kin.count > count {
      let leaving = Array(inOrderOfReading(kin).keys.suffix(kin.count - count))
      decide(
        .count, "\(names(leaving)) \(leaving.count == 1 ? "is" : "are") removed: \(count) stay")
      remove(leaving)
    } else if kin.count < count {
      let keys = try multiply(kin, by: count - kin.count, phrase)
      decide(.count, "\(names(keys)) \(keys.count == 1 ? "comes" : "come"): \(count) in all", keys)
      mentioned += keys
    } else {
      note(.nothingChanged, "there are \(count) already")
    }
  }

  /// Adds copies of the last of some objects near them.
  private mutating func multiply(
    _ kin: [Int], by count: Int, _ phrase: NounPhrase?
  ) throws(Refusal) -> [Int] {
    guard let model = kin.last.flatMap({ object($0) }) else { return [] }
    let name = phrase?.modifiers.isEmpty == false ? phrase?.name : model.name
    let thing = phrase ?? InstructionGrammar.phrase(named: model.name)
    try checkLimit(count, thing)
    let box = model.region.bounds
    return try come(
      thing, count, at: nil, size: (box.width, box.height), near: kin.map(bounds).union,
      named: name)
  }

  /// Adds a copy of each object beside it.
  mutating func duplicate(_ keys: [Int]) throws(Refusal) {
    var copies: [Int] = []
    for key in keys {
      let made = try multiply([key], by: 1, nil)
      let description = object(key)?.description ?? ""
      for copy in made { change(copy) { $0.description = description } }
      copies += made
    }
    mentioned = copies
    decide(.count, "\(names(copies)) \(copies.count == 1 ? "comes" : "come") as a copy", copies)
  }

  private func kin(of phrase: NounPhrase?) throws(Refusal) -> [Int] {
    if let phrase {
      return NamedObjects(entries.map(\.object)).matches(phrase).map { entries[$0].key }
    }
    guard let name = mentioned.last.flatMap({ object($0)?.name }) else {
      throw refusal(.unresolvedReference, "of what there are to be so many is not said")
    }
    return entries.filter { $0.object.name == name }.map(\.key)
  }
}

extension Substring {
  /// The text without white space around it.
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}
