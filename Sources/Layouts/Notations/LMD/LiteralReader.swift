/// A reader of Python literals that also reads what language models write instead.
///
/// A text is first read as Python reads it. Only when Python would refuse it, it is read again as a
/// person would: then nothing fails, whatever doesn't fit becomes a finding, and quotes are judged by
/// what stands around them. Each byte is visited a bounded number of times.
struct LiteralReader {
  /// How deep brackets are followed; Python stops at 200.
  static let depthLimit = 64

  let source: SourceText
  private let start: Int
  let end: Int
  var position: Int
  /// Whether the text is read as Python reads it; reading ends where Python would refuse it.
  let isStrict: Bool
  /// Whether what is read was read before, and all that is to be told of it was told.
  private(set) var isAgain = false
  var result = LiteralReading()
  /// The objects found so far, where objects are wanted and not literals.
  private var objects: ObjectList?
  /// The part of a list that was read before: its objects are among those found.
  private var knownExtent: Range<Int>?
  /// Whether objects may be taken without literals, of which alone their parts are known.
  private var takesPlainObjects = false
  /// The brackets that are open, the outermost first.
  private(set) var openers: [UInt8] = []
  /// Whether all collections but the outermost are being left, since brackets lie too deep.
  var isUnwinding = false
  /// Whether the collection at hand ended behind a comma that belongs to the one around it.
  var hasSeparatorBehind = false
  /// What the last line break within a text in double quotes, or in single ones, was found to be.
  var doubleQuoteSearch = LineBreakSearch()
  var singleQuoteSearch = LineBreakSearch()
  /// Whether the number at hand stands in a call.
  var isInCall = false
  /// Whether a backslash before a bracket was told of.
  var hasNotedEscape = false
  /// How many values are kept.
  var valueCount = 0
  /// How many decisions hung on what stands around the collection at hand, or far behind it.
  var outwardCount = 0
  /// Where collections of a long text are read again; nil where all are kept.
  private var collectionText: CollectionText?

  /// From how many values on collections are not kept; few texts have so many.
  private static let keptCount = 4096
  /// The longest collection that is read again, so that each byte is a bounded number of times.
  private static let longestUnread = 1024

  /// How many values are kept, far more than any layout has, and one for eight bytes of a long text;
  /// objects that are taken at once are not counted.
  private let valueLimit: Int
  /// Whether the text is meant as JSON, and what else Python allows is noted.
  private(set) var isJSON = false

  private init(_ source: SourceText, in range: Range<Int>, isStrict: Bool = false) {
    self.source = source
    self.isStrict = isStrict
    start = range.lowerBound
    position = start
    end = range.upperBound
    valueLimit = max(100_000, range.count / 8)
  }

  /// Reads all values of a stretch of text, with prose between them passed over.
  static func read(
    _ source: SourceText, in range: Range<Int>, isJSON: Bool = false
  ) -> LiteralReading {
    for isStrict in [true, false] {
      var reader = LiteralReader(source, in: range, isStrict: isStrict)
      reader.isJSON = isJSON
      reader.collectionText = CollectionText(source, end: range.upperBound, isStrict: isStrict)
      reader.readTopLevel()
      if reader.result.isPython || !isStrict {
        reader.result.isPython = isStrict
        return reader.result
      }
    }
    return LiteralReading()
  }

  /// Reads a collection once more that was read before.
  static func readAgain(_ source: SourceText, in range: Range<Int>, isStrict: Bool) -> Literal {
    var reader = LiteralReader(source, in: range, isStrict: isStrict)
    reader.isAgain = true
    return reader.value()
  }

  /// The collection, or its place alone where many values are kept already.
  ///
  /// Read again by itself it must be what it was among others.
  private mutating func kept(
    _ collection: Literal, since before: (values: Int, outward: Int)
  ) -> Literal {
    guard let collectionText, valueCount > Self.keptCount, valueCount > before.values,
      collection.isClosed, outwardCount == before.outward,
      collection.range.count <= Self.longestUnread
    else { return collection }
    valueCount = before.values
    return Literal(unread: collectionText, range: collection.range)
  }

