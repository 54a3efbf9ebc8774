/// Where an instruction puts things: up, to the left of the dog, in the top left corner.
extension InstructionGrammar {
  /// Reads one or more places that all hold: "above the cat and to the left of the dog".
  mutating func parsePlaces() throws(Refusal) -> EditPlace? {
    guard var place = try parsePlace() else { return nil }
    while true {
      let saved = self
      let isJoined = take("and")
      guard !isJoined || !startsVerb(at: words.index), let next = try parsePlace(),
        next.shift == nil
      else {
        self = saved
        return place
      }
      place.relations += next.relations
      place.places.formUnion(next.places)
      place.isCorner = place.isCorner || next.isCorner
      place.formation = place.formation ?? next.formation
    }
  }

  /// Places behind a name, which say which object is meant.
  mutating func parseQualifiers() throws(Refusal) -> [EditPlace] {
    var places: [EditPlace] = []
    while true {
      let saved = self
      if take("that") || take("which") || take("who") { skipWords(["is", "are"]) }
      guard let place = try? parsePlace(), place.shift == nil, place.approach == nil else {
        self = saved
        return places
      }
      places.append(place)
    }
  }

  /// Reads one place, or returns nil when none stands here.
  mutating func parsePlace() throws(Refusal) -> EditPlace? {
    let start = words.index
    var place = EditPlace(source: words.source(from: min(start, words.tokens.count - 1)))
    let amount = takeAmount()
    if let directions = takeShift() {
      place.shift = .init(directions: directions, amount: amount ?? takeAmount() ?? .usual)
    } else if let approach = try parseApproach(amount) {
      place.approach = approach
    } else if amount != nil {
      words.index = start
      return nil
    } else if let formation = takeFormation() {
      place.formation = formation
    } else if let direction = words.parseDirection() {
      try apply(direction, to: &place, from: start)
    } else if !(try parsePreposition(into: &place, from: start)) {
      words.index = start
      return nil
    }
    place.source = words.source(from: start)
    return place
  }

  // MARK: - Ways and amounts

  private static let ways: [String: SceneGraph.Place] = [
    "up": .top, "upward": .top, "upwards": .top, "higher": .top, "down": .bottom,
    "downward": .bottom, "downwards": .bottom, "lower": .bottom, "left": .left,
    "leftward": .left, "leftwards": .left, "right": .right, "rightward": .right,
    "rightwards": .right,
  ]

  /// Takes "up", "to the left", "down and to the right".
  mutating func takeShift() -> Set<SceneGraph.Place>? {
    guard let first = takeWay() else { return nil }
    var directions: Set = [first]
    let saved = words.index
    _ = take("and")
    if let second = takeWay(), Self.axis(second) != Self.axis(first) {
      directions.insert(second)
    } else {
      words.index = saved
    }
    return directions
  }

  private static func axis(_ place: SceneGraph.Place) -> Bool { place == .left || place == .right }

  private mutating func takeWay() -> SceneGraph.Place? {
    let start = words.index
    skipWords(["further", "farther", "more", "over"])
    let isToward = take("to") || take("toward") || take("towards")
    if isToward { skipWords(["the", "its"]) }
    guard let word = words.peek()?.word, let way = Self.ways[word],
      !sees(oneOf: Self.sides, ahead: 1), Self.ways[words.peek(1)?.word ?? ""] == nil || !isToward
    else {
      words.index = start
      return nil
    }
    let isSide = way == .left || way == .right
    guard isSide || !isToward, !(isSide && words.peek(1)?.word == "of") else {
      words.index = start
      return nil
    }
    words.index += 1
    return way
  }

  private static let sides = Lexicon.words("side edge corner half part border end hand most")

  /// Takes "a bit", "a lot", "by 40 pixels", "20 percent", "all the way".
  mutating func takeAmount() -> EditPlace.Amount? {
    let start = words.index
    _ = take("by")
    _ = take("about")
    for (phrase, amount) in Self.amounts where words.take(phrase) { return amount }
    if let number = takeQuantity() {
      if sees(oneOf: ["pixel", "pixels", "px", "points", "pt"]) {
        words.index += 1
        return .pixels(number)
      }
      if take("percent") {
        let saved = words.index
        if !(take("of") && takeExtent()) { words.index = saved }
        return .share(number / 100)
      }
    }
    words.index = start
    return nil
  }

  /// "The width", "the canvas's height", "the picture".
  private mutating func takeExtent() -> Bool {
    if takeCanvas() { return true }
    skipWords(["the", "its", "canvas", "picture", "image"])
    return take("width") || take("height") || take("size")
  }

  private static let amounts: [([String], EditPlace.Amount)] = [
    (["a", "little", "bit"], .little), (["a", "tiny", "bit"], .little), (["a", "bit"], .little),
    (["a", "little"], .little), (["a", "touch"], .little), (["a", "tad"], .little),
    (["slightly"], .little), (["somewhat"], .little), (["a", "whole", "lot"], .much),
    (["a", "lot"], .much), (["much"], .much), (["way"], .much), (["significantly"], .much),
    (["considerably"], .much), (["far"], .much), (["all", "the", "way"], .all),
    (["as", "far", "as", "possible"], .all), (["completely"], .all),
  ]

