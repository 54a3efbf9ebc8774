/// Prepositional phrases: relations to a landmark, places on the canvas, surroundings.
extension CaptionGrammar {
  /// What a preposition asks of its subject.
  enum Placement: Hashable {
    case relation(SceneGraph.Kind)
    /// Only good with surroundings: "along the beach".
    case surroundingOnly
  }

  /// Prepositions with their words, the longest first.
  private static let prepositions: [(words: [String], placement: Placement)] = [
    (["on", "top", "of"], .relation(.on)), (["in", "front", "of"], .relation(.inFrontOf)),
    (["in", "back", "of"], .relation(.behind)), (["in", "between"], .relation(.between)),
    (["next", "to"], .relation(.nextTo)), (["close", "to"], .relation(.nextTo)),
    (["adjacent", "to"], .relation(.nextTo)), (["near", "to"], .relation(.nextTo)),
    (["next"], .relation(.nextTo)), (["inside", "of"], .relation(.inside)),
    (["on"], .relation(.on)), (["upon"], .relation(.on)), (["onto"], .relation(.on)),
    (["atop"], .relation(.on)), (["above"], .relation(.above)), (["over"], .relation(.above)),
    (["below"], .relation(.below)), (["under"], .relation(.below)),
    (["underneath"], .relation(.below)), (["beneath"], .relation(.below)),
    (["up", "against"], .relation(.nextTo)), (["near"], .relation(.nextTo)),
    (["beside"], .relation(.nextTo)),
    (["besides"], .relation(.nextTo)), (["by"], .relation(.nextTo)), (["at"], .relation(.nextTo)),
    (["against"], .relation(.nextTo)), (["alongside"], .relation(.nextTo)),
    (["opposite"], .relation(.nextTo)), (["facing"], .relation(.nextTo)),
    (["between"], .relation(.between)), (["behind"], .relation(.behind)),
    (["inside"], .relation(.inside)), (["within"], .relation(.inside)),
    (["into"], .relation(.inside)), (["in"], .relation(.inside)),
    (["through"], .surroundingOnly), (["across"], .surroundingOnly),
    (["along"], .surroundingOnly), (["around"], .surroundingOnly),
    (["from"], .surroundingOnly), (["to"], .surroundingOnly), (["toward"], .surroundingOnly),
    (["towards"], .surroundingOnly), (["during"], .surroundingOnly),
    (["amid"], .surroundingOnly), (["among"], .surroundingOnly), (["off"], .surroundingOnly),
    (["down"], .surroundingOnly), (["up"], .surroundingOnly), (["past"], .surroundingOnly),
    (["for"], .surroundingOnly),
  ]

  /// Whether a place on the canvas or a preposition starts at a token.
  func startsPlacement(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    return startsDirection(at: place)
      || Self.prepositions.contains { sees($0.words, at: place) }
  }

  /// Whether what follows places a thing by the thing it comes with: "with a hat on it".
  func isPlacedByOwner(at place: Int) -> Bool {
    if startsDirection(at: place) { return true }
    guard let (words, _) = Self.prepositions.first(where: { sees($0.words, at: place) }) else {
      return false
    }
    let next = place + words.count
    return !tokens.indices.contains(next) || isPronoun(at: next)
  }

  /// "Her" is a pronoun in "next to her", and none in "on her head".
  func isPronoun(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    let word = tokens[place].word
    return Lexicon.pronouns.contains(word)
      && (!Lexicon.possessive.contains(word) || isBoundary(place + 1))
  }

  /// Reads one prepositional phrase, with the adverb that sharpens it.
  mutating func parseRelation() throws(Refusal) -> Bool {
    let start = index
    while let word = peek()?.word, Lexicon.placementAdverbs.contains(word),
      startsPlacement(at: index + 1), !startsDirection(at: index)
    {
      index += 1
    }
    if try parseIdiom(from: start) { return true }
    var subjects = isJoined && list.isEmpty && !lastSubjects.isEmpty ? lastSubjects : focus
    if let direction = parseDirection() {
      try apply(direction, to: subjects, from: start)
      isJoined = false
      return true
    }
    guard let (words, general) = Self.prepositions.first(where: { sees($0.words) }) else {
      index = start
      return false
    }
    let isHung = words == ["from"] && (clauseVerb == "hang" || clauseVerb == "dangle")
    let placement = isHung ? Placement.relation(.below) : general
    index += words.count
    let preposition = words.joined(separator: " ")
    subjects = adverbialSubjects(placement) ?? subjects
    try parseLandmark(of: placement, preposition, subjects, from: start)
    isJoined = false
    isPredicate = false
    return true
  }

