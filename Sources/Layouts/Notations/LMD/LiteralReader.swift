/// A reader of Python literals that also reads what language models write instead.
///
/// A text is first read as Python reads it. Only when Python would refuse it, it is read again as a
/// person would: then nothing fails, whatever doesn't fit becomes a finding, and quotes are judged by
/// what stands around them. Each byte is visited a bounded number of times.
struct LiteralReader: ~Copyable {
  /// How deep brackets are followed; Python stops at 200.
  static let depthLimit = 64

  /// What stands at each place; asked by itself, since to ask the reader would copy all of it.
  let tokens: LiteralTokens
  private let start: Int
  var position: Int
  /// Whether what is read was read before, and all that is to be told of it was told.
  private(set) var isAgain = false
  var result = LiteralReading()
  /// The objects found so far, where objects are wanted and not literals.
  private var objects: ObjectList?
  /// The part of a list that was read before: its objects are among those found.
  private(set) var knownExtent: Range<Int>?
  /// Whether objects may be taken without literals, of which alone their parts are known.
  private var takesPlainObjects = false
  /// The brackets that are open, the outermost first.
  var openers: [UInt8] = []
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
  static let keptCount = 4096
  /// The longest collections that are read again while there is room, since longer ones take time, and when
  /// half of it is taken: a polygon of some thousand points, and never the whole text, whose literals would
  /// all be there at once.
  private static let longestUnread = (early: 1024, late: 65_536)

  /// How many values are kept, far more than any layout has, and one for twelve bytes of a long text;
  /// objects that are taken at once are not counted, and collections that are read again count as one.
  private let valueLimit: Int
  /// Whether the text is meant as JSON, and what else Python allows is noted.
  private(set) var isJSON = false

  private init(_ source: SourceText, in range: Range<Int>, isStrict: Bool = false) {
    tokens = LiteralTokens(source: source, end: range.upperBound, isStrict: isStrict)
    start = range.lowerBound
    position = start
    valueLimit = max(60_000, range.count / 12)
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

  /// Reads a collection, or numbers that words name, once more that were read before.
  static func readAgain(
    _ source: SourceText, in range: Range<Int>, isStrict: Bool, isNamed: Bool
  ) -> Literal {
    var reader = LiteralReader(source, in: range, isStrict: isStrict)
    reader.isAgain = true
    return isNamed ? reader.namedNumbers() : reader.value()
  }

  /// The collection, or its place alone where many values are kept already.
  ///
  /// Read again by itself it must be what it was among others.
  mutating func kept(
    _ collection: Literal, since before: (values: Int, outward: Int), isNamed: Bool = false
  ) -> Literal {
    let longest =
      valueCount < valueLimit / 2 ? Self.longestUnread.early : Self.longestUnread.late
    guard let collectionText, valueCount > Self.keptCount,
      isNamed || valueCount > before.values, collection.isClosed,
      outwardCount == before.outward, collection.range.count <= longest
    else { return collection }
    valueCount = before.values
    return Literal(unread: collectionText, range: collection.range, isNamed: isNamed)
  }

  /// Reads the objects of a stretch of text, and tells whether Python would read it too.
  ///
  /// An object is taken as soon as it is read, so that the literals of a long list need not be kept;
  /// those in the notation's own form that a list begins with are read once. Where it may not be Python,
  /// quotes are judged by what stands around them.
  static func readObjects(
    _ source: SourceText, in range: Range<Int>, canvas: Canvas, notesParts: Bool = false,
    mayBePython: Bool = true
  ) -> ObjectReading {
    var list = ObjectList(source, canvas: canvas, notesParts: notesParts)
    var knownExtent: Range<Int>?
    if !notesParts, mayBePython {
      let plain = TupleList(source, in: range, canvas: canvas)
      if plain.isWhole { return ObjectReading(range: range, list: plain.list, isPython: true) }
      knownExtent = plain.extent
      list = plain.list
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
      list =
        reader.objects.take() ?? ObjectList(source, canvas: canvas, notesParts: notesParts)
      if isStrict, !reader.result.isPython {
        list.startAgain(behind: knownCount)
      } else {
        list.finish(reader.result.notes)
        return ObjectReading(range: range, list: list, isPython: isStrict)
      }
    }
    return ObjectReading(range: range, list: list, isPython: false)
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
  mutating func takeEarly(_ element: Literal, from elements: [Literal]) -> Bool {
    guard openers.count == 1, objects != nil, elements.allSatisfy(\.isTaken),
      element.isObjectInBrackets
    else { return false }
    objects?.take(element)
    return true
  }

  /// Takes an object in the notation's own form out of the outermost list, if one stands here.
  mutating func takePlainObject(from elements: inout [Literal]) -> Bool {
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

  var source: SourceText { tokens.source }

  /// Where the stretch ends that is read.
  var end: Int { tokens.end }

  /// Whether the text is read as Python reads it; reading ends where Python would refuse it.
  var isStrict: Bool { tokens.isStrict }

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
    if let bracket = tokens.bracket(at: position), bracket.isOpening {
      guard openers.count < Self.depthLimit else { return tooDeepCollection() }
      let before = (values: valueCount, outward: outwardCount)
      return kept(collection(bracket), since: before)
    }
    if let quote = tokens.quote(at: position) { return string(quote) }
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
}
