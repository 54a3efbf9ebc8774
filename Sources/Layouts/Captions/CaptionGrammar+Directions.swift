/// Left, right, top, bottom and middle, of the canvas or of a landmark.
extension CaptionGrammar {
  /// A direction phrase that was read.
  struct Direction {
    /// The parts of the canvas it names.
    var places: Set<SceneGraph.Place>
    /// Whether "of" follows, with a landmark behind it.
    var hasLandmark: Bool
    /// The last preposition, for surroundings.
    var text: String
    /// Whether a word such as "side", "corner", "front" or "back" stands in it.
    var nouns: Set<String>
  }

  private static let places: WordTable<SceneGraph.Place> = [
    "left": .left, "right": .right, "top": .top, "bottom": .bottom, "upper": .top,
    "lower": .bottom, "center": .center, "centre": .center, "middle": .center,
    "foreground": .bottom, "background": .top, "distance": .top, "left-hand": .left,
    "right-hand": .right, "front": .bottom, "back": .top,
  ]

  /// Words of a direction phrase that name no place of their own.
  private static let fillers = Lexicon.words(
    "far immediate very hand side corner half part edge portion end dead")

  /// Whether a direction phrase starts at a token.
  func startsDirection(at place: Int) -> Bool {
    guard traits(at: place).contains(.opensDirection) else { return false }
    var probe = self
    probe.index = place
    return probe.parseDirection() != nil
  }

  /// Reads "to the left of", "on the left", "left of", "in the top left corner (of)".
  mutating func parseDirection() -> Direction? {
    let start = index
    guard traits(at: index).contains(.opensDirection) else { return nil }
    let isPrefixed = takePrefix()
    var places: Set<SceneGraph.Place> = []
    var nouns: Set<String> = []
    var isNamed = false
    while let word = peek()?.word, Self.isDirectionWord(word) {
      if let place = Self.places[word] {
        places.insert(place)
        isNamed = true
      }
      nouns.insert(word)
      index += 1
    }
    let onlySide = isPrefixed && !isNamed && !nouns.isDisjoint(with: ["side", "corner", "edge"])
    let hasLandmark = sees(["of"]) && (isNamed || onlySide)
    let isSideWord = !nouns.isDisjoint(with: ["left", "right"])
    let isAlone = isPrefixed || (isSideWord && (hasLandmark || isBoundary(index)))
    let isBodyPart =
      start + 1 < index && Lexicon.possessive.contains(tokens[start + 1].word)
      && nouns.isSubset(of: ["front", "back"])
    let isFrame =
      isBodyPart || !nouns.isDisjoint(with: ["front", "back"]) && !hasLandmark && !isPrefixed
    guard isNamed || onlySide, isAlone, !isFrame, hasLandmark || isBoundary(index) else {
      index = start
      return nil
    }
    let isOnTop =
      sees(["of"]) && nouns == ["top"] && tokens[start].word == "on" && index - start == 2
    let isFront = nouns == ["front"] || nouns == ["back"]
    if isOnTop || (isFront && hasLandmark && index - start == 2) {
      index = start
      return nil
    }
    if hasLandmark { index += 1 }
    return Direction(
      places: places, hasLandmark: hasLandmark, text: text(from: start), nouns: nouns)
  }

  private static func isDirectionWord(_ word: String) -> Bool {
    places[word] != nil || fillers.contains(word)
  }

  private mutating func takePrefix() -> Bool {
    let start = index
    guard let word = peek()?.word else { return false }
    if Self.directionPrefixes.contains(word) {
      index += 1
      if take(["the"]) || take(["its"]) || take(["their"]) { return true }
      if let next = peek()?.word, Self.isDirectionWord(next) { return true }
    }
    index = start
    return false
  }

  private static let directionPrefixes = ["to", "on", "at", "in", "near", "toward", "towards"]

  /// The words that a direction phrase may begin with.
  static var directionOpenings: [String] {
    directionPrefixes + places.keys + Array(fillers)
  }

  /// Applies a direction to its subjects: by a landmark, or on the canvas.
  mutating func apply(
    _ direction: Direction, to subjects: [Int], from start: Int
  ) throws(Refusal) {
    guard direction.hasLandmark else {
      try place(subjects, at: direction, from: start)
      return
    }
    if let pronoun = peek()?.word, isPronoun(at: index) {
      index += 1
      let landmarks = try resolve(pronoun, besides: subjects)
      try relate(direction, subjects, landmarks, from: start)
      return
    }
    let phraseStart = index
    guard let phrase = try parseNounPhrase() else {
      throw refusal("“\(text(from: start))”: a noun was expected after “of”", from: start)
    }
    // "In the corner of a barn" is within it; "to the left of a barn" is not.
    let isWithin = ["in", "at"].contains(tokens[start].word)
    if Scenery.pictures.contains(phrase.head) || phrase.head == "canvas" || phrase.head == "frame" {
      try place(subjects, at: direction, from: start)
    } else if isScenery(phrase, after: isWithin ? "in" : nil) {
      if ["side", "edge", "middle", "center", "centre"].contains(where: direction.nouns.contains) {
        addSurrounding(preposition: direction.text, phrase, from: phraseStart)
        lastSubjects = subjects
      } else {
        addSurrounding(preposition: "in", phrase, from: phraseStart)
        try place(subjects, at: direction, from: start)
      }
    } else {
      let thing = add(phrase)
      try relate(direction, subjects, [thing], from: start)
    }
  }

  private mutating func relate(
    _ direction: Direction, _ subjects: [Int], _ landmarks: [Int], from start: Int
  ) throws(Refusal) {
    var kinds = direction.places.sorted(by: { "\($0)" < "\($1)" }).map(Self.kind(of:))
    if kinds.isEmpty { kinds = [.nextTo] }
    try relate(kinds, subjects, landmarks, from: start)
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

  private mutating func place(
    _ subjects: [Int], at direction: Direction, from start: Int
  ) throws(Refusal) {
    let subjects = standsBeforeSubject ? [] : subjects
    if subjects.isEmpty, isAboutSurroundings {
      note("“\(text(from: start))” is said of the surroundings, which fill the canvas", from: start)
      return
    }
    var places = direction.places
    if places.isEmpty, direction.nouns.contains("corner") {
      places = [.left, .bottom]
      note("which corner is not said: planned in the lower left one", from: start)
    }
    if subjects.isEmpty {
      front(Fronted(places: places, source: source(from: start)))
      return
    }
    fronted = []
    for thing in subjects {
      scene.things[thing].places.formUnion(places)
      scene.things[thing].placeSource = source(from: start)
    }
    noteSpread(over: subjects, from: start)
    lastSubjects = subjects
    list = []
  }
}
