/// A box written in words and numbers, `x=10, y=20, width 100, height 120` or `from (10, 20) to (110, 140)`.
///
/// Numbers stand for what the word before them says, `100 wide` for what comes after; four numbers
/// without words are a box as it is.
struct BoxText {
  private var sides = BoxSides()
  private var loose: [RawNumber] = []
  private var pendingSide: BoxSide?
  private var pendingPart: BoxPart?
  private var isSecond = false
  /// The side that the last number was given to by a word of its own.
  private var lastSide: BoxSide?
  private var lastLoose = false
  private var forms: Set<String> = []
  private var unknownWordCount = 0
  /// Where the first and the last number or word of the box stand.
  private(set) var range: Range<Int>?

  /// Reads a stretch of text.
  init(_ source: SourceText, in range: Range<Int>) {
    self.init(source, in: [range])
  }

  /// Reads several stretches as one.
  init(_ source: SourceText, in ranges: [Range<Int>]) {
    let tokens = ranges.flatMap { BoxTokens(source, in: $0).tokens }
    for token in tokens {
      if case .word(let form) = token.content { forms.insert(form) }
    }
    for token in tokens {
      let before = (sides.numbers.count, loose.count)
      read(token)
      guard (sides.numbers.count, loose.count) != before else { continue }
      self.range = (self.range?.lowerBound ?? token.range.lowerBound)..<token.range.upperBound
    }
  }

  /// The box that a whole text writes, if it is one; places are those of the text.
  static func box(in text: String, range: Range<Int>, canvas: Canvas) -> RawBox? {
    let source = SourceText(text)
    let reading = BoxText(source, in: 0..<source.bytes.count)
    return reading.isStrict ? reading.box(range: range, canvas: canvas) : nil
  }

  /// Whether a text writes a box and hardly anything else.
  static func isBox(_ text: String) -> Bool {
    guard text.utf8.contains(where: \.isDigit) else { return false }
    return box(in: text, range: 0..<0, canvas: .standard) != nil
  }

  /// Whether only words that have to do with boxes stand there.
  var isStrict: Bool { unknownWordCount == 0 }

  /// How many numbers there are.
  var count: Int { sides.numbers.count + loose.count }

  /// The only number.
  var single: RawNumber? {
    count == 1 ? loose.first ?? sides.numbers.values.first : nil
  }

  /// The only two numbers, where no words tell them apart.
  var pair: (RawNumber, RawNumber)? {
    loose.count == 2 && sides.isEmpty ? (loose[0], loose[1]) : nil
  }

  /// Whether words say what the numbers stand for.
  var isKeyed: Bool { !sides.isEmpty }

  /// The box, or nil when it is not complete.
  func box(range: Range<Int>, canvas: Canvas) -> RawBox? {
    if sides.isEmpty {
      guard loose.count == 4 else { return nil }
      let units = Set(loose.map(\.unit))
      return RawBox(
        numbers: loose.map(\.value), unit: units.count == 1 ? loose[0].unit : nil, range: range)
    }
    var sides = sides
    if !sides.isComplete, loose.count == 2 {
      let part: BoxPart = sides[.left] == nil && sides[.centerX] == nil ? .topLeft : .size
      sides[part.sides.first] = loose[0]
      sides[part.sides.second] = loose[1]
    }
    return sides.box(range: range, canvas: canvas)
  }

  // MARK: - Tokens

  private mutating func read(_ token: BoxTokens.Token) {
    switch token.content {
    case .word(let form): read(word: form)
    case .number(let number): read(number)
    case .times:
      // `100x120` is a size, and so is the number before it.
      if lastLoose, let width = loose.popLast() {
        sides[.width] = width
        pendingSide = .height
      } else if sides[.width] != nil, sides[.height] == nil {
        pendingSide = .height
      }
      lastLoose = false
    }
  }

