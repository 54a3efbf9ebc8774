/// What instructions are about: objects of the layout, and things that are to come.
extension InstructionGrammar {
  /// What may follow the name of an object.
  struct ReferenceMode {
    /// Whether "with a hat" belongs to the name.
    var takesWith = true
    /// Whether a place behind the name says which object is meant.
    var takesPlaces = false
    /// Whether "and" goes on with a further object.
    var takesLists = true
    /// Whether adjectives behind the name say how it is to look.
    var hasPredicate = false

    static let plain = ReferenceMode(takesWith: false)
    static let moved = ReferenceMode()
    static let qualified = ReferenceMode(takesPlaces: true)
    static let single = ReferenceMode(takesWith: false, takesPlaces: true, takesLists: false)
    static let predicated = ReferenceMode(hasPredicate: true)
  }

  /// Reads which objects are meant, or refuses.
  mutating func reference(
    from start: Int, with mode: ReferenceMode = .moved
  ) throws(Refusal) -> ObjectReference {
    if let reference = try parseReference(mode) { return reference }
    let place = min(words.index, words.tokens.count - 1)
    words.index = min(words.tokens.count, words.index + 1)
    throw refusal(
      words.isAtEnd && place == start
        ? "“\(words.text(from: start))”: which object?"
        : "“\(words.text(from: start))”: an object was expected here", from: start)
  }

  /// Reads which objects are meant, or returns nil when no name stands here.
  mutating func parseReference(_ mode: ReferenceMode) throws(Refusal) -> ObjectReference? {
    let start = words.index
    guard let first = try parseItem(mode) else { return nil }
    var items = [first]
    while mode.takesLists, let next = try parseFurtherItem(mode) { items.append(next) }
    return ObjectReference(items: items, source: words.source(from: start))
  }

  /// "… and the dog": goes on only with what can't be a step of its own.
  private mutating func parseFurtherItem(
    _ mode: ReferenceMode
  ) throws(Refusal) -> ObjectReference.Item? {
    let saved = self
    var hasJoint = false
    while words.peek()?.kind == .comma || words.sees(["and"]) {
      words.index += 1
      hasJoint = true
    }
    guard hasJoint, namesThing, !startsVerb(at: words.index), !startsStatement(),
      let item = try parseItem(mode)
    else {
      self = saved
      return nil
    }
    return item
  }

  /// Whether the next word may name a thing, and not only be out of the vocabulary.
  private var namesThing: Bool {
    guard let word = words.peek()?.word else { return false }
    return words.startsCount(at: words.index) || words.isPronoun(at: words.index)
      || words.startsNounPhrase(at: words.index) || words.isAdjective(word)
      || words.isKnownNoun(word) || heads.contains(Plurals.singular(word))
      || sees(oneOf: ["all", "both", "every", "each"])
  }

  private mutating func parseItem(_ mode: ReferenceMode) throws(Refusal) -> ObjectReference.Item? {
    let start = words.index
    for phrase in Self.everything where words.take(phrase) { return .everything }
    var pick = takeQuantifier()
    if let pronoun = takePronoun() {
      let source = words.source(from: start)
      if sees(oneOf: ["both", "all"]) { words.index += 1 }
      return .pronoun(pronoun, pick ?? .all, source)
    }
    let hasDeterminer = takeDeterminer()
    let body = words.index
    let specific = takePick()
    pick = specific ?? pick
    var end = nounEnd(from: words.index, mode)
    if mode.hasPredicate { end = predicateStart(from: words.index, to: end) }
    if end == words.index, specific != nil {
      // "The left one", or "the red" of what was spoken of: the word is the noun itself.
      words.index = body
      pick = nil
      end = nounEnd(from: body, mode)
    }
    guard end > words.index else {
      words.index = start
      return nil
    }
    var phrase = noun(words.index..<end)
    words.index = end
    if mode.takesWith, !mode.hasPredicate || words.sees(["with"]) {
      try takeComplement(of: &phrase)
    }
    if let turned = takeCountedSide(pick) { pick = turned }
    phrase.determiner = hasDeterminer ? .definite : .bare
    phrase.source = words.source(from: start)
    let places = mode.takesPlaces ? try parseQualifiers() : []
    return .phrase(phrase, pick ?? (phrase.isPlural ? .all : .one), at: places)
  }

  private static let everything = [
    ["everything"], ["all", "objects"], ["all", "the", "objects"], ["all", "things"],
    ["the", "rest"],
    ["all", "of", "the", "objects"], ["every", "object"],
  ]

