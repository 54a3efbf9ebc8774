/// "Without", verbs and adverbs.
extension CaptionGrammar {
  // MARK: - Without

  /// "Without birds", "no birds or cats", "there are no birds": into the negative prompt.
  mutating func parseNegation() throws(Refusal) -> Bool {
    let start = index
    if takeNobody(from: start) { return true }
    guard takeNegative() else { return try parseDenial(from: start) }
    repeat {
      _ = take(["any"]) || take(["no"]) || take(["a", "single"])
      guard let phrase = try parseNounPhrase(allowsUnknown: !isStrict) else {
        throw refusal("“\(text(from: start))” excludes nothing", from: start)
      }
      scene.exclusions.append(.init(phrase: phrase))
    } while try continuesNegation()
    if focus.isEmpty, !lastSubjects.isEmpty { focus = lastSubjects }
    // "With no people on it": where there is nobody matters to no one.
    if let preposition = preposition(at: index), isPronoun(at: index + preposition.words.count) {
      index += preposition.words.count + 1
    }
    isJoined = false
    isPredicate = false
    return true
  }

  /// The words that an exclusion may begin with.
  static let negativeOpenings = ["no", "without", "not", "free", "devoid", "neither", "nobody"]

  private mutating func takeNegative() -> Bool {
    guard traits(at: index).contains(.opensNegative) else { return false }
    if sees(["no", "one"]) || sees(["no", "more"]) || sees(["no", "less"]) { return false }
    return take(["without"]) || take(["no"]) || take(["not", "any"]) || take(["not", "a"])
      || take(["free", "of"]) || take(["devoid", "of"]) || take(["neither"])
  }

  /// "With no one around", "nobody": people are excluded.
  private mutating func takeNobody(from start: Int) -> Bool {
    guard traits(at: index).contains(.opensNegative),
      take(["no", "one"]) || take(["nobody"]) || take(["without", "anyone"])
    else { return false }
    _ = take(["around"]) || take(["in", "it"]) || take(["in", "sight"])
    var people = NounPhrase(head: "person", source: source(from: start), writtenHead: "people")
    people.isPlural = true
    scene.exclusions.append(.init(phrase: people))
    isJoined = false
    return true
  }

