/// "With" and "without", verbs and adverbs.
extension CaptionGrammar {
  // MARK: - With

  /// "With a red hat" describes the wearer; "with a cat" brings a thing of its own.
  mutating func parseWith() throws(Refusal) -> Bool {
    let start = index
    guard let word = peek()?.word, Self.withWords.contains(word) else { return false }
    index += 1
    if isAtEnd { throw refusal("“\(word)” stands before nothing", from: start) }
    if try parseNegation() { return true }
    let phraseStart = index
    guard let phrase = try parseNounPhrase(allowsUnknown: true) else {
      throw refusal("“\(text(from: start, words: 2))” is not understood", from: start)
    }
    isPredicate = false
    let isNamed = phrase.determiner != .bare || phrase.count != nil || phrase.vagueCount != nil
    let isPart = Attachments.isPart(phrase)
    let owners = focus.isEmpty ? lastSubjects : focus
    if !owners.isEmpty, isPart || !isNamed || phrase.determiner == .possessive,
      !isScenery(phrase, after: nil),
      !isPlacedByOwner(at: index) || phrase.determiner == .possessive
    {
      try attach(phrase, to: owners, from: start, isNamed: isNamed)
      return true
    }
    if isScenery(phrase, after: nil) {
      addSurrounding(preposition: "with", phrase, from: phraseStart)
      focus = []
      list = []
      isAboutSurroundings = true
      return true
    }
    let thing = add(phrase)
    if scene.things.count > 1, !owners.isEmpty { lastSubjects = [] }
    list = [thing]
    focus = [thing]
    isAboutSurroundings = false
    isJoined = false
    return true
  }

  private static let withWords: Set<String> = [
    "with", "has", "have", "having", "containing", "featuring", "including",
  ]

  /// Keeps a "with" phrase, and what is joined to it of the same sort, in the owners' names.
  private mutating func attach(
    _ phrase: NounPhrase, to owners: [Int], from start: Int, isNamed: Bool
  ) throws(Refusal) {
    if phrase.determiner == .possessive, let word = peek()?.word,
      Lexicon.particles.contains(word) || isAdjective(word)
    {
      index += 1
    }
    while sees(["and"]) {
      let saved = self
      index += 1
      guard let more = try? parseNounPhrase(allowsUnknown: true),
        more.determiner == phrase.determiner,
        !isNamed || Attachments.isPart(more), isAtEnd || isBoundary(index)
      else {
        self = saved
        break
      }
    }
    describe(owners, with: "with " + text(from: start + 1))
    if !isNamed {
      note(
        "“\(text(from: start))” was read as a part of its owner, not as things apart", from: start)
    }
    focus = owners
    isJoined = false
  }

  // MARK: - Without

  /// "Without birds", "no birds or cats", "there are no birds": into the negative prompt.
  mutating func parseNegation() throws(Refusal) -> Bool {
    let start = index
    guard take(["without"]) || take(["no"]) || take(["not", "any"]) || take(["not", "a"]) else {
      if let word = peek()?.word,
        ["not", "never", "neither", "except", "nor", "or"].contains(word)
          || word.hasSuffix("n't")
      {
        throw refusal("“\(text(from: index, words: 2))” is not understood", from: index)
      }
      return false
    }
    repeat {
      _ = take(["any"]) || take(["no"]) || take(["a", "single"])
      guard let phrase = try parseNounPhrase() else {
        throw refusal("“\(text(from: start))” excludes nothing", from: start)
      }
      scene.exclusions.append(.init(phrase: phrase))
    } while try continuesNegation()
    if focus.isEmpty, !lastSubjects.isEmpty { focus = lastSubjects }
    isJoined = false
    isPredicate = false
    return true
  }

  /// Whether the next conjunct is excluded too: it is when it stands after "or" or is bare.
  private mutating func continuesNegation() throws(Refusal) -> Bool {
    let saved = self
    _ =
      peek()?.kind == .comma
      && {
        index += 1; return true
      }()
    if take(["or"]) || take(["nor"]) { return true }
    guard take(["and"]) || index > saved.index else { return false }
    if sees(["no"]) || sees(["any"]) || sees(["without"]) {
      _ = take(["without"])
      return true
    }
    let bareStart = self
    if let phrase = try? parseNounPhrase(), phrase.determiner == .bare, phrase.count == nil,
      phrase.vagueCount == nil
    {
      self = bareStart
      return true
    }
    self = saved
    return false
  }

