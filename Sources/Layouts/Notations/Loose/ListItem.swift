/// The name of an item, freed from the marks that lists put around it.
enum ListItem {
  /// A name with what is known of how it stood there.
  struct Name {
    var text: String
    var range: Range<Int>
    /// Whether quotes held it, so that it is meant to the letter.
    var isQuoted = false
    /// Whether more was taken off it than marks: what counts, announces or joins it.
    var isDecorated = false
    /// Whether the verb of a sentence stood behind it.
    var hasVerb = false
  }

  /// The name in a stretch, without quotes, asterisks, tags, colons and dashes around it.
  ///
  /// - Parameters:
  ///   - source: the text.
  ///   - range: the stretch.
  ///   - isContinued: whether another object stands before it on the line, so that "and" joins them.
  /// - Returns: the name, or nil where nothing but marks stands there.
  static func name(
    _ source: SourceText, in range: Range<Int>, isContinued: Bool = false
  ) -> Name? {
    var name = Name(text: "", range: source.trimmed(range))
    let unpaired = UnpairedBrackets(source, in: name.range)
    while !name.range.isEmpty {
      let range = name.range
      if let inner = withoutTag(source, range) ?? withoutMark(source, range) {
        name.range = source.trimmed(inner)
      } else if name.isQuoted {
        break
      } else if let inner = unpaired.trimming(range) ?? withoutBoxWords(source, &name) {
        name.range = source.trimmed(inner)
      } else if let inner = withoutCount(source, range) ?? withoutKey(source, range)
        ?? withoutNumberedKey(source, range) ?? withoutBrackets(source, range)
        ?? ListIntroduction.end(source, in: range).map({ $0..<range.upperBound })
        ?? (isContinued ? withoutJoint(source, range) : nil)
      {
        name.range = source.trimmed(inner)
        name.isDecorated = true
      } else if let inner = withoutQuotes(source, range) {
        // What straight quotes hold is meant to the letter.
        let isLiteral = source.bytes[range.lowerBound] == UInt8(ascii: "\"")
        name.range = inner
        name.isQuoted = true
        if isLiteral { break }
      } else {
        break
      }
    }
    guard !name.range.isEmpty || name.isQuoted else { return nil }
    let text = source.string(name.range)
    name.text = name.isQuoted ? text.withoutBackslashes : text
    if !name.isQuoted, text.holds("**") {
      name.text = text.replacing("**", with: "")
      name.isDecorated = true
    }
    return name
  }

  /// A name as an item writes it: in quotes where something in it would be taken for the box.
  static func text(ofName name: String) -> String {
    let flat = String(name.map { $0.isNewline ? " " : $0 })
    let probe = SourceText(flat)
    let all = 0..<probe.bytes.count
    let isPlain =
      ListBullet.end(probe, in: all) == nil && self.name(probe, in: all)?.text == flat
      && !ProsePhrase.isAboutCanvas(flat, hasVerb: true)
      && !probe.bytes.contains(where: \.endsPlainName) && !flat.holds("：")
      && probe.labels(in: all).isEmpty && !isLabel(flat)
    if isPlain { return flat }
    let escaped = flat.map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }

  /// Whether a name would be read as a label, with the colon that stands behind it.
  private static func isLabel(_ name: String) -> Bool {
    let probe = SourceText(name + ": ")
    return !probe.labels(in: 0..<probe.bytes.count).isEmpty
  }

  // MARK: - Marks

  private static func withoutTag(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    if source.bytes[range.lowerBound] == UInt8(ascii: "<"),
      let end = range.prefix(40).first(where: { source.bytes[$0] == UInt8(ascii: ">") })
    {
      return end + 1..<range.upperBound
    }
    if let end = openTagEnd(source, range) { return end..<range.upperBound }
    // The tag that the box is an attribute of, `<label>a cat</label><box x1=`.
    let word = range.reversed().prefix(24).prefix { source.bytes[$0].isLetter }
    if let first = word.last, first > range.lowerBound + 1,
      source.bytes[first - 1] == UInt8(ascii: "<"), source.bytes[first - 2] == UInt8(ascii: ">")
    {
      return range.lowerBound..<first - 1
    }
    if source.bytes[range.upperBound - 1] == UInt8(ascii: ">"),
      let start = range.suffix(40).last(where: { source.bytes[$0] == UInt8(ascii: "<") })
    {
      return range.lowerBound..<start
    }
    return nil
  }