  /// "A cat sits on a bench next to a tree": the tree is next to the cat, as the verb has it.
  private func adverbialSubjects(_ placement: Placement) -> [Int]? {
    guard !verbSubjects.isEmpty, focus != verbSubjects, lastSubjects == verbSubjects,
      [.relation(.nextTo), .relation(.below), .relation(.above)].contains(placement)
    else { return nil }
    return verbSubjects
  }

  /// "On display", "in flight": the subject's state, and "in a row": its arrangement.
  private mutating func parseIdiom(from start: Int) throws(Refusal) -> Bool {
    for words in [["in", "a", "row"], ["in", "a", "line"], ["side", "by", "side"]]
    where take(words) {
      guard !focus.isEmpty else {
        throw refusal("“\(text(from: start))” has no subject", from: start)
      }
      try arrangeSideBySide(focus, from: start)
      return true
    }
    for words in [
      ["on", "fire"], ["in", "flight"], ["on", "display"], ["in", "motion"], ["in", "bloom"],
      ["under", "construction"],
    ] where sees(words) && !focus.isEmpty {
      index += words.count
      describe(focus, with: text(from: start))
      return true
    }
    return false
  }

  // MARK: - Landmarks

  private mutating func parseLandmark(
    of placement: Placement, _ preposition: String, _ subjects: [Int], from start: Int
  ) throws(Refusal) {
    if let landmarks = try parseReciprocal(subjects, from: start) {
      if landmarks { return }
    }
    if case .relation(let kind) = placement, isAtEnd || isClosed(index) {
      try relateToAll(kind, subjects, from: start)
      return
    }
    if let pronoun = peek()?.word, isPronoun(at: index) {
      index += 1
      let landmarks = try resolve(pronoun, besides: subjects)
      try relate(placement, preposition, subjects, landmarks, from: start)
      return
    }
    let phraseStart = index
    guard let phrase = try parseNounPhrase() else {
      throw refusal(
        "“\(text(from: start, words: 2))”: a noun was expected after “\(preposition)”", from: start)
    }
    if isScenery(phrase, after: preposition) {
      try surround(preposition, phrase, placement, subjects, from: start, phraseStart: phraseStart)
    } else if takeAsPicture(phrase, preposition) {
      lastSubjects = subjects
    } else if describesWearer(phrase, preposition), !subjects.isEmpty {
      describe(subjects, with: text(from: start))
    } else {
      let landmarks = try landmarkThings(phrase, placement, from: phraseStart)
      try relate(placement, preposition, subjects, landmarks, from: start)
    }
  }

  /// Whether the clause is over at a token, so that a preposition before it stood alone.
  private func isClosed(_ place: Int) -> Bool {
    guard let token = peek(place - index) else { return true }
    return token.kind == .stop || token.kind == .comma || token.word == "and"
  }

  /// "Next to each other": the subjects are one another's landmarks.
  private mutating func parseReciprocal(_ subjects: [Int], from start: Int) throws(Refusal) -> Bool?
  {
    let words = [["each", "other"], ["one", "another"], ["eachother"]].first { sees($0) }
    guard let words else { return nil }
    index += words.count
    try arrangeSideBySide(subjects, from: start)
    lastSubjects = subjects
    return true
  }

  private mutating func arrangeSideBySide(_ subjects: [Int], from start: Int) throws(Refusal) {
    guard subjects.count > 1 || subjects.contains(where: { scene.things[$0].count > 1 }) else {
      throw refusal("“\(text(from: start))” needs more than one subject", from: start)
    }
    for thing in subjects { scene.things[thing].isRow = true }
    for (left, right) in zip(subjects, subjects.dropFirst()) {
      add(.nextTo, [left], [right], from: start)
    }
  }

  /// The thing of a landmark phrase, with a second one for "between a cat and a dog".
  private mutating func landmarkThings(
    _ phrase: NounPhrase, _ placement: Placement, from start: Int
  ) throws(Refusal) -> [Int] {
    var landmarks = [add(phrase)]
    guard case .relation(let kind) = placement, sees(["and"]) else { return landmarks }
    if kind == .between, scene.things[landmarks[0]].count == 1 {
      index += 1
      guard let second = try parseNounPhrase() else {
        throw refusal("“\(text(from: start))”: between that and what?", from: start)
      }
      return landmarks + [add(second)]
    }
    let saved = self
    index += 1
    guard ![.on, .inside, .between].contains(kind), let second = try parseNounPhrase(),
      !isScenery(second, after: nil), isAtEnd || tokens[index].kind == .stop
    else {
      self = saved
      return landmarks
    }
    landmarks.append(add(second))
    note(
      "read as “\(kind.rawValue)” both “\(phrase.bareText)” and “\(second.bareText)”", from: start)
    return landmarks
  }