  /// "Closer to the dog", "towards the table", "away from the cat".
  private mutating func parseApproach(
    _ amount: EditPlace.Amount?
  ) throws(Refusal) -> EditPlace.Approach? {
    let start = words.index
    let isAway =
      takeAll(["away", "from"]) || takeAll(["further", "from"])
      || takeAll(["farther", "from"]) || takeAll(["further", "away", "from"])
      || takeAll(["farther", "away", "from"])
    let isNear =
      !isAway
      && (takeAll(["closer", "to"]) || takeAll(["nearer", "to"]) || takeAll(["nearer"])
        || take("toward") || take("towards"))
    guard isAway || isNear else { return nil }
    guard !takeAll(["each", "other"]) else {
      throw refusal("“\(words.text(from: start))”: name what it comes nearer to", from: start)
    }
    let landmarks = try reference(from: start, with: .single)
    return .init(
      landmarks: landmarks, isAway: isAway, amount: amount ?? takeAmount() ?? .usual)
  }

  /// "In a row", "into a circle", "side by side".
  mutating func takeFormation() -> SceneGraph.Formation? {
    let start = words.index
    if takeAll(["side", "by", "side"]) || takeAll(["next", "to", "each", "other"])
      || takeAll(["next", "to", "one", "another"])
    {
      return .row
    }
    if takeAll(["on", "top", "of", "each", "other"]) || takeAll(["above", "each", "other"]) {
      return .column
    }
    if take("in") || take("into") || take("as") {
      skipWords(["a", "one", "single", "straight", "the", "horizontal"])
      let isVertical = take("vertical")
      let figures: [String: SceneGraph.Formation] = [
        "row": .row, "line": .row, "column": .column, "stack": .column, "circle": .circle,
        "ring": .circle,
      ]
      if let word = words.peek()?.word, let figure = figures[word],
        !words.sees(["of"], at: words.index + 1)
      {
        words.index += 1
        return isVertical ? .column : figure
      }
    }
    words.index = start
    return nil
  }

  // MARK: - Parts of the canvas and landmarks

  private mutating func apply(
    _ direction: CaptionGrammar.Direction, to place: inout EditPlace, from start: Int
  ) throws(Refusal) {
    place.isCorner = direction.nouns.contains("corner") && direction.places.isEmpty
    guard direction.hasLandmark, !takeCanvas() else {
      let isFar = direction.nouns.contains("far")
      let isWay = direction.places == [.left] || direction.places == [.right]
      if isFar, isWay {
        place.shift = .init(directions: direction.places, amount: .all)
      } else {
        place.places = direction.places
      }
      return
    }
    let landmarks = try landmarks(from: start)
    for part in SceneGraph.Place.allCases where direction.places.contains(part) {
      place.relations.append(
        .init(kind: Self.kind(of: part), landmarks: landmarks, scenery: scenery(of: landmarks)))
    }
    if direction.places.isEmpty {
      place.relations.append(.init(kind: .nextTo, landmarks: landmarks))
    }
  }

  private static func kind(of place: SceneGraph.Place) -> SceneGraph.Kind {
    switch place {
    case .left: .leftOf
    case .right: .rightOf
    case .top: .on
    case .bottom: .below
    case .center: .inside
    }
  }

  private mutating func parsePreposition(
    into place: inout EditPlace, from start: Int
  ) throws(Refusal) -> Bool {
    skipSharpening()
    guard let found = words.preposition(at: words.index) else { return false }
    var kind: SceneGraph.Kind
    switch found.placement {
    case .relation(let relation): kind = relation
    case .amid: kind = .inside
    case .surroundingOnly where ["to", "toward", "towards"].contains(found.text): kind = .nextTo
    case .surroundingOnly: return false
    }
    words.index += found.words.count
    if kind != .between, takeCanvas() {
      return true
    }
    guard !words.isAtEnd, !isJoint(words.index) else {
      if found.placement == .surroundingOnly { return false }
      // "Put a hat on top", "put it below": by what was spoken of.
      let source = words.source(from: start)
      let landmarks = ObjectReference(items: [.pronoun("it", .all, source)], source: source)
      place.relations = [.init(kind: kind, landmarks: landmarks)]
      return kind != .between && kind != .around
    }
    let landmarks = try landmarks(from: start, lists: kind == .between)
    if found.text == "to", case .phrase(let phrase, _, _)? = landmarks.items.first {
      if Attachments.supports.contains(phrase.head) { kind = .on }
      if Attachments.containers.contains(phrase.head) { kind = .inside }
    }
    place.relations = [
      .init(kind: kind, landmarks: landmarks, scenery: scenery(of: landmarks))
    ]
    return true
  }

  /// "Directly above", "right next to".
  private mutating func skipSharpening() {
    while let word = words.peek()?.word, Lexicon.placementAdverbs.contains(word),
      words.preposition(at: words.index + 1) != nil
    {
      words.index += 1
    }
  }

  /// The place of surroundings that a landmark is, when no object is called so: "a beach".
  private func scenery(of landmarks: ObjectReference) -> String? {
    guard landmarks.items.count == 1, case .phrase(let phrase, _, _) = landmarks.items[0],
      Scenery.contains(phrase.head), !heads.contains(phrase.head)
    else { return nil }
    let isMass = Scenery.masses.contains(phrase.head) || phrase.isPlural
    let text = phrase.bareText
    return isMass ? text : Plurals.article(before: text) + " " + text
  }

  /// The objects that something is placed by.
  private mutating func landmarks(
    from start: Int, lists: Bool = false
  ) throws(Refusal) -> ObjectReference {
    var mode = ReferenceMode.single
    mode.takesPlaces = false
    mode.takesLists = lists
    let found = try reference(from: start, with: mode)
    guard !lists else { return found }
    // "Left of the dog and the cat": a list only where nothing else could follow.
    let saved = self
    mode.takesLists = true
    if take("and"), words.peek().map({ Lexicon.definite.contains($0.word) }) == true,
      let more = try? parseReference(mode), endsStep(words.index)
    {
      return ObjectReference(
        items: found.items + more.items, source: words.source(from: start))
    }
    self = saved
    return found
  }
}
