/// Where the next quote stands that can tell whether a text goes on behind a line break.
///
/// What one line break was told holds for all up to that quote, so that no stretch is searched twice.
struct LineBreakSearch {
  /// From the line break up to the quote, or to the end of the text.
  var range = 0..<0
  /// Whether the quote closes a text, and doesn't open another.
  var isClosed = false
}

/// Texts in quotes that hold a line break as it is, which neither JSON nor Python allows.
///
/// They are told from texts that lack their closing quote by the next quote of the kind: it closes the
/// text where a separator or a closing bracket follows, and else opens another text.
extension LiteralReader {
  /// Steps over a line break within a text, with the blanks behind it, and appends a blank for it; false,
  /// at the same place, where the text ends at the line.
  mutating func takeLineBreak(of quote: Quote, to text: inout TextBuffer) -> Bool {
    guard !isStrict, !openers.isEmpty, let closer = quote.closer, closer != UInt8(ascii: "`"),
      goesOn(to: closer)
    else { return false }
    let start = position
    position = source.skippingSpace(from: start, to: end)
    result.isPython = false
    note(.unescapedQuote, "a line break within a text was read as a blank", start..<position)
    let isAtEnd = position < end && source.bytes[position] == closer
    if start > quote.start, !isAtEnd, !source.bytes[start - 1].isBlank { text.append(0x20) }
    return true
  }

  /// Whether the next quote of a kind behind the position closes a text.
  private mutating func goesOn(to closer: UInt8) -> Bool {
    noteOutwardDecision()
    let isDouble = closer == UInt8(ascii: "\"")
    let known = isDouble ? doubleQuoteSearch : singleQuoteSearch
    if known.range.contains(position) { return known.isClosed }
    var search = LineBreakSearch(range: position..<end)
    var place = position
    while place < end {
      let byte = source.bytes[place]
      if byte == closer, !tokens.isWithinWord(place) {
        let next = source.skippingSpace(from: place + 1, to: end)
        search.range = position..<place
        search.isClosed =
          next == end || tokens.separatorEnd(at: next) != nil
          || tokens.bracket(at: next)?.isOpening == false
        break
      }
      place += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    if isDouble { doubleQuoteSearch = search } else { singleQuoteSearch = search }
    return search.isClosed
  }

}

extension SourceText {
  /// The place behind blanks and line breaks.
  fileprivate func skippingSpace(from place: Int, to end: Int) -> Int {
    var place = place
    while place < end, bytes[place].isBlank || bytes[place].isLineEnd { place += 1 }
    return place
  }
}
