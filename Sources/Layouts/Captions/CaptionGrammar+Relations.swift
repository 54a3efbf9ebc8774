/// Prepositional phrases: relations to a landmark, places on the canvas, surroundings.
extension CaptionGrammar {
  /// Whether a place on the canvas or a preposition starts at a token.
  func startsPlacement(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    return preposition(at: place) != nil || startsDirection(at: place)
  }

  /// Whether what follows places a thing by the thing it comes with: "with a hat on it".
  func isPlacedByOwner(at place: Int) -> Bool {
    if startsDirection(at: place) { return true }
    guard let preposition = preposition(at: place) else { return false }
    let next = place + preposition.words.count
    return !tokens.indices.contains(next) || isPronoun(at: next)
  }

  /// "Her" is a pronoun in "next to her", and none in "on her head".
  func isPronoun(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    let word = tokens[place].word
    return tokens[place].traits.contains(.pronoun)
      && (!Lexicon.possessive.contains(word) || isBoundary(place + 1))
  }

  /// Reads one prepositional phrase, with the adverb that sharpens it.
  mutating func parseRelation() throws(Refusal) -> Bool {
    let start = index
    if startsBound { return false }
    skipPlacementAdverbs()
    if try parseIdiom(from: start) { return true }
    if try parseSides(from: start) { return true }
    var subjects = isJoined && list.isEmpty && !lastSubjects.isEmpty ? lastSubjects : focus
    if let direction = parseDirection() {
      try apply(direction, to: subjects, from: start)
      isJoined = false
      return true
    }
    guard let found = preposition(at: index), !isAdverb(found) else {
      index = start
      return false
    }
    let isHung = ["from", "off"].contains(found.text) && ["hang", "dangle"].contains(clauseVerb)
    let placement = isHung ? Placement.relation(.below) : found.placement
    index += found.words.count
    subjects = adverbialSubjects(placement) ?? subjects
    try parseLandmark(of: placement, found.text, subjects, from: start)
    isJoined = false
    isPredicate = false
    return true
  }

  /// "Outside", "down", "off" with nothing to govern are adverbs.
  private func isAdverb(_ preposition: Preposition) -> Bool {
    let next = index + preposition.words.count
    return preposition.placement == .surroundingOnly && preposition.words.count == 1
      && Lexicon.looseAdverbs.contains(preposition.words[0])
      && (isBoundary(next) && !startsNounPhrase(at: next) && !isPronoun(at: next))
  }

  /// "Directly above", "up against", "down on": the last word places, those before it do not.
  private mutating func skipPlacementAdverbs() {
    while let word = peek()?.word, startsPlacement(at: index + 1) {
      let sharpens = Lexicon.placementAdverbs.contains(word) && !startsDirection(at: index)
      let isParticle = Self.leadingParticles.contains(word) && preposition(at: index + 1) != nil
      guard sharpens || isParticle, preposition(at: index)?.words.count ?? 1 == 1 else { return }
      index += 1
    }
  }

  private static let leadingParticles = Lexicon.words(
    "up down out off away around back from over on")

  /// "A cat sits on a bench next to a tree": the tree is next to the cat, as the verb has it.
  private func adverbialSubjects(_ placement: Placement) -> [Int]? {
    guard !verbSubjects.isEmpty, focus != verbSubjects, lastSubjects == verbSubjects else {
      return nil
    }
    if [.relation(.nextTo), .relation(.below), .relation(.above)].contains(placement) {
      return verbSubjects
    }
    guard placement == .relation(.on), let last = scene.relations.last,
      last.subjects == verbSubjects, last.landmarks == focus
    else { return nil }
    switch last.kind {
    case .nextTo: return verbSubjects + focus
    case .below, .above: return verbSubjects
    default: return nil
    }
  }

  // MARK: - Landmarks

