/// Noun phrases: determiner, number, modifiers, head, "of" phrase.
extension CaptionGrammar {
  /// Reads a noun phrase, or returns nil without reading when none starts here.
  ///
  /// - Parameter allowsUnknown: whether a single bare word out of the vocabulary may be a noun, as
  ///   in "with pepperoni".
  /// - Returns: the phrase, or nil.
  /// - Throws: `Refusal` when the words can't be one phrase.
  mutating func parseNounPhrase(
    allowsUnknown: Bool = false
  ) throws(Refusal) -> NounPhrase? {
    let start = index
    guard depth < Self.deepest else {
      throw refusal("“of” in “of” goes too deep to be understood", from: start)
    }
    depth += 1
    defer { depth -= 1 }
    var phrase = NounPhrase(head: "", source: source(from: index), writtenHead: "")
    try parseDeterminers(&phrase)
    let words = parseWords(phrase)
    guard let last = words.last else {
      index = start
      return nil
    }
    phrase.writtenHead = last
    phrase.isProper = isProper(words, phrase)
    phrase.isPlural = !phrase.isProper && Plurals.isPlural(last)
    phrase.head = phrase.isProper ? last : singularHead(last, phrase)
    phrase.modifiers = Array(words.dropLast())
    phrase.source = source(from: start)
    if let counted = try parseGroup(phrase, from: start) { return counted }
    if !allowsUnknown || words.count > 1 { try checkWords(phrase, from: start) }
    try parseComplement(&phrase)
    phrase.source = source(from: start)
    return phrase
  }

  /// "A photo of a drawing of a statue of a horse" is three deep.
  private static let deepest = 8

  /// A capital within the sentence, on a word out of the vocabulary, marks a name.
  private func isProper(_ words: [String], _ phrase: NounPhrase) -> Bool {
    phrase.count == nil && phrase.vagueCount == nil
      && (phrase.determiner == .bare || phrase.determiner == .definite)
      && words.contains { $0.first?.isUppercase == true && $0.contains(where: \.isLowercase) }
  }

  /// "Two glasses" are drinking glasses; "glasses" alone, or a pair of them, are worn.
  private func singularHead(_ word: String, _ phrase: NounPhrase) -> String {
    let isOneObject = Lexicon.pairedThings.contains(word) && (phrase.count ?? 1) == 1
    return isOneObject ? word : Plurals.singular(word)
  }

  // MARK: - Determiners

  private mutating func parseDeterminers(_ phrase: inout NounPhrase) throws(Refusal) {
    if let word = peek()?.word, ["exactly", "only", "just"].contains(word),
      startsCount(at: index + 1)
    {
      index += 1
    }
    if take(["half", "a", "dozen"]) {
      phrase.count = 6
      return
    }
    if let word = peek()?.word {
      if ["each", "every", "all", "either"].contains(word) {
        throw refusal("“\(word)” is not understood: say how many", from: index)
      }
      if Lexicon.indefinite.contains(word) {
        phrase.determiner = .indefinite
        index += 1
      } else if Lexicon.definite.contains(word) {
        phrase.determiner = .definite
        if word == "both" { phrase.count = 2 }
        index += 1
      } else if Lexicon.possessive.contains(word) {
        phrase.determiner = .possessive
        index += 1
      }
    }
    try parseCount(&phrase)
  }

  private func startsCount(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    if case .number = tokens[place].kind { return true }
    return Numeral(word: tokens[place].word) != nil || tokens[place].word == "a"
  }

  private mutating func parseCount(_ phrase: inout NounPhrase) throws(Refusal) {
    let start = index
    if let number = parseNumber() {
      phrase.count = number
    } else if let word = peek()?.word, let count = Lexicon.vagueCounts[word] {
      phrase.vagueCount = count
      index += 1
    }
    if take(["couple", "of"]) || sees(["couple"]) && !isBoundary(index + 1) && take(["couple"]) {
      phrase.count = 2
    }
    if take(["lot", "of"]) || take(["lots", "of"]) { phrase.vagueCount = 6 }
    parseScales(&phrase)
    guard phrase.count != nil || phrase.vagueCount != nil, let next = peek() else { return }
    let isNumber = if case .number = next.kind { true } else { Numeral(word: next.word) != nil }
    if isNumber, Lexicon.numbers[next.word] != 1 {
      index += 1
      throw refusal("“\(text(from: start))” is not one number", from: start)
    }
  }

  /// "A dozen", "two dozen", "several hundred", "a couple of thousand".
  private mutating func parseScales(_ phrase: inout NounPhrase) {
    while let word = peek()?.word {
      let scale = word == "dozen" ? 12 : Numeral.scales[word]
      guard let scale else { return }
      index += 1
      if let vague = phrase.vagueCount, phrase.count == nil {
        phrase.vagueCount = Numeral.product(vague, scale)
      } else {
        phrase.count = Numeral.product(phrase.count ?? 1, scale)
      }
      _ = take(["of"])
    }
  }

