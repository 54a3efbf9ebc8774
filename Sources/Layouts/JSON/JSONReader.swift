/// What a text in JSON holds, and what was noticed while it was read.
typealias JSONDocument = (root: JSONNode, findings: [Finding])

/// A reader of JSON (RFC 8259) that knows where everything stands.
///
/// It is strict: what other tools would refuse is refused here, in one sentence that names the key
/// path. Three things that the standard leaves open are settled: a byte order mark is skipped with a
/// note, of equal keys the last one counts with a warning, and a whole number beyond 64 bits is kept
/// as the nearest double with a warning.
public struct JSONReader: Sendable {
  /// How many arrays and objects may lie inside each other.
  public static let depthLimit = 256

  /// A step of the way to where the reader is: the place of a key, or the index of an element.
  private enum Step {
    case key(at: Int)
    case index(Int)
  }

  let source: SourceText
  let bytes: SourceBytes
  var position = 0
  private var steps: [Step] = []
  private var findings = FindingList()
  private var elementLimit = Int.max
  private var isWhole = true
  /// How many values are kept.
  private var valueCount = 0
  /// Where arrays and objects of a long text are read again; nil where all are kept.
  private var text: JSONText?

  /// From how many values on small arrays and objects are not kept; few files have so many.
  private static let keptCount = 4096
  /// The longest of those in bytes, so that each byte is read again a bounded number of times.
  private static let longestUnread = 1024

  private init(_ source: SourceText) {
    self.source = source
    bytes = source.bytes
  }

  /// Reads one JSON value that fills the whole text.
  ///
  /// - Parameter text: the text.
  /// - Returns: the value with the place of each of its parts, and what was noticed.
  /// - Throws: `ParseFailure` naming line, column, key path, what stands there and what was expected.
  public static func read(_ text: String) throws(ParseFailure) -> (
    root: JSONNode, findings: [Finding]
  ) {
    try read(SourceText(text))
  }

  /// Reads one value; with a place given, one that begins there, other text around it.
  static func read(
    _ source: SourceText, embeddedFrom start: Int? = nil
  ) throws(ParseFailure) -> (root: JSONNode, findings: [Finding]) {
    try outline(source, embeddedFrom: start, elements: .max).document
  }

  /// Reads one value, but keeps only so many of the first elements of each array.
  ///
  /// - Returns: the document, and whether it is kept whole.
  static func outline(
    _ source: SourceText, embeddedFrom start: Int? = nil, elements: Int
  ) throws(ParseFailure) -> (document: JSONDocument, isWhole: Bool) {
    var reader = JSONReader(source)
    reader.elementLimit = elements
    reader.text = JSONText(source, elementLimit: elements)
    reader.skipByteOrderMark()
    if let start { reader.skip(to: start) }
    reader.skipSpace()
    let root = try reader.value()
    reader.skipSpace()
    if start != nil { reader.skip(to: source.bytes.count) }
    if reader.position < source.bytes.count {
      throw reader.failure("the end of the text after the value")
    }
    return ((root, reader.findings.all), reader.isWhole)
  }

  /// Reads an array or an object once more that was read before.
  static func readAgain(
    _ source: SourceText, from start: Int, elements: Int
  ) -> JSONNode.Content {
    var reader = JSONReader(source)
    reader.elementLimit = elements
    reader.position = start
    return (try? reader.value().content) ?? .null
  }

  /// The key path to where the reader is, made only when a message needs it.
  var path: JSONPath {
    var path = JSONPath()
    for step in steps {
      switch step {
      case .index(let index): path.push(index: index)
      case .key(let place):
        var reader = JSONReader(source)
        reader.position = place
        path.push(key: ((try? reader.string()) ?? "").shortened(to: 80))
      }
    }
    return path
  }

  // MARK: - Values

