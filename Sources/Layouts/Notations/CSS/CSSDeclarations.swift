/// The properties that the body of a rule declares.
struct CSSDeclarations {
  struct Value {
    var number: Double
    var isPercentage: Bool
    var range: Range<Int>
  }

  /// What properties are set to; there are few, so that they are searched one by one.
  struct Values {
    private var entries: [(property: CSSProperty, value: Value)] = []

    var isEmpty: Bool { entries.isEmpty }
    var keys: [CSSProperty] { entries.map(\.property) }
    /// Where each value stands.
    var ranges: [CSSProperty: Range<Int>] {
      Dictionary(uniqueKeysWithValues: entries.map { ($0.property, $0.value.range) })
    }

    subscript(property: CSSProperty) -> Value? {
      entries.first { $0.property == property }?.value
    }

    /// Sets a property and tells whether it was set before.
    mutating func set(_ property: CSSProperty, _ value: Value) -> Bool {
      if let place = entries.firstIndex(where: { $0.property == property }) {
        entries[place].value = value
        return true
      }
      if entries.isEmpty { entries.reserveCapacity(5) }
      entries.append((property, value))
      return false
    }

    /// Whether no other property than some is set.
    func lie(within properties: [CSSProperty]) -> Bool {
      entries.allSatisfy { properties.contains($0.property) }
    }
  }

  /// The longest number, in bytes: where separators are missing, the line is not searched each time.
  private static let numberLimit = 128

  private(set) var values = Values()
  /// Properties whose value is no number, with what stands there.
  private(set) var failures: [(property: CSSProperty, range: Range<Int>)] = []
  private(set) var findings = FindingList()

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
    guard let (property, isCanonical) = CSSProperty.named(source, in: word) else {
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
    if let number = plainNumber() {
      let value = Value(number: number, isPercentage: false, range: start..<position)
      return set(property, value)
    }
    let numberEnd = min(valueEnd(from: start, limit: Self.numberLimit), end)
    if let (literal, found) = LiteralReader.readNumber(source, in: start..<numberEnd),
      case .number(let number, let isPercentage) = literal.content, number.isFinite
    {
      findings.append(contentsOf: found.filter { $0.rule != ReadingRule.unit.rawValue })
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
    if values.set(property, value) {
      note(.duplicateKey, "the property \(property.name) stands twice", value.range)
    }
  }

  /// Reads `12`, `-1.5px` or `90deg` before a semicolon or at the end; nil, at the same place, of all
  /// else, which `LiteralReader` knows about.
  private mutating func plainNumber() -> Double? {
    let isNegative = position < end && source.bytes[position] == UInt8(ascii: "-")
    let start = isNegative ? position + 1 : position
    var place = start
    while place < end, source.bytes[place].isDigit || source.bytes[place] == UInt8(ascii: ".") {
      place += 1
    }
    guard place > start, !(source.bytes[start] == UInt8(ascii: "0") && place > start + 1),
      source.bytes[place - 1] != UInt8(ascii: "."),
      let number = DecimalNumber.exact(source.bytes, in: start..<place)
    else { return nil }
    if source.has("px", at: place) {
      place += 2
    } else if source.has("deg", at: place) {
      place += 3
    }
    guard place == end || place < end && source.bytes[place] == UInt8(ascii: ";") else {
      return nil
    }
    position = place
    return isNegative ? -number : number
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
    note(.unknownProperty, "passed over \(source.excerpt(range))", range)
  }

  private mutating func note(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>
  ) {
    findings.append(rule, message, at: source.range(range))
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
