/// Quotes: which open a text, and which close it.
extension LiteralTokens {
  /// The quote that opens a text here, prefix included, if there is one.
  func quote(at place: Int) -> Quote? {
    guard place < end else { return nil }
    let byte = source.bytes[place]
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      return Quote(closer: byte, start: place + 1, isPython: true)
    case UInt8(ascii: "`"):
      return Quote(closer: byte, otherClosers: .apostrophe, start: place + 1, isPython: false)
    case 0xE2, 0xC2, 0xE3: return foreignQuote(at: place)
    case UInt8(ascii: "u"), UInt8(ascii: "U"), UInt8(ascii: "r"), UInt8(ascii: "R"),
      UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "f"), UInt8(ascii: "F"):
      guard place + 1 < end,
        source.bytes[place + 1] == UInt8(ascii: "'")
          || source.bytes[place + 1] == UInt8(ascii: "\"")
      else { return nil }
      let isPlain = byte.lowercased == UInt8(ascii: "u") || byte.lowercased == UInt8(ascii: "r")
      return Quote(
        closer: source.bytes[place + 1], start: place + 2, isPython: isPlain,
        isRaw: byte.lowercased == UInt8(ascii: "r"))
    default: return nil
    }
  }

  private func foreignQuote(at place: Int) -> Quote? {
    let closers: Quote.Closers
    if source.has("‘", at: place) {
      closers = .single
    } else if source.has("’", at: place) {
      closers = .singleClosing
    } else if source.has("“", at: place) {
      closers = .double
    } else if source.has("”", at: place) {
      closers = .doubleClosing
    } else if source.has("„", at: place) {
      closers = .doubleLow
    } else if source.has("«", at: place) {
      return Quote(otherClosers: .guillemet, start: place + 2, isPython: false)
    } else if source.has("「", at: place) {
      closers = .corner
    } else if source.has("『", at: place) {
      closers = .whiteCorner
    } else {
      return nil
    }
    return Quote(otherClosers: closers, start: place + 3, isPython: false)
  }

  /// The end of a quote beyond ASCII, or of the ASCII one that stands for it, if it closes a text.
  private func foreignCloserEnd(_ closers: Quote.Closers, at place: Int) -> Int? {
    func has(_ quote: StaticString) -> Bool { source.has(quote, at: place) }
    let ascii: UInt8?
    let isForeign: Bool
    switch closers {
    case .none: return nil
    case .apostrophe: (ascii, isForeign) = (UInt8(ascii: "'"), false)
    case .single: (ascii, isForeign) = (UInt8(ascii: "'"), has("’") || has("‘"))
    case .singleClosing: (ascii, isForeign) = (UInt8(ascii: "'"), has("’"))
    case .double, .doubleLow: (ascii, isForeign) = (UInt8(ascii: "\""), has("”") || has("“"))
    case .doubleClosing: (ascii, isForeign) = (UInt8(ascii: "\""), has("”"))
    case .guillemet: return has("»") && place + 2 <= end ? place + 2 : nil
    case .corner: (ascii, isForeign) = (nil, has("」"))
    case .whiteCorner: (ascii, isForeign) = (nil, has("』"))
    }
    if isForeign { return place + 3 <= end ? place + 3 : nil }
    return source.bytes[place] == ascii ? place + 1 : nil
  }

  /// Whether a quoted text behind another is a key, so that only a comma is missing between them.
  func isKey(_ quote: Quote) -> Bool {
    guard !isStrict, let closer = quote.closer else { return false }
    let limit = min(end, quote.start + 40)
    guard let close = (quote.start..<limit).first(where: { source.bytes[$0] == closer }) else {
      return false
    }
    let colon = source.skippingBlanks(from: close + 1, to: end)
    return colon < end && source.bytes[colon] == UInt8(ascii: ":")
  }

  /// The end of a quote that may close the text, if one stands at a place.
  func closerEnd(of quote: Quote, at place: Int) -> Int? {
    if source.bytes[place] == quote.closer { return place + 1 }
    return foreignCloserEnd(quote.otherClosers, at: place)
  }

  /// Whether the quote here closes the text: a delimiter or another quote comes next.
  ///
  /// A quote followed by its like and then a delimiter stands within the text: `'a sign 'Stop''`. To
  /// Python any quote like the opening one closes the text.
  func closesText(at place: Int, closerEnd: Int) -> Bool {
    if isStrict { return true }
    let next = source.skippingBlanks(from: closerEnd, to: end)
    if isDelimiter(at: next) || opensNumbers(at: next) { return true }
    let closer = source.bytes[place..<closerEnd]
    if source.bytes[closerEnd..<end].starts(with: closer) {
      return !isDelimiter(
        at: source.skippingBlanks(from: closerEnd + closer.count, to: end))
    }
    return closer.count == 1 && self.quote(at: next)?.isPython == true
  }

  /// Whether a comma is followed by a bracket and a number, as between a name and its box.
  func startsBox(at comma: Int) -> Bool {
    opensNumbers(at: source.skippingBlanks(from: comma + 1, to: end))
  }

  /// Whether a bracket opens here that holds a number first.
  func opensNumbers(at place: Int) -> Bool {
    guard let bracket = bracket(at: place), bracket.isOpening else { return false }
    let inside = source.skippingBlanks(from: bracket.end, to: end)
    return inside < end
      && (source.bytes[inside].isDigit || source.bytes[inside] == UInt8(ascii: "-"))
  }

  /// Whether a quote stands between letters, as an apostrophe does.
  func isWithinWord(_ place: Int) -> Bool {
    func isLetter(_ place: Int) -> Bool {
      source.bytes[place].isLetter || source.bytes[place].isDigit || source.bytes[place] >= 0x80
    }
    return place > 0 && place + 1 < end && isLetter(place - 1) && isLetter(place + 1)
  }
}
