/// The numbers and words of a stretch of text.
struct BoxTokens {
  struct Token {
    enum Content {
      case word(String)
      case number(RawNumber)
      /// The sign between the two numbers of a size.
      case times
    }

    var content: Content
    var range: Range<Int>
  }

  /// More do not belong to a box.
  private static let limit = 64

  private(set) var tokens: [Token] = []
  private let source: SourceText
  private let end: Int
  private var position: Int

  init(_ source: SourceText, in range: Range<Int>) {
    self.source = source
    position = range.lowerBound
    end = range.upperBound
    while position < end, tokens.count < Self.limit {
      if readTimes() || readNumber() || readWord() { continue }
      position = min(source.nextCharacter(after: position), end)
    }
  }

  /// Whether a number stands right before the place, or `90 wide`.
  private var isBehindNumber: Bool {
    guard let last = tokens.last else { return false }
    switch last.content {
    case .number: break
    case .word(let form): guard form == "wide" || form == "width" else { return false }
    case .times: return false
    }
    return source.skippingBlanks(from: last.range.upperBound, to: end) == position
  }

  private mutating func readTimes() -> Bool {
    let start = position
    let next: Int
    if source.has("×", at: position) {
      next = position + 2
    } else if source.bytes[position] | 0x20 == UInt8(ascii: "x")
      || source.bytes[position] == UInt8(ascii: "*")
    {
      next = position + 1
    } else {
      return false
    }
    guard isBehindNumber, startsNumber(at: source.skippingBlanks(from: next, to: end)),
      !isKey(at: position)
    else { return false }
    position = next
    tokens.append(Token(content: .times, range: start..<position))
    return true
  }

  /// Whether a letter and a digit stand alone, as `x2` does behind another side and before its number.
  private func isKey(at place: Int) -> Bool {
    guard place > 0, source.bytes[place - 1].isBlank, place + 2 < end,
      source.bytes[place].isLetter, source.bytes[place + 1].isDigit
    else { return false }
    let next = source.skippingBlanks(from: place + 2, to: end)
    guard next < end, let (byte, behind) = source.folded(at: next) else { return false }
    if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") { return true }
    // `x1 40 y1 180 x2 240`
    return next > place + 2 && behind > next && startsNumber(at: next)
  }

  private func startsNumber(at place: Int) -> Bool {
    guard place < end else { return false }
    return source.folded(at: place)?.byte.isDigit == true
  }