  /// Digits or number words: "12", "twenty-one", "one hundred and twenty", "3 thousand".
  private mutating func parseNumber() -> Int? {
    guard let first = peek() else { return nil }
    var numeral: Numeral
    if case .number(let digits) = first.kind {
      numeral = Numeral(digits: digits)
    } else if let number = Numeral(word: first.word) {
      numeral = number
    } else {
      return nil
    }
    index += 1
    while let next = peek(numeral.endsWithScale && sees(["and"]) ? 1 : 0) {
      let length = sees(["and"]) ? 2 : 1
      if case .number(let digits) = next.kind {
        guard numeral.append(digits: digits) else { break }
      } else if !numeral.append(next.word) {
        break
      }
      index += length
    }
    return numeral.value
  }

  // MARK: - Modifiers and head

  private mutating func parseWords(_ phrase: NounPhrase) -> [String] {
    var words: [String] = []
    while let token = peek() {
      if joinsAdjectives(words) {
        words[words.count - 1] += token.kind == .comma ? "," : ""
        if token.kind != .comma { words.append(token.word) }
        index += 1
        continue
      }
      guard case .word = token.kind, !endsPhrase(words, phrase) else { break }
      words.append(isKnown(token.word) || opensSentence ? token.word : token.text)
      index += 1
    }
    return words
  }

  /// "Brown and white dog", "small, red car": both sides of the joint are adjectives.
  private func joinsAdjectives(_ words: [String]) -> Bool {
    let bare = words.map { $0.hasSuffix(",") ? String($0.dropLast()) : $0 }
    guard let token = peek(), token.word == "and" || token.kind == .comma,
      let last = bare.last, isAdjective(last),
      bare.allSatisfy({ isAdjective($0) || $0 == "and" }),
      let next = peek(1), isAdjective(next.word), let after = peek(2)
    else { return false }
    return after.kind == .word && !isBoundary(index + 2) || after.word == "and"
  }

  /// A capital at the start of a sentence tells nothing about the word.
  private var opensSentence: Bool { index == 0 || tokens[index - 1].kind == .stop }

  private func isKnown(_ word: String) -> Bool {
    isAdjective(word) || isKnownNoun(word) || Lexicon.verbForms[word] != nil
  }

  /// Whether the current word no longer belongs to the phrase that the words before it began.
  private func endsPhrase(_ words: [String], _ phrase: NounPhrase) -> Bool {
    guard let token = peek() else { return true }
    let word = token.word
    if Lexicon.boundaries.contains(word) || word.hasSuffix("n't") { return true }
    if !words.isEmpty, Lexicon.vagueCounts[word] != nil || Lexicon.numbers[word] != nil {
      return true
    }
    if Lexicon.looseAdverbs.contains(word), isBoundary(index + 1) || !words.isEmpty { return true }
    if endsWithAdverb(word, words) { return true }
    if words.isEmpty { return startsDirection(at: index) && isBoundary(index + 1) }
    if startsDirection(at: index) { return true }
    if word == "each" || sees(["side", "by", "side"]) { return true }
    return startsVerb(after: words, phrase)
  }

  private func endsWithAdverb(_ word: String, _ words: [String]) -> Bool {
    if Lexicon.placementAdverbs.contains(word), startsPlacement(at: index + 1) { return true }
    guard word.hasSuffix("ly"), word.count > 4, !isKnown(word),
      !isKnownNoun(Plurals.singular(word)), !Lexicon.intensifiers.contains(word)
    else { return false }
    return isBoundary(index + 1)
  }

  /// Whether the current word is a verb that follows its noun.
  private func startsVerb(after words: [String], _ phrase: NounPhrase) -> Bool {
    guard let token = peek(), let last = words.last else { return false }
    let word = token.word
    let followsAdjectives = words.allSatisfy { isAdjective($0) || $0 == "and" }
    let isLast = isBoundary(index + 1) || peek(1).map { isVerbTail($0.word) } == true
    if VerbForms.nounsInIng.contains(word) { return false }
    if word.hasSuffix("ing"), word.count > 4 {
      if followsAdjectives, !isLast { return false }
      if let next = peek(1)?.word, ThingSize.knows(word + " " + Plurals.singular(next)) {
        return false
      }
      return true
    }
    if Lexicon.pastParticiples.contains(word) || Lexicon.locatingParticiples.contains(word) {
      return isLast && !followsAdjectives
    }
    guard Lexicon.verbForms[word] != nil, !followsAdjectives else { return false }
    if VerbForms.isPresentSingular(word) {
      let isSingular = (phrase.count ?? 1) == 1 && phrase.vagueCount == nil
      return isSingular && phrase.determiner != .bare && !Plurals.isPlural(last) && isLast
    }
    if Lexicon.verbForms[word] == word {
      return Plurals.isPlural(last) || Plurals.unchanged.contains(last)
    }
    return isLast
  }