  // MARK: - Verbs

  /// A verb says how its subject looks; with an object it also brings a thing.
  mutating func parseVerb() throws(Refusal) -> Bool {
    let start = index
    guard let token = peek(), isVerb(token.word) else { return false }
    let owners =
      isJoined && list.isEmpty || isFinite(token.word) && !lastSubjects.isEmpty
      ? (lastSubjects.isEmpty ? focus : lastSubjects) : focus
    guard !owners.isEmpty || Lexicon.locatingParticiples.contains(token.word) else { return false }
    index += 1
    isPredicate = false
    if Lexicon.locatingParticiples.contains(token.word) {
      while isParticle(at: index) { index += 1 }
      return true
    }
    if Lexicon.describingParticiples.contains(token.word), try parseCovering(owners, from: start) {
      return true
    }
    while isParticle(at: index) { index += 1 }
    if try parseSupport(owners, from: start) { return true }
    if try parseVerbObject(of: token.word, owners, from: start) { return true }
    try describe(owners, doing: token.word, from: start)
    return true
  }

  private func isFinite(_ word: String) -> Bool {
    VerbForms.isPresentSingular(word) || Lexicon.verbForms[word] == word
  }

  private func isVerb(_ word: String) -> Bool {
    if ["wearing", "holding"].contains(word) { return true }
    if VerbForms.nounsInIng.contains(word) || Lexicon.boundaries.contains(word) { return false }
    if Lexicon.locatingParticiples.contains(word) || Lexicon.pastParticiples.contains(word) {
      return true
    }
    if !focus.isEmpty, Lexicon.verbForms[word] != nil { return !isJoined || isPredicate }
    return word.hasSuffix("ing") && word.count > 4 && !focus.isEmpty && !isJoined
  }

  /// "Covered in snow", "filled with flowers", "made of wood".
  private mutating func parseCovering(_ owners: [Int], from start: Int) throws(Refusal) -> Bool {
    guard let word = peek()?.word, ["in", "with", "of", "by", "like"].contains(word) else {
      return false
    }
    index += 1
    guard try parseNounPhrase(allowsUnknown: true) != nil else {
      throw refusal("“\(text(from: start))”: a noun was expected after “\(word)”", from: start)
    }
    describe(owners, with: text(from: start))
    focus = owners
    return true
  }

  /// "Wearing a hat" stays in the name; "holding a banana" brings a banana.
  private mutating func parseVerbObject(
    of verb: String, _ owners: [Int], from start: Int
  ) throws(Refusal) -> Bool {
    let prepositionStart = index
    if let word = peek()?.word, ["at", "with", "for", "to"].contains(word),
      !startsDirection(at: index)
    {
      index += 1
    }
    let hasPreposition = index > prepositionStart
    let saved = self
    guard !isAtEnd, !isBoundary(index) || startsNounPhrase(at: index),
      let object = try parseNounPhrase(allowsUnknown: true)
    else {
      index = prepositionStart
      return false
    }
    let isBare = object.determiner == .bare && object.count == nil
    let isWorn = Lexicon.verbForms[verb] == "wear"
    if !hasPreposition, isWorn || isBare || object.determiner == .possessive {
      describe(owners, with: text(from: start))
      return true
    }
    if isScenery(object, after: "in") {
      addSurrounding(preposition: "", object, from: saved.index)
      try describe(owners, doing: verb, from: start)
      return true
    }
    let relation = Lexicon.verbForms[verb] == "ride" ? SceneGraph.Kind.on : .nextTo
    try standByObject(object, owners, from: start, relation: relation)
    return true
  }

