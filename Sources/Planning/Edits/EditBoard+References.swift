import Layouts

/// Which objects an instruction speaks of.
extension EditBoard {
  /// Finds the objects of a reference, and remembers that they were spoken of.
  mutating func resolve(_ reference: ObjectReference) throws(Refusal) -> [Int] {
    let keys = try find(reference)
    mentioned = keys
    return keys
  }

  /// Finds the objects of a reference, in the order of the reference.
  mutating func find(_ reference: ObjectReference) throws(Refusal) -> [Int] {
    var keys: [Int] = []
    for item in reference.items {
      for key in try find(item, in: reference) where !keys.contains(key) { keys.append(key) }
    }
    guard !keys.isEmpty else {
      throw refusal(.noSuchObject, "the layout has no objects", at: reference.source)
    }
    return keys
  }

  private mutating func find(
    _ item: ObjectReference.Item, in reference: ObjectReference
  ) throws(Refusal) -> [Int] {
    switch item {
    case .everything: return keys
    case .pronoun(let word, let pick, let source):
      return try find(pronoun: word, pick, at: source)
    case .phrase(let phrase, let pick, let places):
      var candidates = NamedObjects(entries.map(\.object)).matches(phrase).map { entries[$0].key }
      guard !candidates.isEmpty else { throw unknown(phrase) }
      // Of one object that is there it need not be said where it is.
      for place in places where candidates.count > 1 {
        candidates = try filter(candidates, by: place, phrase)
      }
      return try choose(pick, among: candidates, phrase)
    }
  }

  private func unknown(_ phrase: NounPhrase) -> Refusal {
    let has = entries.isEmpty ? "no objects" : PictureCaption.list(entries.map(\.object.name))
    return refusal(
      .noSuchObject, "“\(phrase.bareText)” is not in the layout, which has \(has)",
      at: phrase.source)
  }

  // MARK: - Pronouns

  private mutating func find(
    pronoun: String, _ pick: ObjectReference.Pick, at source: SourceRange
  ) throws(Refusal) -> [Int] {
    let spoken = mentioned.filter { place(of: $0) != nil }
    let isSeveral = ["them", "they", "these", "those"].contains(pronoun)
    guard !spoken.isEmpty else {
      if entries.count == 1 || isSeveral && !entries.isEmpty { return keys }
      let has =
        entries.isEmpty ? "" : ": name one of \(PictureCaption.list(entries.map(\.object.name)))"
      throw refusal(
        .unresolvedReference, "“\(pronoun)” has nothing to stand for\(has)", at: source)
    }
    if case .some(let count) = pick { return Array(spoken.suffix(count)) }
    guard !isSeveral, spoken.count > 1, let last = spoken.last else { return spoken }
    note(
      .chosenReading,
      "“\(pronoun)” may be any of \(names(spoken)): the last one was taken; “them” takes all",
      at: source)
    return [last]
  }

  // MARK: - One of several

  private mutating func choose(
    _ pick: ObjectReference.Pick, among candidates: [Int], _ phrase: NounPhrase
  ) throws(Refusal) -> [Int] {
    let ordered = inOrderOfReading(candidates)
    switch pick {
    case .all: return candidates
    case .some(let count):
      if count > candidates.count {
        note(
          .limitedEdit,
          "\(count) “\(phrase.bareText)” were named, and there are only \(candidates.count)",
          at: phrase.source)
      }
      let chosen = ordered.keys.suffix(count)
      if count < candidates.count {
        decide(
          .count, "of \(candidates.count) the last \(count) from the \(ordered.start) were taken",
          Array(chosen))
      }
      return candidates.filter(chosen.contains)
    case .ordinal(let number):
      let place = number > 0 ? number - 1 : ordered.keys.count + number
      guard ordered.keys.indices.contains(place) else {
        throw refusal(
          .noSuchObject,
          "there is no such “\(phrase.bareText)”: counted from the \(ordered.start), "
            + "there are \(candidates.count)", at: phrase.source)
      }
      decide(.place, "objects are counted from the \(ordered.start)", [ordered.keys[place]])
      return [ordered.keys[place]]
    case .extreme(let extreme, let word):
      let named = candidates.filter { object($0)?.name.lowercased().contains(word) ?? false }
      let set = named.isEmpty ? candidates : named
      return phrase.isPlural ? set : self.extreme(extreme, of: set).map { [$0] } ?? set
    case .other:
      let others = candidates.filter { !mentioned.contains($0) }
      guard !others.isEmpty else {
        throw refusal(
          .noSuchObject, "there is no other “\(phrase.bareText)”", at: phrase.source)
      }
      return phrase.isPlural ? others : try choose(.one, among: others, phrase)
    case .one: return [chooseOne(among: candidates, ordered, phrase)]
    }
  }

