/// The properties that the body of a rule declares.
struct CSSDeclarations {
  struct Value {
    var number: Double
    var isPercentage: Bool
    /// What the property goes by.
    var key: CSSKey
    var range: Range<Int>
  }

  /// What properties are set to; there are few, so that they are searched one by one.
  struct Values {
    private var entries: [(property: CSSProperty, value: Value)] = []

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
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

    /// Lets a value stand for another property, which is not set.
    mutating func move(_ property: CSSProperty, to other: CSSProperty) {
      guard let place = entries.firstIndex(where: { $0.property == property }) else { return }
      entries[place].property = other
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
  /// The sentence about the object that stands among the properties.
  private(set) var description: Range<Int>?
  private(set) var findings = FindingList()
  /// Whether a separator must stand before the next property.
  private var needsSeparator = false
  private var hasNotedSeparator = false
  /// The words `x` and `y`, which stand for a corner or the centre.
  private var corners: [(key: CSSKey, word: Range<Int>)] = []

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
        needsSeparator = false
        position += 1
      } else if source.has("/*", at: position) {
        skipComment()
      } else {
        if needsSeparator { noteMissingSeparator() }
        readDeclaration()
      }
    }
    settleCorner()
  }

  /// Whether a property is set, be it to no number.
  func declares(_ property: CSSProperty) -> Bool {
    values[property] != nil || failures.contains { $0.property == property }
  }

  /// Beside radii, `x` and `y` are the centre, as nothing says that they are a corner.
  private mutating func settleCorner() {
    guard !corners.isEmpty else { return }
    let isEllipse =
      (declares(.major) || declares(.minor)) && !declares(.width) && !declares(.height)
    for (key, word) in corners {
      let (corner, center): (CSSProperty, CSSProperty) =
        key == .x ? (.left, .centerX) : (.top, .centerY)
      let isCenter = isEllipse && values[center] == nil && values[corner]?.key == key
      if isCenter { values.move(corner, to: center) }
      noteName((isCenter ? center : corner).name, word)
    }
  }

  /// Reads `name: value`; what is neither is passed over to the next separator.
  private mutating func readDeclaration() {
    let start = position
    position = source.endOfPropertyName(from: position, to: end)
    guard position > start else {
      skipStrayCharacters()
      return
    }
    let isOfTwoWords = readSecondWord(from: start)
    let name = start..<position
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
    guard let (key, isCanonical) = CSSKey.named(source, in: word) else {
      skipToSeparator()
      noteUnknown(start..<position)
      return
    }
    if !isCanonical || isOfTwoWords { noteName(of: key, word) }
    switch key {
    case .description: readDescription()
    case .center: readCenter()
    default: readValue(of: key, digits: digits, declaration: start)
    }
  }

  /// Takes the second word of a name that is written with a blank, `major radius: 60px`; false where
  /// there is none.
  private mutating func readSecondWord(from start: Int) -> Bool {
    guard position < end, source.bytes[position].isBlank else { return false }
    let word = source.skippingBlanks(from: position, to: end)
    var place = word
    while place < end, place - start <= CSSKey.longestName, source.bytes[place].isNamePart {
      place += 1
    }
    guard place > word, CSSKey.named(source, in: start..<place) != nil else { return false }
    position = place
    return true
  }

  private mutating func readValue(of key: CSSKey, digits: Range<Int>, declaration: Int) {
    let start = position
    if let number = plainNumber() {
      return set(key, number, in: start..<position)
    }
    let numberEnd = min(valueEnd(from: start, limit: Self.numberLimit), end)
    if readNumber(of: key, before: numberEnd) { return }
    skipToSeparator()
    guard let number = Double(source.string(digits)) else {
      return fail(key, start..<position)
    }
    note(
      .misplacedNumber,
      "\(source.string(digits)) was read as the value of \(key.name), which is "
        + source.excerpt(source.trimmed(start..<position)),
      declaration..<position)
    set(key, number, in: digits)
  }

  /// Reads a number in any form that `LiteralReader` knows; false, at the same place, when none is there.
  private mutating func readNumber(of key: CSSKey, before limit: Int) -> Bool {
    guard let (literal, found) = LiteralReader.readNumber(source, in: position..<limit),
      case .number(let number, let isPercentage) = literal.content, number.isFinite
    else { return false }
    findings.append(contentsOf: found.filter { $0.rule != ReadingRule.unit.rawValue })
    position = literal.range.upperBound
    set(key, number, isPercentage: isPercentage, in: literal.range)
    return true
  }

  /// Reads the two numbers of a centre, `244px 258px` or `(244, 258)`.
  private mutating func readCenter() {
    let start = position
    if position < end, "([".utf8.contains(source.bytes[position]) { position += 1 }
    for property in [CSSProperty.centerX, .centerY] {
      position = source.skippingBlanks(from: position, to: end)
      let wordEnd = wordEnd(from: position)
      guard wordEnd > position, readNumber(of: .property(property), before: wordEnd) else {
        skipToSeparator()
        fail(.property(property), start..<position)
        return
      }
      guard property == .centerX else { break }
      position = source.skippingBlanks(from: position, to: end)
      if source.has("px", at: position) { position += 2 }
      if position < end, source.bytes[position] == UInt8(ascii: ",") { position += 1 }
    }
    position = source.skippingBlanks(from: position, to: end)
    if position < end, ")]".utf8.contains(source.bytes[position]) { position += 1 }
  }

  /// Reads a sentence, which ends at a semicolon, at a quote that it began with, or before the next
  /// property.
  private mutating func readDescription() {
    var start = position
    // Of each kind of quote only one is searched for in vain.
    if position < end, "\"'".utf8.contains(source.bytes[position]),
      let closing = (start + 1..<end).first(where: { source.bytes[$0] == source.bytes[start] })
    {
      start += 1
      position = closing + 1
      return keepDescription(source.trimmed(start..<closing))
    }
    while position < end, source.bytes[position] != UInt8(ascii: ";") {
      let byte = source.bytes[position]
      if byte == UInt8(ascii: ",") || byte.isLineEnd, beginsDeclaration(behind: position) { break }
      position += 1
    }
    keepDescription(source.trimmed(start..<position))
  }

  private mutating func keepDescription(_ range: Range<Int>) {
    if description != nil {
      note(.duplicateKey, "the description stands twice; the last one counts", range)
    }
    description = range
  }

  /// Whether the name of a property and a colon follow a separator.
  private func beginsDeclaration(behind separator: Int) -> Bool {
    var start = separator + 1
    while start < end, start - separator < Self.numberLimit,
      let next = source.whiteSpace(at: start, to: end)
    {
      start = next
    }
    var place = start
    while place < end, place - start <= CSSKey.longestName, source.bytes[place].isNamePart {
      place += 1
    }
    guard CSSKey.named(source, in: start..<place) != nil else { return false }
    let colon = source.skippingBlanks(from: place, to: min(end, place + Self.numberLimit))
    return colon < end && ":=".utf8.contains(source.bytes[colon])
  }

  private mutating func fail(_ key: CSSKey, _ range: Range<Int>) {
    let range = source.trimmed(range)
    failures += key.properties.map { ($0, range) }
  }

  private mutating func set(
    _ key: CSSKey, _ number: Double, isPercentage: Bool = false, in range: Range<Int>
  ) {
    let value = Value(number: number, isPercentage: isPercentage, key: key, range: range)
    needsSeparator = true
    var isRepeated = false
    for property in key.properties {
      isRepeated = values.set(property, value) || isRepeated
    }
    if isRepeated { note(.duplicateKey, "the property \(key.name) stands twice", range) }
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

  /// The end of the number without blanks at a place.
  private func wordEnd(from start: Int) -> Int {
    var place = start
    while place < end, place - start < Self.numberLimit,
      !source.bytes[place].isNumberEnd
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

  /// Says once that the properties lack semicolons between them.
  private mutating func noteMissingSeparator() {
    needsSeparator = false
    guard !hasNotedSeparator, source.bytes[position].isLetter else { return }
    hasNotedSeparator = true
    note(.separator, "a semicolon is missing", position..<position)
  }

  private mutating func noteName(of key: CSSKey, _ word: Range<Int>) {
    let text = source.string(word)
    switch key {
    case .x, .y: corners.append((key, word))
    case .radiusX, .radiusY:
      let axis = key == .radiusX ? "x" : "y"
      note(.propertyName, "\(text) was read as in SVG: the radius along \(axis) at angle 0", word)
    case .radius, .center: note(.propertyName, "\(text) stands for \(key.name)", word)
    case .description: note(.bracketStyle, "the description stands among the properties", word)
    case .property(let property): noteName(property.name, word)
    }
  }

  private mutating func noteName(_ name: String, _ word: Range<Int>) {
    note(.propertyName, "the property \(name) is written as \(source.string(word))", word)
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

extension UInt8 {
  fileprivate var isSeparator: Bool { self == UInt8(ascii: ";") || self == UInt8(ascii: ",") }

  /// Whether the byte ends one of the two numbers of a centre.
  fileprivate var isNumberEnd: Bool {
    isBlank || isLineEnd || isSeparator || self == UInt8(ascii: ")") || self == UInt8(ascii: "]")
  }
}
