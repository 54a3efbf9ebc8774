/// Noun phrases: determiner, number, modifiers, head, "of" phrase.
extension CaptionGrammar {
  /// A word of a phrase, and the token after it.
  private struct Word {
    var text: String
    var end: Int
  }

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
    let first = index
    let words = parseWords(phrase)
    guard !words.isEmpty else {
      index = start
      return nil
    }
    fill(&phrase, with: words, from: first)
    phrase.source = source(from: start)
    if let counted = try parseGroup(phrase, from: start) { return counted }
    if !allowsUnknown || words.count > 1 {
      do throws(Refusal) {
        try checkWords(phrase, from: start)
      } catch {
        guard let shorter = longestPhrase(in: words, phrase, from: (start, first)) else {
          throw error
        }
        phrase = shorter
      }
    }
    try parseComplement(&phrase)
    phrase.source = source(from: start)
    return phrase
  }

  /// "A photo of a drawing of a statue of a horse" is three deep.
  private static let deepest = 8

  /// Makes a phrase of its words.
  private func fill(_ phrase: inout NounPhrase, with words: [Word], from first: Int) {
    let texts = words.map(\.text)
    guard let last = texts.last else { return }
    phrase.writtenHead = last
    phrase.isProper = isProper(texts, phrase)
    phrase.isPlural = !phrase.isProper && Plurals.isPlural(last)
    phrase.head = phrase.isProper ? last : singularHead(last, phrase)
    phrase.modifiers = texts.dropLast().filter { $0 != "other" }
    if texts.first == "other", phrase.determiner == .definite { phrase.determiner = .indefinite }
    phrase.attributes = tokens[first..<max(first, (words.last?.end ?? first) - 1)]
      .filter { isAdjective($0.word) && $0.word != "other" }
      .map { .init(word: $0.word, source: $0.source) }
  }

  /// The longest beginning of words that is a phrase, when they can't be one all together.
  private mutating func longestPhrase(
    in words: [Word], _ phrase: NounPhrase, from places: (start: Int, first: Int)
  ) -> NounPhrase? {
    guard !isStrict, words.count > 1 else { return nil }
    let end = index
    for length in (1..<words.count).reversed() {
      let beginning = Array(words.prefix(length))
      guard let last = beginning.last, isKnownNoun(last.text) else { continue }
      var shorter = phrase
      fill(&shorter, with: beginning, from: places.first)
      index = last.end
      if (try? checkWords(shorter, from: places.start)) != nil { return shorter }
    }
    index = end
    return nil
  }

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

  // MARK: - Modifiers and head

  private mutating func parseWords(_ phrase: NounPhrase) -> [Word] {
    var words: [Word] = []
    while index < tokens.count {
      let token = tokens[index]
      if joinsAdjectives(words) {
        words[words.count - 1].text += token.kind == .comma ? "," : ""
        index += 1
        if token.kind != .comma { words.append(Word(text: token.word, end: index)) }
        continue
      }
      guard case .word = token.kind, !endsPhrase(words.map(\.text), phrase) else { break }
      let text = isKnown(token.traits) || opensSentence ? token.word : token.text
      index += 1
      words.append(Word(text: text, end: index))
    }
    if let last = words.last, startsUnknownVerb(after: last.text, phrase) { unknownVerb = index }
    return words
  }

  /// "Brown and white dog", "small, red car": both sides of the joint are adjectives.
  private func joinsAdjectives(_ words: [Word]) -> Bool {
    guard !words.isEmpty, let token = peek(), token.word == "and" || token.kind == .comma else {
      return false
    }
    let bare = words.map { $0.text.hasSuffix(",") ? String($0.text.dropLast()) : $0.text }
    guard let last = bare.last, isAdjective(last),
      bare.allSatisfy({ isAdjective($0) || $0 == "and" || $0.hasSuffix("ing") }),
      let next = peek(1), isAdjective(next.word), let after = peek(2)
    else { return false }
    return after.kind == .word && !isBoundary(index + 2) || after.word == "and"
  }

  /// A capital at the start of a sentence tells nothing about the word.
  private var opensSentence: Bool { index == 0 || tokens[index - 1].kind == .stop }

  func isKnown(_ word: String) -> Bool { isKnown(WordTraits(of: word)) }

  private func isKnown(_ traits: WordTraits) -> Bool {
    !traits.isDisjoint(with: [.adjective, .noun, .verbForm])
  }

  /// Whether the current word no longer belongs to the phrase that the words before it began.
  private func endsPhrase(_ words: [String], _ phrase: NounPhrase) -> Bool {
    guard let token = peek() else { return true }
    let word = token.word
    if token.traits.contains(.boundary) || word.hasSuffix("n't") { return true }
    if !words.isEmpty, token.traits.contains(.vagueCount) || Lexicon.numbers[word] != nil {
      return true
    }
    if token.traits.contains(.looseAdverb), isBoundary(index + 1) || !words.isEmpty { return true }
    if endsWithAdverb(word, words) { return true }
    if words.isEmpty { return startsDirection(at: index) && isBoundary(index + 1) }
    if startsDirection(at: index) || startsPlacement(at: index) { return true }
    if startsSizeComparison(at: index) { return true }
    if word == "each" || sees(["side", "by", "side"]) || word == "full" && sees(["full", "of"]) {
      return true
    }
    return startsVerb(after: words, phrase)
  }

  private func endsWithAdverb(_ word: String, _ words: [String]) -> Bool {
    if traits(at: index).contains(.placementAdverb), startsPlacement(at: index + 1) { return true }
    guard word.hasSuffix("ly"), word.count > 4, !isKnown(word),
      !isKnownNoun(Plurals.singular(word)), !Lexicon.intensifiers.contains(word)
    else { return false }
    return isBoundary(index + 1)
  }

  /// Whether the current word is a verb that follows its noun.
  private func startsVerb(after words: [String], _ phrase: NounPhrase) -> Bool {
    guard let token = peek(), let last = words.last else { return false }
    let word = token.word
    let isLast = isBoundary(index + 1) || peek(1).map { isVerbTail($0.word) } == true
    let mayBeNoun = phrase.determiner != .bare && isLast && isKnownNoun(last)
    let followsAdjectives = !mayBeNoun && words.allSatisfy { isAdjective($0) || $0 == "and" }
    if VerbForms.nounsInIng.contains(word) { return false }
    if word.hasSuffix("ing"), word.count > 4 {
      if followsAdjectives, !isLast { return false }
      if word == "looking", !isKnownNoun(last), !isLast { return false }
      if let next = peek(1)?.word, ThingSize.knows(word + " " + Plurals.singular(next)) {
        return false
      }
      return true
    }
    if Lexicon.pastParticiples.contains(word) || Lexicon.locatingParticiples.contains(word) {
      return isLast && !followsAdjectives
    }
    if followsAdjectives { return false }
    if startsUnknownVerb(after: last, phrase) { return true }
    guard Lexicon.verbForms[word] != nil else { return false }
    if VerbForms.isPresentSingular(word) {
      let isSingular = (phrase.count ?? 1) == 1 && phrase.vagueCount == nil
      return isSingular && phrase.determiner != .bare && !Plurals.isPlural(last)
        && (isLast || !isKnownNoun(word))
    }
    if Lexicon.verbForms[word] == word {
      if isJoined, !list.isEmpty, startsPlacement(at: index + 1) { return true }
      return Plurals.isPlural(last) || Plurals.unchanged.contains(last)
    }
    return isLast
  }

  /// "A man prepares a pizza", "two men prepare food": a verb out of the vocabulary, by its ending.
  private func startsUnknownVerb(after last: String, _ phrase: NounPhrase) -> Bool {
    guard !isStrict, depth < 2, let token = peek(), token.kind == .word, !isBoundary(index),
      !isKnown(token.traits),
      !token.word.utf8.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "'") }),
      token.traits.isDisjoint(with: [.looseAdverb, .particle]),
      !isKnownNoun(Plurals.singular(token.word)), isKnownNoun(last)
    else { return false }
    let isSingular =
      (phrase.count ?? 1) == 1 && !Plurals.isPlural(last)
      && (phrase.determiner != .bare || startsNounPhrase(at: index + 1))
    return Plurals.isPlural(token.word)
      ? isSingular : Plurals.isPlural(last) && !isKnownNoun(peek(1)?.word ?? "")
  }

  private func isVerbTail(_ word: String) -> Bool {
    Lexicon.particles.contains(word) || Lexicon.looseAdverbs.contains(word)
      || Lexicon.possessive.contains(word) || word.hasSuffix("ly")
      || Lexicon.numbers[word] != nil || Lexicon.vagueCounts[word] != nil
      || Lexicon.placementAdverbs.contains(word)
  }

  // MARK: - Groups

  /// "A group of four giraffes" is four giraffes; "a pair of scissors" is one thing.
  private mutating func parseGroup(
    _ phrase: NounPhrase, from start: Int
  ) throws(Refusal) -> NounPhrase? {
    let size = Lexicon.sizedGroups[phrase.head]
    let figure = Self.formations[phrase.head]
    guard size != nil || figure != nil || Lexicon.groups.contains(phrase.head), sees(["of"]) else {
      return nil
    }
    let saved = self
    index += 1
    let inner = index
    guard var counted = try parseNounPhrase() else {
      throw refusal("“\(text(from: start))” is of nothing", from: start)
    }
    if figure == .column, counted.count == nil {
      self = saved
      return nil
    }
    counted.source = source(from: start)
    if phrase.head == "pair", Lexicon.pairedThings.contains(counted.writtenHead) {
      var one = phrase
      one.complements = ["of " + text(from: inner)]
      one.contents = [counted]
      one.source = counted.source
      return one
    }
    let groups = phrase.count ?? 1
    counted.determiner = phrase.determiner
    if let stated = counted.count ?? size { counted.count = Numeral.product(stated, groups) }
    if counted.count == nil {
      counted.vagueCount = Numeral.product(counted.vagueCount ?? 4, groups)
    }
    if size != nil || phrase.count != nil { counted.countSource = counted.source }
    counted.formation = figure
    return counted
  }

  /// Group nouns that name a figure; "a stack of books" is one thing, "a stack of five books" five.
  private static let formations: WordTable<SceneGraph.Formation> = [
    "row": .row, "line": .row, "circle": .circle, "ring": .circle, "stack": .column,
    "tower": .column, "column": .column,
  ]

  // MARK: - "of"

  /// "A vase of flowers", "a statue of a horse", "half a melon": one thing.
  private mutating func parseComplement(_ phrase: inout NounPhrase) throws(Refusal) {
    let start = index
    let isHalf =
      phrase.writtenHead == "half" && peek().map { Lexicon.indefinite.contains($0.word) } == true
    guard isHalf || sees(["of"]), !opensStyle(phrase) else { return }
    if !isHalf { index += 1 }
    if !isStrict, isPronoun(at: index) {
      index += 1
    } else if let inner = try parseNounPhrase(allowsUnknown: !isStrict) {
      phrase.contents = [inner]
    } else {
      throw refusal("“\(text(from: start))” is of nothing", from: start)
    }
    phrase.complements.append((isHalf ? "of " : "") + text(from: start))
  }

  private func opensStyle(_ phrase: NounPhrase) -> Bool {
    Scenery.pictures.contains(phrase.head) && scene.things.isEmpty && scene.style == nil
      && (phrase.count ?? 1) == 1 && !phrase.isPlural
  }
}