  private mutating func value() throws(ParseFailure) -> JSONNode {
    guard let byte = peek() else { throw failure("a value") }
    valueCount += 1
    switch byte {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""):
      let start = position
      let text = try string()
      return node(.string(text), from: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: return try word()
    }
  }

  private mutating func object() throws(ParseFailure) -> JSONNode {
    let (start, before) = (position, valueCount)
    try enter()
    var members = JSONMembers()
    skipSpace()
    if peek() != UInt8(ascii: "}") {
      while true {
        guard peek() == UInt8(ascii: "\"") else { throw failure("a key in double quotes") }
        let keyStart = position
        let key = try string()
        let keySource = source.range(keyStart..<position)
        steps.append(.key(at: keyStart))
        skipSpace()
        try take(":", expecting: "a colon after the key")
        skipSpace()
        let member = JSONNode.Member(key: key, keySource: keySource, node: try value())
        if members.insert(member), !findings.countUnlisted(.duplicateKey) {
          findings.append(.duplicateKey, "\(path) stands twice", at: keySource)
        }
        steps.removeLast()
        skipSpace()
        if peek() == UInt8(ascii: "}") { break }
        try take(",", expecting: "a comma or a closing brace")
        skipSpace()
      }
    }
    position += 1
    return kept(.object(members.all), from: start, since: before)
  }

  private mutating func array() throws(ParseFailure) -> JSONNode {
    let (start, before) = (position, valueCount)
    try enter()
    var elements: [JSONNode] = []
    skipSpace()
    if peek() != UInt8(ascii: "]") {
      for index in 0... {
        steps.append(.index(index))
        let element = try value()
        if index >= elementLimit {
          isWhole = false
        } else {
          if index >= 1024, index == elements.capacity { makeRoom(in: &elements, from: start) }
          elements.append(element)
        }
        steps.removeLast()
        skipSpace()
        if peek() == UInt8(ascii: "]") { break }
        try take(",", expecting: "a comma or a closing bracket")
        skipSpace()
      }
    }
    position += 1
    return kept(.array(elements), from: start, since: before)
  }

  /// The array or object, or its place alone where it is small and many values are kept already.
  private mutating func kept(
    _ content: JSONNode.Content, from start: Int, since before: Int
  ) -> JSONNode {
    guard let text, valueCount > Self.keptCount, valueCount > before, !steps.isEmpty,
      position - start <= Self.longestUnread
    else { return node(content, from: start) }
    valueCount = before
    return JSONNode(unread: text, source: source.range(start..<position))
  }

  /// Makes room for as many elements as the text will have if it goes on as it began; doubling the room
  /// would hold up to three times what a long array needs.
  private func makeRoom(in elements: inout [JSONNode], from start: Int) {
    elements.reserveCapacity(
      source.expectedCount(elements.count, in: start..<position, to: bytes.count))
  }

  /// Steps over an opening bracket.
  private mutating func enter() throws(ParseFailure) {
    guard steps.count < Self.depthLimit else {
      throw ParseFailure(
        notation: "json",
        message: "arrays and objects lie deeper than \(Self.depthLimit) levels inside each other",
        source: source.range(position..<position + 1))
    }
    position += 1
  }

  private mutating func word() throws(ParseFailure) -> JSONNode {
    let start = position
    let words: [(word: StaticString, content: JSONNode.Content)] = [
      ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ]
    for (word, content) in words where source.has(word, at: start) {
      position += word.utf8CodeUnitCount
      return node(content, from: start)
    }
    if let word = notFiniteWord(at: start) { throw notFinite(word, at: start) }
    throw failure("a value")
  }

  // MARK: - Numbers