  private mutating func readNumber() -> Bool {
    let start = position
    var place = position
    var isNegative = false
    if source.bytes[place] == UInt8(ascii: "-") {
      (isNegative, place) = (true, place + 1)
    } else if source.has("−", at: place) {
      (isNegative, place) = (true, place + 3)
    }
    // A hyphen behind a number or a letter joins, and is no sign.
    if isNegative, start > 0, source.bytes[start - 1].isDigit || source.bytes[start - 1].isLetter {
      return false
    }
    var digits = digits(from: &place)
    guard !digits.isEmpty else { return false }
    if let exponentEnd = exponentEnd(at: place) {
      digits += source.bytes[place..<exponentEnd]
      place = exponentEnd
    }
    guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
      return false
    }
    position = min(place, end)
    let unit = readUnit()
    tokens.append(
      Token(
        content: .number(RawNumber(value: isNegative ? -value : value, unit: unit)),
        range: start..<position))
    return true
  }

  /// The digits at a place, with a point among them or before them; the place is moved behind them.
  private func digits(from place: inout Int) -> [UInt8] {
    let point = UInt8(ascii: ".")
    var digits: [UInt8] = []
    while place < end, digits.count < 32, let (byte, next) = source.folded(at: place),
      byte.isDigit
        || byte == point && !isDoubled(place)
          && (startsNumber(at: next) || !digits.isEmpty && !digits.contains(point))
    {
      digits.append(byte)
      place = next
    }
    if digits.last == point { digits.removeLast() }
    if digits.first == point { digits.insert(UInt8(ascii: "0"), at: 0) }
    return digits
  }

  /// Whether a point is one of several, which lead from one number to another, `60..260`.
  private func isDoubled(_ point: Int) -> Bool {
    source.has("..", at: point) || point > 0 && source.has("..", at: point - 1)
  }

  /// Where the power of ten ends that stands behind digits, as in `1.5e2`.
  private func exponentEnd(at start: Int) -> Int? {
    guard start < end, source.bytes[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var place = start + 1
    if place < end, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(source.bytes[place]) {
      place += 1
    }
    let digits = place
    while place < end, place - digits < 8, source.bytes[place].isDigit { place += 1 }
    guard place > digits, place == end || !source.bytes[place].isLetter else { return nil }
    return place
  }

  private mutating func readUnit() -> BoxFrame.Unit? {
    let place = source.skippingBlanks(from: position, to: end)
    guard place < end else { return nil }
    if let (byte, next) = source.folded(at: place), byte == UInt8(ascii: "%") {
      position = min(next, end)
      return .percent
    }
    for word: StaticString in ["pixels", "pixel", "px"] where source.has(word, at: place) {
      let next = place + word.utf8CodeUnitCount
      guard next <= end, next == end || !source.bytes[next].isLetter else { continue }
      position = next
      return .pixels
    }
    return nil
  }

  private mutating func readWord() -> Bool {
    let start = position
    func isWordByte(_ place: Int) -> Bool {
      let byte = source.bytes[place]
      if byte.isLetter || byte == UInt8(ascii: "_") { return true }
      if byte.isDigit { return place > start && (source.bytes[start].isLetter) }
      return byte >= 0x80 && source.folded(at: place) == nil && !source.has("−", at: place)
        && !source.has("×", at: place) && !source.isForeignMark(at: place)
    }
    while position < end, position - start < 48, isWordByte(position) {
      position =
        source.bytes[position] < 0x80
        ? position + 1 : min(source.nextCharacter(after: position), end)
    }
    guard position > start else { return false }
    // `<x>10</x>`: the tag that closes says nothing new.
    if start > 1, source.has("</", at: start - 2) { return true }
    tokens.append(
      Token(content: .word(source.string(start..<position).keyForm), range: start..<position))
    return true
  }
}

extension SourceText {
  /// Whether two numbers are one whose digits a comma groups by thousands.
  func groupsDigits(_ first: BoxTokens.Token, _ second: BoxTokens.Token) -> Bool {
    guard case .number = first.content, case .number = second.content else { return false }
    let (comma, digits) = (first.range.upperBound, second.range)
    return digits.lowerBound == comma + 1 && bytes[comma] == UInt8(ascii: ",")
      && bytes[comma - 1].isDigit && digits.count >= 3
      && digits.prefix(3).allSatisfy { bytes[$0].isDigit }
      && (digits.count == 3 || !bytes[digits.lowerBound + 3].isDigit)
  }

  /// Whether nothing but a dash stands between two numbers, as between the ends of a side in `40-240`.
  func joinsEnds(_ first: BoxTokens.Token, _ second: BoxTokens.Token) -> Bool {
    guard case .number = first.content, case .number = second.content else { return false }
    let gap = trimmed(first.range.upperBound..<second.range.lowerBound)
    return gap.count <= 3
      && ["-", "–", "—", "~", "..", "…"].contains { $0.utf8.elementsEqual(bytes[gap]) }
  }

  /// Whether a bracket, a dash or a comma of another script stands at a place.
  func isForeignMark(at place: Int) -> Bool { Self.foreignMarks.contains { has($0, at: place) } }

  private static let foreignMarks: [StaticString] = [
    "、", "。", "，", "；", "：", "（", "）", "【", "】", "《", "》", "「", "」", "–", "—", "→", "•", "“",
    "”", "‘", "’", "،", "·", "●", "▪", "…",
  ]
}
