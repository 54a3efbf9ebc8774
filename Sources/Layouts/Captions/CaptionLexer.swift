/// One word or mark of a caption, with its place.
struct CaptionToken: Hashable, Sendable {
  /// What sort of token it is.
  enum Kind: Hashable, Sendable {
    case word
    case number(Int)
    case comma
    case stop
    /// A mark that the grammar has no use for, such as a brace or an emoji.
    case symbol
  }

  /// The sort.
  var kind: Kind
  /// The characters as written.
  var text: String
  /// The lower-case form with a plain apostrophe, as the word lists spell it.
  var word: String { didSet { traits = WordTraits(of: word) } }
  /// The place in the caption.
  var source: SourceRange
  /// What the word lists say of the word.
  private(set) var traits: WordTraits

  init(kind: Kind, text: String, word: String, source: SourceRange) {
    self.kind = kind
    self.text = text
    self.word = word
    self.source = source
    traits = WordTraits(of: word)
  }
}

/// Cuts a caption into words, numbers and marks.
struct CaptionLexer {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var offset = 0
  private var line = 1
  private var column = 1

  /// Starts at the beginning of a caption.
  init(_ caption: String) {
    scalars = Array(caption.unicodeScalars)
  }

  /// Returns all tokens of the caption.
  mutating func tokens() -> [CaptionToken] {
    var result: [CaptionToken] = []
    while let scalar = peek() {
      if Self.isSpace(scalar) {
        advance()
      } else if Self.isWordPart(scalar) {
        appendWord(to: &result)
      } else {
        result.append(mark())
      }
    }
    return result
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    index + ahead < scalars.count ? scalars[index + ahead] : nil
  }

  private mutating func advance() {
    let scalar = scalars[index]
    index += 1
    offset += UTF8.width(scalar)
    if scalar == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? scalar == " " || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
  }

  /// Whether a scalar is a letter or a digit; those of ASCII are told without looking them up.
  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return UInt8(scalar.value).isLetter || (0x30...0x39).contains(scalar.value)
    }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      true
    default: false
    }
  }

  private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "\u{2019}"
  }

  /// "1,000" is one number, and so is "2.5", which counts nothing.
  private func groupedDigits() -> [Unicode.Scalar]? {
    func isDigit(_ ahead: Int) -> Bool { peek(ahead).map { ("0"..."9").contains($0) } ?? false }
    var length = 0
    while isDigit(length) { length += 1 }
    guard length > 0 else { return nil }
    let start = length
    while length <= start + 12, start <= 3, peek(length) == ",",
      (1...3).allSatisfy({ isDigit(length + $0) }), !isDigit(length + 4)
    {
      length += 4
    }
    if length == start, peek(length) == ".", isDigit(length + 1) {
      length += 1
      while isDigit(length) { length += 1 }
    }
    return length == start ? nil : Array(scalars[index..<index + length])
  }

  /// Hyphens and apostrophes belong to a word when a letter follows.
  private mutating func appendWord(to result: inout [CaptionToken]) {
    let start = (offset: offset, line: line, column: column)
    var text = String.UnicodeScalarView()
    if let digits = groupedDigits() {
      for scalar in digits where scalar != "," { text.append(scalar) }
      for _ in digits { advance() }
    }
    while let scalar = peek() {
      let joins = scalar == "-" || Self.isApostrophe(scalar)
      guard Self.isWordPart(scalar) || (joins && peek(1).map(Self.isWordPart) == true) else {
        break
      }
      text.append(Self.isApostrophe(scalar) ? "'" : scalar)
      advance()
    }
    if let scalar = peek(), Self.isApostrophe(scalar), text.last == "s" {
      text.append("'")
      advance()
    }
    let source = SourceRange(
      offset: start.offset, length: offset - start.offset, line: start.line, column: start.column)
    result += Self.words(String(text), at: source)
  }

  /// "There's" is two words to the grammar; "dog's" is one.
  private static func words(_ text: String, at source: SourceRange) -> [CaptionToken] {
    let word = text.lowercased()
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      let count = Int(text) ?? .max
      return [CaptionToken(kind: .number(count), text: text, word: word, source: source)]
    }
    guard word.hasSuffix("'s"), Lexicon.contractedBeforeIs.contains(String(word.dropLast(2)))
    else { return [CaptionToken(kind: .word, text: text, word: word, source: source)] }
    var stem = source
    stem.length -= 2
    var verb = source
    verb.offset += stem.length
    verb.column += text.count - 2
    verb.length = 2
    return [
      CaptionToken(
        kind: .word, text: String(text.dropLast(2)), word: String(word.dropLast(2)), source: stem),
      CaptionToken(kind: .word, text: "'s", word: "is", source: verb),
    ]
  }

  private mutating func mark() -> CaptionToken {
    let scalar = scalars[index]
    let source = SourceRange(
      offset: offset, length: UTF8.width(scalar), line: line, column: column)
    advance()
    let text = String(Character(scalar))
    switch scalar {
    case ",": return CaptionToken(kind: .comma, text: text, word: text, source: source)
    case ".", ";", "!", "?":
      return CaptionToken(kind: .stop, text: text, word: text, source: source)
    case "&": return CaptionToken(kind: .word, text: text, word: "and", source: source)
    default: return CaptionToken(kind: .symbol, text: text, word: text, source: source)
    }
  }
}