  private mutating func parseLandmark(
    of placement: Placement, _ preposition: String, _ subjects: [Int], from start: Int
  ) throws(Refusal) {
    if let landmarks = try parseReciprocal(subjects, from: start) {
      if landmarks { return }
    }
    if case .relation(let kind) = placement, isAtEnd || isClosed(index) {
      let isAdverb = kind == .inside || !isStrict && (kind == .on || kind == .nextTo)
      if isAdverb, brought?.thing != subjects.last {
        note("“\(preposition)” is set aside: it does not say where", from: start)
        return
      }
      try relateToAll(kind, subjects, from: start)
      return
    }
    if let pronoun = takePronoun() {
      guard isStrict || !subjects.isEmpty, scene.things.count > subjects.count || isStrict else {
        leaveOut(from: start, because: "“\(pronoun)” has nothing to stand for")
        return
      }
      let (subjects, landmarks) = try resolve(pronoun, for: subjects)
      try relate(placement, preposition, subjects, landmarks, from: start)
      return
    }
    let phraseStart = index
    guard let written = try parseNounPhrase(allowsUnknown: !isStrict) else {
      throw refusal(
        "“\(text(from: start, words: 2))”: a noun was expected after “\(preposition)”", from: start)
    }
    let isHeld = Attachments.limbs.contains(written.head) && !subjects.isEmpty
    let isUnseen = Attachments.isAbstraction(written) || isHeld && !written.hasOwner
    if isPhotographer(written) || !isStrict && isUnseen && written.contents.isEmpty {
      note("“\(text(from: start))” is set aside: it is not seen as a thing", from: start)
      return
    }
    let phrase = wholeOf(written, from: phraseStart)
    if isScenery(phrase, after: preposition) {
      try surround(preposition, phrase, placement, subjects, from: start, phraseStart: phraseStart)
    } else if takeAsPicture(phrase, preposition) {
      lastSubjects = subjects
    } else if phrase.determiner == .possessive, Attachments.isPart(phrase), let brought,
      subjects == [brought.thing]
    {
      // "An elephant with a bird on its back": the back is the elephant's.
      try relate(placement, preposition, subjects, [brought.owner], from: start)
    } else if describesWearer(phrase, preposition), !subjects.isEmpty {
      takeFurtherGarments()
      describe(subjects, with: text(from: start))
    } else {
      let landmarks = try landmarkThings(phrase, placement, from: phraseStart)
      try relate(placement, preposition, subjects, landmarks, from: start)
    }
  }

  /// Takes "it", or "the base of it", which is a place on it.
  mutating func takePronoun() -> String? {
    let start = index
    if isPronoun(at: index) {
      index += 1
      return tokens[start].word
    }
    _ = take(["the"])
    guard let part = peek()?.word,
      Attachments.places.contains(part) || Attachments.parts.contains(part),
      peek(1)?.word == "of", isPronoun(at: index + 2)
    else {
      index = start
      return nil
    }
    index += 3
    return tokens[index - 1].word
  }

  /// Who "it" is next to: in "a cat and a bird next to it", the bird is next to the cat.
  private mutating func resolve(
    _ pronoun: String, for subjects: [Int]
  ) throws(Refusal) -> (subjects: [Int], landmarks: [Int]) {
    guard subjects.count > 1, subjects == list, let last = subjects.last else {
      return (subjects, try resolve(pronoun, besides: subjects))
    }
    return ([last], try resolve(pronoun, besides: [last]))
  }

  /// "On the arm of a couch", "on a cow's back": what is placed there is placed on the whole.
  private mutating func wholeOf(_ phrase: NounPhrase, from start: Int) -> NounPhrase {
    guard phrase.count ?? 1 == 1,
      Attachments.places.contains(phrase.head) || Attachments.parts.contains(phrase.head)
    else { return phrase }
    var whole: NounPhrase
    if let inner = phrase.contents.last {
      whole = inner
    } else if phrase.hasOwner, let owner = phrase.modifiers.last {
      whole = phrase
      whole.modifiers.removeLast()
      whole.writtenHead = String(owner.dropLast(2))
      whole.head = whole.writtenHead
    } else {
      return phrase
    }
    note("“\(phrase.bareText)” was read as a place on “\(whole.bareText)”", from: start)
    return whole
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
    try arrange(subjects, in: .row, from: start)
    lastSubjects = subjects
    return true
  }