  private mutating func number() throws(ParseFailure) -> JSONNode {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    if peek()?.isLetter == true, let word = notFiniteWord(at: position) {
      throw notFinite("-\(word)", at: start)
    }
    let whole = try digits()
    if whole.count > 1, bytes[whole.lowerBound] == UInt8(ascii: "0") {
      position = whole.lowerBound
      throw failure("a number without leading zeros")
    }
    var isWhole = true
    if peek() == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      _ = try digits()
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      isWhole = false
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      _ = try digits()
    }
    return node(try content(ofNumber: start..<position, isWhole: isWhole), from: start)
  }

  private mutating func content(
    ofNumber bounds: Range<Int>, isWhole: Bool
  ) throws(ParseFailure) -> JSONNode.Content {
    if isWhole, let integer = integer(in: bounds) { return .integer(integer) }
    let isNegative = bytes[bounds.lowerBound] == UInt8(ascii: "-")
    let magnitude = (isNegative ? bounds.lowerBound + 1 : bounds.lowerBound)..<bounds.upperBound
    if !isWhole, let number = DecimalNumber.exact(bytes, in: magnitude) {
      return Self.content(isNegative ? -number : number)
    }
    let text = source.string(bounds)
    if isWhole, text != "-0", let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else {
      throw ParseFailure(
        notation: "json",
        message: "\(path): the number \(text.shortened(to: 40)) is too large for a double",
        source: source.range(bounds))
    }
    if isWhole, text != "-0" {
      let kept = JSONWriter.text(ofFinite: number)
      findings.append(
        .impreciseNumber,
        "\(path): \(text.shortened(to: 40)) does not fit 64 bits and is kept as \(kept)",
        at: source.range(bounds))
    }
    return Self.content(number)
  }

  private static func content(_ number: Double) -> JSONNode.Content {
    if case .integer(let integer) = JSONValue(canonical: number) { return .integer(integer) }
    return .number(number)
  }

  /// The whole number of at most 18 digits that is written here; minus zero is none.
  private func integer(in bounds: Range<Int>) -> Int? {
    guard bounds.count <= 18 else { return nil }
    let isNegative = bytes[bounds.lowerBound] == UInt8(ascii: "-")
    var integer = 0
    for place in (isNegative ? bounds.lowerBound + 1 : bounds.lowerBound)..<bounds.upperBound {
      integer = integer * 10 + Int(bytes[place] - UInt8(ascii: "0"))
    }
    return isNegative ? (integer == 0 ? nil : -integer) : integer
  }

  private mutating func digits() throws(ParseFailure) -> Range<Int> {
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    if position == start { throw failure("a digit") }
    return start..<position
  }

  private func notFiniteWord(at start: Int) -> String? {
    ["NaN", "nan", "Infinity", "infinity", "inf", "Inf"].first {
      bytes[start...].starts(with: $0.utf8)
    }
  }

  private func notFinite(_ word: String, at start: Int) -> ParseFailure {
    ParseFailure(
      notation: "json", message: "\(path): expected a finite number, found \(word)",
      source: source.range(start..<start + word.utf8.count))
  }

  // MARK: - Steps

  func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func take(_ character: Unicode.Scalar, expecting what: String)
    throws(ParseFailure)
  {
    guard peek() == UInt8(ascii: character) else { throw failure(what) }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Passes over text that isn't JSON.
  private mutating func skip(to end: Int) {
    if let finding = source.findingOfIgnored(position..<end) { findings.append(finding) }
    position = end
  }

  private mutating func skipByteOrderMark() {
    guard source.has("\u{FEFF}", at: 0) else { return }
    position = 3
    findings.append(.byteOrderMark, "a byte order mark was skipped", at: source.range(0..<3))
  }

  private func node(_ content: JSONNode.Content, from start: Int) -> JSONNode {
    JSONNode(content: content, source: source.range(start..<position))
  }

  /// The failure of finding something else at the position.
  func failure(_ expected: String) -> ParseFailure {
    let end = source.endOfToken(at: position)
    let found =
      end == position
      ? "the end of the text"
      : JSONWriter.quoted(source.string(position..<end).shortened(to: 40))
    return ParseFailure(
      notation: "json", message: "\(path): expected \(expected), found \(found)",
      source: source.range(position..<end))
  }
}
