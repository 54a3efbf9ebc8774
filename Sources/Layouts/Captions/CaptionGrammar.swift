/// Reads a caption as a scene, or refuses it with the place of the word that it can't use.
///
/// A caption is a list of noun phrases, each followed by what describes it: prepositional phrases,
/// participles, "with" and "without" phrases. A description belongs to the nearest phrase before it,
/// or to the whole list when a list was just closed; where a person could read otherwise, a note
/// says which reading was taken.
package struct CaptionGrammar {
  let tokens: [CaptionToken]
  /// Whether words without a place in the grammar refuse the caption.
  let isStrict: Bool
  var index = 0
  var scene = SceneGraph()
  var findings: [Finding] = []
  /// What a tolerant reading left out.
  var omissions: [Omission] = []

  /// How many noun phrases the current one stands in.
  var depth = 0
  /// The conjuncts of the current list that have no description of their own yet.
  var list: [Int] = []
  /// The things of the clause that a "with" phrase describes already.
  var described: Set<Int> = []
  /// The things that the next description belongs to.
  var focus: [Int] = []
  /// The things that the last description belonged to: "…, and next to a lamp" goes back to them.
  var lastSubjects: [Int] = []
  /// The subjects of the clause's verb, to which every adverbial of the clause belongs.
  var verbSubjects: [Int] = []
  /// The base form of that verb.
  var clauseVerb: String?
  /// How many relations the clauses before this one hold.
  var earlierRelations = 0
  /// What was said of a subject that is still to come: "On a table, …".
  var fronted: [Fronted] = []
  /// Whether the last subject was the surroundings, which can't be placed.
  var isAboutSurroundings = false
  /// Whether a comma or conjunction stands before the current word.
  var isJoined = false
  /// Whether a copula stands before the current word.
  var isPredicate = false
  /// The token that was taken for a verb out of the vocabulary.
  var unknownVerb: Int?
  /// What a "with" phrase brought, with whom, and whether it came once with each of several.
  var brought: (thing: Int, owner: Int, isPairwise: Bool)?
  /// The table or bowl that carries what comes with it: "a table with a cake and a candle".
  var holder: Int?
  /// The thing of which parts were named apart: "two dogs, one black …".
  var shared: Int?
  /// Whether "each" stands before the current word: every subject has one of what follows.
  var isEach = false

  /// A place or relation that stands before its subject.
  struct Fronted {
    /// The relations to be recorded.
    var kinds: [SceneGraph.Kind] = []
    /// The things that they relate to.
    var landmarks: [Int] = []
    /// The parts of the canvas.
    var places: Set<SceneGraph.Place> = []
    /// The words that say so.
    var source: SourceRange
    /// Whether a subject came.
    var isApplied = false
  }

  /// Reads a caption.
  ///
  /// A tolerant reading leaves out what it does not understand, each time with a warning that points
  /// at the words; it refuses when nothing is left, when the caption contradicts itself, and when it
  /// is in another language.
  ///
  /// - Parameters:
  ///   - caption: the caption.
  ///   - isStrict: whether a word without a place in the grammar refuses the whole caption.
  /// - Returns: the scene with its notes.
  /// - Throws: `Refusal` when the caption has no words, is in another language or is not understood.
  package static func read(
    _ caption: Caption, isStrict: Bool = false
  ) throws(Refusal) -> (SceneGraph, [Finding]) {
    var lexer = CaptionLexer(caption.text)
    let tokens = lexer.tokens()
    try LanguageCheck.check(caption, tokens, isStrict: isStrict)
    let (words, findings) = isStrict ? (tokens, []) : passMarks(tokens)
    var grammar = CaptionGrammar(
      tokens: joinCompounds(lowerCapitals(words)), isStrict: isStrict, findings: findings)
    while !grammar.isAtEnd {
      if isStrict { try grammar.parseElement() } else { try grammar.parseTolerantly() }
    }
    try grammar.finish()
    return (grammar.scene, grammar.findings)
  }

  init(tokens: [CaptionToken], isStrict: Bool, findings: [Finding]) {
    self.tokens = tokens
    self.isStrict = isStrict
    self.findings = findings
  }

  /// In a caption that is all capitals they tell nothing, so it is read as lower case.
  static func lowerCapitals(_ tokens: [CaptionToken]) -> [CaptionToken] {
    let words = tokens.filter { $0.kind == .word }
    guard words.count > 1, words.allSatisfy({ $0.text == $0.text.uppercased() }) else {
      return tokens
    }
    return tokens.map { token in
      var lower = token
      lower.text = token.text.lowercased()
      return lower
    }
  }

  /// "Close up" is one word when it names a picture, and "it's paw" is a slip for "its paw".
  static func joinCompounds(_ tokens: [CaptionToken]) -> [CaptionToken] {
    var result: [CaptionToken] = []
    for (place, token) in tokens.enumerated() {
      if token.text == "'s", let owner = result.last, owner.word == "it",
        tokens.indices.contains(place + 1),
        Attachments.parts.contains(Plurals.singular(tokens[place + 1].word))
      {
        result[result.count - 1].word = "its"
        result[result.count - 1].text += "'s"
        result[result.count - 1].source.length += token.source.length
        continue
      }
      guard token.word == "up", var close = result.last, close.word == "close" else {
        result.append(token)
        continue
      }
      close.text += " " + token.text
      close.word = "close-up"
      close.source.length = token.source.offset + token.source.length - close.source.offset
      result[result.count - 1] = close
    }
    return result
  }

  // MARK: - Elements

  /// Reads the next element of the caption, whatever it is.
  mutating func parseElement() throws(Refusal) {
    if try parseSeparator() { return }
    if takeStyleWords() { return }
    if try parseNegation() { return }
    if try parseFrame() { return }
    if try parseClause() { return }
    if try parseComparison() { return }
    if try parseSizeComparison() { return }
    if try parseShare() { return }
    if try parseWith() { return }
    if try parseRelation() { return }
    if try parseVerb() { return }
    if try parseAdverb() { return }
    try parseSubject()
  }

  /// Commas, full stops and conjunctions.
  private mutating func parseSeparator() throws(Refusal) -> Bool {
    let start = index
    switch tokens[index].kind {
    case .comma:
      index += 1
      isJoined = true
      if startsNounPhrase(at: index) { isPredicate = false }
      return true
    case .stop:
      index += 1
      try closeClause()
      return true
    case .symbol, .word, .number: break
    }
    guard tokens[index].traits.contains(.opensJoint) else { return false }
    for joint in Self.joints where take(joint) {
      if isAtEnd { throw refusal("“\(text(from: start))” joins nothing", from: start) }
      isEach = false
      isJoined = true
      if startsNounPhrase(at: index) { isPredicate = false }
      return true
    }
    return false
  }

  /// Forgets whom the clause was about; what stood before its subject must have found one.
  private mutating func closeClause() throws(Refusal) {
    if let waiting = fronted.first(where: { !$0.isApplied }) {
      let finding = PlanningRule.notUnderstood.finding("this has no subject", at: waiting.source)
      if isStrict { throw Refusal(finding: finding) }
      findings.append(
        PlanningRule.leftOut.finding(
          "this places nothing and is left out of the plan: it has no subject", at: waiting.source))
    }
    fronted = []
    list = []
    described = []
    focus = []
    lastSubjects = []
    verbSubjects = []
    clauseVerb = nil
    earlierRelations = scene.relations.count
    isAboutSurroundings = false
    isJoined = false
    isPredicate = false
    isEach = false
    shared = nil
    brought = nil
    holder = nil
  }

  /// Conjunctions, longer ones before their beginnings.
  static let joints = [
    ["and", "also"], ["and", "then"], ["as", "well", "as"], ["along", "with"],
    ["together", "with"], ["accompanied", "by"], ["such", "as"], ["and"], ["plus"], ["while"],
    ["but"], ["then"],
  ]

  /// Words that only hold a sentence up: "there is", "this is", "that is", "is".
  private mutating func parseFrame() throws(Refusal) -> Bool {
    let start = index
    if ["has", "have", "had"].contains(tokens[index].word), peek(1)?.word == "been" { index += 1 }
    let word = tokens[index].word
    if ["there", "this", "these", "here"].contains(word),
      peek(1).map({ Lexicon.copulas.contains($0.word) }) == true
    {
      index += 2
      list = isJoined ? list : []
      return true
    }
    if Lexicon.relatives.contains(word) {
      guard !focus.isEmpty, let next = peek(1),
        Lexicon.copulas.contains(next.word) || Lexicon.verbForms[next.word] != nil
          || Self.withWords.contains(next.word) || next.word == "had"
          || !isStrict && startsPlacement(at: index + 1)
      else { throw refusal("“\(text(from: start, words: 2))” is not understood", from: start) }
      index += 1
      return true
    }
    guard Lexicon.copulas.contains(word) else { return false }
    index += 1
    if !lastSubjects.isEmpty { focus = lastSubjects }
    if fronted.contains(where: { !$0.isApplied }) { return true }
    guard !focus.isEmpty else {
      throw refusal("“\(word)” has no subject", from: start)
    }
    try parsePredicateAdjectives()
    isPredicate = true
    return true
  }

  /// "The dog is brown": adjectives that end the clause go before the noun.
  mutating func parsePredicateAdjectives() throws(Refusal) {
    var adjectives: [String] = []
    var cursor = index
    while cursor < tokens.count, isAdjective(tokens[cursor].word), !startsDirection(at: cursor) {
      adjectives.append(tokens[cursor].word)
      cursor += 1
    }
    guard !adjectives.isEmpty, cursor == tokens.count || isBoundary(cursor) else { return }
    for thing in focus {
      scene.things[thing].phrase.modifiers.insert(contentsOf: adjectives, at: 0)
      for place in index..<cursor {
        scene.things[thing].phrase.attributes.append(
          .init(word: tokens[place].word, source: tokens[place].source))
      }
    }
    index = cursor
  }

  // MARK: - Subjects

  /// A noun phrase that is not the landmark of anything.
  private mutating func parseSubject() throws(Refusal) {
    let start = index
    guard let phrase = try parseNounPhrase() else {
      throw refusal("“\(tokens[index].text)” is not understood here", from: index)
    }
    if !isStrict, isPredicate, !focus.isEmpty {
      leaveOut(from: start, because: "what a thing “is” is not planned")
      isPredicate = false
      return
    }
    if isPredicate {
      throw refusal("“\(text(from: start))” after “is” is not understood", from: start)
    }
    if try parseStyle(phrase, from: start) { return }
    let follows = !isJoined && fronted.isEmpty && !(list.isEmpty && focus.isEmpty)
    if phrase.determiner == .possessive, Attachments.isPart(phrase), !focus.isEmpty {
      describe(focus, with: "with " + text(from: start))
      isJoined = false
      return
    }
    if isStrict, follows, phrase.determiner == .bare, phrase.count == nil {
      throw refusal("“\(text(from: start))” is joined to nothing before it", from: start)
    }
    if isScenery(phrase, after: nil) {
      addSurrounding(preposition: "", phrase, from: start)
      isJoined = false
      focus = []
      list = []
      isAboutSurroundings = true
      return
    }
    let thing = add(phrase)
    applyFronted(to: thing)
    isAboutSurroundings = false
    if let holder, isJoined, lastSubjects.isEmpty {
      hold([thing], by: holder, from: start)
    } else {
      holder = nil
    }
    list = (isJoined || follows) && lastSubjectsAreClosed ? list + [thing] : [thing]
    focus = list
    lastSubjects = []
    verbSubjects = []
    clauseVerb = nil
    isJoined = false
  }

  /// Says of a subject what was said before it.
  private mutating func applyFronted(to thing: Int) {
    for index in fronted.indices where !fronted[index].landmarks.contains(thing) {
      let fronted = fronted[index]
      scene.things[thing].places.formUnion(fronted.places)
      for kind in fronted.kinds {
        scene.relations.append(
          .init(
            kind: kind, subjects: [thing], landmarks: fronted.landmarks, source: fronted.source))
      }
      self.fronted[index].isApplied = true
    }
  }

  /// Whether the list before is still open for a further conjunct.
  private var lastSubjectsAreClosed: Bool { lastSubjects.isEmpty }

  /// "A realistic photo of …" names the kind of picture, when it opens the caption.
  private mutating func parseStyle(_ phrase: NounPhrase, from start: Int) throws(Refusal) -> Bool {
    guard Scenery.pictures.contains(phrase.head), scene.things.isEmpty, scene.style == nil,
      (phrase.count ?? 1) == 1, !phrase.isPlural, let next = peek()
    else { return false }
    let leads = ["of", "with", "showing", "shows", "depicting", "depicts", "featuring", "without"]
    guard leads.contains(next.word) else { return false }
    if next.word != "with", next.word != "without" { index += 1 }
    let words = (phrase.modifiers + [phrase.head]).joined(separator: " ")
    scene.style = Plurals.article(before: words) + " " + words
    isJoined = false
    return true
  }

  // MARK: - The end

  /// Fills in what the caption left open and says so.
  private mutating func finish() throws(Refusal) {
    try closeClause()
    try declareOmissions()
    loosenBetween()
    for exclusion in scene.exclusions {
      let excluded = exclusion.phrase
      guard let thing = scene.things.first(where: { excluded.mayReferTo($0.phrase) }) else {
        continue
      }
      throw Refusal(
        finding: PlanningRule.excludedThing.finding(
          "the caption asks for “\(thing.phrase.name)” and excludes “\(excluded.bareText)”",
          at: excluded.source), isFinal: true)
    }
    for thing in scene.things { noteAssumptions(about: thing) }
    let background = Set(scene.surroundings.map(\.head))
    for thing in scene.things where background.contains(thing.phrase.head) {
      findings.append(
        PlanningRule.backgroundNamesObject.finding(
          "the background prompt names “\(thing.phrase.head)”, which is also an object",
          at: thing.phrase.source))
    }
    findings.sort { ($0.source?.offset ?? 0) < ($1.source?.offset ?? 0) }
  }

  /// "Between" one thing is next to it, for a tolerant reading.
  private mutating func loosenBetween() {
    for index in scene.relations.indices where !isStrict && scene.relations[index].kind == .between
    {
      let relation = scene.relations[index]
      guard relation.landmarks.reduce(0, { $0 + scene.things[$1].count }) < 2 else { continue }
      scene.relations[index].kind = .nextTo
      findings.append(
        PlanningRule.leftOut.finding(
          "“between” needs two things and has one: planned as “next to”", at: relation.source))
    }
  }
}
