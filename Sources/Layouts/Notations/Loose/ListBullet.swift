/// The bullet, the number or the letter that an item of a list begins with.
enum ListBullet {
  /// The place behind a bullet or an item's number at the start of a stretch.
  static func end(_ source: SourceText, in range: Range<Int>) -> Int? {
    let end = range.upperBound
    var found: Int?
    var start = range.lowerBound
    while start < end, source.bytes[start].isListMark {
      var place = start
      while place < end, source.bytes[place] == source.bytes[start] { place += 1 }
      // Two asterisks and a letter are bold words, not a bullet.
      guard place < end, source.bytes[place].isBlank else { break }
      start = source.skippingBlanks(from: place, to: end)
      found = start
      if let box = checkBoxEnd(source, in: start..<end) { return box }
    }
    if let tree = branchEnd(source, in: start..<end) { start = tree }
    for mark in marks where source.has(mark, at: start) {
      return source.skippingBlanks(from: start + mark.utf8CodeUnitCount, to: end)
    }
    return numberEnd(source, in: start..<end) ?? (start > range.lowerBound ? start : found)
  }

  /// The place behind what counts the items of a list, as in `1.`, `(2)`, `[3]`, `#4`, `a)`, `①` and `一、`.
  static func numberEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    guard let first = range.first else { return nil }
    let isASCII = source.bytes[first] < 0x80
    guard
      let end = digitsEnd(source, in: range)
        ?? (isASCII
          ? letterEnd(source, in: range)
          : ideographEnd(source, in: range) ?? circledEnd(source, in: range))
    else { return nil }
    return source.skippingBlanks(from: end, to: range.upperBound)
  }

  private static let marks: [StaticString] = [
    "•", "●", "▪", "·", "◦", "–", "—", "※", "・", "‣", "■", "☐", "☑",
  ]

  /// The end of the lines that draw the branches of a tree, `│   ├── a cat`.
  private static func branchEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place + 3 <= range.upperBound, source.bytes[place] == 0xE2,
      source.bytes[place + 1] == 0x94 || source.bytes[place + 1] == 0x95
    {
      place = source.skippingBlanks(from: place + 3, to: range.upperBound)
    }
    return place > range.lowerBound ? place : nil
  }

  /// The end of the box to tick behind a bullet, `[ ]` or `[x]`.
  private static func checkBoxEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    for mark: StaticString in ["[ ]", "[]", "[x]", "[X]"]
    where source.has(mark, at: range.lowerBound) {
      return source.skippingBlanks(
        from: range.lowerBound + mark.utf8CodeUnitCount, to: range.upperBound)
    }
    return nil
  }

  /// The end of a number with the mark that makes it an item's.
  private static func digitsEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    let end = range.upperBound
    guard let (open, behindOpen) = source.folded(at: range.lowerBound), open.opensNumber else {
      return nil
    }
    let digits = open.isDigit ? range.lowerBound : behindOpen
    var place = digits
    while place < end, place - digits < 18, let (byte, next) = source.folded(at: place),
      byte.isDigit
    {
      place = next
    }
    guard place > digits, place < end else { return nil }
    if open.isDigit {
      if source.has("、", at: place) { return place + 3 }
      // The number on a key, as in emoji.
      for mark: StaticString in ["\u{FE0F}\u{20E3}", "\u{20E3}"] where source.has(mark, at: place) {
        return place + mark.utf8CodeUnitCount
      }
    }
    guard let (mark, next) = source.folded(at: place), mark.closesNumber(openedBy: open),
      next >= end || !source.bytes[next].isDigit
    else { return nil }
    return next
  }

  /// The end of a letter or a small Roman number with a bracket, `a)`, `(b)`, `iv)`.
  private static func letterEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    let isBracketed = source.bytes[range.lowerBound] == UInt8(ascii: "(")
    let start = range.lowerBound + (isBracketed ? 1 : 0)
    var place = start
    while place < range.upperBound, place - start < 5, source.bytes[place].isLetter { place += 1 }
    guard place > start, place + 1 < range.upperBound,
      source.bytes[place] == UInt8(ascii: ")"), source.bytes[place + 1].isBlank,
      place - start == 1
        || source.bytes[start..<place].allSatisfy({ "ivx".utf8.contains($0) })
    else { return nil }
    return place + 1
  }

  /// The end of a number in Chinese characters with its comma, `三、`.
  private static func ideographEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    let numerals: [StaticString] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    var place = range.lowerBound
    while place < range.upperBound, place - range.lowerBound < 9,
      numerals.contains(where: { source.has($0, at: place) })
    {
      place += 3
    }
    guard place > range.lowerBound, place + 3 <= range.upperBound, source.has("、", at: place) else {
      return nil
    }
    return place + 3
  }

  /// The end of a number in a circle or in brackets that is one character, `①`, `❷`, `⒊`.
  private static func circledEnd(_ source: SourceText, in range: Range<Int>) -> Int? {
    guard range.count >= 3, source.bytes[range.lowerBound] == 0xE2 else { return nil }
    let last = (source.bytes[range.lowerBound + 1], source.bytes[range.lowerBound + 2])
    switch last {
    case (0x91, 0xA0...), (0x92, 0x80...0x9B), (0x9D, 0xB6...), (0x9E, 0x80...0x93):
      return range.lowerBound + 3
    default: return nil
    }
  }
}

extension UInt8 {
  /// Whether the byte is a mark that items begin with.
  var isListMark: Bool {
    switch self {
    case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ">"),
      UInt8(ascii: "#"):
      true
    default: false
    }
  }

  /// Whether an item's number may begin with the character.
  fileprivate var opensNumber: Bool {
    isDigit || self == UInt8(ascii: "(") || self == UInt8(ascii: "[") || self == UInt8(ascii: "#")
  }

  /// Whether the character ends an item's number that begins with another one.
  fileprivate func closesNumber(openedBy open: UInt8) -> Bool {
    switch (open, self) {
    case (UInt8(ascii: "("), _): self == UInt8(ascii: ")")
    case (UInt8(ascii: "["), _): self == UInt8(ascii: "]")
    case (_, UInt8(ascii: ".")), (_, UInt8(ascii: ")")), (_, UInt8(ascii: ":")): true
    default: open == UInt8(ascii: "#") && self == UInt8(ascii: " ")
    }
  }
}
