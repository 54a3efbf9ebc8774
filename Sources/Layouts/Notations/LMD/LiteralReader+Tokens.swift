/// A bracket as it stands in a text.
struct Bracket {
  /// The ASCII form of the opening bracket of its kind.
  var kind: UInt8
  var isOpening: Bool
  /// Whether it belongs to another script than ASCII.
  var isOdd: Bool
  var end: Int
}

/// A quote that opens a text.
struct Quote {
  /// What closes a text that another quote than Python's opened.
  enum Closers {
    case none, apostrophe, single, singleClosing, double, doubleClosing, doubleLow
    case guillemet, corner, whiteCorner
  }

  /// The ASCII quote that closes the text, and opened it.
  var closer: UInt8?
  /// The other quotes that may close the text.
  var otherClosers = Closers.none
  /// Where the text begins.
  var start: Int
  /// Whether Python knows this quote.
  var isPython: Bool
  var isRaw = false
}

extension LiteralReader {
  // MARK: - Brackets and separators

  @inline(__always)
  func bracket(at place: Int) -> Bracket? {
    guard place < end else { return nil }
    let byte = source.bytes[place]
    return byte < 0x80
      ? Self.asciiBracket(byte, isOdd: false, end: place + 1) : wideBracket(at: place)
  }

  private func wideBracket(at place: Int) -> Bracket? {
    if let (folded, next) = source.folded(at: place) {
      return Self.asciiBracket(folded, isOdd: true, end: next)
    }
    if source.has("【", at: place) || source.has("〔", at: place) {
      return Bracket(kind: UInt8(ascii: "["), isOpening: true, isOdd: true, end: place + 3)
    }
    if source.has("】", at: place) || source.has("〕", at: place) {
      return Bracket(kind: UInt8(ascii: "["), isOpening: false, isOdd: true, end: place + 3)
    }
    return nil
  }