  /// Where the name of a tag ends whose attributes are the object, `<object name="a cat" x="10"`.
  private static func openTagEnd(_ source: SourceText, _ range: Range<Int>) -> Int? {
    guard source.bytes[range.lowerBound] == UInt8(ascii: "<") else { return nil }
    let word = range.dropFirst().prefix(24).prefix { source.bytes[$0].isLetter }
    guard let last = word.last, last + 1 == range.upperBound || source.bytes[last + 1].isBlank
    else { return nil }
    return last + 1
  }

  private static func withoutMark(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    // `[10, 20, 30, 40]  # a cat`
    for mark: StaticString in ["# ", "// "] where source.has(mark, at: range.lowerBound) {
      let end = range.lowerBound + mark.utf8CodeUnitCount
      return end < range.upperBound ? end..<range.upperBound : nil
    }
    let (first, last) = (source.bytes[range.lowerBound], source.bytes[range.upperBound - 1])
    if first.isMarkBeforeName { return range.lowerBound + 1..<range.upperBound }
    if last.isMarkBehindName { return range.lowerBound..<range.upperBound - 1 }
    if last == UInt8(ascii: "."), range.count > 1,
      source.bytes[range.upperBound - 2] == last
    {
      // Dots lead the eye from a name to its box.
      let dots = range.reversed().prefix { source.bytes[$0] == last }.count
      return range.lowerBound..<range.upperBound - dots
    }
    guard first >= 0x80 || last >= 0x80 else { return nil }
    for mark: StaticString in ["：", "，", "；", "–", "—", "→", "（", "【", "•", "、"] {
      let count = mark.utf8CodeUnitCount
      guard range.count >= count else { continue }
      if source.has(mark, at: range.upperBound - count) {
        return range.lowerBound..<range.upperBound - count
      }
      if source.has(mark, at: range.lowerBound) {
        return range.lowerBound + count..<range.upperBound
      }
    }
    return nil
  }

  /// Takes off what counts the name, as in `2. a cat`.
  private static func withoutCount(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    guard let end = ListBullet.numberEnd(source, in: range), end < range.upperBound else {
      return nil
    }
    return end..<range.upperBound
  }

  /// Takes off what says that a name follows, as in `Object 1: a cat`, `Object 2 - a dog` and `name="a cow"`.
  private static func withoutKey(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    let sign = range.prefix(24).first { place in
      guard let byte = source.folded(at: place)?.byte else { return isDash(source, at: place) }
      return byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=") || isDash(source, at: place)
    }
    guard let sign, sign > range.lowerBound else { return nil }
    let end = min(source.nextCharacter(after: sign), range.upperBound)
    let key = source.string(range.lowerBound..<sign)
    // `<rect id="sun"`: an id in quotes is a name.
    let isID = end < range.upperBound && source.bytes[end] == UInt8(ascii: "\"") && key == "id"
    guard end < range.upperBound, isID || LooseKey(key).announcesName,
      !isDash(source, at: sign) || key.contains(where: \.isNumber)
    else { return nil }
    return end..<range.upperBound
  }

  /// Takes off the square brackets around the whole, `[Cat]`.
  private static func withoutBrackets(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    guard range.count > 2, source.bytes[range.lowerBound] == UInt8(ascii: "["),
      source.bytes[range.upperBound - 1] == UInt8(ascii: "]")
    else { return nil }
    let inner = range.lowerBound + 1..<range.upperBound - 1
    return source.bytes[inner].contains { "[]".utf8.contains($0) } ? nil : inner
  }

  /// Takes off what numbers the object, where brackets hold its name, `Box 1 (a cat)`.
  private static func withoutNumberedKey(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    guard source.bytes[range.upperBound - 1] == UInt8(ascii: ")"),
      let bracket = range.prefix(24).first(where: { source.bytes[$0] == UInt8(ascii: "(") }),
      bracket > range.lowerBound,
      source.bytes[range.lowerBound..<bracket].contains(where: \.isDigit)
    else { return nil }
    let key = LooseKey(source.string(range.lowerBound..<bracket))
    let word = key.form.prefix { !$0.isNumber }
    guard key.announcesName || word == "box" || word == "bbox" else { return nil }
    return bracket + 1..<range.upperBound - 1
  }

