/// Reads English instructions that change a layout, with the phrases of `CaptionGrammar`.
///
/// "Remove the dog and add two balloons above the cat" is two steps. What is not understood refuses
/// the whole instruction, so that no half of it is carried out.
package struct InstructionGrammar {
  /// The words, and the part of the caption's grammar that looks at them.
  var words: CaptionGrammar
  /// The head nouns of the layout's objects in the singular.
  let heads: Set<String>
  /// The verb of the step before, which "… and the dog to the right" leaves out.
  private var lastVerb: InstructionVerb?

  /// Reads an instruction.
  ///
  /// - Parameters:
  ///   - text: the instruction.
  ///   - names: the names of the layout's objects, whose nouns need not be in the vocabulary.
  /// - Returns: the steps in their order, at least one.
  /// - Throws: `Refusal` that points at the words that are not understood.
  package static func read(_ text: String, names: [String]) throws(Refusal) -> [EditStep] {
    let heads = Set(names.map { NounSense(name: $0).head })
    let tokens = tokens(of: text)
    guard !tokens.isEmpty else {
      throw Refusal(finding: PlanningRule.emptyCaption.finding("the instruction has no words"))
    }
    var grammar = InstructionGrammar(
      words: CaptionGrammar(tokens: tokens, isStrict: false, findings: []), heads: heads)
    var steps: [EditStep] = []
    grammar.skipJoints()
    while !grammar.words.isAtEnd {
      steps += try grammar.parseStep()
      try grammar.endStep()
    }
    guard !steps.isEmpty else { throw grammar.refusal("this says nothing to do", from: 0) }
    return steps
  }

  private init(words: CaptionGrammar, heads: Set<String>) {
    self.words = words
    self.heads = heads
  }

  /// What refuses an instruction, with examples of those that are understood.
  func refusal(_ message: String, from start: Int) -> Refusal {
    words.refusal("\(message); \(Self.examples)", from: min(start, words.tokens.count - 1))
  }

  /// What may be said, for messages.
  package static let examples = """
    understood are, for example, “move the cat to the right”, “add two balloons above it”, \
    “remove the dog”, “make the ball red and twice as big”, “replace the cup with a vase”, \
    “make the sky stormy”
    """

  // MARK: - Steps

  /// Between steps stand "and", "then", commas and full stops.
  private mutating func endStep() throws(Refusal) {
    guard !words.isAtEnd else { return }
    let start = words.index
    skipTail()
    if words.isAtEnd { return }
    guard isJoint(words.index) else {
      words.index = min(words.tokens.count, words.index + 1)
      while !words.isAtEnd, !isJoint(words.index) { words.index += 1 }
      throw refusal("“\(words.text(from: start))” is not understood here", from: start)
    }
    skipJoints()
  }

  private mutating func parseStep() throws(Refusal) -> [EditStep] {
    let start = words.index
    let actions: [EditStep.Action]
    if let found = InstructionVerb.at(start, in: words), !namesObject(at: start, found.length) {
      words.index += found.length
      lastVerb = found.verb
      actions = try parseArguments(of: found.verb, from: start)
    } else if let statement = try parseStatement() {
      lastVerb = .make
      actions = statement
    } else if let lastVerb, words.startsNounPhrase(at: start) || words.startsCount(at: start) {
      actions = try parseArguments(of: lastVerb, from: start)
    } else if let lastVerb, let continued = try parsePredicateAgain(after: lastVerb) {
      actions = continued
    } else {
      while !words.isAtEnd, words.peek()?.kind != .stop { words.index += 1 }
      throw refusal(
        "“\(words.text(from: start))” is no instruction that is understood", from: start)
    }
    let source = words.source(from: start)
    return actions.map { EditStep(action: $0, source: source) }
  }

  /// Whether what looks like a verb is the name of an object: "set", "color", "swing".
  private func namesObject(at place: Int, _ length: Int) -> Bool {
    guard length == 1, let next = words.peek(place + 1 - words.index)?.word else { return false }
    return ["should", "must", "is", "are", "needs"].contains(next)
  }

  private mutating func parseArguments(
    of verb: InstructionVerb, from start: Int
  ) throws(Refusal) -> [EditStep.Action] {
    switch verb {
    case .move(let way): return try parseMove(way, from: start)
    case .put: return try parsePut(from: start)
    case .bring, .send: return try parseBring(isBack: verb == .send, from: start)
    case .add: return [try parseAdd(from: start)]
    case .want: return try parseWant(from: start)
    case .remove: return [try parseRemove(from: start)]
    case .hide: return try parseHide(from: start)
    case .give: return [try parseGive(from: start)]
    case .duplicate: return [.duplicate(try reference(from: start))]
    case .exclude: return [.exclude(try parseNewcomers(from: start))]
    case .grow, .shrink, .scale, .double, .triple, .halve, .widen, .narrow, .stretch:
      return [try parseResize(verb, from: start)]
    case .increase, .decrease: return [try parseIncrease(verb == .increase, from: start)]
    case .replace: return [try parseReplace(from: start)]
    case .substitute: return [try parseSubstitute(from: start)]
    case .rename: return [try parseRename(from: start)]
    case .change: return try parseChange(from: start)
    case .turn: return try parseTurn(from: start)
    case .paint: return [try parsePaint(from: start)]
    case .make: return try parseMake(from: start)
    case .swap: return [try parseSwap(from: start)]
    case .tilt: return [try parseTilt(try reference(from: start), from: start)]
    case .align: return [try parseAlign(from: start)]
    }
  }

  // MARK: - Simple verbs

  private mutating func parseRemove(from start: Int) throws(Refusal) -> EditStep.Action {
    let saved = self
    if let phrase = try parseSurroundings(), words.isAtEnd || isJoint(words.index) {
      guard phrase.head == "background" || phrase.head == "scenery" || phrase.head == "backdrop"
      else {
        throw refusal("“\(words.text(from: start))”: only objects can be removed", from: start)
      }
      return .surround(.place(""))
    }
    self = saved
    var reference = try reference(from: start, with: .qualified)
    _ = take("away") || take("out")
    if take("from") || take("off") || takeAll(["out", "of"]) {
      let place = try parseOrigin(from: start)
      if let place { reference.qualify(by: place) }
    }
    if take("except") || take("but") {
      _ = take("for")
      guard let number = words.parseNumber(), case .phrase(let phrase, _, _) = reference.items[0]
      else { throw refusal("“\(words.text(from: start))”: except how many?", from: start) }
      return .count(phrase, number)
    }
    return .remove(reference)
  }

  /// "Hide the dog behind the table" moves it, "hide the dog" removes it.
  private mutating func parseHide(from start: Int) throws(Refusal) -> [EditStep.Action] {
    let saved = self
    let reference = try reference(from: start)
    if endsStep(words.index) || isJoint(words.index) { return [.remove(reference)] }
    self = saved
    return try parseMove(nil, from: start)
  }

  /// "Give the dog a red collar".
  private mutating func parseGive(from start: Int) throws(Refusal) -> EditStep.Action {
    let reference = try reference(from: start, with: .single)
    let phrase = try newcomer(from: start)
    return .equip(reference, "with " + phrase.name)
  }

  /// "From the picture" says nothing; "from the table" says which.
  private mutating func parseOrigin(from start: Int) throws(Refusal) -> EditPlace? {
    if takeCanvas() { return nil }
    let from = words.index - 1
    let landmarks = try reference(from: start)
    var place = EditPlace(source: words.source(from: from))
    place.relations = [.init(kind: .on, landmarks: landmarks)]
    return place
  }

  private mutating func parseSwap(from start: Int) throws(Refusal) -> EditStep.Action {
    let first = try reference(from: start, with: .single)
    if take("for") {
      return .replace(first, try newcomer(from: start))
    }
    guard take("and") || take("with") else {
      throw refusal("“\(words.text(from: start))”: with what?", from: start)
    }
    let second = try reference(from: start, with: .single)
    skipWords(["around"])
    return .swap(first, second)
  }

  private mutating func parseReplace(from start: Int) throws(Refusal) -> EditStep.Action {
    let old = try reference(from: start, with: .plain)
    guard take("with") || take("by") || take("for") || take("into") || take("to") else {
      throw refusal("“\(words.text(from: start))”: with what?", from: start)
    }
    return .replace(old, try newcomer(from: start))
  }

  private mutating func parseSubstitute(from start: Int) throws(Refusal) -> EditStep.Action {
    let new = try newcomer(from: start)
    guard take("for") else {
      throw refusal("“\(words.text(from: start))”: for what?", from: start)
    }
    return .replace(try reference(from: start), new)
  }

  private mutating func parseRename(from start: Int) throws(Refusal) -> EditStep.Action {
    let old = try reference(from: start, with: .plain)
    guard take("to") || take("as") || take("into") || !words.isAtEnd else {
      throw refusal("“\(words.text(from: start))”: to what?", from: start)
    }
    return .replace(old, try newcomer(from: start))
  }

  private mutating func parsePaint(from start: Int) throws(Refusal) -> EditStep.Action {
    let reference = try reference(from: start, with: .predicated)
    skipWords(["in", "to"])
    let looks = takeLooks()
    guard !looks.isEmpty else {
      throw refusal("“\(words.text(from: start))”: in which colour?", from: start)
    }
    return .describe(reference, looks)
  }

  /// "There should be three cats", "I want a moon in the corner".
  mutating func parseWant(from start: Int) throws(Refusal) -> [EditStep.Action] {
    _ = take("only") || take("exactly") || take("just")
    if let style = try parseStyle() { return [.surround(style)] }
    let phrases = try parseNewcomers(from: start)
    let place = try parsePlaces()
    if place == nil, phrases.allSatisfy({ $0.count != nil }) {
      return phrases.map { .count($0, $0.count ?? 1) }
    }
    return [.add(phrases, place)]
  }
}
