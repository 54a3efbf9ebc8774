/// "With": what describes a thing, and what comes with it as a thing of its own.
extension CaptionGrammar {
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
    let isPart = Attachments.isPart(phrase) || Attachments.isAbstraction(phrase)
    let goesBack = isJoined && ["has", "have"].contains(word) && !lastSubjects.isEmpty
    let owners = focus.isEmpty || goesBack ? lastSubjects : focus
    let isCarried =
      !isNamed && phrase.isPlural && ThingSize.knows(phrase.category) && !isPart
      && owners.allSatisfy { isPerson(scene.things[$0].phrase) }
      || !isNamed && owners.count == 1 && isSeparate(phrase, from: owners[0])
      || !isNamed && !isPart && ThingSize.knows(phrase.category) && startsDistance
    if !owners.isEmpty, isPart || !isNamed && !isCarried || phrase.determiner == .possessive,
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
    if owners.count == 1 { bring(thing, with: owners[0], from: start) }
    if scene.things.count > 1, !owners.isEmpty { lastSubjects = [] }
    list = [thing]
    // What is held has its place: "a plate with an egg on a table" goes on about the plate.
    focus = holder.map { owners == [$0] } == true && !isPlacedByOwner(at: index) ? owners : [thing]
    isAboutSurroundings = false
    isJoined = false
    return true
  }

  /// Remembers whom a thing came with; "each with a ball" brings as many balls as there are owners.
  mutating func bring(_ thing: Int, with owner: Int, from start: Int) {
    guard thing != owner else { return }
    let isShared = !isEach && !scene.things[owner].phrase.isDistributive
    let isPairwise = !isShared && multiply([thing], by: [owner])
    isEach = false
    brought = (thing, owner, isPairwise)
    guard !isPlacedByOwner(at: index) else { return }
    if !isPairwise {
      hold([thing], by: owner, from: start)
      return
    }
    let kind = mayHold(thing, by: owner) ? holding(of: owner) : nil
    add(kind ?? .nextTo, [thing], [owner], from: start)
    scene.relations[scene.relations.count - 1].isInferred = true
  }

  /// "Three boys, each with a ball": there are three balls.
  mutating func multiply(_ things: [Int], by owners: [Int]) -> Bool {
    guard owners.count == 1, things.count == 1, !things.contains(owners[0]) else { return false }
    let count = Numeral.product(scene.things[things[0]].count, scene.things[owners[0]].count)
    scene.things[things[0]].count = count
    scene.things[things[0]].phrase.count = count
    return count == scene.things[owners[0]].count
  }

  /// What a table or a bowl comes with is planned on it or in it.
  mutating func hold(_ things: [Int], by owner: Int, from start: Int) {
    guard let kind = holding(of: owner), scene.things[owner].count == 1 else { return }
    let held = things.filter { mayHold($0, by: owner) }
    guard !held.isEmpty else { return }
    add(kind, held, [owner], from: start)
    scene.relations[scene.relations.count - 1].isInferred = true
    holder = owner
  }

  /// Where a thing has what it comes with: on top, or within; nil for beside it.
  private func holding(of owner: Int) -> SceneGraph.Kind? {
    let head = scene.things[owner].phrase.head
    if Attachments.supports.contains(head) { return .on }
    let hasInside = Attachments.containers.contains(head) || Attachments.vessels.contains(head)
    return hasInside ? .inside : nil
  }

  private func mayHold(_ thing: Int, by owner: Int) -> Bool {
    thing != owner && usualArea(of: thing) < 1.5 * usualArea(of: owner) && !isPerson(thing)
      && !Attachments.furniture.contains(scene.things[thing].phrase.head)
  }

  /// Whether "in the sky", "in the background" or the like comes next.
  private var startsDistance: Bool {
    guard sees(["in"]) else { return false }
    let place = peek(1)?.word == "the" ? peek(2)?.word : peek(1)?.word
    return ["sky", "air", "background", "foreground", "distance"].contains(place)
  }

  /// Whether what a thing comes with is a thing of its own: an animal, or what stands on a table.
  func isSeparate(_ phrase: NounPhrase, from owner: Int) -> Bool {
    guard ThingSize.knows(phrase.category), !Attachments.isPart(phrase) else { return false }
    let head = scene.things[owner].phrase.head
    let isNamed = phrase.determiner != .bare || phrase.count != nil
    return isAnimate(phrase) || isNamed || Attachments.supports.contains(head)
      || Attachments.containers.contains(head)
  }

  private func usualArea(of thing: Int) -> Double {
    let phrase = scene.things[thing].phrase
    let size = ThingSize.of(modifiers: phrase.modifiers, head: phrase.head).size
    return size.width * size.height
  }

  func isPerson(_ thing: Int) -> Bool { isPerson(scene.things[thing].phrase) }

  func isPerson(_ phrase: NounPhrase) -> Bool { Lexicon.people.contains(phrase.head) }

  func isAnimate(_ phrase: NounPhrase) -> Bool {
    isPerson(phrase) || Lexicon.animals.contains(phrase.head)
  }

  static let withWords: WordSet = [
    "with", "has", "have", "having", "containing", "featuring", "including", "includes", "include",
    "contains", "contain", "features", "feature",
  ]

  /// Keeps a "with" phrase, and what is joined to it of the same sort, in the owners' names.
  ///
  /// In "a girl with a hat and a boy with a scarf", the scarf is the boy's alone.
  private mutating func attach(
    _ phrase: NounPhrase, to owners: [Int], from start: Int, isNamed: Bool
  ) throws(Refusal) {
    let undescribed = owners.filter { !described.contains($0) }
    let wearers = undescribed.isEmpty ? owners : undescribed
    described.formUnion(wearers)
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
    describe(wearers, with: "with " + text(from: start + 1))
    if !isNamed {
      note(
        "“\(text(from: start))” was read as a part of its owner, not as things apart", from: start)
    }
    focus = owners
    isJoined = false
  }
}
