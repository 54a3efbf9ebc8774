/// Comparisons of numbers and of sizes.
extension CaptionGrammar {
  // MARK: - Numbers

  /// "The number of cats is more than that of dogs": settles a count that was left open.
  mutating func parseComparison() throws(Refusal) -> Bool {
    let start = index
    guard traits(at: index).contains(.determiner) else { return false }
    if take(["the", "equal", "number", "of"]) || take(["an", "equal", "number", "of"])
      || take(["the", "same", "number", "of"])
    {
      guard let phrase = try parseNounPhrase(), let other = scene.things.indices.last else {
        throw refusal("“\(text(from: start))” compares with nothing", from: start)
      }
      let thing = add(phrase)
      scene.things[thing].count = scene.things[other].count
      scene.things[thing].isVague = false
      list = [thing]
      focus = [thing]
      isJoined = false
      return true
    }
    guard take(["the", "number", "of"]) else { return false }
    let first = try comparedThing(from: start)
    let isMore: Bool? =
      if take(["is", "more", "than"]) || take(["is", "greater", "than"])
        || take(["is", "larger", "than"])
      {
        true
      } else if take(["is", "less", "than"]) || take(["is", "fewer", "than"])
        || take(["is", "smaller", "than"])
      { false } else { nil }
    guard let isMore, take(["that", "of"]) || take(["the", "number", "of"]) else {
      throw refusal("“\(text(from: start))” is a comparison that is not understood", from: start)
    }
    try settle(first, isMore: isMore, than: comparedThing(from: start), from: start)
    isJoined = false
    return true
  }

  private mutating func comparedThing(from start: Int) throws(Refusal) -> Int {
    guard let phrase = try parseNounPhrase(),
      let thing = scene.things.lastIndex(where: { phrase.mayReferTo($0.phrase) })
    else {
      throw refusal(
        "“\(text(from: start))” compares what was not named", from: start,
        rule: .unresolvedReference)
    }
    return thing
  }

  private mutating func settle(
    _ first: Int, isMore: Bool, than second: Int, from start: Int
  ) throws(Refusal) {
    let (more, less) = isMore ? (first, second) : (second, first)
    if scene.things[more].isVague {
      let least = scene.things[less].count + 1
      scene.things[more].count = max(least, 2)
      if !scene.things[less].isVague { scene.things[more].allowedCounts = least...Int.max }
    } else if scene.things[less].isVague {
      scene.things[less].count = max(1, scene.things[more].count - 1)
      scene.things[less].allowedCounts = 0...max(0, scene.things[more].count - 1)
    }
    guard scene.things[more].count > scene.things[less].count else {
      throw refusal(
        "“\(text(from: start))” contradicts the numbers before it", from: start,
        rule: .contradiction, isFinal: true)
    }
  }

  // MARK: - Sizes

  /// "Bigger than a car", "as tall as the tree", "the size of a house", "twice as big as it".
  mutating func parseSizeComparison() throws(Refusal) -> Bool {
    let start = index
    let isMultiple = skipDegree()
    guard var kind = takeComparative() else {
      index = start
      return false
    }
    if isMultiple, kind == .asBigAs { kind = .biggerThan }
    var subjects = focus.isEmpty ? lastSubjects : focus
    guard !subjects.isEmpty else {
      throw refusal("“\(text(from: start))” has no subject", from: start)
    }
    let landmarks: [Int]
    if take(["the", "other"]) || take(["the", "others"]) || take(["the", "rest"]) {
      landmarks = scene.things.indices.filter { !subjects.contains($0) }
    } else if let pronoun = peek()?.word, isPronoun(at: index) {
      index += 1
      landmarks = try resolve(pronoun, besides: subjects)
    } else if let phrase = try parseNounPhrase() {
      landmarks = [add(phrase)]
    } else {
      throw refusal("“\(text(from: start))” compares with nothing", from: start)
    }
    if subjects.contains(where: landmarks.contains), let last = subjects.last {
      subjects = [last]
    }
    guard !landmarks.isEmpty, !subjects.contains(where: landmarks.contains) else {
      throw refusal("“\(text(from: start))” compares a thing with itself", from: start)
    }
    add(kind, subjects, landmarks, from: start)
    lastSubjects = subjects
    focus = landmarks
    list = []
    isPredicate = false
    isJoined = false
    return true
  }

  /// Whether a comparison of sizes starts at a token.
  func startsSizeComparison(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    let word = tokens[place].word
    let next = place + 1 < tokens.count ? tokens[place + 1].word : ""
    let mayStart =
      switch word {
      case "a": ["bit", "little", "lot", "times"].contains(next)
      case "the": ["size", "same"].contains(next)
      default:
        word == "as" || next == "times" || Self.degrees.contains(word)
          || Self.comparatives[word] != nil
      }
    guard mayStart else { return false }
    var probe = self
    probe.index = place
    probe.skipDegree()
    return probe.takeComparative() != nil
  }

  /// Takes "much", "a little", "twice", "three times" before a comparative.
  ///
  /// - Returns: whether it is a multiple.
  @discardableResult
  private mutating func skipDegree() -> Bool {
    var isMultiple = false
    while let word = peek()?.word {
      if Self.degrees.contains(word) {
        isMultiple = isMultiple || word == "twice"
        index += 1
      } else if peek(1)?.word == "times", startsCount(at: index) {
        isMultiple = true
        index += 2
      } else if !take(["a", "bit"]), !take(["a", "little"]), !take(["a", "lot"]) {
        break
      }
    }
    return isMultiple
  }

  private static let degrees = Lexicon.words(
    "much far slightly somewhat even way twice half almost")

  private mutating func takeComparative() -> SceneGraph.Kind? {
    guard let word = peek()?.word else { return nil }
    if let kind = Self.comparatives[word], peek(1)?.word == "than" {
      index += 2
      return kind
    }
    if word == "as", peek(2)?.word == "as", let adjective = peek(1)?.word,
      Self.sizeAdjectives.contains(adjective)
    {
      index += 3
      return .asBigAs
    }
    if take(["the", "size", "of"]) || take(["the", "same", "size", "as"]) { return .asBigAs }
    return nil
  }

  private static let comparatives: WordTable<SceneGraph.Kind> = [
    "bigger": .biggerThan, "larger": .biggerThan, "smaller": .smallerThan, "tinier": .smallerThan,
    "taller": .tallerThan, "higher": .tallerThan, "shorter": .shorterThan, "lower": .shorterThan,
    "wider": .widerThan, "longer": .widerThan, "broader": .widerThan, "narrower": .narrowerThan,
    "thinner": .narrowerThan, "slimmer": .narrowerThan,
  ]

  private static let sizeAdjectives = Lexicon.words("big large tall high small wide long short")
}