  private mutating func read(word form: String) {
    if lastLoose, ["wide", "tall", "high", "width", "height"].contains(form), !loose.isEmpty,
      let number = loose.last
    {
      let side: BoxSide = form == "wide" || form == "width" ? .width : .height
      if form == "wide" || form == "tall" || form == "high" {
        loose.removeLast()
        sides[side] = number
        lastLoose = false
        return
      }
    }
    lastLoose = false
    if form == "from", pendingSide == .left || pendingSide == .top { return }
    if form == "to", let side = lastSide, side == .left || side == .top {
      // `x from 10 to 110`
      pendingSide = side == .left ? .right : .bottom
      return
    }
    if let joined = joined(with: form) {
      begin(joined)
    } else if let side = BoxSide(key: form, beside: forms) {
      pendingSide = side
      pendingPart = nil
    } else if let part = BoxPart(key: form) {
      begin(part)
    } else if !Self.fillers.contains(form) {
      unknownWordCount += 1
    }
  }

  /// The part that two sides in a row name, as in "top left".
  private func joined(with form: String) -> BoxPart? {
    guard let pendingSide, let side = BoxSide(key: form, beside: forms) else { return nil }
    switch (pendingSide, side) {
    case (.top, .left), (.left, .top): return .topLeft
    case (.bottom, .right), (.right, .bottom): return .bottomRight
    case (.width, .height), (.centerX, .centerY): return pendingSide == .width ? .size : .center
    case (.left, .right): return nil
    default: return nil
    }
  }

  private mutating func begin(_ part: BoxPart) {
    pendingPart = part
    pendingSide = nil
    isSecond = false
  }

  private mutating func read(_ number: RawNumber) {
    if let side = pendingSide {
      set(side, number)
      pendingSide = nil
      lastSide = side
    } else if let part = pendingPart {
      set(isSecond ? part.sides.second : part.sides.first, number)
      if isSecond { pendingPart = nil }
      lastSide = nil
      isSecond.toggle()
    } else {
      loose.append(number)
      lastLoose = true
    }
  }

  private mutating func set(_ side: BoxSide, _ number: RawNumber) {
    if sides[side] == nil { sides[side] = number } else { loose.append(number) }
  }

  /// Words that stand between numbers and mean nothing.
  private static let fillers: Set<String> = [
    "and", "with", "a", "an", "the", "of", "is", "in", "corner", "corners", "coordinate",
    "coordinates", "coords", "box", "bbox", "boundingbox", "bounding", "px", "pixels", "pixel",
    "by",
    "point", "its", "are", "has", "x", "placed", "located", "rect", "xywh", "xyxy",
  ]
}

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

  private var isBehindNumber: Bool {
    guard let last = tokens.last, case .number = last.content else { return false }
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
    guard isBehindNumber, startsNumber(at: source.skippingBlanks(from: next, to: end)) else {
      return false
    }
    position = next
    tokens.append(Token(content: .times, range: start..<position))
    return true
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
    var digits: [UInt8] = []
    while place < end, digits.count < 32, let (byte, next) = source.folded(at: place),
      byte.isDigit
        || byte == UInt8(ascii: ".") && next < end
          && source.folded(at: next)?.byte.isDigit == true
        || byte == UInt8(ascii: ".") && digits.isEmpty == false && !digits.contains(byte)
    {
      digits.append(byte)
      place = next
    }
    if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    if digits.first == UInt8(ascii: ".") { digits.insert(UInt8(ascii: "0"), at: 0) }
    guard !digits.isEmpty, let value = Double(String(decoding: digits, as: UTF8.self)) else {
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
    tokens.append(
      Token(content: .word(source.string(start..<position).keyForm), range: start..<position))
    return true
  }
}

extension SourceText {
  /// Whether a bracket, a dash or a comma of another script stands at a place.
  func isForeignMark(at place: Int) -> Bool {
    let marks: [StaticString] = [
      "、", "。", "，", "；", "：", "（", "）", "【", "】", "《", "》", "「", "」", "–", "—", "→", "•", "“",
      "”", "‘", "’", "،", "·", "●", "▪",
    ]
    return marks.contains { has($0, at: place) }
  }
}
