/// Steps that change what is there: make, change, set, "should be".
extension InstructionGrammar {
  mutating func parseMake(from start: Int) throws(Refusal) -> [EditStep.Action] {
    if takeAll(["there", "be"]) { return try parseWant(from: start) }
    if let property = try parseProperty(from: start) { return property }
    if let change = try parseSceneChange(from: start) { return [.surround(change)] }
    if let part = try parseSurroundings() {
      return [.surround(try surroundings(part: part, from: start))]
    }
    let reference = try reference(from: start, with: .predicated)
    if words.isAtEnd || isJoint(words.index),
      case .phrase(let phrase, .some(let count), _)? = reference.items.first
    {
      return [.count(phrase, count)]
    }
    return try predicates(of: reference, from: start)
  }

  /// "It should be night", "make it an oil painting", "make it stormy".
  mutating func parseSceneChange(from start: Int) throws(Refusal) -> EditStep.Surroundings? {
    let saved = self
    if takePronounOrCanvas(), let change = try sceneValue(from: start) { return change }
    self = saved
    return nil
  }

  /// What the whole picture is to be: a style, a weather, a time, a place.
  mutating func sceneValue(from start: Int) throws(Refusal) -> EditStep.Surroundings? {
    let saved = self
    skipWords(["be", "look", "like", "into", "to", "become", "as"])
    if let style = try parseStyle() { return style }
    var end = words.index
    while !endsStep(end), !isJoint(end) { end += 1 }
    let body = words.index..<end
    if let last = body.last,
      words.tokens[body].allSatisfy({ words.isAdjective($0.word) || $0.word == "and" }),
      Scenery.weathers.contains(words.tokens[last].word)
    {
      words.index = end
      return .circumstance("in \(words.plainText(from: body.lowerBound)) weather")
    }
    if let change = takeNamedScene(upTo: body.upperBound) { return change }
    if sees(oneOf: ["at", "in", "on", "during"]), let change = try parseTimeOrPlace(from: start) {
      return change
    }
    if let head = sceneryHead(in: body), Scenery.times.contains(head) {
      words.index = end
      return .circumstance(Self.time(words.plainText(from: body.lowerBound), head))
    }
    self = saved
    return nil
  }

  /// "A night scene", "a snowy setting".
  private mutating func takeNamedScene(upTo end: Int) -> EditStep.Surroundings? {
    guard end - words.index > 2, sees(oneOf: Lexicon.indefinite),
      ["scene", "setting", "view"].contains(words.tokens[end - 1].word)
    else { return nil }
    let looks = words.tokens[words.index + 1..<end - 1].map(\.word)
    guard let last = looks.last else { return nil }
    let text = looks.joined(separator: " ")
    let isTime = Scenery.times.contains(last)
    guard isTime || looks.allSatisfy(words.isAdjective) else { return nil }
    words.index = end
    if isTime { return .circumstance(Self.time(text, last)) }
    return Scenery.weathers.contains(last)
      ? .circumstance("in \(text) weather") : .look(part: nil, words: looks)
  }

  /// "Night" is at night, "a rainy morning" and "winter" are in one.
  static func time(_ text: String, _ head: String) -> String {
    let within = ["morning", "evening", "afternoon", "winter", "summer", "spring", "autumn"]
    return (within.contains(head) ? "in " : "at ") + text
  }

  // MARK: - Predicates

  /// What objects are to be, one after the other: "red and twice as big".
  mutating func predicates(
    of reference: ObjectReference, from start: Int
  ) throws(Refusal) -> [EditStep.Action] {
    var actions: [EditStep.Action] = []
    while true {
      guard let action = try predicate(of: reference) else {
        if actions.isEmpty {
          let isOver = endsStep(words.index)
          while !words.isAtEnd, !isJoint(words.index) { words.index += 1 }
          throw refusal(
            isOver
              ? "“\(words.text(from: start))”: made what?"
              : "“\(words.text(from: start))” is not understood", from: start)
        }
        return actions
      }
      actions.append(action)
      let saved = self
      var hasJoint = false
      while words.sees(["and"]) || words.peek()?.kind == .comma || words.sees(["but"]) {
        words.index += 1
        hasJoint = true
      }
      guard hasJoint, !startsVerb(at: words.index), !startsStatement(),
        !words.startsNounPhrase(at: words.index) || sees(oneOf: ["a"]), !words.isAtEnd
      else {
        self = saved
        return actions
      }
      var probe = self
      guard (try? probe.predicate(of: reference)).flatMap({ $0 }) != nil else {
        self = saved
        return actions
      }
    }
  }

