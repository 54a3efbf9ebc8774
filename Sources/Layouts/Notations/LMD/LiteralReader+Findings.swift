/// What is told of the liberties that are taken in reading.
extension LiteralReader {
  mutating func noteMissingComma() {
    note(.separator, "a comma is missing", position..<position)
    result.isPython = false
  }

  /// Notes once, at the innermost bracket, that the text ends too early.
  mutating func noteTruncation(from opening: Int) {
    noteOutwardDecision()
    if !result.isTruncated {
      note(.truncated, "the text ends within a bracket", opening..<opening + 1)
    }
    result.isTruncated = true
    result.isPython = false
  }

  mutating func noteOddBracket(_ range: Range<Int>) {
    note(.bracketStyle, "a bracket of another script", range)
    result.isPython = false
  }

  /// Notes a liberty that was taken by what stands around the collection, or far behind it.
  mutating func noteOutward(
    _ rule: ReadingRule, _ message: @autoclosure () -> String, _ range: Range<Int>
  ) {
    result.isPython = false
    noteOutwardDecision()
    note(rule, message(), range)
  }

  /// Remembers that the collection at hand might be read otherwise by itself.
  mutating func noteOutwardDecision() { outwardCount += 1 }

  mutating func note(
    _ rule: ReadingRule, _ message: @autoclosure () -> String, _ range: Range<Int>
  ) {
    guard !isAgain, !result.notes.countUnlisted(rule) else { return }
    result.notes.append(rule, message(), at: source.range(range))
  }
}