  // MARK: - Which ones

  /// "All of the", "both", "two of the", "any".
  private mutating func takeQuantifier() -> ObjectReference.Pick? {
    if sees(oneOf: ["all", "both", "every", "each"]) {
      words.index += 1
      _ = take("of")
      return .all
    }
    if take("any") {
      _ = take("of")
      return .all
    }
    let saved = words.index
    if let number = words.parseNumber() {
      if take("of") { return .some(number) }
      // "Two apples" are any two of them.
      if words.peek()?.kind == .word, !words.isBoundary(words.index) { return .some(number) }
    }
    words.index = saved
    return nil
  }

  private mutating func takePronoun() -> String? {
    guard let word = words.peek()?.word else { return nil }
    let isDemonstrative = ["this", "that", "these", "those"].contains(word)
    let standsAlone =
      words.isBoundary(words.index + 1) || Self.enders.contains(words.peek(1)?.word ?? "")
      || words.peek(1).map { words.isAdjective($0.word) } ?? true && endsStep(words.index + 2)
    guard words.isPronoun(at: words.index) || isDemonstrative && standsAlone else { return nil }
    words.index += 1
    return word
  }

  private mutating func takeDeterminer() -> Bool {
    guard let word = words.peek()?.word,
      Lexicon.definite.contains(word) || Lexicon.possessive.contains(word)
        || Lexicon.indefinite.contains(word)
    else { return false }
    words.index += 1
    return !Lexicon.indefinite.contains(word)
  }

  /// "Second", "leftmost", "biggest", "other", "two": which of several.
  private mutating func takePick() -> ObjectReference.Pick? {
    guard let word = words.peek()?.word else { return nil }
    if words.sees(["other"]) {
      words.index += 1
      return .other
    }
    if let number = Self.ordinals[word] {
      words.index += 1
      return .ordinal(number)
    }
    if let extreme = Self.extremes[word], !words.isBoundary(words.index + 1),
      !words.startsDirection(at: words.index)
    {
      words.index += 1
      return .extreme(extreme, word)
    }
    let saved = words.index
    if let number = words.parseNumber(), !words.isBoundary(words.index) { return .some(number) }
    words.index = saved
    return nil
  }

  private static let ordinals: [String: Int] = [
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
    "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7, "eighth": 8, "8th": 8,
    "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1,
  ]

  private static let extremes: [String: ObjectReference.Extreme] = [
    "leftmost": .place(.left), "left": .place(.left), "left-hand": .place(.left),
    "rightmost": .place(.right), "right": .place(.right), "right-hand": .place(.right),
    "topmost": .place(.top), "top": .place(.top), "upper": .place(.top), "highest": .place(.top),
    "uppermost": .place(.top), "bottommost": .place(.bottom), "bottom": .place(.bottom),
    "lower": .place(.bottom), "lowest": .place(.bottom), "middle": .place(.center),
    "center": .place(.center), "centre": .place(.center), "central": .place(.center),
    "biggest": .biggest, "largest": .biggest, "tallest": .biggest, "smallest": .smallest,
    "shortest": .smallest, "littlest": .smallest, "tiniest": .smallest, "bigger": .biggest,
    "larger": .biggest, "smaller": .smallest,
  ]

  /// "… from the right" turns the count of an ordinal around.
  private mutating func takeCountedSide(_ pick: ObjectReference.Pick?) -> ObjectReference.Pick? {
    guard case .ordinal(let number)? = pick else { return nil }
    if takeAll(["from", "the", "right"]) { return .ordinal(-number) }
    _ = takeAll(["from", "the", "left"])
    return nil
  }

  // MARK: - Nouns

  /// Words that end the name of an object.
  static let enders = Lexicon.words(
    """
    bigger larger smaller tinier taller shorter wider narrower longer thinner thicker broader slimmer
    fatter twice half double triple up upward upwards down downward downwards leftward leftwards
    rightward rightwards higher lower closer nearer further farther forward forwards backward backwards
    needs need ought shall becomes become goes clockwise counterclockwise anticlockwise evenly slightly much somewhat vertically horizontally
    away out apart together upside upright sideways back instead please far way
    """)

