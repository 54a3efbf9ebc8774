/// The name of an item, freed from the marks that lists put around it.
enum ListItem {
  /// The place behind a bullet or an item's number at the start of a stretch.
  static func bulletEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    var place = range.lowerBound
    let end = range.upperBound
    for mark: StaticString in ["•", "●", "▪", "·", "◦", "–", "—", "※"]
    where source.has(mark, at: place) {
      return source.skippingBlanks(from: place + mark.utf8CodeUnitCount, to: end)
    }
    guard place < end else { return nil }
    if "-*+>#".utf8.contains(source.bytes[place]) {
      while place < end, source.bytes[place] == source.bytes[range.lowerBound] { place += 1 }
      // Two asterisks and a letter are bold words, not a bullet.
      guard place < end, source.bytes[place].isBlank else { return nil }
      let inner = source.skippingBlanks(from: place, to: end)
      return bulletEnd(source, in: inner..<end) ?? inner
    }
    let isBracketed = source.bytes[place] == UInt8(ascii: "(")
    if isBracketed { place += 1 }
    let digits = place
    while place < end, place - digits < 6, source.bytes[place].isDigit { place += 1 }
    guard place > digits, place < end, let (mark, next) = source.folded(at: place) else {
      guard place > digits, source.has("、", at: place) else { return nil }
      return source.skippingBlanks(from: place + 3, to: end)
    }
    let closes: [UInt8] =
      isBracketed
      ? [UInt8(ascii: ")")]
      : [
        UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: ":"),
      ]
    guard closes.contains(mark), next >= end || !source.bytes[next].isDigit else { return nil }
    return source.skippingBlanks(from: next, to: end)
  }

  /// The name in a stretch, without quotes, asterisks, tags, colons and dashes around it.
  static func name(_ source: SourceText, in range: Range<Int>) -> (text: String, range: Range<Int>)?
  {
    var range = source.trimmed(range)
    var isQuoted = false
    while !range.isEmpty {
      if let inner = withoutTag(source, range) ?? withoutMark(source, range)
        ?? (isQuoted ? nil : withoutKey(source, range) ?? withoutBoxWords(source, range))
      {
        range = source.trimmed(inner)
      } else if !isQuoted, let inner = withoutQuotes(source, range) {
        // What straight quotes hold is meant to the letter.
        let isLiteral = source.bytes[range.lowerBound] == UInt8(ascii: "\"")
        range = inner
        isQuoted = true
        if isLiteral { break }
      } else {
        break
      }
    }
    guard !range.isEmpty || isQuoted else { return nil }
    let text = source.string(range)
    return (isQuoted ? text.withoutBackslashes : text, range)
  }

  /// A name as an item writes it: in quotes where something in it would be taken for the box.
  static func text(ofName name: String) -> String {
    let flat = String(name.map { $0.isNewline ? " " : $0 })
    let probe = SourceText(flat)
    let all = 0..<probe.bytes.count
    let isPlain =
      bulletEnd(probe, in: all) == nil && self.name(probe, in: all)?.text == flat
      && !flat.contains { "()[]{}<>:：|,;0123456789\\\"%".contains($0) }
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
    if source.bytes[range.upperBound - 1] == UInt8(ascii: ">"),
      let start = range.suffix(40).last(where: { source.bytes[$0] == UInt8(ascii: "<") })
    {
      return range.lowerBound..<start
    }
    return nil
  }

  private static func withoutMark(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    let (first, last) = (source.bytes[range.lowerBound], source.bytes[range.upperBound - 1])
    if "*_`:,;.|=-~>→&".utf8.contains(first), first < 0x80 {
      return range.lowerBound + 1..<range.upperBound
    }
    if "*_`:,;|=-~<>@([{".utf8.contains(last), last < 0x80 {
      return range.lowerBound..<range.upperBound - 1
    }
    for mark: StaticString in ["：", "，", "–", "—", "→", "（", "【", "•", "、"] {
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

  /// Takes off what says that a name follows, as in `Object 1: a cat`.
  private static func withoutKey(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    guard
      let colon = range.prefix(24).first(where: {
        source.folded(at: $0)?.byte == UInt8(ascii: ":")
      })
    else { return nil }
    let end = min(source.folded(at: colon)?.end ?? colon + 1, range.upperBound)
    guard end < range.upperBound, LooseKey(source.string(range.lowerBound..<colon)).announcesName
    else { return nil }
    return end..<range.upperBound
  }

  /// Takes off what says that a box follows, as in `a cat: bbox` and `a cat located at`.
  private static func withoutBoxWords(_ source: SourceText, _ range: Range<Int>) -> Range<Int>? {
    let tail = max(range.lowerBound, range.upperBound - 40)..<range.upperBound
    guard
      let joint = tail.last(where: {
        source.bytes[$0].isBlank || ":,-".utf8.contains(source.bytes[$0])
      }), joint > range.lowerBound
    else { return nil }
    let word = source.string(joint + 1..<range.upperBound).lowercased()
    if leadingWords.contains(word) { return range.lowerBound..<joint }
    guard
      let mark = tail.last(where: { ":,-".utf8.contains(source.bytes[$0]) }),
      mark > range.lowerBound, LooseKey(source.string(mark + 1..<range.upperBound)).isBox
    else { return nil }
    return range.lowerBound..<mark
  }

  private static let leadingWords: Set<String> = [
    "at", "located", "placed", "positioned", "is", "with", "has", "occupying", "bbox",
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
