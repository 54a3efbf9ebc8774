/// What holds clauses together: "as it stares", "they are", "to eat", "each", "or", "like".
extension CaptionGrammar {
  /// Reads a word that opens or continues a clause.
  mutating func parseClause() throws(Refusal) -> Bool {
    if parseSubordination() { return true }
    if try parsePronounSubject() { return true }
    if parseInfinitive() { return true }
    if parseEach() { return true }
    if parseBoth() { return true }
    if try parseResemblance() { return true }
    return try parseChoice()
  }

  /// "As it stares at a camera", "while they eat": the clause goes on about what the pronoun names.
  private mutating func parseSubordination() -> Bool {
    guard let word = peek()?.word, Self.subordinators.contains(word), let next = peek(1),
      !["as", "far", "long", "soon"].contains(next.word),
      isPronoun(at: index + 1) || startsNounPhrase(at: index + 1) || isVerb(next.word)
    else { return false }
    index += 1
    if !isPronoun(at: index), startsNounPhrase(at: index) { isJoined = true }
    return true
  }

  private static let subordinators = Lexicon.words(
    "as while when because since until after before where so if though although and")

  /// "It is on a table", "they stand": the clause is about what the pronoun names.
  private mutating func parsePronounSubject() throws(Refusal) -> Bool {
    guard let word = peek()?.word, Self.subjectPronouns.contains(word), let next = peek(1),
      !scene.things.isEmpty,
      isVerb(next.word) || Lexicon.copulas.contains(next.word)
        || ["has", "have"].contains(next.word) || Lexicon.verbForms[next.word] != nil
    else { return false }
    index += 1
    let subjects = try resolve(word, besides: [])
    focus = subjects
    lastSubjects = subjects
    verbSubjects = []
    list = []
    isJoined = false
    return true
  }

  private static let subjectPronouns = Lexicon.words("it they he she")

  /// "Waiting to be cooked", "ready to eat": an aim, which no picture shows.
  private mutating func parseInfinitive() -> Bool {
    let start = index
    guard !isStrict, sees(["to"]), let next = peek(1)?.word, next != "the",
      next == "be" || Lexicon.verbForms[next] == next
        || (!isKnown(next) && !isBoundary(index + 1) && !startsCount(at: index + 1))
    else { return false }
    index += 2
    if next == "be", !isAtEnd, !isBoundary(index) { index += 1 }
    note("“\(text(from: start))” is set aside: an aim is not seen", from: start)
    isPredicate = false
    return true
  }

  /// "Three boys, each with a ball": what follows comes once with each.
  private mutating func parseEach() -> Bool {
    // "Two people at a table, each with a cup" goes back to the people.
    let owners = endsWithSeveral(focus) ? focus : lastSubjects
    guard sees(["each"]), endsWithSeveral(owners), let next = peek(1)?.word,
      ["with", "has", "have", "having", "of"].contains(next)
        || next.hasSuffix("ing") || Lexicon.verbForms[next] != nil || startsPlacement(at: index + 1)
    else { return false }
    index += 1
    focus = owners
    isEach = true
    isJoined = false
    return true
  }

  private func endsWithSeveral(_ things: [Int]) -> Bool {
    things.last.map { scene.things[$0].count > 1 } ?? false
  }

  /// "A rabbit and a fox, both in a forest": of all that were named just before.
  private mutating func parseBoth() -> Bool {
    guard sees(["both"]) || sees(["all"]), startsPlacement(at: index + 1),
      !focus.isEmpty || !lastSubjects.isEmpty
    else { return false }
    index += 1
    let named = lastSubjects + focus.filter { !lastSubjects.contains($0) }
    if named.count > 1 { focus = named }
    isJoined = false
    return true
  }

  /// "Shaped like a train": says how a thing looks.
  private mutating func parseResemblance() throws(Refusal) -> Bool {
    let start = index
    if take(["full", "of"])
      || isAboutSurroundings && (take(["filled", "with"]) || take(["covered", "with"]))
    {
      if isAboutSurroundings || focus.isEmpty || endsSurroundings(before: start) {
        isJoined = true
        return true
      }
    } else if focus.isEmpty || !(take(["like"]) || take(["in", "the", "shape", "of"])) {
      return false
    }
    guard try parseNounPhrase(allowsUnknown: !isStrict) != nil else {
      throw refusal("“\(text(from: start))”: a noun was expected after it", from: start)
    }
    describe(focus, with: text(from: start))
    isPredicate = false
    return true
  }

