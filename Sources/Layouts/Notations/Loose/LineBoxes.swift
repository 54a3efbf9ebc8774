/// The boxes on one line, each with the stretch before it that names it.
struct LineBoxes {
  struct Item {
    var name: Range<Int>
    var box: RawBox
    /// Whether the box stands in a tag within running text.
    var isTagged: Bool
  }

  /// How much of a line without brackets is searched for a box in words.
  private static let wordLimit = 400

  private(set) var items: [Item] = []
  private let source: SourceText
  private let canvas: Canvas
  private let end: Int
  private let limit: Int

  var isEmpty: Bool { items.isEmpty }

  /// Finds the boxes on a line, the first so many of them.
  init(_ source: SourceText, in line: Range<Int>, canvas: Canvas, limit: Int = .max) {
    self.source = source
    self.canvas = canvas
    self.limit = limit
    end = line.upperBound
    guard source.bytes[line].contains(where: { $0.isDigit || $0 == 0xEF }) else { return }
    let nameEnd = Self.quotedNameEnd(source, in: line)
    findBrackets(in: line, from: nameEnd)
    if items.isEmpty { findWords(in: line, from: nameEnd) }
  }

  /// The place of the colon behind a name in quotes that a line begins with, or the line's start.
  ///
  /// Whatever such a name holds is no box: `"a sign (10, 20)": (5, 5, 90, 40)`.
  private static func quotedNameEnd(_ source: SourceText, in line: Range<Int>) -> Int {
    guard source.bytes[line.lowerBound] == UInt8(ascii: "\"") else { return line.lowerBound }
    var place = line.lowerBound + 1
    while place < line.upperBound, source.bytes[place] != UInt8(ascii: "\"") {
      place += source.bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    let colon = source.skippingBlanks(from: min(place + 1, line.upperBound), to: line.upperBound)
    guard colon < line.upperBound, source.bytes[colon] == UInt8(ascii: ":") else {
      return line.lowerBound
    }
    return colon
  }

  /// Whether a text holds boxes in tags.
  static func hasTags(_ source: SourceText) -> Bool {
    source.bytes.indices.contains { place in
      source.bytes[place] == UInt8(ascii: "<")
        && (source.has("<box>", at: place) || source.has("<loc_", at: place)
          || source.has("<|box_start|>", at: place))
    }
  }

  // MARK: - Brackets

  private struct Group {
    /// The brackets with what they hold.
    var range: Range<Int>
    var box: RawBox?
    /// Whether they hold the two numbers of a corner or a size.
    var isPair: Bool
  }

  private mutating func findBrackets(in line: Range<Int>, from start: Int) {
    var nameStart = line.lowerBound
    var groups: [Group] = []
    var place = start
    while place < end, items.count < limit {
      guard let group = group(at: place) else {
        place = source.nextCharacter(after: place)
        continue
      }
      place = max(group.range.upperBound, place + 1)
      if let box = group.box {
        add(box, brackets: group.range, nameStart: &nameStart)
        groups = []
      } else if group.isPair {
        groups.append(group)
        if groups.count == 2 { addPairs(&groups, nameStart: &nameStart) }
      }
    }
  }

  private mutating func add(_ box: RawBox, brackets: Range<Int>, nameStart: inout Int) {
    nameStart = min(nameStart, brackets.lowerBound)
    let tag = source.tagStart(before: brackets.lowerBound, from: nameStart)
    let name = source.behindReferenceTag(nameStart..<(tag ?? brackets.lowerBound))
    items.append(Item(name: name, box: box, isTagged: tag != nil))
    nameStart = source.tagEnd(after: brackets.upperBound, to: end) ?? brackets.upperBound
  }

  /// Joins two corners, or a corner and a size, to a box.
  private mutating func addPairs(_ groups: inout [Group], nameStart: inout Int) {
    let range = groups[0].range.lowerBound..<groups[1].range.upperBound
    var wordStart = range.lowerBound
    // Words such as "top-left" may stand before the first bracket.
    let tokens = BoxTokens(source, in: min(wordStart, max(nameStart, wordStart - 40))..<wordStart)
      .tokens
    for token in tokens.reversed() {
      guard case .word(let form) = token.content,
        BoxSide(key: form, beside: []) != nil || BoxPart(key: form) != nil || form == "corner",
        form.utf8.count > 1
      else { break }
      wordStart = token.range.lowerBound
    }
    let reading = BoxText(source, in: wordStart..<range.upperBound)
    groups.removeFirst()
    guard var box = reading.box(range: range, canvas: canvas) else { return }
    if !reading.isKeyed { box.order = .xyxy }
    groups = []
    add(box, brackets: wordStart..<range.upperBound, nameStart: &nameStart)
  }

  /// The innermost brackets that open at a place, if they hold numbers.
  private func group(at place: Int) -> Group? {
    guard let opening = source.listBracket(at: place), opening.isOpening else {
      return source.has("<loc", at: place) ? locations(at: place) : nil
    }
    var inside = source.skippingBlanks(from: opening.end, to: end)
    // `{<10><20><30><40>}` and `[[10, 20, 30, 40]]`.
    if inside < end, source.bytes[inside] == UInt8(ascii: "<") { inside += 1 }
    guard inside < end else { return nil }
    let limit = min(end, opening.end + 160)
    var close = opening.end
    while close < limit {
      if let bracket = source.listBracket(at: close) {
        if bracket.isOpening { return nil }
        break
      }
      close = source.nextCharacter(after: close)
    }
    let contents = opening.end..<min(close, end)
    let reading = BoxText(source, in: contents)
    guard reading.isStrict, reading.count == 4 || reading.count == 2 else { return nil }
    let after = min(end, source.listBracket(at: close)?.end ?? close)
    let box = reading.count == 4 ? reading.box(range: place..<after, canvas: canvas) : nil
    return Group(range: place..<after, box: box, isPair: reading.count == 2)
  }

  /// Four tags in a row that each hold a number, `<loc_120><loc_40><loc_500><loc_760>`.
  private func locations(at place: Int) -> Group? {
    var next = place
    var numbers: [Double] = []
    while numbers.count < 4, source.has("<loc", at: next) {
      var digit = next + 4
      while digit < end, digit - next < 10, !source.bytes[digit].isDigit { digit += 1 }
      let start = digit
      while digit < end, digit - start < 6, source.bytes[digit].isDigit { digit += 1 }
      guard digit > start, digit < end, source.bytes[digit] == UInt8(ascii: ">"),
        let number = Double(source.string(start..<digit))
      else { return nil }
      numbers.append(number)
      next = digit + 1
    }
    guard numbers.count == 4 else { return nil }
    return Group(
      range: place..<next, box: RawBox(numbers: numbers, order: .xyxy, range: place..<next),
      isPair: false)
  }

  // MARK: - Words

  /// Finds a box without brackets: behind a name, numbers with words or four of them alone.
  private mutating func findWords(in line: Range<Int>, from start: Int) {
    let range = line.lowerBound..<min(line.upperBound, start + Self.wordLimit)
    let tokens = BoxTokens(source, in: start..<range.upperBound).tokens
    // Without quotes the first word at least is the name's.
    for (index, token) in tokens.enumerated().dropFirst(start > line.lowerBound ? 0 : 1) {
      let rest = token.range.lowerBound..<range.upperBound
      guard Self.beginsBox(tokens[index...]) else { continue }
      let reading = BoxText(source, in: rest)
      guard let place = reading.range, reading.isKeyed || reading.count == 4,
        let box = reading.box(range: place, canvas: canvas)
      else { continue }
      items = [Item(name: range.lowerBound..<rest.lowerBound, box: box, isTagged: false)]
      return
    }
  }

  /// Whether tokens may begin a box: a number, or a word for a side that a number follows soon.
  private static func beginsBox(_ tokens: ArraySlice<BoxTokens.Token>) -> Bool {
    guard let first = tokens.first else { return false }
    switch first.content {
    case .number: return true
    case .times: return false
    case .word(let form):
      guard BoxSide(key: form, beside: []) != nil || BoxPart(key: form) != nil else { return false }
      return tokens.dropFirst().prefix(3).contains { token in
        if case .number = token.content { true } else { false }
      }
    }
  }
}

extension SourceText {
  /// A bracket of a list at a place, full-width ones included; angle brackets are tags.
  fileprivate func listBracket(at place: Int) -> (isOpening: Bool, end: Int)? {
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

  /// The part of a stretch that begins with its last `<ref>`, which a name stands in.
  fileprivate func behindReferenceTag(_ range: Range<Int>) -> Range<Int> {
    let place = range.last { bytes[$0] == UInt8(ascii: "<") && has("<ref>", at: $0) }
    return (place ?? range.lowerBound)..<range.upperBound
  }

  /// Where the tag begins that ends right before a place.
  fileprivate func tagStart(before place: Int, from low: Int) -> Int? {
    var end = place
    while end > low, bytes[end - 1].isBlank || bytes[end - 1] == UInt8(ascii: "[") { end -= 1 }
    guard end > low, bytes[end - 1] == UInt8(ascii: ">") else {
      return nil
    }
    let limit = max(low, end - 24)
    return (limit..<end).last { bytes[$0] == UInt8(ascii: "<") }
  }

  /// Where the closing tag ends that follows a place.
  fileprivate func tagEnd(after place: Int, to end: Int) -> Int? {
    var start = place
    while start < end, bytes[start].isBlank || bytes[start] == UInt8(ascii: "]") { start += 1 }
    guard start + 1 < end, bytes[start] == UInt8(ascii: "<"),
      bytes[start + 1] == UInt8(ascii: "/") || bytes[start + 1] == UInt8(ascii: "|")
    else { return nil }
    let limit = min(end, start + 24)
    return (start..<limit).first { bytes[$0] == UInt8(ascii: ">") }.map { $0 + 1 }
  }
}
