/// Determiners and counts: "the", "both", "at least three", "two of the", "a dozen".
extension CaptionGrammar {
  /// Reads what stands before the adjectives of a noun phrase.
  mutating func parseDeterminers(_ phrase: inout NounPhrase) throws(Refusal) {
    skipApproximation()
    if take(["half", "a", "dozen"]) {
      phrase.count = 6
      phrase.countSource = source(from: index - 3)
      return
    }
    if try parseQuantifier(&phrase) { return }
    parseArticle(&phrase)
    if !isStrict, phrase.determiner != .bare, let doubled = peek()?.word,
      Lexicon.indefinite.contains(doubled) || Lexicon.definite.contains(doubled)
    {
      leaveOut(from: index - 1, because: "two articles stand side by side")
      parseArticle(&phrase)
    }
    try parseCount(&phrase)
  }

  private mutating func parseArticle(_ phrase: inout NounPhrase) {
    guard let word = peek()?.word else { return }
    if Lexicon.indefinite.contains(word) {
      phrase.determiner = .indefinite
    } else if Lexicon.definite.contains(word) {
      phrase.determiner = .definite
    } else if Lexicon.possessive.contains(word) {
      phrase.determiner = .possessive
    } else {
      return
    }
    index += 1
  }

  /// "Exactly", "about", "nearly" before a number change nothing that a picture shows.
  private mutating func skipApproximation() {
    guard let word = peek()?.word, Self.approximations.contains(word), startsCount(at: index + 1)
    else { return }
    index += 1
  }

  private static let approximations = Lexicon.words(
    "exactly only just about around approximately roughly nearly almost precisely")

  /// "Both dogs", "all the dogs", "each dog", "each of two dogs".
  ///
  /// - Returns: whether a count was read and nothing more may follow.
  private mutating func parseQuantifier(_ phrase: inout NounPhrase) throws(Refusal) -> Bool {
    let start = index
    switch peek()?.word {
    case "both":
      index += 1
      // "Both a cat and a dog" counts nothing.
      guard !startsNounPhrase(at: index), !startsCount(at: index) else { return false }
      _ = take(["of"])
      parseArticle(&phrase)
      phrase.determiner = .definite
      phrase.count = 2
      phrase.countSource = source(from: start)
      return true
    case "all":
      index += 1
      _ = take(["of"])
      return false
    case "each", "every", "either":
      index += 1
      _ = take(["of"])
      parseArticle(&phrase)
      if let number = parseNumber(), number > 1 {
        phrase.count = number
      } else if isStrict {
        throw refusal(
          "“\(text(from: start, words: 1))” is not understood: say how many", from: start)
      } else {
        phrase.vagueCount = 3
      }
      phrase.isDistributive = true
      phrase.countSource = source(from: start)
      return true
    default: return false
    }
  }

  func startsCount(at place: Int) -> Bool {
    guard tokens.indices.contains(place) else { return false }
    if case .number = tokens[place].kind { return true }
    return tokens[place].traits.contains(.number) || tokens[place].word == "a"
  }

  // MARK: - Counts

  private mutating func parseCount(_ phrase: inout NounPhrase) throws(Refusal) {
    let start = index
    let bound = takeBound()
    if let number = parseNumber() {
      if parseAlternative() || bound != nil {
        phrase.vagueCount = max(0, number + (bound ?? 0))
      } else {
        phrase.count = number
      }
    } else if bound != nil {
      index = start
    } else if let word = peek()?.word, let count = Lexicon.vagueCounts[word] {
      phrase.vagueCount = count
      index += 1
    }
    let isPair =
      sees(["couple"]) && !isBoundary(index + 1) && peek(1)?.word.hasSuffix("ing") != true
    if take(["couple", "of"]) || isPair && take(["couple"]) {
      phrase.count = 2
    }
    if take(["lot", "of"]) || take(["lots", "of"]) || take(["plenty", "of"]) {
      phrase.vagueCount = 6
    }
    parseScales(&phrase)
    guard phrase.count != nil || phrase.vagueCount != nil else { return }
    phrase.countSource = source(from: start)
    try parsePart(&phrase, from: start)
    guard let next = peek() else { return }
    let isNumber = if case .number = next.kind { true } else { next.traits.contains(.number) }
    if isNumber, Lexicon.numbers[next.word] != 1 {
      index += 1
      throw refusal("“\(text(from: start))” is not one number", from: start)
    }
  }

  /// "At least", "more than", "up to": the words, and what they add to the number.
  private mutating func takeBound() -> Int? {
    for (words, addend) in Self.bounds where sees(words) && startsCount(at: index + words.count) {
      index += words.count
      return addend
    }
    return nil
  }

  private static let bounds: [(words: [String], addend: Int)] = [
    (["at", "least"], 0), (["at", "most"], 0), (["up", "to"], 0), (["no", "more", "than"], 0),
    (["no", "less", "than"], 0), (["more", "than"], 1), (["fewer", "than"], -1),
    (["less", "than"], -1), (["over"], 1),
  ]

  /// Whether "at least three" or the like starts here, and not a preposition.
  var startsBound: Bool {
    Self.bounds.contains { sees($0.words) && $0.words.count > 1 && startsCount(at: index + 2) }
  }

  /// "Two or three", "five to six": takes the second number and says which one is planned.
  private mutating func parseAlternative() -> Bool {
    let start = index
    guard take(["or"]) || take(["to"]) else { return false }
    guard parseNumber() != nil, !isBoundary(index) else {
      index = start
      return false
    }
    return true
  }

  /// "Two of the cats", "three of four elephants": the first number counts.
  private mutating func parsePart(_ phrase: inout NounPhrase, from start: Int) throws(Refusal) {
    guard sees(["of"]), let next = peek(1)?.word,
      Lexicon.definite.contains(next) || Lexicon.possessive.contains(next)
        || startsCount(at: index + 1) && next != "a"
    else { return }
    index += 1
    var whole = NounPhrase(head: "", source: source(from: index), writtenHead: "")
    parseArticle(&whole)
    _ = parseNumber()
    phrase.isPartOfKind = true
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
  mutating func parseNumber() -> Int? {
    guard let first = peek() else { return nil }
    var numeral: Numeral
    if case .number(let digits) = first.kind {
      numeral = Numeral(digits: digits)
    } else if first.traits.contains(.number), let number = Numeral(word: first.word) {
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
}
