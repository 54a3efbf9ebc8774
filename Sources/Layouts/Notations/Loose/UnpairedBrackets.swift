/// The brackets in a stretch that have no partner there, as those of a list around the names in it.
struct UnpairedBrackets {
  /// Where they stand, in the order of the text.
  private var places: [Int] = []
  private let source: SourceText

  init(_ source: SourceText, in range: Range<Int>) {
    self.source = source
    var openings: [Int] = []
    for place in range where !source.bytes[place].isLetter {
      guard let bracket = source.listBracket(at: place) else { continue }
      if bracket.isOpening {
        openings.append(place)
      } else if openings.popLast() == nil {
        places.append(place)
      }
    }
    // What closes without an opening stands before every bracket that stays open.
    places += openings
  }

  /// The stretch without the first or the last character, where that is such a bracket.
  func trimming(_ range: Range<Int>) -> Range<Int>? {
    if holds(range.lowerBound) {
      return min(source.nextCharacter(after: range.lowerBound), range.upperBound)..<range.upperBound
    }
    var last = range.upperBound - 1
    while last > range.lowerBound, source.bytes[last] & 0xC0 == 0x80 { last -= 1 }
    return holds(last) ? range.lowerBound..<last : nil
  }

  private func holds(_ place: Int) -> Bool {
    let index = places.partitioningIndex { $0 >= place }
    return index < places.count && places[index] == place
  }
}

extension SourceText {
  /// A bracket of a list at a place, full-width ones included; angle brackets are tags.
  func listBracket(at place: Int) -> (isOpening: Bool, end: Int)? {
    guard place < bytes.count else { return nil }
    if has("【", at: place) || has("〔", at: place) { return (true, place + 3) }
    if has("】", at: place) || has("〕", at: place) { return (false, place + 3) }
    guard let (byte, end) = folded(at: place) else { return nil }
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): return (true, end)
    case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"): return (false, end)
    default: return nil
    }
  }

  /// The last bracket in a stretch that opens there and is not closed.
  func unclosedBracket(in range: Range<Int>) -> Int? {
    var depth = 0
    for place in range.reversed() {
      guard let bracket = listBracket(at: place), bracket.end <= range.upperBound else { continue }
      depth += bracket.isOpening ? -1 : 1
      if depth < 0 { return place }
    }
    return nil
  }

  /// The bracket on the last line that the text ends within, numbers behind it.
  var openBracketAtEnd: Range<Int>? {
    let all = trimmed(0..<bytes.count)
    var start = all.upperBound
    while start > all.lowerBound, !bytes[start - 1].isLineEnd { start -= 1 }
    guard let bracket = unclosedBracket(in: start..<all.upperBound),
      bytes[bracket..<all.upperBound].contains(where: \.isDigit)
    else { return nil }
    return bracket..<nextCharacter(after: bracket)
  }
}