  /// "The apple", where there are three: that which was spoken of, else the first in reading.
  private mutating func chooseOne(
    among candidates: [Int], _ ordered: (keys: [Int], start: String), _ phrase: NounPhrase
  ) -> Int {
    if candidates.count == 1 { return candidates[0] }
    if let size = NamedObjects.size(in: phrase), let chosen = extreme(size, of: candidates) {
      return chosen
    }
    let spoken = mentioned.last(where: candidates.contains)
    let chosen = spoken ?? ordered.keys[0]
    let which = spoken != nil ? "the one spoken of last" : "the first from the \(ordered.start)"
    note(
      .chosenReading,
      "“\(phrase.bareText)” may be any of \(candidates.count): \(which) was taken; say “all”, or "
        + "“the second” or “the biggest” of them, to choose", at: phrase.source)
    decide(.thing, "of \(candidates.count) “\(phrase.bareText)” \(which) is meant", [chosen])
    return chosen
  }

  /// Objects from left to right, or from top to bottom where they stand above one another.
  func inOrderOfReading(_ keys: [Int]) -> (keys: [Int], start: String) {
    let boxes = keys.map(bounds)
    let across = (boxes.map(\.centerX).max() ?? 0) - (boxes.map(\.centerX).min() ?? 0)
    let down = (boxes.map(\.centerY).max() ?? 0) - (boxes.map(\.centerY).min() ?? 0)
    let isColumn = down > 2 * across
    let sorted = keys.enumerated().sorted { one, other in
      let (first, second) = (boxes[one.offset], boxes[other.offset])
      let along =
        isColumn ? (first.centerY, second.centerY) : (first.centerX, second.centerX)
      return along.0 != along.1 ? along.0 < along.1 : one.offset < other.offset
    }
    return (sorted.map(\.element), isColumn ? "top" : "left")
  }

  private func extreme(_ extreme: ObjectReference.Extreme, of keys: [Int]) -> Int? {
    func least(_ value: (Int) -> Double) -> Int? { keys.min { value($0) < value($1) } }
    switch extreme {
    case .biggest: return least { -(object($0)?.region.area ?? 0) }
    case .smallest: return least { object($0)?.region.area ?? 0 }
    case .place(.left): return least { bounds($0).centerX }
    case .place(.right): return least { -bounds($0).centerX }
    case .place(.top): return least { bounds($0).centerY }
    case .place(.bottom): return least { -bounds($0).centerY }
    case .place(.center):
      let sorted = inOrderOfReading(keys).keys
      return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
  }

  // MARK: - By their places

  /// The objects that lie as some words say: "on the left", "next to the dog".
  private mutating func filter(
    _ candidates: [Int], by place: EditPlace, _ phrase: NounPhrase
  ) throws(Refusal) -> [Int] {
    var result = candidates
    for part in SceneGraph.Place.allCases where place.places.contains(part) {
      if phrase.isPlural {
        result = result.filter { lies($0, in: part) }
      } else if let one = extreme(.place(part), of: result) {
        result = [one]
      }
    }
    for relation in place.relations {
      let spoken = mentioned
      let landmarks = try find(relation.landmarks)
      mentioned = spoken
      result = result.filter { key in
        !landmarks.contains(key)
          && landmarks.contains { lies(bounds(key), relation.kind, bounds($0)) }
      }
      if !phrase.isPlural, result.count > 1 {
        let center = landmarks.map(bounds).union
        result =
          result.min { distance(bounds($0), center) < distance(bounds($1), center) }
          .map { [$0] } ?? []
      }
    }
    guard !result.isEmpty else {
      throw refusal(
        .noSuchObject, "no “\(phrase.bareText)” lies so", at: place.source)
    }
    return result
  }

  private func lies(_ key: Int, in part: SceneGraph.Place) -> Bool {
    let box = bounds(key)
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    switch part {
    case .left: return box.centerX < width / 2
    case .right: return box.centerX > width / 2
    case .top: return box.centerY < height / 2
    case .bottom: return box.centerY > height / 2
    case .center: return abs(box.centerX - width / 2) < width / 4
    }
  }

  private func lies(_ box: Box, _ kind: SceneGraph.Kind, _ other: Box) -> Bool {
    let reach = 0.12 * Double(max(canvas.width, canvas.height))
    let across = max(0, max(other.x - box.maxX, box.x - other.maxX))
    let down = max(0, max(other.y - box.maxY, box.y - other.maxY))
    switch kind {
    case .leftOf: return box.centerX < other.centerX
    case .rightOf: return box.centerX > other.centerX
    case .above: return box.centerY < other.centerY
    case .below: return box.centerY > other.centerY
    case .on: return across == 0 && down < reach && box.centerY < other.maxY
    case .inside: return box.intersection(other) != nil
    case .nextTo, .around, .between: return (across * across + down * down).squareRoot() < 2 * reach
    case .inFrontOf: return box.maxY > other.maxY
    case .behind: return box.maxY < other.maxY
    default: return false
    }
  }

  private func distance(_ box: Box, _ other: Box) -> Double {
    let (x, y) = (box.centerX - other.centerX, box.centerY - other.centerY)
    return (x * x + y * y).squareRoot()
  }
}

extension [Box] {
  /// The smallest box around all of them.
  var union: Box {
    let left = map(\.x).min() ?? 0
    let top = map(\.y).min() ?? 0
    return Box(
      x: left, y: top, width: (map(\.maxX).max() ?? 0) - left,
      height: (map(\.maxY).max() ?? 0) - top)
  }
}
