/// A search for what stands in a text otherwise than a person reads it.
struct LegibleSearch {
  private(set) var changes: [LegibleChange] = []
  private(set) var findings = FindingList()
  let source: SourceText
  let bytes: SourceBytes
  /// Where the search goes on: what stands before it is done.
  var done = 0
  /// What is known of the braces before the last mark in full width.
  var braces = OpenBrace()

  init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
  }

  mutating func run() {
    for start in stride(from: 0, to: bytes.count, by: ByteBlock.size) {
      var marks = Self.marks(bytes, at: start)
      while marks != 0 {
        let place = start + marks.trailingZeroBitCount / 8
        if place >= done { look(at: place) }
        marks &= marks &- 1
      }
      guard changes.count < Self.changeLimit else { return noteLimit() }
    }
  }

  /// How many changes are made: far more than any answer needs.
  private static let changeLimit = 100_000

  private mutating func noteLimit() {
    let rest = source.trimmed(max(done, changes.last?.range.upperBound ?? 0)..<bytes.count)
    guard !rest.isEmpty else { return }
    note(
      .tooMuch,
      "the text holds more than \(Self.changeLimit) characters by their names, calls and the like; the "
        + "rest is read as it stands", rest)
  }

  /// Where something may stand among the eight bytes from a place on.
  @inline(__always)
  private static func marks(_ bytes: SourceBytes, at place: Int) -> UInt64 {
    let block = bytes.block(at: place)
    let next = ByteBlock(bytes.word(at: place + 1))
    let double = UInt8(ascii: "\"")
    let single = UInt8(ascii: "'")
    let marks =
      block.places(of: UInt8(ascii: "&")) | block.places(of: UInt8(ascii: "("))
      | block.places(of: double, before: double, in: next)
      | block.places(of: single, before: single, in: next)
    guard block.placesBeyondASCII != 0 else { return marks }
    return marks | block.places(of: 0xD9) | block.places(of: 0xDB)
      | block.places(of: 0xE0, before: 0xA5, in: next)
      | block.places(of: 0xEF, before: 0xBC, in: next)
      | block.places(of: 0xEF, before: 0xBD, in: next)
  }

  private mutating func look(at place: Int) {
    switch bytes[place] {
    case UInt8(ascii: "&"): readName(at: place)
    case UInt8(ascii: "("): readCall(at: place)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): readDoubledQuotes(at: place)
    case 0xEF: readWideRule(at: place)
    default: readDigits(at: place)
    }
  }

  mutating func change(_ range: Range<Int>, to bytes: [UInt8]) {
    changes.append(LegibleChange(range, to: bytes))
    done = max(done, range.upperBound)
  }

  mutating func note(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    findings.append(rule, message, at: source.range(range))
  }

  // MARK: - Names of characters

  private static let names: [(name: StaticString, character: StaticString)] = [
    ("quot", "\""), ("amp", "&"), ("apos", "'"), ("lt", "<"), ("gt", ">"), ("nbsp", " "),
    ("lsquo", "‘"), ("rsquo", "’"), ("ldquo", "“"), ("rdquo", "”"), ("times", "×"), ("deg", "°"),
    ("ndash", "–"), ("mdash", "—"), ("hellip", "…"), ("comma", ","), ("colon", ":"),
    ("lsqb", "["), ("rsqb", "]"), ("lpar", "("), ("rpar", ")"),
  ]

  /// Reads `&quot;`, `&#39;` or `&#x27;`.
  private mutating func readName(at place: Int) {
    let limit = min(bytes.count, place + 12)
    guard let end = (place + 1..<limit).first(where: { bytes[$0] == UInt8(ascii: ";") }),
      var character = character(named: place + 1..<end)
    else { return }
    let range = place..<end + 1
    if character == [UInt8(ascii: "\"")], isInQuotes(place) {
      character.insert(UInt8(ascii: "\\"), at: 0)
    }
    let shown = String(decoding: character.suffix(3), as: UTF8.self)
    note(.encodedCharacter, "\(source.excerpt(range)) stands for \(shown)", range)
    change(range, to: character)
  }

  private func character(named range: Range<Int>) -> [UInt8]? {
    if bytes[range.lowerBound] == UInt8(ascii: "#") {
      let isHexadecimal = range.count > 1 && bytes[range.lowerBound + 1] | 0x20 == UInt8(ascii: "x")
      let digits = source.string(range.lowerBound + (isHexadecimal ? 2 : 1)..<range.upperBound)
      guard let code = UInt32(digits, radix: isHexadecimal ? 16 : 10), code >= 0x20,
        let scalar = Unicode.Scalar(code)
      else { return nil }
      return code == 0xA0 ? [0x20] : Array(String(Character(scalar)).utf8)
    }
    for (name, character) in Self.names
    where name.utf8CodeUnitCount == range.count && source.has(name, at: range.lowerBound) {
      return (0..<character.utf8CodeUnitCount).map { character.utf8Start[$0] }
    }
    return nil
  }

  /// How far before a place on its line quotes are looked for.
  private static let window = 400

  /// Whether an odd number of double quotes as such stands before a place on its line.
  private func isInQuotes(_ place: Int) -> Bool {
    var isOpen = false
    var place = place
    let limit = max(0, place - Self.window)
    while place > limit, !bytes[place - 1].isLineEnd {
      place -= 1
      let isEscaped = place > 0 && bytes[place - 1] == UInt8(ascii: "\\")
      if bytes[place] == UInt8(ascii: "\""), !isEscaped { isOpen.toggle() }
    }
    return isOpen
  }

  // MARK: - Doubled quotes

  /// Reads `""a cat""`: quotes that open before a letter and close before what follows a text.
  private mutating func readDoubledQuotes(at place: Int) {
    let quote = bytes[place]
    let inner = place + 2
    guard inner < bytes.count,
      bytes[inner].isLetter || bytes[inner].isDigit || bytes[inner] >= 0x80,
      let before = byteBefore(place), "([{,:=".utf8.contains(before) || before.isLineEnd
    else { return }
    var close = inner
    let limit = min(bytes.count - 1, inner + 200)
    while close < limit, !bytes[close].isLineEnd,
      !(bytes[close] == quote && bytes[close + 1] == quote)
    {
      close += 1
    }
    guard close < limit, !bytes[close].isLineEnd else { return }
    let after = source.skippingBlanks(from: close + 2, to: bytes.count)
    guard after == bytes.count || ",:)]};".utf8.contains(bytes[after]) || bytes[after].isLineEnd
    else { return }
    note(.quoteStyle, "the quotes are written twice", place..<close + 2)
    change(place..<place + 1, to: [])
    change(close..<close + 1, to: [])
    done = close + 2
  }

  /// The byte before a place that is no blank, a line's end at the start of the text.
  func byteBefore(_ place: Int) -> UInt8? {
    var place = place
    let limit = max(0, place - 40)
    while place > limit, bytes[place - 1].isBlank { place -= 1 }
    guard place > 0 else { return 0x0A }
    return bytes[place - 1].isBlank ? nil : bytes[place - 1]
  }

  // MARK: - Digits of other scripts

  /// The value of a digit of Arabic, Persian or Devanagari at a place, and its end.
  private func digit(at place: Int) -> (value: UInt8, end: Int)? {
    guard place + 1 < bytes.count else { return nil }
    let second = bytes[place + 1]
    switch bytes[place] {
    case 0xD9 where (0xA0...0xA9).contains(second): return (second - 0xA0, place + 2)
    case 0xDB where (0xB0...0xB9).contains(second): return (second - 0xB0, place + 2)
    case 0xE0 where second == 0xA5 && place + 2 < bytes.count:
      let third = bytes[place + 2]
      return (0xA6...0xAF).contains(third) ? (third - 0xA6, place + 3) : nil
    default: return nil
    }
  }

  /// How many characters a number has at most.
  private static let digitLimit = 32

  /// Reads a number in digits of another script where it is one, and none of a name: among signs that
  /// numbers stand between.
  private mutating func readDigits(at start: Int) {
    guard digit(at: start) != nil, start == 0 || start >= done else { return }
    var found: [(range: Range<Int>, byte: UInt8)] = []
    var place = start
    while found.count < Self.digitLimit {
      if let (value, end) = digit(at: place) {
        found.append((place..<end, UInt8(ascii: "0") + value))
        place = end
      } else if source.has("٫", at: place), digit(at: place + 2) != nil {
        found.append((place..<place + 2, UInt8(ascii: ".")))
        place += 2
      } else if source.has(".", at: place), digit(at: place + 1) != nil {
        place += 1
      } else {
        break
      }
    }
    defer { done = max(done, place) }
    guard isBesideNumbers(start..<place) else { return }
    note(
      .numberForm, "the digits \(source.excerpt(start..<place)) are those of another script",
      start..<place)
    for (range, byte) in found { change(range, to: [byte]) }
    let comma = source.skippingBlanks(from: place, to: bytes.count)
    if source.has("،", at: comma) {
      change(comma..<comma + 2, to: [UInt8(ascii: ",")])
      place = comma + 2
    }
  }

  /// Whether signs that numbers stand between are around a stretch: a bracket, a colon or a comma before
  /// it, or one of those that follow numbers behind it.
  private func isBesideNumbers(_ range: Range<Int>) -> Bool {
    var before = range.lowerBound
    while before > 0, before > range.lowerBound - 8, bytes[before - 1].isBlank { before -= 1 }
    if before > 0, "([{,:=<-/".utf8.contains(bytes[before - 1]) {
      return true
    }
    let signs: [StaticString] = ["：", "（", "，", "［", "×"]
    if signs.contains(where: { source.has($0, at: before - $0.utf8CodeUnitCount) }) { return true }
    let limit = min(bytes.count, range.upperBound + 8)
    let after = source.skippingBlanks(from: range.upperBound, to: limit)
    guard after < bytes.count else { return true }
    if ",)]}%".utf8.contains(bytes[after]) || bytes[after].isLineEnd { return true }
    if source.has("px", at: after) || source.has("،", at: after) || source.has("٪", at: after) {
      return true
    }
    // `١. قطة` counts the items of a list.
    let isItem = before == 0 || bytes[before - 1].isLineEnd
    return isItem && ".)-".utf8.contains(bytes[after])
  }
}