  /// Reads the objects of a stretch of text, and tells whether Python would read it too.
  ///
  /// An object is taken as soon as it is read, so that the literals of a long list need not be kept;
  /// those in the notation's own form that a list begins with are read once. Where it may not be Python,
  /// quotes are judged by what stands around them.
  static func readObjects(
    _ source: SourceText, in range: Range<Int>, canvas: Canvas, notesParts: Bool = false,
    mayBePython: Bool = true
  ) -> (list: ObjectList, isPython: Bool) {
    var list = ObjectList(source, canvas: canvas, notesParts: notesParts)
    var knownExtent: Range<Int>?
    if !notesParts, mayBePython {
      let plain = TupleList(source, in: range, canvas: canvas)
      if plain.isWhole { return (plain.list, true) }
      (list, knownExtent) = (plain.list, plain.extent)
    }
    let knownCount = list.objects.count
    for isStrict in mayBePython ? [true, false] : [false] {
      var reader = LiteralReader(source, in: range, isStrict: isStrict)
      // A long list is handed on and not shared, for then the first new object would copy it.
      reader.objects = consume list
      reader.knownExtent = knownExtent
      reader.takesPlainObjects = !notesParts
      reader.collectionText = CollectionText(source, end: range.upperBound, isStrict: isStrict)
      reader.readTopLevel()
      list = reader.objects ?? ObjectList(source, canvas: canvas, notesParts: notesParts)
      reader.objects = nil
      if isStrict, !reader.result.isPython {
        list.startAgain(behind: knownCount)
      } else {
        list.finish(reader.result.notes)
        return (list, isStrict)
      }
    }
    return (list, false)
  }

  /// Hands a value outside brackets on.
  mutating func emit(_ value: Literal) {
    guard objects == nil else {
      objects?.take(outermost: value)
      valueCount = 0
      return
    }
    let count = result.values.count
    if count >= Self.roomCount, count == result.values.capacity {
      let expected = source.expectedCount(count, in: start..<position, to: end)
      result.values.reserveCapacity(min(expected, max(valueLimit, 2 * count)))
    }
    result.values.append(value)
  }

  /// Takes an object out of the outermost list; false when it must be judged with the whole list.
  private mutating func takeEarly(_ element: Literal, from elements: [Literal]) -> Bool {
    guard openers.count == 1, objects != nil, elements.allSatisfy(\.isTaken),
      element.isObjectInBrackets
    else { return false }
    objects?.take(element)
    return true
  }

  /// Takes an object in the notation's own form out of the outermost list, if one stands here.
  private mutating func takePlainObject(from elements: inout [Literal]) -> Bool {
    guard openers.count == 1, takesPlainObjects, elements.allSatisfy(\.isTaken) else {
      return false
    }
    var reader = PlainObjectReader(source, in: position..<end)
    guard let (object, range, box) = reader.read() else { return false }
    reader.skipSpace()
    // A key would have its value behind a colon, and odd characters are not looked into here.
    guard reader.position < end, let next = source.folded(at: reader.position)?.byte,
      next == UInt8(ascii: ",") || next == UInt8(ascii: "]") || next == UInt8(ascii: "(")
    else { return false }
    objects?.add(object, at: range, box: box)
    if elements.isEmpty { elements.append(Literal(content: .taken, range: range)) }
    position = range.upperBound
    return true
  }

  /// Whether reading has come to what Python would refuse, and there is no need to go on.
  var isRefused: Bool { isStrict && !result.isPython }

  /// Reads the number that a stretch of text begins with, and where it ends.
  static func readNumber(
    _ source: SourceText, in range: Range<Int>
  ) -> (literal: Literal, findings: [Finding])? {
    var reader = LiteralReader(source, in: range)
    return reader.number().map { ($0, reader.result.findings) }
  }

  // MARK: - Values

  /// Reads one value; the position is at its first byte and moves on in any case.
  mutating func value() -> Literal {
    valueCount += 1
    if valueCount > valueLimit { return restOfText() }
    if let bracket = bracket(at: position), bracket.isOpening {
      guard openers.count < Self.depthLimit else { return tooDeepCollection() }
      let before = (values: valueCount, outward: outwardCount)
      return kept(collection(bracket), since: before)
    }
    if let quote = quote(at: position) { return string(quote) }
    if let number = number() { return number }
    return constant() ?? word()
  }

  /// Passes over all that is left of the text.
  private mutating func restOfText() -> Literal {
    let rest = position..<end
    let limit = valueLimit
    note(.tooMuch, "the text holds more than \(limit) values; the rest is passed over", rest)
    position = end
    result.isPython = false
    noteOutwardDecision()
    // It does not end too early: it is left too early.
    result.isTruncated = true
    return Literal(content: .nothing, range: rest)
  }

