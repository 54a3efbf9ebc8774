/// Cutting instructions into words, and taking them.
extension InstructionGrammar {
  /// The tokens of an instruction: those of captions, with numbers and their units apart.
  static func tokens(of text: String) -> [CaptionToken] {
    var lexer = CaptionLexer(text)
    var result: [CaptionToken] = []
    for token in CaptionGrammar.lowerCapitals(lexer.tokens()) {
      switch token.kind {
      case .symbol:
        if quotes.contains(token.text) { continue }
        result.append(symbol(token))
      case .word: result += parts(of: token)
      case .number, .comma, .stop: result.append(token)
      }
    }
    return CaptionGrammar.joinCompounds(result)
  }

  /// Marks around words that change nothing.
  private static let quotes: Set<String> = [
    "\"", "'", "`", "*", "_", "(", ")", "[", "]", "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}",
    "\u{AB}", "\u{BB}",
  ]

  private static func symbol(_ token: CaptionToken) -> CaptionToken {
    var result = token
    if token.text == "%" {
      result.kind = .word
      result.word = "percent"
    } else if token.text == "\u{B0}" {
      result.kind = .word
      result.word = "degrees"
    } else if ["\u{2013}", "\u{2014}", "-", ":", "/", "\u{2026}"].contains(token.text) {
      result.kind = .comma
      result.word = ","
    }
    return result
  }

  /// "40px" and "top-left" are two words each; "left-most" is one.
  private static func parts(of token: CaptionToken) -> [CaptionToken] {
    let pieces = token.word.split(separator: "-").map(String.init)
    if pieces.count > 1 {
      if pieces.last == "most" || pieces.last == "clockwise" {
        var joined = token
        joined.word = pieces.joined()
        return [joined]
      }
      guard pieces.allSatisfy(directionWords.contains) else { return [token] }
      return cut(token, at: pieces.map { $0.utf8.count }, gap: 1)
    }
    let digits = token.word.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = token.word.dropFirst(digits.count)
    guard !digits.isEmpty, ["px", "pixels", "pixel", "x", "deg", "degrees"].contains(unit) else {
      return [token]
    }
    var result = cut(token, at: [digits.utf8.count, unit.utf8.count], gap: 0)
    if let number = Int(digits) { result[0].kind = .number(number) }
    return result
  }

  private static let directionWords = Lexicon.words(
    "top bottom upper lower left right center centre middle up down")

  /// Cuts a token of ASCII into pieces of some lengths.
  private static func cut(_ token: CaptionToken, at lengths: [Int], gap: Int) -> [CaptionToken] {
    var offset = 0
    let bytes = Array(token.text.utf8)
    return lengths.map { length in
      var piece = token
      piece.text = String(decoding: bytes[offset..<offset + length], as: UTF8.self)
      piece.word = piece.text.lowercased()
      piece.source.offset += offset
      piece.source.column += offset
      piece.source.length = length
      offset += length + gap
      return piece
    }
  }

  // MARK: - Taking

  /// Takes a word if it is the next one.
  mutating func take(_ word: String) -> Bool { words.take([word]) }

  /// Takes words if they are the next ones.
  mutating func takeAll(_ list: [String]) -> Bool { words.take(list) }

  /// Whether the next word is one of some.
  func sees(oneOf list: WordSet, ahead: Int = 0) -> Bool {
    words.peek(ahead).map { list.contains($0.word) } ?? false
  }

  /// Passes over some words, whichever come.
  mutating func skipWords(_ list: WordSet) {
    while sees(oneOf: list) { words.index += 1 }
  }

  /// Whether the words of a step may end at a token: a comma, a full stop, "and", "then".
  func isJoint(_ place: Int) -> Bool {
    guard words.tokens.indices.contains(place) else { return true }
    let token = words.tokens[place]
    return token.kind == .comma || token.kind == .stop
      || ["and", "then", "but", "plus", "also", "while"].contains(token.word)
  }

  /// Whether a step ends at a token: nothing follows, or a joint with a new verb behind it.
  func endsStep(_ place: Int) -> Bool {
    guard words.tokens.indices.contains(place) else { return true }
    guard isJoint(place) else { return false }
    if words.tokens[place].kind == .stop { return true }
    var next = place
    while words.tokens.indices.contains(next), isJoint(next) { next += 1 }
    return !words.tokens.indices.contains(next) || startsVerb(at: next)
  }

  /// Whether a verb of an instruction stands at a token, after all that is only polite.
  func startsVerb(at place: Int) -> Bool {
    var probe = self
    probe.words.index = place
    probe.skipCourtesies()
    return InstructionVerb.at(probe.words.index, in: words) != nil
  }

  /// Passes over what stands between steps.
  mutating func skipJoints() {
    while !words.isAtEnd, isJoint(words.index) { words.index += 1 }
    skipCourtesies()
  }

  private mutating func skipCourtesies() {
    var isDone = false
    while !isDone, !words.isAtEnd {
      isDone = true
      for phrase in InstructionVerb.courtesies where words.take(phrase) { isDone = false }
      while !words.isAtEnd, words.peek()?.kind == .comma {
        words.index += 1
        isDone = false
      }
    }
  }

  /// Passes over what may follow a step and says nothing: "please", "instead", "in the picture".
  mutating func skipTail() {
    let tails = [
      ["please"], ["instead"], ["too"], ["as", "well"], ["now"], ["again"], ["thanks"],
      ["thank", "you"], ["for", "me"], ["there"], ["here"],
    ]
    var isDone = false
    while !isDone {
      isDone = true
      if words.peek()?.kind == .comma, sees(oneOf: ["please", "thanks", "too"], ahead: 1) {
        words.index += 1
      }
      for tail in tails where words.take(tail) { isDone = false }
      let saved = words.index
      if take("in") || take("to") || take("from") || take("of") || take("into") || take("on") {
        if takeCanvas() { isDone = false } else { words.index = saved }
      }
    }
  }

  /// Takes "the picture", "the canvas", unless an object is called so.
  mutating func takeCanvas() -> Bool {
    let saved = words.index
    skipWords(["the", "this", "my", "our", "whole", "entire"])
    if let word = words.peek()?.word, Self.canvasWords.contains(word), !heads.contains(word),
      !words.sees(["of"], at: words.index + 1)
    {
      words.index += 1
      return true
    }
    words.index = saved
    return false
  }

  static let canvasWords = Lexicon.words(
    "canvas picture image photo photograph frame screen page layout drawing composition scene shot")

  // MARK: - Quantities

  /// Takes a number, whole or not: "40", "1.5", "three".
  mutating func takeQuantity() -> Double? {
    if let token = words.peek(), case .word = token.kind, token.word.first?.isNumber == true,
      let number = Double(token.word)
    {
      words.index += 1
      return number
    }
    return words.parseNumber().map(Double.init)
  }
}