  /// "In the photo" says only that there is a picture.
  private mutating func takeAsPicture(_ phrase: NounPhrase, _ preposition: String) -> Bool {
    guard Scenery.pictures.contains(phrase.head), ["in", "on", "inside"].contains(preposition),
      phrase.determiner == .definite, phrase.complements.isEmpty
    else { return false }
    if scene.style == nil {
      let words = (phrase.modifiers + [phrase.head]).joined(separator: " ")
      scene.style = Plurals.article(before: words) + " " + words
    }
    return true
  }

  /// "In a red hat", "on its back", "in red": how the subject looks.
  private func describesWearer(_ phrase: NounPhrase, _ preposition: String) -> Bool {
    let isWorn = preposition == "in" && Attachments.clothes.contains(phrase.head)
    let isOwnPart = phrase.determiner == .possessive && Attachments.isPart(phrase)
    return isWorn || isOwnPart || (preposition == "in" && Lexicon.colours.contains(phrase.head))
  }

  // MARK: - Relating

  /// A preposition without landmark, as in "with a bird above", relates to everything else.
  private mutating func relateToAll(
    _ kind: SceneGraph.Kind, _ subjects: [Int], from start: Int
  ) throws(Refusal) {
    let others = scene.things.indices.filter { !subjects.contains($0) }
    guard !others.isEmpty, !subjects.isEmpty, kind != .between || others.count > 1 else {
      throw refusal(
        "“\(text(from: start))”: a noun was expected after it", from: start)
    }
    add(kind, subjects, others, from: start)
    lastSubjects = subjects
  }

  private mutating func relate(
    _ placement: Placement, _ preposition: String, _ subjects: [Int], _ landmarks: [Int],
    from start: Int
  ) throws(Refusal) {
    guard case .relation(let kind) = placement else {
      throw refusal(
        "“\(text(from: start))” does not say where: “\(preposition)” can't be placed",
        from: start)
    }
    try relate([kind], subjects, landmarks, from: start)
  }

  /// Whether a joined phrase is followed by a subject of its own: "…, and on the right a dog".
  var standsBeforeSubject: Bool { isJoined && startsNounPhrase(at: index) }

  /// Keeps what was said of a subject that is still to come.
  mutating func front(_ phrase: Fronted) {
    fronted.removeAll(where: \.isApplied)
    fronted.append(phrase)
  }

  /// Records relations of the subjects, or of the subject that is still to come.
  mutating func relate(
    _ kinds: [SceneGraph.Kind], _ subjects: [Int], _ landmarks: [Int], from start: Int
  ) throws(Refusal) {
    var subjects = standsBeforeSubject ? [] : subjects
    if subjects.contains(where: landmarks.contains), let last = subjects.last,
      !landmarks.contains(last)
    {
      subjects = [last]
    }
    if subjects.contains(where: landmarks.contains) {
      throw refusal(
        "“\(text(from: start))” places a thing by itself", from: start, rule: .contradiction)
    }
    if subjects.isEmpty, isAboutSurroundings {
      note("“\(text(from: start))” is said of the surroundings, which fill the canvas", from: start)
    } else if subjects.isEmpty {
      front(Fronted(kinds: kinds, landmarks: landmarks, source: source(from: start)))
    } else {
      fronted = []
      for kind in kinds { add(kind, subjects, landmarks, from: start) }
      noteSpread(over: subjects, from: start)
      if subjects == verbSubjects, focus != subjects {
        note(
          "“\(text(from: start))” was read as said of \(noteSpreadMessage(subjects))", from: start)
      }
    }
    lastSubjects = subjects
    focus = landmarks
    list = []
  }

  func noteSpreadMessage(_ subjects: [Int]) -> String {
    subjects.map { "“\(scene.things[$0].phrase.bareText)”" }.joined(separator: " and ")
  }

  /// Says that a description at the end of a list was read as one of the whole list.
  mutating func noteSpread(over subjects: [Int], from start: Int) {
    guard subjects.count > 1, subjects == list else { return }
    note("“\(text(from: start))” was read as said of \(noteSpreadMessage(subjects))", from: start)
  }

  /// Records a relation, which must not relate a thing to itself.
  mutating func add(
    _ kind: SceneGraph.Kind, _ subjects: [Int], _ landmarks: [Int], from start: Int
  ) {
    scene.relations.append(
      .init(
        kind: kind, subjects: subjects, landmarks: landmarks, source: source(from: start)))
  }

  /// Declares a reading.
  mutating func note(_ message: String, from start: Int, rule: PlanningRule = .chosenReading) {
    findings.append(rule.finding(message, at: source(from: start)))
  }
}
