/// Whether words can be one noun phrase.
extension CaptionGrammar {
  /// Refuses words that are probably no noun phrase, such as two nouns with nothing between.
  func checkWords(_ phrase: NounPhrase, from start: Int) throws(Refusal) {
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
    if unknown.count > 2, isStrict || !isKnownNoun(phrase.writtenHead) && !phrase.isProper {
      throw refusal("“\(text(from: start))” has too many words out of the vocabulary", from: start)
    }
  }

  /// Refuses "two big", "the sits", "a mouse side" and heaps of nouns.
  private func checkNouns(_ phrase: NounPhrase, from start: Int) throws(Refusal) {
    let isMaterial = start > 0 && ["of", "in", "with", "from"].contains(tokens[start - 1].word)
    let head = phrase.writtenHead
    let isNoNoun = isAdjective(head) || Lexicon.verbForms[head] != nil
    if isNoNoun, !isKnownNoun(head), !(isMaterial && phrase.modifiers.isEmpty),
      isStrict || Lexicon.verbForms[head] != nil || phrase.modifiers.allSatisfy(isAdjective)
    {
      throw refusal("“\(text(from: start))” has no noun", from: start)
    }
    let isBare = phrase.determiner == .bare && phrase.count == nil && phrase.vagueCount == nil
    let looksLikeNoun = !head.hasSuffix("ed") && !isAdjective(head)
    if !isStrict, isBare, !looksLikeNoun, !isKnownNoun(head), !isMaterial {
      throw refusal("“\(text(from: start))” has no noun", from: start)
    }
    if ["side", "back", "end"].contains(phrase.head), !sees(["of"]), !phrase.hasOwner {
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

  /// Says what was assumed about a thing: how many there are, and how large.
  mutating func noteAssumptions(about thing: SceneGraph.Thing) {
    let phrase = thing.phrase
    if thing.isVague {
      findings.append(
        PlanningRule.assumedCount.finding(
          "how many “\(phrase.bareText)” is not said: planned \(thing.count)", at: phrase.source))
    }
    if !ThingSize.of(modifiers: phrase.modifiers, head: phrase.head).known {
      findings.append(
        PlanningRule.unknownNoun.finding(
          "the size of “\(phrase.head)” is not known: planned as a middling thing",
          at: phrase.source))
    }
  }
}
