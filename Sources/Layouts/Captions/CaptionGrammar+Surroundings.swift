/// Surroundings, references and the recording of things.
extension CaptionGrammar {
  /// Whether a phrase names surroundings rather than a thing.
  ///
  /// What may be either, such as a church, is surroundings only when one is in it.
  func isScenery(_ phrase: NounPhrase, after preposition: String?) -> Bool {
    let isWithin = ["in", "inside", "within", "at", "through", "across", "into"]
      .contains(preposition)
    if phrase.isProper, phrase.determiner == .bare, isWithin || preposition == "on" { return true }
    guard Scenery.contains(phrase.head), (phrase.count ?? 1) <= 1 else { return false }
    if let last = phrase.modifiers.last, ThingSize.knows(last + " " + phrase.head) { return false }
    return !ThingSize.knows(phrase.head) || isWithin
      || (phrase.head == "moon" && preposition == "on") || Scenery.uprights.contains(phrase.head)
  }

  /// Adds a phrase to the background; a bare "scene" adds nothing.
  mutating func addSurrounding(preposition: String, _ phrase: NounPhrase, from start: Int) {
    let isFrame = phrase.head == "scene" && phrase.modifiers.isEmpty && phrase.complements.isEmpty
    if isFrame || (phrase.head == "background" && phrase.modifiers.isEmpty) { return }
    let isMass = Scenery.masses.contains(phrase.head)
    let dropsArticle = isMass && phrase.determiner != .bare
    let written = phrase.isProper ? text(from: start) : plainText(from: start)
    let phraseText = dropsArticle || phrase.determiner == .bare ? phrase.bareText : written
    scene.surroundings.append(
      .init(
        preposition: preposition, phrase: phraseText, head: phrase.head,
        isTime: Scenery.times.contains(phrase.head), source: source(from: start)))
  }

  /// A preposition with surroundings: "in the snow", "over mountains".
  mutating func surround(
    _ preposition: String, _ phrase: NounPhrase, _ placement: Placement, _ subjects: [Int],
    from start: Int, phraseStart: Int
  ) throws(Refusal) {
    addSurrounding(preposition: preposition, phrase, from: phraseStart)
    let isAloft = placement == .relation(.above) || ["sky", "air"].contains(phrase.head)
    for thing in subjects where isAloft && scene.things[thing].places.isEmpty {
      scene.things[thing].places.insert(.top)
    }
    focus = subjects
    if !isJoined { lastSubjects = subjects == list ? [] : subjects }
  }

  /// Records a thing, or finds the one that "the cat" goes back to.
  mutating func add(_ phrase: NounPhrase) -> Int {
    if phrase.determiner == .definite,
      let known = scene.things.lastIndex(where: { phrase.mayReferTo($0.phrase) }),
      phrase.count == nil || phrase.count == scene.things[known].count
    {
      return known
    }
    var count = phrase.count ?? phrase.vagueCount ?? 1
    var isVague = phrase.count == nil && phrase.vagueCount != nil
    if phrase.count == nil, phrase.vagueCount == nil, phrase.isPlural, !phrase.isUncounted,
      phrase.determiner != .indefinite
    {
      count = 3
      isVague = true
    }
    if isVague, phrase.isUncounted {
      count = 1
      isVague = false
    }
    scene.things.append(
      .init(phrase: phrase, count: count, isVague: isVague, formation: phrase.formation))
    return scene.things.count - 1
  }

  /// Finds what a pronoun stands for.
  mutating func resolve(_ pronoun: String, besides subjects: [Int]) throws(Refusal) -> [Int] {
    if let brought, subjects == [brought.thing],
      (pronoun == "it") == (scene.things[brought.owner].count == 1) || brought.isPairwise,
      (pronoun == "it") != Lexicon.people.contains(scene.things[brought.owner].phrase.head)
    {
      return [brought.owner]
    }
    let others = scene.things.indices.filter { !subjects.contains($0) }
    let found: [Int]
    if pronoun == "them" || pronoun == "they" {
      let earlier = others.filter { other in subjects.allSatisfy { other < $0 } }
      found = earlier.isEmpty ? others : earlier
    } else {
      found = resolveSingular(pronoun, among: others).map { [$0] } ?? []
    }
    guard !found.isEmpty else {
      throw refusal(
        "“\(pronoun)” has nothing to stand for", from: index - 1, rule: .unresolvedReference)
    }
    return found
  }

  /// "It" goes back to the last landmark of the clause, else to the last thing that was named.
  ///
  /// In "a fork to the left of the plate and a knife to the right of it", it is the plate. Where
  /// there was a choice, a note says what was chosen.
  private mutating func resolveSingular(_ pronoun: String, among others: [Int]) -> Int? {
    let single = others.filter { scene.things[$0].count == 1 }
    let isPersonal = pronoun != "it"
    let fitting = single.filter {
      Lexicon.people.contains(scene.things[$0].phrase.head) == isPersonal
    }
    let candidates = fitting.isEmpty ? single : fitting
    let landmark = scene.relations.dropFirst(earlierRelations).last.flatMap { relation in
      relation.landmarks.last { relation.landmarks.count == 1 && candidates.contains($0) }
    }
    guard let chosen = landmark ?? candidates.last else { return nil }
    if candidates.count > 1 {
      note("“\(pronoun)” was read as “\(scene.things[chosen].phrase.bareText)”", from: index - 1)
    }
    return chosen
  }

  /// Adds to the names of things how they look.
  mutating func describe(_ things: [Int], with words: String) {
    for thing in things { scene.things[thing].phrase.complements.append(words) }
  }
}