  /// Reads one thing that objects are to be.
  mutating func predicate(of reference: ObjectReference) throws(Refusal) -> EditStep.Action? {
    let start = words.index
    skipWords(["be", "become", "look", "appear", "get", "to", "stay", "go", "move", "come"])
    if words.index > start, words.tokens[words.index - 1].word == "to" { words.index -= 1 }
    if let size = try parseSize() { return .resize(reference, size) }
    if let verb = words.peek().flatMap({ Lexicon.verbForms[$0.word] }),
      Self.postures.contains(verb), words.startsPlacement(at: words.index + 1)
    {
      words.index += 1
    }
    if let place = try parsePlaces() {
      return place.formation.map { .align(reference, .formation($0)) } ?? .move(reference, place)
    }
    if sees(oneOf: Self.gone) {
      words.index += 1
      return .remove(reference)
    }
    if takeAll(["upside", "down"]) { return .turn(reference, 180) }
    let saved = self
    if let number = words.parseNumber(), words.isAtEnd || isJoint(words.index) {
      guard case .phrase(let phrase, _, _)? = reference.items.first else {
        return .count(nil, number)
      }
      return .count(phrase, number)
    }
    self = saved
    if words.startsCount(at: start) || sees(oneOf: Lexicon.indefinite) {
      let phrase = try newcomer(from: start)
      if let count = phrase.count, count != 1 || phrase.determiner != .indefinite {
        return .count(phrase, count)
      }
      return .replace(reference, phrase)
    }
    let looks = takeLooks()
    if !looks.isEmpty { return .describe(reference, looks) }
    words.index = start
    return nil
  }

  /// Verbs that say no more than that something is there.
  private static let postures = Lexicon.words(
    "sit stand lie lay rest sleep perch hang park float hover lean")

  private static let gone = Lexicon.words("disappear vanish gone invisible removed")

  /// Takes adjectives, or what may be one: "light blue", "black and white", "sleeping".
  mutating func takeLooks() -> [String] {
    let start = words.index
    skipWords(["more", "look", "in"])
    var looks: [String] = []
    while let token = words.peek(), token.kind == .word {
      if token.word == "and" || token.word == "or" {
        guard words.peek(1).map({ words.isAdjective($0.word) }) == true, !startsSizeWord(ahead: 1)
        else { break }
        looks.append(token.word)
        words.index += 1
        continue
      }
      guard !words.isBoundary(words.index), !Self.enders.contains(token.word), isLook(token) else {
        break
      }
      looks.append(VerbForms.participle(of: token.word))
      words.index += 1
    }
    if looks.isEmpty { words.index = start }
    return looks
  }

  /// Whether a word may say how something looks.
  private func isLook(_ token: CaptionToken) -> Bool {
    let word = token.word
    if words.isAdjective(word) || Lexicon.intensifiers.contains(word) { return true }
    let isLast = words.isBoundary(words.index + 1) || isJoint(words.index + 1)
    if Lexicon.verbForms[word] != nil { return isLast }
    if word.hasSuffix("ing") || word.hasSuffix("ed") { return true }
    return !words.isKnownNoun(word) && isLast
  }

  /// Whether an adjective is one of size, which changes the box and not the name.
  func startsSizeWord(ahead: Int = 0) -> Bool {
    guard let word = words.peek(ahead)?.word else { return false }
    return ThingSize.adjectives[word] != nil
      && (words.isBoundary(words.index + ahead + 1) || isJoint(words.index + ahead + 1))
  }

  // MARK: - Statements

  /// "The cat should be black", "there are to be …": a subject, and what it should be.
  mutating func parseStatement() throws(Refusal) -> [EditStep.Action]? {
    let start = words.index
    let saved = self
    let part = try parseSurroundings()
    let reference = part == nil ? try? parseReference(.qualified) : nil
    guard part != nil || reference != nil, takeObligation() else {
      self = saved
      return nil
    }
    if let part { return [.surround(try surroundings(part: part, from: start))] }
    if let reference {
      if case .pronoun? = reference.items.first {
        let here = self
        words.index = start
        if takePronounOrCanvas(), takeObligation(), let change = try sceneValue(from: start) {
          return [.surround(change)]
        }
        self = here
      }
      return try predicates(of: reference, from: start)
    }
    return nil
  }

  /// "Should be", "must be", "needs to be", "is".
  private mutating func takeObligation() -> Bool {
    let phrases = [
      ["should"], ["must"], ["needs", "to"], ["need", "to"], ["has", "to"], ["have", "to"],
      ["ought", "to"], ["shall"], ["is", "to"], ["are", "to"], ["is"], ["are"], ["becomes"],
      ["become"],
    ]
    for phrase in phrases where words.take(phrase) {
      _ = take("be") || take("become")
      return true
    }
    return false
  }

  /// Whether a statement begins here.
  func startsStatement() -> Bool {
    var probe = self
    let part = (try? probe.parseSurroundings()).flatMap { $0 }
    guard part != nil || (try? probe.parseReference(.single)).flatMap({ $0 }) != nil else {
      return false
    }
    return probe.takeObligation()
  }

  /// "… and bigger", "… and to the left": the same objects, and a further predicate.
  mutating func parsePredicateAgain(
    after verb: InstructionVerb
  ) throws(Refusal) -> [EditStep.Action]? {
    let source = words.source(from: words.index)
    let same = ObjectReference(items: [.pronoun("it", .all, source)], source: source)
    switch verb {
    case .make, .move, .put, .turn, .change, .paint:
      return try predicate(of: same).map { [$0] }
    default: return nil
    }
  }
}