  /// Adds the object of a verb, with the relation that comes nearest to what the verb says.
  private mutating func standByObject(
    _ object: NounPhrase, _ owners: [Int], from start: Int, relation: SceneGraph.Kind
  ) throws(Refusal) {
    let thing = add(object)
    guard !owners.contains(thing) else {
      throw refusal("“\(text(from: start))” places a thing by itself", from: start)
    }
    add(relation, owners, [thing], from: start)
    note(
      "“\(text(from: start))” is planned only as “\(relation.rawValue)”: "
        + "what it does can't be placed", from: start, rule: .unplacedVerb)
    lastSubjects = owners
    focus = [thing]
    list = []
  }

  /// "Leaning against a wall" brings a wall, next to which its subject is planned.
  private mutating func parseSupport(_ owners: [Int], from start: Int) throws(Refusal) -> Bool {
    let saved = self
    let leans = Lexicon.verbForms[tokens[start].word] == "lean"
    let isAgainst = take(["against"]) || take(["up", "against"])
    guard isAgainst || leans && (take(["on"]) || take(["upon"])),
      !isPronoun(at: index), !sees(["each"]), !sees(["one"]), let support = try parseNounPhrase(),
      !isScenery(support, after: nil) || Scenery.uprights.contains(support.head)
    else {
      self = saved
      return false
    }
    try standByObject(support, owners, from: start, relation: .nextTo)
    return true
  }

  /// "Curled up" ends in a particle; in "flying over a lake" it is a preposition.
  private func isParticle(at place: Int) -> Bool {
    guard let word = peek(place - index)?.word, Lexicon.particles.contains(word) else {
      return false
    }
    guard let next = peek(place + 1 - index) else { return true }
    if case .number = next.kind { return false }
    return isBoundary(place + 1) && !startsNounPhrase(at: place + 1)
  }

  func startsNounPhrase(at place: Int) -> Bool {
    guard let word = peek(place - index)?.word else { return false }
    return Lexicon.indefinite.contains(word) || Lexicon.definite.contains(word)
      || Lexicon.possessive.contains(word)
  }

  /// Keeps the participle in the subject's name, and says that it places nothing.
  private mutating func describe(
    _ owners: [Int], doing verb: String, from start: Int
  ) throws(Refusal) {
    if Lexicon.verbForms[verb] == "look", let word = peek()?.word, isAdjective(word) { index += 1 }
    let participle = VerbForms.participle(of: verb)
    let words = text(from: start).split(separator: " ").dropFirst().joined(separator: " ")
    let names = noteSpreadMessage(owners)
    for owner in owners {
      if words.isEmpty {
        scene.things[owner].phrase.modifiers.insert(participle, at: 0)
      } else {
        scene.things[owner].phrase.complements.append(participle + " " + words)
      }
    }
    findings.append(
      PlanningRule.unplacedVerb.finding(
        "“\(text(from: start))” is kept in the name of \(names): it tells the look, not the place",
        at: source(from: start), severity: .note))
    focus = owners
    verbSubjects = owners
    clauseVerb = Lexicon.verbForms[verb]
    isJoined = false
  }

  // MARK: - Adverbs

  /// Adverbs that say nothing about place are set aside with a note; others are refused.
  mutating func parseAdverb() throws(Refusal) -> Bool {
    let start = index
    guard let word = peek()?.word else { return false }
    if word == "overhead", !focus.isEmpty {
      index += 1
      for thing in focus { scene.things[thing].places.insert(.top) }
      return true
    }
    guard Lexicon.looseAdverbs.contains(word), !focus.isEmpty || !scene.surroundings.isEmpty else {
      return false
    }
    index += 1
    note("“\(word)” is set aside: it says neither where a thing is nor how it looks", from: start)
    return true
  }

  // MARK: - Comparisons

  /// "The number of cats is more than that of dogs": settles a count that was left open.
  mutating func parseComparison() throws(Refusal) -> Bool {
    let start = index
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
      scene.things[more].count = max(scene.things[less].count + 1, 2)
    } else if scene.things[less].isVague {
      scene.things[less].count = max(1, scene.things[more].count - 1)
    }
    guard scene.things[more].count > scene.things[less].count else {
      throw refusal(
        "“\(text(from: start))” contradicts the numbers before it", from: start,
        rule: .contradiction)
    }
  }
}