  /// Whether the surroundings were the last thing that was said: "above a beach full of people".
  private func endsSurroundings(before place: Int) -> Bool {
    guard place > 0, let last = scene.surroundings.last else { return false }
    let word = tokens[place - 1].source
    return last.source.offset + last.source.length == word.offset + word.length
  }

  /// "A cat or a dog": the first of the two is planned.
  private mutating func parseChoice() throws(Refusal) -> Bool {
    let start = index
    guard !isStrict, !scene.things.isEmpty || !scene.surroundings.isEmpty, take(["or"]) else {
      return false
    }
    _ = try parseNounPhrase(allowsUnknown: true)
    leaveOut(from: start, because: "of two choices the first is planned")
    return true
  }

  // MARK: - Shares

  /// "Two dogs, one black and one white": parts of a number get looks and places of their own.
  mutating func parseShare() throws(Refusal) -> Bool {
    let start = index
    guard let whole = shared ?? list.last ?? focus.last, scene.things.indices.contains(whole),
      scene.things[whole].count > 1 || shared == whole, let share = takeShare(of: whole)
    else {
      index = start
      return false
    }
    let thing = split(whole, taking: share, from: start)
    shared = whole
    isJoined = false
    list = [thing]
    focus = [thing]
    lastSubjects = []
    verbSubjects = []
    takeShareLooks(of: thing)
    return true
  }

  /// "One", "two", "the other", "the rest" before an adjective or a place and not before a noun.
  private mutating func takeShare(of whole: Int) -> Int? {
    let count = scene.things[whole].count
    var share: Int?
    if take(["the", "other"]) || take(["the", "others"]) || take(["the", "rest"])
      || take(["another"])
    {
      share = tokens[index - 1].word == "another" ? 1 : count
    } else if let number = peek().flatMap({ Lexicon.numbers[$0.word] }), number > 0,
      number <= count, number < 20
    {
      index += 1
      share = number
    }
    _ = take(["one"]) || take(["ones"]) || take(["of", "them"]) || take(["of", "which"])
    guard let share else { return nil }
    var cursor = index
    while tokens.indices.contains(cursor), isAdjective(tokens[cursor].word),
      !startsDirection(at: cursor), !isKnownNoun(tokens[cursor].word) || isBoundary(cursor + 1)
    {
      cursor += 1
    }
    let hasLooks = cursor > index
    guard tokens.indices.contains(cursor) else { return hasLooks ? share : nil }
    let next = tokens[cursor]
    if next.kind == .comma || next.kind == .stop || next.word == "and" {
      return hasLooks ? share : nil
    }
    let goesOn =
      startsPlacement(at: cursor) || ["with", "is", "are", "has", "without"].contains(next.word)
      || next.word.hasSuffix("ing") && !isKnownNoun(next.word)
        && !(tokens.indices.contains(cursor + 1) && isKnownNoun(tokens[cursor + 1].word))
    return goesOn ? share : nil
  }

  /// Makes a thing of its own of some of a number; the last share is the thing itself.
  private mutating func split(_ whole: Int, taking share: Int, from start: Int) -> Int {
    guard share < scene.things[whole].count else { return whole }
    scene.things[whole].count -= share
    var thing = scene.things[whole]
    thing.count = share
    thing.phrase.count = share
    thing.phrase.countSource = source(from: start)
    thing.isVague = false
    scene.things[whole].phrase.count = scene.things[whole].count
    scene.things.append(thing)
    let made = scene.things.count - 1
    for index in scene.relations.indices {
      if scene.relations[index].subjects.contains(whole) {
        scene.relations[index].subjects.append(made)
      }
      if scene.relations[index].landmarks.contains(whole) {
        scene.relations[index].landmarks.append(made)
      }
    }
    return made
  }

  private mutating func takeShareLooks(of thing: Int) {
    var looks: [String] = []
    while let token = peek(), isAdjective(token.word), !startsDirection(at: index) {
      looks.append(token.word)
      scene.things[thing].phrase.attributes.append(.init(word: token.word, source: token.source))
      index += 1
    }
    scene.things[thing].phrase.modifiers.insert(contentsOf: looks, at: 0)
  }
}