  /// "Isn't", "never", "except": what they deny can't be planned by its opposite.
  private mutating func parseDenial(from start: Int) throws(Refusal) -> Bool {
    guard let word = peek()?.word,
      ["not", "never", "except", "nor"].contains(word) || word.hasSuffix("n't")
        || (isStrict && word == "or")
        || Lexicon.copulas.contains(word) && peek(1)?.word == "not" && peek(2)?.word != "a"
          && peek(2)?.word != "any"
    else { return false }
    if isStrict || (fronted.isEmpty && scene.things.isEmpty && scene.surroundings.isEmpty) {
      throw refusal("“\(text(from: index, words: 2))” is not understood", from: index)
    }
    leaveOutClause(from: start, because: "what is denied can't be shown")
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
    let goesBack =
      isJoined && list.isEmpty || isFinite(token.word) || isActive(token.word)
    let owners = goesBack && !lastSubjects.isEmpty ? lastSubjects : focus
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

  /// "A person on skis going down a hill": the person goes, and not the skis.
  private func isActive(_ word: String) -> Bool {
    word.hasSuffix("ing") && !focus.contains(where: isAnimate)
      && lastSubjects.contains(where: isAnimate)
  }

  private func isAnimate(_ thing: Int) -> Bool { isAnimate(scene.things[thing].phrase) }

  private func isFinite(_ word: String) -> Bool {
    VerbForms.isPresentSingular(word) || Lexicon.verbForms[word] == word
  }

  func isVerb(_ word: String) -> Bool {
    if ["wearing", "holding"].contains(word) { return true }
    if VerbForms.nounsInIng.contains(word) || Lexicon.boundaries.contains(word) { return false }
    if Lexicon.locatingParticiples.contains(word) || Lexicon.pastParticiples.contains(word) {
      return true
    }
    if focus.isEmpty && (lastSubjects.isEmpty || !isJoined) { return false }
    if unknownVerb == index, peek()?.word == word { return true }
    let isParticiple = word.hasSuffix("ing") && word.count > 4
    if isJoined, !isPredicate {
      return (isParticiple || word.hasSuffix("ed") && !isAdjective(word))
        && isVerbalEnd(after: word)
    }
    return isParticiple || Lexicon.verbForms[word] != nil
      || !isStrict && word.hasSuffix("ed") && !isAdjective(word) && isVerbalEnd(after: word)
  }

  /// Whether what follows a participle can't be the noun that it describes: ", shaped like a train".
  private func isVerbalEnd(after word: String) -> Bool {
    guard peek()?.word == word, let next = peek(1) else { return true }
    return next.kind != .word || isBoundary(index + 1) || Lexicon.particles.contains(next.word)
      || Lexicon.looseAdverbs.contains(next.word) || startsPlacement(at: index + 1)
  }

  /// "Covered in snow", "filled with flowers", "made of wood".
  private mutating func parseCovering(_ owners: [Int], from start: Int) throws(Refusal) -> Bool {
    guard let word = peek()?.word, ["in", "with", "of", "by", "like"].contains(word) else {
      return false
    }
    index += 1
    guard let cover = try parseNounPhrase(allowsUnknown: true) else {
      throw refusal("“\(text(from: start))”: a noun was expected after “\(word)”", from: start)
    }
    if word == "with", owners.count == 1, !isScenery(cover, after: nil),
      isSeparate(cover, from: owners[0])
    {
      let thing = add(cover)
      if thing != owners[0] { bring(thing, with: owners[0], from: start) }
      list = [thing]
      focus = [thing]
      return true
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
    let isAim = sees(["to"], at: prepositionStart) && peek().map(isBaseVerb) == true
    if isAim || startsFigure || !hasPreposition && startsPlacement(at: index) {
      index = prepositionStart
      return false
    }
    let saved = self
    guard !isAtEnd, !isBoundary(index) || startsNounPhrase(at: index),
      let object = try parseNounPhrase(allowsUnknown: true)
    else {
      index = prepositionStart
      return false
    }
    let isBare = object.determiner == .bare && object.count == nil
    if isScenery(object, after: "in") {
      addSurrounding(preposition: "", object, from: saved.index)
      try describe(owners, doing: verb, from: start, words: start + 1)
      return true
    }
    let isWorn = Lexicon.verbForms[verb] == "wear"
    let isLook =
      isBare && (!ThingSize.knows(object.category) || Attachments.isPart(object))
      || Attachments.isAbstraction(object)
    if isPhotographer(object) { return true }
    let isOwn = object.determiner == .possessive || Attachments.isPart(object)
    if isOwn || !hasPreposition && (isWorn || isLook) {
      if isWorn { takeFurtherGarments() }
      let words = text(from: start).split(separator: " ").dropFirst().joined(separator: " ")
      describe(owners, with: VerbForms.participle(of: verb) + " " + words)
      return true
    }
    let relation = Lexicon.verbForms[verb] == "ride" ? SceneGraph.Kind.on : .nextTo
    try standByObject(object, owners, from: start, relation: relation)
    return true
  }

  private func isBaseVerb(_ token: CaptionToken) -> Bool {
    Lexicon.verbForms[token.word] == token.word
  }

  /// "Looking at the camera": the one that takes the picture, which does not show it.
  func isPhotographer(_ phrase: NounPhrase) -> Bool {
    phrase.head == "camera" && phrase.determiner == .definite && phrase.modifiers.isEmpty
      && !scene.things.contains { $0.phrase.head == "camera" }
  }

  /// "A suit and a tie": what is worn together.
  mutating func takeFurtherGarments() {
    while sees(["and"]) || peek()?.kind == .comma {
      let saved = self
      index += 1
      _ = take(["and"])
      guard let more = try? parseNounPhrase(allowsUnknown: true), Attachments.isPart(more) else {
        self = saved
        return
      }
    }
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
    scene.relations[scene.relations.count - 1].isInferred = true
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
    guard traits(at: place).contains(.particle),
      preposition(at: place)?.words.count ?? 1 == 1
    else { return false }
    guard let next = peek(place + 1 - index) else { return true }
    if case .number = next.kind { return false }
    return isBoundary(place + 1) && !startsNounPhrase(at: place + 1)
  }

  func startsNounPhrase(at place: Int) -> Bool {
    traits(at: place).contains(.determiner)
  }

  /// Keeps the participle in the subject's name, and says that it places nothing.
  private mutating func describe(
    _ owners: [Int], doing verb: String, from start: Int, words length: Int? = nil
  ) throws(Refusal) {
    if Lexicon.verbForms[verb] == "look", let word = peek()?.word, isAdjective(word) { index += 1 }
    let participle = VerbForms.participle(of: verb)
    let words = text(from: start, words: length.map { $0 - start }).split(separator: " ")
      .dropFirst().joined(separator: " ")
    let names = noteSpreadMessage(owners)
    for owner in owners {
      if words.isEmpty, Lexicon.emptyVerbs.contains(participle) {
        continue
      } else if words.isEmpty {
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
    guard let word = peek()?.word, !startsBound else { return false }
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
}