  private func isVerbTail(_ word: String) -> Bool {
    Lexicon.particles.contains(word) || Lexicon.looseAdverbs.contains(word)
      || Lexicon.possessive.contains(word) || word.hasSuffix("ly")
      || Lexicon.numbers[word] != nil || Lexicon.vagueCounts[word] != nil
      || Lexicon.placementAdverbs.contains(word)
  }

  // MARK: - Checks

  /// Refuses words that are probably no noun phrase, such as two nouns with nothing between.
  private func checkWords(_ phrase: NounPhrase, from start: Int) throws(Refusal) {
    for word in phrase.modifiers where Plurals.isPlural(word) && isKnownNoun(word) {
      guard ThingSize.knows(word) || word == "sports" else {
        throw refusal(
          "“\(text(from: start))” has a plural before its last noun: a word is missing between them",
          from: start)
      }
    }
    try checkNouns(phrase, from: start)
    let words = phrase.modifiers + [phrase.writtenHead]
    let unknown = words.filter { !isPlausible($0) }
    let isBare = phrase.determiner == .bare && phrase.count == nil && phrase.vagueCount == nil
    if isBare, !phrase.isProper, unknown.count == words.count, !phrase.isPlural || words.count > 1 {
      throw refusal(
        "“\(text(from: start))” is not in the vocabulary: with an article or a number before it, "
          + "it would be read as a thing", from: start)
    }
    if unknown.count > 2 {
      throw refusal("“\(text(from: start))” has too many words out of the vocabulary", from: start)
    }
  }

  /// Refuses "two big", "the sits", "a mouse side" and heaps of nouns.
  private func checkNouns(_ phrase: NounPhrase, from start: Int) throws(Refusal) {
    let isMaterial = start > 0 && ["of", "in", "with", "from"].contains(tokens[start - 1].word)
    let head = phrase.writtenHead
    let isNoNoun = isAdjective(head) || Lexicon.verbForms[head] != nil
    if isNoNoun, !isKnownNoun(head), !(isMaterial && phrase.modifiers.isEmpty) {
      throw refusal("“\(text(from: start))” has no noun", from: start)
    }
    if ["side", "back", "end"].contains(phrase.head), !sees(["of"]) {
      throw refusal("“\(text(from: start))”: “\(head)” of what?", from: start)
    }
    let nouns = phrase.modifiers.filter { isKnownNoun($0) && !isAdjective($0) }
    guard nouns.count < 3, !nouns.contains(phrase.head) else {
      throw refusal("“\(text(from: start))” has more nouns than one thing can have", from: start)
    }
  }

  private func isPlausible(_ word: String) -> Bool {
    isKnown(word) || word.contains("-") || word.contains("'") || word.hasSuffix("ed")
      || word.hasSuffix("ing") || word == "and" || Lexicon.intensifiers.contains(word)
  }

  // MARK: - "of"

  /// "A group of four giraffes" is four giraffes; "a pair of scissors" is one thing.
  private mutating func parseGroup(
    _ phrase: NounPhrase, from start: Int
  ) throws(Refusal) -> NounPhrase? {
    let size = Lexicon.sizedGroups[phrase.head]
    guard size != nil || Lexicon.groups.contains(phrase.head), sees(["of"]) else { return nil }
    index += 1
    let inner = index
    guard var counted = try parseNounPhrase() else {
      throw refusal("“\(text(from: start))” is of nothing", from: start)
    }
    counted.source = source(from: start)
    if phrase.head == "pair", Lexicon.pairedThings.contains(counted.writtenHead) {
      var one = phrase
      one.complements = ["of " + text(from: inner)]
      one.source = counted.source
      return one
    }
    let groups = phrase.count ?? 1
    counted.determiner = phrase.determiner
    if let stated = counted.count ?? size { counted.count = Numeral.product(stated, groups) }
    if counted.count == nil {
      counted.vagueCount = Numeral.product(counted.vagueCount ?? 4, groups)
    }
    if ["row", "line"].contains(phrase.head) { counted.modifiers.insert(Self.rowMark, at: 0) }
    return counted
  }

  /// Stands among the modifiers of things that were said to stand in a row, until they are added.
  static let rowMark = "\u{0}row"

  /// "A vase of flowers", "a statue of a horse": one thing.
  private mutating func parseComplement(_ phrase: inout NounPhrase) throws(Refusal) {
    let start = index
    guard sees(["of"]), !opensStyle(phrase) else { return }
    index += 1
    guard try parseNounPhrase() != nil else {
      throw refusal("“\(text(from: start))” is of nothing", from: start)
    }
    phrase.complements.append(text(from: start))
  }

  private func opensStyle(_ phrase: NounPhrase) -> Bool {
    Scenery.pictures.contains(phrase.head) && scene.things.isEmpty && scene.style == nil
      && (phrase.count ?? 1) == 1 && !phrase.isPlural
  }
}