  /// The thing of a landmark phrase, with a second one for "between a cat and a dog".
  private mutating func landmarkThings(
    _ phrase: NounPhrase, _ placement: Placement, from start: Int
  ) throws(Refusal) -> [Int] {
    var landmarks = [add(phrase)]
    guard case .relation(let kind) = placement, sees(["and"]) || peek()?.kind == .comma else {
      return landmarks
    }
    if kind == .between, sees(["and"]), scene.things[landmarks[0]].count == 1 {
      index += 1
      guard let second = try parseNounPhrase() else {
        throw refusal("“\(text(from: start))”: between that and what?", from: start)
      }
      return landmarks + [add(second)]
    }
    guard ![.on, .inside, .between].contains(kind) else { return landmarks }
    let saved = self
    while sees(["and"]) || peek()?.kind == .comma {
      index += 1
      _ = take(["and"])
      guard let next = try? parseNounPhrase(), !isScenery(next, after: nil) else {
        self = saved
        return [landmarks[0]]
      }
      landmarks.append(add(next))
    }
    guard isAtEnd || tokens[index].kind == .stop else {
      self = saved
      return [landmarks[0]]
    }
    let names = landmarks.map { "“\(scene.things[$0].phrase.bareText)”" }
    note("read as “\(kind.rawValue)” all of \(names.joined(separator: ", "))", from: start)
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
    switch placement {
    case .relation(.around) where !surrounds(subjects):
      try relate([.nextTo], subjects, landmarks, from: start)
    case .relation(let kind):
      try relate([kind], subjects, landmarks, from: start)
    case .amid:
      guard surrounds(landmarks), !subjects.isEmpty else {
        return try relate([.nextTo], subjects, landmarks, from: start)
      }
      add(.around, landmarks, subjects, from: start)
      lastSubjects = subjects
      focus = landmarks
      list = []
    case .surroundingOnly:
      guard !isStrict else {
        throw refusal(
          "“\(text(from: start))” does not say where: “\(preposition)” can't be placed",
          from: start)
      }
      let relations = scene.relations.count
      try relate([.nextTo], subjects, landmarks, from: start)
      for index in relations..<max(relations, scene.relations.count) {
        scene.relations[index].isInferred = true
      }
      note("“\(text(from: start))” is planned only as “next to”", from: start, rule: .unplacedVerb)
    }
  }

  /// Whether things can stand on several sides of another: several can, and so can a fence.
  private func surrounds(_ subjects: [Int]) -> Bool {
    subjects.reduce(0, { $0 + scene.things[$1].count }) > 1
      || subjects.contains { Attachments.enclosures.contains(scene.things[$0].phrase.head) }
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
    var relation = SceneGraph.Relation(
      kind: kind, subjects: subjects, landmarks: landmarks, source: source(from: start))
    if let brought, subjects == [brought.thing], landmarks == [brought.owner] {
      relation.isPairwise = brought.isPairwise
    } else if isEach {
      relation.isPairwise = multiply(landmarks, by: subjects)
      isEach = false
    } else if let landmark = landmarks.first, scene.things[landmark].phrase.isDistributive {
      // "A cup and a plate on each of two tables": two cups and two plates.
      for subject in subjects {
        relation.subjects = [subject]
        relation.isPairwise = multiply([subject], by: landmarks)
        scene.relations.append(relation)
      }
      return
    }
    scene.relations.append(relation)
  }

  /// Declares a reading.
  mutating func note(_ message: String, from start: Int, rule: PlanningRule = .chosenReading) {
    findings.append(rule.finding(message, at: source(from: start)))
  }
}