  private mutating func collection(_ bracket: Bracket) -> Literal {
    let start = position
    if bracket.isOdd { noteOddBracket(position..<bracket.end) }
    position = bracket.end
    openers.append(bracket.kind)
    defer { openers.removeLast() }
    var elements: [Literal] = []
    var pairs: [(key: Literal, value: Literal)] = []
    var needsSeparator = false
    var isClosed = true
    // Where the elements end, if the closing bracket is missing.
    var lastEnd: Int?
    if let knownExtent, knownExtent.lowerBound == start {
      elements.append(Literal(content: .taken, range: position..<knownExtent.upperBound))
      position = knownExtent.upperBound
      needsSeparator = true
    }
    while !isRefused {
      skipSpaceAndComments()
      guard position < end else {
        isClosed = false
        noteTruncation(from: start)
        if bracket.kind == UInt8(ascii: "{") { dropCutKey(of: &elements, beside: pairs) }
        break
      }
      if let closing = self.bracket(at: position), !closing.isOpening {
        if !needsSeparator { noteTrailingComma(behind: elements, or: pairs) }
        if close(closing, kind: bracket.kind) { break } else { continue }
      }
      if let separator = separatorEnd(at: position) {
        skip(separator, isExpected: needsSeparator)
        needsSeparator = false
        continue
      }
      if !opensBehind(bracket.kind, of: elements, or: pairs) {
        if needsSeparator { noteMissingComma() }
        if elements.count + pairs.count >= Self.roomCount {
          makeRoom(in: &elements, or: &pairs, from: start)
        }
        if appendElement(to: &elements, or: &pairs, kind: bracket.kind) {
          needsSeparator = !takeSeparatorBehind()
          if isUnwinding, !stopsUnwinding(&elements, or: &pairs) { break }
          continue
        }
      }
      isClosed = false
      lastEnd = max(elements.last?.range.upperBound ?? 0, pairs.last?.value.range.upperBound ?? 0)
      noteMissingBracket(hasSeparator: !needsSeparator)
      break
    }
    if isUnwinding, elements.isEmpty, pairs.isEmpty {
      return Literal(content: .nothing, range: position..<position)
    }
    let range = start..<(lastEnd ?? position)
    return Literal(
      content: Self.content(elements, pairs), range: isClosed ? range : source.trimmed(range),
      isClosed: isClosed)
  }

  /// A list, a dictionary, or a list of what is a bit of both.
  private static func content(
    _ elements: [Literal], _ pairs: [(key: Literal, value: Literal)]
  ) -> Literal.Content {
    if pairs.isEmpty { return .list(elements) }
    if elements.isEmpty { return .pairs(pairs) }
    return .list(elements + pairs.map { pair in .joined(pair.key, pair.value) })
  }

  /// From how many elements on room is made for all that are to be expected.
  private static let roomCount = 1024

  /// Makes room for as many elements as there will be if the text goes on as it began; doubling the room
  /// would hold up to three times what a long list needs.
  private func makeRoom(
    in elements: inout [Literal], or pairs: inout [(key: Literal, value: Literal)], from start: Int
  ) {
    if elements.count == elements.capacity {
      elements.reserveCapacity(
        source.expectedCount(elements.count, in: start..<position, to: end))
    }
    if pairs.count == pairs.capacity {
      pairs.reserveCapacity(source.expectedCount(pairs.count, in: start..<position, to: end))
    }
  }

  /// Reads one element, or a key with its value; false, at the same place, when it belongs behind.
  private mutating func appendElement(
    to elements: inout [Literal], or pairs: inout [(key: Literal, value: Literal)], kind: UInt8
  ) -> Bool {
    if takePlainObject(from: &elements) { return true }
    let mark = result.notes.mark
    let start = position
    let count = valueCount
    let element = value()
    skipSpaceAndComments()
    guard position < end, let colon = source.folded(at: position),
      colon.byte == UInt8(ascii: ":") || colon.byte == UInt8(ascii: "=")
    else {
      if element.isEllipsis {
        result.notes.rollBack(to: mark)
        ignore(element.range)
      } else if !takeEarly(element, from: elements) {
        elements.append(element)
      } else {
        valueCount = count
        if elements.isEmpty {
          elements.append(Literal(content: .taken, range: element.range))
        }
      }
      return true
    }
    if belongsBehind(element, kind: kind, of: elements, or: pairs) {
      result.notes.rollBack(to: mark)
      position = start
      return false
    }
    if kind != UInt8(ascii: "{") || colon.byte != UInt8(ascii: ":") || colon.end > position + 1 {
      note(.bracketStyle, "a key and its value", position..<colon.end)
      result.isPython = false
    }
    position = colon.end
    skipSpaceAndComments()
    if position < end, bracket(at: position)?.isOpening != false,
      separatorEnd(at: position) == nil
    {
      pairs.append((element, value()))
    } else {
      result.isPython = false
      pairs.append(
        (element, Literal(content: .nothing, range: position..<position)))
    }
    return true
  }

  /// Deals with a closing bracket; true when it closes the current one.
  private mutating func close(_ closing: Bracket, kind: UInt8) -> Bool {
    if closing.kind == kind {
      if closing.isOdd { noteOddBracket(position..<closing.end) }
      position = closing.end
      return true
    }
    noteOutward(
      .bracketStyle, "a closing bracket that fits no opening one", position..<closing.end)
    if openers.dropLast().contains(closing.kind) { return true }
    position = closing.end
    return openers.count > 1
  }

  private mutating func skip(_ separator: (end: Int, isOdd: Bool), isExpected: Bool) {
    if !isExpected || separator.isOdd {
      note(.separator, "a separator too many, or another than a comma", position..<separator.end)
      result.isPython = false
    }
    position = separator.end
  }
}