  @inline(__always)
  private static func asciiBracket(_ byte: UInt8, isOdd: Bool, end: Int) -> Bracket? {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"):
      Bracket(kind: byte, isOpening: true, isOdd: isOdd, end: end)
    case UInt8(ascii: "]"):
      Bracket(kind: UInt8(ascii: "["), isOpening: false, isOdd: isOdd, end: end)
    case UInt8(ascii: ")"):
      Bracket(kind: UInt8(ascii: "("), isOpening: false, isOdd: isOdd, end: end)
    case UInt8(ascii: "}"):
      Bracket(kind: UInt8(ascii: "{"), isOpening: false, isOdd: isOdd, end: end)
    default: nil
    }
  }

  /// The end of a comma, or of what is written for one.
  @inline(__always)
  func separatorEnd(at place: Int) -> (end: Int, isOdd: Bool)? {
    guard place < end else { return nil }
    switch source.bytes[place] {
    case UInt8(ascii: ","): return (place + 1, false)
    case UInt8(ascii: ";"): return (place + 1, true)
    case 0xE3 where source.has("、", at: place): return (place + 3, true)
    case 0xEF where source.has("，", at: place) || source.has("；", at: place):
      return (place + 3, true)
    case 0xD8 where source.has("،", at: place): return (place + 2, true)
    default: return nil
    }
  }

  /// Whether a value must end before this place.
  func isDelimiter(at place: Int) -> Bool {
    guard place < end else { return true }
    let byte = source.bytes[place]
    if byte.isLineEnd || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return true }
    if separatorEnd(at: place) != nil || bracket(at: place)?.isOpening == false { return true }
    return source.has("：", at: place)
  }

  // MARK: - Space and comments

  mutating func skipSpaceAndComments() {
    while position < end {
      let byte = source.bytes[position]
      if byte == 0x20 || byte == 0x0A {
        position += 1
        continue
      }
      guard byte.mayBeSpaceOrComment else { return }
      if let next = source.whiteSpace(at: position, to: end) {
        if source.bytes[position] >= 0x80 { result.isPython = false }
        position = next
      } else if source.bytes[position] == UInt8(ascii: "#") {
        skipComment(to: source.lineEnd(from: position, to: end), isPython: true)
      } else if source.has("//", at: position) {
        skipComment(to: source.lineEnd(from: position, to: end), isPython: false)
      } else if source.has("/*", at: position) {
        skipComment(to: blockCommentEnd(from: position + 2), isPython: false)
      } else if source.has("\\\n", at: position) {
        position += 2
      } else if isEscapedBracket(at: position) {
        // Markdown's own brackets are escaped so.
        noteEscape()
        position += 1
      } else if source.has("\u{FEFF}", at: position) {
        note(.byteOrderMark, "a byte order mark was skipped", position..<position + 3)
        result.isPython = false
        position += 3
      } else {
        return
      }
    }
  }

  private mutating func skipComment(to commentEnd: Int, isPython: Bool) {
    let (source, range) = (source, source.trimmed(position..<commentEnd))
    note(.comment, "passed over the comment \(source.excerpt(range))", range)
    if !isPython { result.isPython = false }
    position = commentEnd
  }

  private func blockCommentEnd(from start: Int) -> Int {
    var place = start
    while place < end {
      if source.has("*/", at: place) { return min(place + 2, end) }
      place += 1
    }
    return end
  }

  // MARK: - Strings

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

  /// Reads a quoted text, and the ones that Python would join to it.
  mutating func string(_ quote: Quote) -> Literal {
    let start = position
    var text = ""
    var next: Quote? = quote
    var stringEnd = position
    while let current = next {
      if !current.isPython {
        result.isPython = false
        note(.quoteStyle, "a quote that is not ' or \"", position..<current.start)
      }
      let part = body(of: current)
      if text.isEmpty { text = part } else { text += part }
      stringEnd = position
      position = source.skippingBlanks(from: position, to: end)
      next = self.quote(at: position)
      if let key = next, isKey(key) { next = nil }
    }
    position = stringEnd
    return Literal(content: .text(text), range: start..<stringEnd)
  }

  /// Whether a quoted text behind another is a key, so that only a comma is missing between them.
  private func isKey(_ quote: Quote) -> Bool {
    guard !isStrict, let closer = quote.closer else { return false }
    let limit = min(end, quote.start + 40)
    guard let close = (quote.start..<limit).first(where: { source.bytes[$0] == closer }) else {
      return false
    }
    let colon = source.skippingBlanks(from: close + 1, to: end)
    return colon < end && source.bytes[colon] == UInt8(ascii: ":")
  }

  /// Reads one quoted text to its closing quote, its missing one, or the end of the line.
  private mutating func body(of quote: Quote) -> String {
    let start = position
    position = quote.start
    if let tripled = tripledBody(of: quote) { return tripled }
    if let plain = plainBody(of: quote) { return plain }
    var text = TextBuffer(source)
    while position < end {
      let byte = source.bytes[position]
      if byte.isPlainInText {
        text.append(at: position)
        position += 1
        continue
      }
      if byte.isLineEnd {
        guard takeLineBreak(of: quote, to: &text) else { break }
      } else if byte == UInt8(ascii: "\\"), !quote.isRaw {
        appendEscape(to: &text)
      } else if let closerEnd = closerEnd(of: quote, at: position) {
        if closesText(at: position, closerEnd: closerEnd) {
          position = closerEnd
          return text.string
        }
        result.isPython = false
        note(.unescapedQuote, "a quote within a text", position..<closerEnd)
        for place in position..<closerEnd { text.append(at: place) }
        position = closerEnd
      } else if byte == UInt8(ascii: ","), !isStrict, startsBox(at: position) {
        break
      } else {
        text.append(at: position)
        position += 1
      }
    }
    result.isPython = false
    let read = text.string.trimmingEndSpaces
    if position < end, source.bytes[position] == UInt8(ascii: ","), read.endsWithQuote {
      note(.missingQuote, "another quote closes the text than opened it", start..<position)
      return String(read.dropLast()).trimmingEndSpaces
    }
    note(.missingQuote, "the closing quote is missing", start..<position)
    return read
  }

  /// Reads a text without escapes as Python does; nil, at the same place, when it isn't one.
  private mutating func plainBody(of quote: Quote) -> String? {
    guard isStrict, let closer = quote.closer else { return nil }
    var place = position
    while place < end {
      let byte = source.bytes[place]
      if byte == closer {
        defer { position = place + 1 }
        return source.string(position..<place)
      }
      if byte == UInt8(ascii: "\\") || byte.isLineEnd { return nil }
      place += 1
    }
    return nil
  }

  /// The end of a quote that may close the text, if one stands at a place.
  private func closerEnd(of quote: Quote, at place: Int) -> Int? {
    if source.bytes[place] == quote.closer { return place + 1 }
    return foreignCloserEnd(quote.otherClosers, at: place)
  }

  /// Reads a text between three quotes, which may hold line breaks.
  private mutating func tripledBody(of quote: Quote) -> String? {
    guard quote.isPython, let closer = quote.closer else { return nil }
    let isTripled =
      position + 1 < end && source.bytes[position] == closer && source.bytes[position + 1] == closer
    guard isTripled else { return nil }
    position += 2
    var text = TextBuffer(source)
    while position < end {
      let byte = source.bytes[position]
      let isEnd =
        byte == closer && position + 2 < source.bytes.count && source.bytes[position + 1] == closer
        && source.bytes[position + 2] == closer
      if isEnd {
        position = min(position + 3, end)
        return text.string
      }
      if byte == UInt8(ascii: "\\"), !quote.isRaw {
        appendEscape(to: &text)
      } else {
        text.append(at: position)
        position += 1
      }
    }
    result.isPython = false
    note(.missingQuote, "the closing quotes are missing", quote.start..<end)
    return text.string
  }

  /// Whether the quote here closes the text: a delimiter or another quote comes next.
  ///
  /// A quote followed by its like and then a delimiter stands within the text: `'a sign 'Stop''`. To
  /// Python any quote like the opening one closes the text.
  private func closesText(at place: Int, closerEnd: Int) -> Bool {
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
  private func startsBox(at comma: Int) -> Bool {
    opensNumbers(at: source.skippingBlanks(from: comma + 1, to: end))
  }

  /// Whether a bracket opens here that holds a number first.
  private func opensNumbers(at place: Int) -> Bool {
    guard let bracket = bracket(at: place), bracket.isOpening else { return false }
    let inside = source.skippingBlanks(from: bracket.end, to: end)
    return inside < end
      && (source.bytes[inside].isDigit || source.bytes[inside] == UInt8(ascii: "-"))
  }
}

extension UInt8 {
  /// Whether the byte may begin white space or a comment.
  fileprivate var mayBeSpaceOrComment: Bool {
    self <= 0x20 || self >= 0x80 || self == UInt8(ascii: "#") || self == UInt8(ascii: "/")
      || self == UInt8(ascii: "\\")
  }

  /// Whether the byte means nothing but itself within quotes.
  fileprivate var isPlainInText: Bool {
    switch self {
    case 0x0A, 0x0D, UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "`"), UInt8(ascii: ","), 0x80...:
      false
    default: true
    }
  }
}

extension String {
  /// Whether the last character is a quote of any kind.
  fileprivate var endsWithQuote: Bool { last.map { "\"'`‘’“”»」』".contains($0) } ?? false }

  /// The text without blanks at its end.
  fileprivate var trimmingEndSpaces: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
