/// Looking at words and taking them.
extension CaptionGrammar {
  /// Whether every word was read.
  var isAtEnd: Bool { index >= tokens.count }

  /// The token at a distance from the current one.
  func peek(_ ahead: Int = 0) -> CaptionToken? {
    tokens.indices.contains(index + ahead) ? tokens[index + ahead] : nil
  }

  /// Whether the next words are these.
  func sees(_ words: [String], at place: Int? = nil) -> Bool {
    let start = place ?? index
    guard start + words.count <= tokens.count else { return false }
    for (offset, word) in words.enumerated() where tokens[start + offset].word != word {
      return false
    }
    return true
  }

  /// Takes the next words if they are these.
  mutating func take(_ words: [String]) -> Bool {
    guard sees(words) else { return false }
    index += words.count
    return true
  }

  /// The caption's words from a token to the current one, or a number of words.
  func text(from start: Int, words: Int? = nil) -> String {
    let end = min(tokens.count, words.map { start + $0 } ?? max(index, start + 1))
    var result = ""
    for token in tokens[start..<end] {
      result += (result.isEmpty || token.kind == .comma ? "" : " ") + token.text
    }
    return result
  }

  /// The caption's words from a token to the current one, without the capitals that tell nothing.
  func plainText(from start: Int) -> String {
    var result = ""
    for place in start..<index {
      let token = tokens[place]
      let opens = place == 0 || tokens[place - 1].kind == .stop
      let isPlain = opens || isBoundary(place) || isAdjective(token.word) || isKnownNoun(token.word)
      result += result.isEmpty || token.kind == .comma ? "" : " "
      result += isPlain ? token.word : token.text
    }
    return result
  }

  /// The place of the tokens from one to the current one.
  func source(from start: Int) -> SourceRange {
    let first = min(start, tokens.count - 1)
    return source(of: first..<max(first + 1, min(index, tokens.count)))
  }

  /// The place of tokens.
  func source(of places: Range<Int>) -> SourceRange {
    var range = tokens[places.lowerBound].source
    let last = tokens[places.upperBound - 1].source
    range.length = last.offset + last.length - range.offset
    return range
  }

  /// A refusal that points at the tokens from one to the current one.
  func refusal(
    _ message: String, from start: Int, rule: PlanningRule = .notUnderstood, isFinal: Bool = false
  ) -> Refusal {
    Refusal(finding: rule.finding(message, at: source(from: start)), isFinal: isFinal)
  }

  /// Whether no noun phrase goes on at a token.
  func isBoundary(_ place: Int) -> Bool {
    guard tokens.indices.contains(place), case .word = tokens[place].kind else { return true }
    return tokens[place].traits.contains(.boundary)
  }

  /// What the word lists say of a token; nothing behind the last one.
  func traits(at place: Int) -> WordTraits {
    tokens.indices.contains(place) ? tokens[place].traits : []
  }

  /// Whether a word is known as an adjective.
  func isAdjective(_ word: String) -> Bool { Lexicon.adjectives.contains(word) }

  /// Whether a word is known as a noun, in either number.
  func isKnownNoun(_ word: String) -> Bool { WordTraits(of: word).contains(.noun) }
}
