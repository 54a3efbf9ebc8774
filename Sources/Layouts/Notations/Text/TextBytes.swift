extension UInt8 {
  /// Whether the byte is an ASCII digit.
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Whether the byte is an ASCII letter.
  var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

  /// Whether the byte is a space, a tab or another blank that ends no line.
  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0B || self == 0x0C }

  /// Whether the byte ends a line.
  var isLineEnd: Bool { self == 0x0A || self == 0x0D }

  /// The byte with an upper-case ASCII letter turned to lower case.
  var lowercased: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}

extension SourceText {
  /// Tells whether the bytes at a place are those of a word.
  @inline(__always)
  func has(_ word: StaticString, at place: Int) -> Bool {
    guard place >= 0, place < bytes.count, bytes[place] == word.utf8Start[0] else { return false }
    return hasRest(of: word, at: place)
  }

  private func hasRest(of word: StaticString, at place: Int) -> Bool {
    guard place + word.utf8CodeUnitCount <= bytes.count else { return false }
    for index in 1..<word.utf8CodeUnitCount where bytes[place + index] != word.utf8Start[index] {
      return false
    }
    return true
  }

  /// Tells whether an ASCII word stands anywhere in a stretch.
  func contains(_ word: StaticString, in range: Range<Int>) -> Bool {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: ByteBlock.size) {
      var marks = bytes.block(at: start).places(of: word.utf8Start[0])
      while marks != 0 {
        let place = start + ByteBlock.firstPlace(in: marks)
        if place < range.upperBound, has(word, at: place) { return true }
        marks &= marks &- 1
      }
    }
    return false
  }

  /// The ASCII character in lower case that a place shows, be it written in full width, and its end.
  ///
  /// Full-width forms (U+FF01–FF5E) stand for the ASCII characters, U+3000 and U+00A0 for the space.
  @inline(__always)
  func folded(at place: Int) -> (byte: UInt8, end: Int)? {
    guard place < bytes.count else { return nil }
    let first = bytes[place]
    return first < 0x80 ? (first.lowercased, place + 1) : foldedWide(at: place)
  }

  private func foldedWide(at place: Int) -> (byte: UInt8, end: Int)? {
    let first = bytes[place]
    if first == 0xC2, place + 1 < bytes.count, bytes[place + 1] == 0xA0 { return (0x20, place + 2) }
    guard place + 2 < bytes.count else { return nil }
    switch (first, bytes[place + 1], bytes[place + 2]) {
    case (0xEF, 0xBC, let last) where last >= 0x81: return ((last - 0x60).lowercased, place + 3)
    case (0xEF, 0xBD, let last) where last <= 0x9E: return (last - 0x20, place + 3)
    case (0xE3, 0x80, 0x80): return (0x20, place + 3)
    default: return nil
    }
  }

  /// The first place at or after another that no blank stands at.
  func skippingBlanks(from place: Int, to end: Int) -> Int {
    var place = place
    while place < end, bytes[place].isBlank { place += 1 }
    return place
  }

  /// The end of the line that a place stands in, before its line break.
  func lineEnd(from place: Int, to end: Int) -> Int {
    guard place < end else { return place }
    for start in stride(from: place, to: end, by: ByteBlock.size) {
      let block = bytes.block(at: start)
      let marks = block.places(of: 0x0A) | block.places(of: 0x0D)
      if marks != 0 { return min(end, start + ByteBlock.firstPlace(in: marks)) }
    }
    return end
  }

  /// The start of the next character.
  func nextCharacter(after place: Int) -> Int {
    var next = place + 1
    while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }

  /// The stretch without white space at its ends, as Python's `strip` takes it off.
  ///
  /// Of white space alone an empty stretch at its start is left.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, let end = whiteSpace(at: low, to: high) { low = end }
    guard low < high else { return range.lowerBound..<range.lowerBound }
    while low < high {
      var start = high - 1
      while start > low, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      guard whiteSpace(at: start, to: high) == high else { break }
      high = start
    }
    return low..<high
  }

  /// The end of a white-space character at a place, or nil when another character stands there.
  @inline(__always)
  func whiteSpace(at place: Int, to end: Int) -> Int? {
    let byte = bytes[place]
    guard byte < 0x80 else { return wideWhiteSpace(at: place, to: end) }
    return byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte)
      ? place + 1 : nil
  }

  /// The end of a character with Unicode's property White_Space beyond ASCII; no version adds to them.
  private func wideWhiteSpace(at place: Int, to end: Int) -> Int? {
    let first = bytes[place]
    if first == 0xC2 {
      guard place + 2 <= end else { return nil }
      let second = bytes[place + 1]
      return second == 0x85 || second == 0xA0 ? place + 2 : nil
    }
    guard (0xE1...0xE3).contains(first), place + 3 <= end else { return nil }
    let isSpace =
      switch (first, bytes[place + 1], bytes[place + 2]) {
      case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9),
        (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
        true
      default: false
      }
    return isSpace ? place + 3 : nil
  }
}

extension SourceText {
  /// The end of the word or the single character at a place, for messages.
  func endOfToken(at start: Int) -> Int {
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...:
        true
      default: false
      }
    }
    var end = start
    while end < bytes.count, end - start < 64, isWord(bytes[end]) { end += 1 }
    if end == start, end < bytes.count { end += 1 }
    while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}

extension String {
  /// Whether the bytes of a word stand somewhere in the text.
  ///
  /// The standard library's `contains` compares characters, and takes some hundred times as long.
  func holds(_ word: String) -> Bool {
    let text = utf8
    let word = word.utf8
    guard let first = word.first else { return true }
    var rest = text[...]
    while rest.count >= word.count, let place = rest.firstIndex(of: first) {
      rest = rest[place...]
      if rest.starts(with: word) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}

extension UInt32 {
  /// The number that hexadecimal digits write, or nil when one of them is something else.
  init?(hexadecimal digits: some Sequence<UInt8>) {
    var code: UInt32 = 0
    for digit in digits {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      guard code >> 28 == 0 else { return nil }
      code = code << 4 | UInt32(value)
    }
    self = code
  }
}

extension UInt8 {
  /// Whether the byte stands for itself in a string: no quote, no backslash, no control character.
  var isPlainInString: Bool {
    self >= 0x20 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
  }
}
