/// Things that an instruction brings: noun phrases as captions have them.
extension InstructionGrammar {
  /// Reads one thing that is to come.
  mutating func newcomer(from start: Int) throws(Refusal) -> NounPhrase {
    guard let phrase = try parseNewcomer() else {
      words.index = min(words.tokens.count, max(words.index, start + 1))
      throw refusal("“\(words.text(from: start))”: a thing was expected here", from: start)
    }
    return phrase
  }

  /// Reads things that are to come: "a cat, two dogs and a ball".
  mutating func parseNewcomers(from start: Int) throws(Refusal) -> [NounPhrase] {
    var phrases = [try newcomer(from: start)]
    while true {
      let saved = self
      var hasJoint = false
      while words.peek()?.kind == .comma || words.sees(["and"]) || words.sees(["or"]) {
        words.index += 1
        hasJoint = true
      }
      guard hasJoint, !startsVerb(at: words.index), !startsStatement(),
        let next = try parseNewcomer()
      else {
        self = saved
        return phrases
      }
      phrases.append(next)
    }
  }

  private mutating func parseNewcomer() throws(Refusal) -> NounPhrase? {
    let start = words.index
    skipWords(["some"])
    let isMore = words.index > start && words.sees(["more"]) || words.sees(["more"])
    var lead = words
    if isMore { lead.index += 1 } else { lead.index = start }
    var number: Int?
    words.index = lead.index
    let saved = words.index
    if let counted = words.parseNumber(), sees(oneOf: ["more", "extra", "additional", "other"]) {
      number = counted
      words.index += 1
    } else {
      words.index = saved
      if sees(oneOf: Lexicon.indefinite), sees(oneOf: ["extra", "additional", "second"], ahead: 1) {
        number = 1
        words.index += 2
      }
    }
    let end = newcomerEnd(from: words.index)
    guard end > words.index else {
      words.index = start
      return nil
    }
    var phrase = try phrase(of: words.index..<end)
    words.index = end
    if let number { phrase.count = number }
    if isMore, number == nil, phrase.count == nil { phrase.vagueCount = 2 }
    try takeComplement(of: &phrase)
    phrase.source = words.source(from: start)
    return phrase
  }

  /// The end of a phrase with its determiners.
  private func newcomerEnd(from start: Int) -> Int {
    var place = start
    while words.tokens.indices.contains(place) {
      let token = words.tokens[place]
      let isNumber = if case .number = token.kind { true } else { false }
      guard
        isNumber || Self.articles.contains(token.word) || Lexicon.possessive.contains(token.word)
          || Numeral(word: token.word) != nil
      else { break }
      place += 1
    }
    let end = nounEnd(from: place, .plain)
    return end > place ? end : start
  }

  /// Reads tokens as a noun phrase of the caption's grammar, or as they stand.
  private func phrase(of range: Range<Int>) throws(Refusal) -> NounPhrase {
    var grammar = CaptionGrammar(
      tokens: Array(words.tokens[range]), isStrict: false, findings: [])
    if let phrase = try? grammar.parseNounPhrase(allowsUnknown: true), grammar.isAtEnd {
      return phrase
    }
    let body = range.drop { place in
      Self.articles.contains(words.tokens[place].word)
        || Numeral(word: words.tokens[place].word) != nil || words.tokens[place].kind != .word
    }
    guard !body.isEmpty else {
      throw refusal(
        "“\(words.text(from: range.lowerBound))” names no thing", from: range.lowerBound)
    }
    var phrase = noun(body.startIndex..<body.endIndex)
    phrase.determiner = .indefinite
    var counting = words
    counting.index = range.lowerBound
    phrase.count = counting.parseNumber()
    return phrase
  }
}
