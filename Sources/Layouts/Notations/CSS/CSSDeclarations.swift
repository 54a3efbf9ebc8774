/// The properties that the body of a rule declares.
struct CSSDeclarations {
  struct Value {
    var number: Double
    var isPercentage: Bool
    var range: Range<Int>
  }

  /// The longest number, in bytes: where separators are missing, the line is not searched each time.
  private static let numberLimit = 128

  private(set) var values: [CSSProperty: Value] = [:]
  /// Properties whose value is no number, with what stands there.
  private(set) var failures: [(property: CSSProperty, range: Range<Int>)] = []
  private(set) var findings: [Finding] = []

  private let source: SourceText
  private let end: Int
  private var position: Int

  /// Whether the body declares anything, be it not a number.
  var isEmpty: Bool { values.isEmpty && failures.isEmpty }

  init(_ source: SourceText, in body: Range<Int>) {
    self.source = source
    position = body.lowerBound
    end = body.upperBound
    while position < end {
      if let next = source.whiteSpace(at: position, to: end) {
        position = next
      } else if source.bytes[position].isSeparator {
        noteComma()
        position += 1
      } else if source.has("/*", at: position) {
        skipComment()
      } else {
        readDeclaration()
      }
    }
  }

  /// Reads `name: value`; what is neither is passed over to the next separator.
  private mutating func readDeclaration() {
    let start = position
    while position < end, source.bytes[position].isNamePart { position += 1 }
    let name = start..<position
    guard !name.isEmpty else {
      skipStrayCharacters()
      return
    }
    position = source.skippingBlanks(from: position, to: end)
    guard let colon = source.folded(at: position), colon.end <= end,
      colon.byte == UInt8(ascii: ":") || colon.byte == UInt8(ascii: "=")
    else {
      skipToSeparator()
      noteUnknown(start..<position)
      return
    }
    position = source.skippingBlanks(from: colon.end, to: end)
    if source.has("/*", at: position) { skipComment() }
    position = source.skippingBlanks(from: position, to: end)
    let (digits, word) = source.splitDigits(name)
    guard let (property, isCanonical) = CSSProperty.named(source.string(word)) else {
      skipToSeparator()
      noteUnknown(start..<position)
      return
    }
    if !isCanonical {
      let text = source.string(word)
      note(.propertyName, "the property \(property.name) is written as \(text)", word)
    }
    readValue(of: property, digits: digits, declaration: start)
  }

  private mutating func readValue(of property: CSSProperty, digits: Range<Int>, declaration: Int) {
    let start = position
    let numberEnd = min(valueEnd(from: start, limit: Self.numberLimit), end)
    if let (literal, found) = LiteralReader.readNumber(source, in: start..<numberEnd),
      case .number(let number, let isPercentage) = literal.content, number.isFinite
    {
      findings += found.filter { $0.rule != ReadingRule.unit.rawValue }
      position = literal.range.upperBound
      set(property, Value(number: number, isPercentage: isPercentage, range: literal.range))
      return
    }
    skipToSeparator()
    guard let number = Double(source.string(digits)) else {
      failures.append((property, source.trimmed(start..<position)))
      return
    }
    note(
      .misplacedNumber,
      "\(source.string(digits)) was read as the value of \(property.name), which is "
        + source.excerpt(source.trimmed(start..<position)),
      declaration..<position)
    set(property, Value(number: number, isPercentage: false, range: digits))
  }

  private mutating func set(_ property: CSSProperty, _ value: Value) {
    if values[property] != nil {
      note(.duplicateKey, "the property \(property.name) stands twice", value.range)
    }
    values[property] = value
  }

  // MARK: - Steps

  /// The end of the value at a place: its separator or its line.
  private func valueEnd(from start: Int, limit: Int = .max) -> Int {
    var place = start
    while place < end, place - start < limit, !source.bytes[place].isSeparator,
      !source.bytes[place].isLineEnd
    {
      place += 1
    }
    return place
  }

  private mutating func skipToSeparator() {
    position = valueEnd(from: position)
  }

  /// Passes over characters that begin no property.
  private mutating func skipStrayCharacters() {
    let start = position
    while position < end, !source.bytes[position].isNamePart,
      !source.bytes[position].isSeparator, source.whiteSpace(at: position, to: end) == nil
    {
      position = min(source.nextCharacter(after: position), end)
    }
    noteUnknown(start..<position)
  }

  private mutating func skipComment() {
    let start = position
    position += 2
    while position < end, !source.has("*/", at: position) { position += 1 }
    position = min(position + 2, end)
    note(.comment, "passed over a comment", start..<position)
  }

  // MARK: - Findings

  private mutating func noteComma() {
    guard source.bytes[position] == UInt8(ascii: ",") else { return }
    note(.separator, "a comma stands where a semicolon should", position..<position + 1)
  }

  private mutating func noteUnknown(_ range: Range<Int>) {
    let range = source.trimmed(range)
    let text = source.excerpt(range)
    note(.unknownProperty, "passed over \(text)", range)
  }

  private mutating func note(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    findings.append(rule.finding(message, at: source.range(range)))
  }
}

extension SourceText {
  /// The digits that a name begins with, and the rest: BlobGEN's paper prints `236cy: ?px`.
  fileprivate func splitDigits(_ name: Range<Int>) -> (digits: Range<Int>, word: Range<Int>) {
    var place = name.lowerBound
    while place < name.upperBound, bytes[place].isDigit { place += 1 }
    return (name.lowerBound..<place, place..<name.upperBound)
  }
}

extension UInt8 {
  fileprivate var isNamePart: Bool {
    isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }

  fileprivate var isSeparator: Bool { self == UInt8(ascii: ";") || self == UInt8(ascii: ",") }
}
