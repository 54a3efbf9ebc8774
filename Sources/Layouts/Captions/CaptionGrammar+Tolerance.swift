/// Going on after words that are not understood: what is left out is declared, the rest is kept.
extension CaptionGrammar {
  /// Words that were left out, and why.
  struct Omission {
    /// The first token and the one after the last.
    var tokens: Range<Int>
    /// Why.
    var reason: String
    /// The refusal of a strict reading.
    var refusal: Refusal
  }

  /// Reads the next element, or leaves out words until one can be read.
  mutating func parseTolerantly() throws(Refusal) {
    let saved = self
    do throws(Refusal) {
      try parseElement()
    } catch {
      guard !error.isFinal else { throw error }
      self = saved
      leaveOutElement(because: error)
    }
  }

  /// Leaves out words from the current one to the next that may start something.
  private mutating func leaveOutElement(because refusal: Refusal) {
    let start = index
    index += 1
    while !isAtEnd, !mayResume(at: index) { index += 1 }
    leaveOut(from: start, because: refusal.finding.message, refusal)
    isPredicate = false
  }

  /// Records that the tokens from one to the current one are left out.
  mutating func leaveOut(from start: Int, because reason: String, _ refusal: Refusal? = nil) {
    let refusal = refusal ?? self.refusal(reason, from: start)
    if let last = omissions.last, last.tokens.upperBound == start {
      omissions[omissions.count - 1].tokens = last.tokens.lowerBound..<index
    } else {
      omissions.append(Omission(tokens: start..<index, reason: reason, refusal: refusal))
    }
  }

  /// Leaves out the rest of a clause, as after "isn't": half of it would say the opposite.
  mutating func leaveOutClause(from start: Int, because reason: String) {
    while let token = peek(), token.kind != .stop, token.kind != .comma,
      !["and", "but", "while", "with"].contains(token.word)
    {
      index += 1
    }
    leaveOut(from: start, because: reason)
  }

  /// Whether something that the grammar knows may start at a token.
  private func mayResume(at place: Int) -> Bool {
    let token = tokens[place]
    guard token.kind == .word else { return token.kind != .symbol }
    let word = token.word
    if startsNounPhrase(at: place) || startsCount(at: place) || startsPlacement(at: place) {
      return true
    }
    if Self.resuming.contains(word) || Lexicon.vagueCounts[word] != nil { return true }
    if isKnownNoun(word) { return Lexicon.verbForms[word] == nil || isBoundary(place + 1) }
    return isAdjective(word)
      && tokens.indices.contains(place + 1)
      && (isKnownNoun(tokens[place + 1].word) || isAdjective(tokens[place + 1].word))
  }

  private static let resuming = Lexicon.words(
    "and while with without no but plus has have having wearing holding riding eating neither")

  /// Turns what was left out into findings, or refuses when nothing known is left.
  mutating func declareOmissions() throws(Refusal) {
    guard let first = omissions.first else { return }
    guard understandsSomething else { throw first.refusal }
    for omission in omissions {
      let words = tokens[omission.tokens].map(\.text).joined(separator: " ")
      findings.append(
        PlanningRule.leftOut.finding(
          "“\(words)” is left out of the plan: \(omission.reason)", at: source(of: omission.tokens))
      )
    }
  }

  /// Whether some noun of the caption is in the vocabulary.
  private var understandsSomething: Bool {
    !scene.surroundings.isEmpty
      || scene.things.contains { thing in
        ([thing.phrase.head] + thing.phrase.modifiers).contains(where: isKnownNoun)
      }
  }

  // MARK: - Marks

  /// Marks that a tolerant reading takes for a pause.
  private static let pauses: Set<String> = [
    ":", "[", "]", "-", "\u{2013}", "\u{2014}", "/", "|", "\u{2026}",
  ]

  /// Marks that quote and emphasise.
  private static let quotes: Set<String> = [
    "(", ")", "\"", "'", "`", "*", "_", "#", "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}",
    "\u{201E}",
    "\u{AB}", "\u{BB}", "~",
  ]

  /// The end of quoted words that are a title or an inscription: "a sign that says “stop”".
  ///
  /// After an article or an adjective quoted words are read as they stand.
  private static func inscription(at place: Int, in tokens: [CaptionToken]) -> Int? {
    guard tokens[place].kind == .symbol, ["\"", "\u{201C}"].contains(tokens[place].text),
      place > 0,
      let end = tokens[(place + 1)...].firstIndex(where: { ["\"", "\u{201D}"].contains($0.text) }),
      end > place + 1
    else { return nil }
    let before = tokens[place - 1]
    let leads =
      Lexicon.indefinite.contains(before.word) || Lexicon.definite.contains(before.word)
      || Lexicon.adjectives.contains(before.word) || Numeral(word: before.word) != nil
      || ["of", "and", "with", "on", "in", "to"].contains(before.word)
    return leads ? nil : end + 1
  }

  /// Reads marks that a strict reading refuses: pauses as commas, the rest as nothing.
  ///
  /// - Returns: the tokens that are left, and what was noticed.
  static func passMarks(_ tokens: [CaptionToken]) -> ([CaptionToken], [Finding]) {
    guard tokens.contains(where: { $0.kind == .symbol }) else { return (tokens, []) }
    var result: [CaptionToken] = []
    var findings: [Finding] = []
    var skipped = 0
    for (place, token) in tokens.enumerated() {
      if place < skipped { continue }
      if let end = inscription(at: place, in: tokens) {
        var range = token.source
        range.length = tokens[end - 1].source.offset + tokens[end - 1].source.length - range.offset
        findings.append(
          PlanningRule.leftOut.finding(
            "an inscription is left out of the plan: its words are no things", at: range))
        skipped = end
        continue
      }
      guard token.kind == .symbol else {
        result.append(token)
        continue
      }
      if pauses.contains(token.text) {
        var comma = token
        comma.kind = .comma
        comma.text = ","
        comma.word = ","
        result.append(comma)
      } else if quotes.contains(token.text) {
        findings.append(
          PlanningRule.chosenReading.finding(
            "“\(token.text)” is passed over: what it marks is read as it stands", at: token.source))
      } else {
        findings.append(
          PlanningRule.leftOut.finding(
            "“\(token.text)” is left out of the plan: it has no meaning in a caption",
            at: token.source))
      }
    }
    return (result, findings)
  }
}