  /// The end of the noun phrase that starts at a token.
  func nounEnd(from start: Int, _ mode: ReferenceMode) -> Int {
    var place = start
    while words.tokens.indices.contains(place) {
      let token = words.tokens[place]
      let isNumber = if case .number = token.kind { true } else { false }
      guard token.kind == .word || isNumber && place == start else { return place }
      if place > start {
        if token.word == "of", goesOnWithOf(place) {
          place += 1
          while sees(oneOf: Self.articles, ahead: place - words.index) { place += 1 }
          continue
        }
        if token.word == "and", joinsLooks(place) {
          place += 1
          continue
        }
        if words.startsDirection(at: place) { return place }
      }
      if Lexicon.boundaries.contains(token.word) { return place }
      if words.sees(["side", "by", "side"], at: place) { return place }
      let isLast = words.isBoundary(place + 1) || endsStep(place + 1)
      if Self.enders.contains(token.word), place > start || isLast { return place }
      place += 1
    }
    return place
  }

  static let articles = Lexicon.indefinite.union(Lexicon.definite)

  /// "Glass of water", but not "left of the dog".
  private func goesOnWithOf(_ place: Int) -> Bool {
    !words.startsDirection(at: place - 1)
      && words.tokens.indices.contains(place + 1)
      && (!words.isBoundary(place + 1) || Self.articles.contains(words.tokens[place + 1].word))
  }

  /// "Black and white dog".
  private func joinsLooks(_ place: Int) -> Bool {
    words.tokens.indices.contains(place + 2)
      && words.isAdjective(words.tokens[place - 1].word)
      && words.isAdjective(words.tokens[place + 1].word)
      && !words.isBoundary(place + 2) && !isJoint(place + 2)
  }

  /// Where the looks begin that an object is to have: "the ball" ends before "light blue".
  private func predicateStart(from start: Int, to end: Int) -> Int {
    var cut = end
    while cut > start + 1 {
      let word = words.tokens[cut - 1].word
      guard words.isAdjective(word) || Lexicon.intensifiers.contains(word) else { break }
      cut -= 1
    }
    guard cut > start + 1, !heads.contains(Plurals.singular(words.tokens[cut - 1].word)) else {
      return cut
    }
    // A look out of the vocabulary: the name ends with the noun that an object has.
    let known = (start..<cut).last { heads.contains(Plurals.singular(words.tokens[$0].word)) }
    return known.map { $0 + 1 } ?? cut
  }

  /// The phrase that an object's name is.
  package static func phrase(named name: String) -> NounPhrase {
    let sense = NounSense(name: name)
    var phrase = NounPhrase(
      head: sense.head, source: SourceRange(offset: 0, length: 0, line: 1, column: 1),
      writtenHead: sense.head)
    phrase.modifiers = sense.modifiers
    phrase.determiner = .indefinite
    return phrase
  }

  /// A phrase of the words of a name, whatever they are.
  func noun(_ range: Range<Int>) -> NounPhrase {
    let list = words.tokens[range].map(\.word)
    let core = list.firstIndex(of: "of") ?? list.count
    let head = core > 0 ? list[core - 1] : list[list.count - 1]
    var phrase = NounPhrase(
      head: Plurals.singular(head), source: words.source(of: range), writtenHead: head)
    phrase.modifiers = list.prefix(max(0, core - 1)).filter { $0 != "and" }
    if core < list.count { phrase.complements = [list[core...].joined(separator: " ")] }
    phrase.isPlural = Plurals.isPlural(head)
    return phrase
  }

  /// "With a red hat", "of water", "wearing a scarf".
  mutating func takeComplement(of phrase: inout NounPhrase) throws(Refusal) {
    while let word = words.peek()?.word {
      let start = words.index
      let isDoing = word.hasSuffix("ing") && Lexicon.verbForms[word] != nil
      guard word == "with" || word == "wearing" || word == "holding" || isDoing else { return }
      words.index += 1
      _ = takeDeterminer()
      let end = nounEnd(from: words.index, .plain)
      if end == words.index, isDoing {
        words.index = start + 1
        phrase.modifiers.insert(word, at: 0)
        continue
      }
      guard end > words.index else {
        words.index = start
        return
      }
      words.index = end
      phrase.complements.append(words.plainText(from: start))
    }
  }
}

extension ObjectReference {
  /// Says of every part where its objects lie.
  mutating func qualify(by place: EditPlace) {
    items = items.map { item in
      guard case .phrase(let phrase, let pick, let places) = item else { return item }
      return .phrase(phrase, pick, at: places + [place])
    }
  }
}