  /// Whether a dash with blanks around it stands at a place.
  private static func isDash(_ source: SourceText, at place: Int) -> Bool {
    guard place > 0, source.bytes[place - 1].isBlank else { return false }
    for dash: StaticString in ["- ", "– ", "— "] where source.has(dash, at: place) { return true }
    return false
  }

  /// Takes off what joins the last object of a line to those before it.
  private static func withoutJoint(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    guard range.count > 4, source.bytes[range.lowerBound + 3].isBlank,
      source.string(range.lowerBound..<range.lowerBound + 3).lowercased() == "and"
    else { return nil }
    return range.lowerBound + 4..<range.upperBound
  }

  /// Takes off what says that a box follows, as in `a cat: bbox` and `a cat located at`.
  private static func withoutBoxWords(_ source: SourceText, _ name: inout Name) -> Range<Int>? {
    let range = name.range
    let tail = max(range.lowerBound, range.upperBound - 40)..<range.upperBound
    guard
      let joint = tail.last(where: {
        source.bytes[$0].isBlank || source.bytes[$0].isNameEnd
      }), joint > range.lowerBound
    else { return nil }
    let word = source.string(joint + 1..<range.upperBound).lowercased()
    if leadingWords.contains(word) { return range.lowerBound..<joint }
    if let end = ProsePhrase.areaStart(source, in: tail) { return range.lowerBound..<end }
    if ProsePhrase.verbs.contains(word) {
      name.hasVerb = true
      return range.lowerBound..<joint
    }
    guard
      let mark = tail.last(where: { source.bytes[$0].isNameEnd }),
      mark > range.lowerBound, announcesShape(source.string(mark + 1..<range.upperBound))
    else { return nil }
    return range.lowerBound..<mark
  }

  /// Whether words between a name and its numbers say what shape they give.
  private static func announcesShape(_ text: String) -> Bool {
    let key = LooseKey(text)
    return key.isBox || ["ellipse", "anellipse", "oval", "blob", "circle"].contains(key.form)
  }

  private static let leadingWords: Set<String> = [
    "at", "located", "placed", "positioned", "with", "occupying", "bbox",
  ]

  private static let quotes: [(StaticString, [StaticString])] = [
    ("\"", ["\""]), ("'", ["'"]), ("“", ["”", "\""]), ("‘", ["’", "'"]), ("「", ["」"]), ("『", ["』"]),
    ("«", ["»"]),
  ]

  /// The stretch between a pair of quotes that stands at its ends.
  static func withoutQuotes(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    for (open, closers) in quotes where source.has(open, at: range.lowerBound) {
      for close in closers {
        let (low, high) = (
          range.lowerBound + open.utf8CodeUnitCount, range.upperBound - close.utf8CodeUnitCount
        )
        if low <= high, source.has(close, at: high) { return low..<high }
      }
    }
    return nil
  }
}

extension String {
  /// The text with each backslash taken off what it escapes.
  var withoutBackslashes: String {
    guard contains("\\") else { return self }
    var text = ""
    var isEscaped = false
    for character in self {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        text.append(character)
        isEscaped = false
      }
    }
    return text
  }
}

extension UInt8 {
  /// Whether the byte may stand between a name and what tells of its box.
  fileprivate var isNameEnd: Bool {
    switch self {
    case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// Whether the byte is a mark that lists put before a name.
  fileprivate var isMarkBeforeName: Bool {
    switch self {
    case UInt8(ascii: "."), UInt8(ascii: "&"), UInt8(ascii: ">"): true
    default: isMarkAroundName
    }
  }

  /// Whether the byte is a mark that lists put behind a name, or a bracket that opens there.
  fileprivate var isMarkBehindName: Bool {
    switch self {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"), UInt8(ascii: "("),
      UInt8(ascii: "["), UInt8(ascii: "{"):
      true
    default: isMarkAroundName
    }
  }

  /// Whether a name that holds the byte is written in quotes, as a box may begin there.
  fileprivate var endsPlainName: Bool {
    switch self {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "%"), UInt8(ascii: "\""), UInt8(ascii: "\\"):
      true
    default: isDigit
    }
  }

  private var isMarkAroundName: Bool {
    switch self {
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"),
      UInt8(ascii: "~"):
      true
    default: isNameEnd
    }
  }
}
