/// The boxes on one line, each with the stretch before it that names it.
struct LineBoxes {
  struct Item {
    var name: Range<Int>
    var region: RawObject.Region
    /// Where the numbers stand.
    var place: Range<Int>
    /// Whether the box stands in a tag within running text.
    var isTagged: Bool
  }

  /// Why numbers behind a name are no box.
  struct Problem {
    var rule: ReadingRule
    var message: String
    /// What stands before the numbers.
    var name: Range<Int>
    var place: Range<Int>
    /// Whether a colon before the numbers, or the end of the line behind them, says that they are meant.
    var isMeant: Bool
    /// Whether that is so even where the line is no item of a list.
    var isBehindColon: Bool
  }

  /// How much of a line without brackets is searched for a box in words.
  private static let wordLimit = 400

  private(set) var items: [Item] = []
  /// Whether the names stand behind their boxes.
  private(set) var isBoxFirst = false
  /// What is wrong with the first numbers, where no box was found.
  private(set) var problem: Problem?
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
    takeNamesBehind()
    if items.isEmpty { findWords(in: line, from: nameEnd) }
    if items.isEmpty, problem == nil { findBareNumbers(in: line, from: nameEnd) }
    if !items.isEmpty { problem = nil }
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
    let tags: [StaticString] = ["<box>", "<loc_", "<|box_start|>", "<|det|>"]
    return tags.contains { source.contains($0, in: 0..<source.bytes.count) }
  }

  // MARK: - Brackets

  private struct Group {
    /// The brackets with what they hold.
    var range: Range<Int>
    var region: RawObject.Region?
    /// Whether they hold the two numbers of a corner or a size.
    var isPair: Bool
  }

  private mutating func findBrackets(in line: Range<Int>, from start: Int) {
    var nameStart = line.lowerBound
    var groups: [Group] = []
    var place = start
    while place < end, items.count < limit {
      guard let group = group(at: place, nameStart: nameStart) else {
        place = source.nextCharacter(after: place)
        continue
      }
      place = max(group.range.upperBound, place + 1)
      if let region = group.region {
        add(region, brackets: group.range, nameStart: &nameStart)
        groups = []
      } else if group.isPair {
        groups.append(group)
        if groups.count == 2 { addPairs(&groups, nameStart: &nameStart) }
      }
    }
  }

  /// Gives each box the words behind it, where the first box has none before it and the last has some.
  private mutating func takeNamesBehind() {
    if items.count == 1, let comment = source.comment(behindCall: items[0], to: end) {
      isBoxFirst = true
      items[0].name = comment
      return
    }
    guard let first = items.first, let last = items.last, !first.isTagged,
      ListItem.name(source, in: first.name) == nil
    else { return }
    let rest = last.place.upperBound..<end
    guard let name = ListItem.name(source, in: rest),
      source.bytes[name.range].contains(where: { $0.isLetter || $0 >= 0x80 }),
      !BoxText(source, in: rest).isStrict
    else { return }
    isBoxFirst = true
    for index in items.indices {
      let next = items.indices.contains(index + 1) ? items[index + 1].place.lowerBound : end
      items[index].name = items[index].place.upperBound..<next
    }
  }

  private mutating func add(_ region: RawObject.Region, brackets: Range<Int>, nameStart: inout Int)
  {
    nameStart = min(nameStart, brackets.lowerBound)
    let tag = source.tagStart(before: brackets.lowerBound, from: nameStart)
    let name = source.nameBefore(brackets.lowerBound, from: nameStart, tag: tag)
    items.append(Item(name: name, region: region, place: brackets, isTagged: tag != nil))
    nameStart = source.tagEnd(after: brackets.upperBound, to: end) ?? brackets.upperBound
  }

  /// Joins two corners, or a corner and a size, to a box.
  private mutating func addPairs(_ groups: inout [Group], nameStart: inout Int) {
    let pair = (groups[0].range, groups[1].range)
    let range = pair.0.lowerBound..<pair.1.upperBound
    if let (box, place) = source.boxOfAxes(pair.0, pair.1, from: nameStart, canvas: canvas) {
      groups = []
      return add(.box(box), brackets: place, nameStart: &nameStart)
    }
    var wordStart = range.lowerBound
    // Words such as "top-left" may stand before the first bracket.
    let tokens = BoxTokens(source, in: min(wordStart, max(nameStart, wordStart - 40))..<wordStart)
      .tokens
    for token in tokens.reversed() {
      guard case .word(let form) = token.content,
        BoxSide(key: form, beside: []) != nil || BoxPart(key: form) != nil
          || BoxText.corners.contains(form),
        form.utf8.count > 1
      else { break }
      wordStart = token.range.lowerBound
    }
    let reading = BoxText(source, in: wordStart..<range.upperBound)
    groups.removeFirst()
    guard var box = reading.box(range: range, canvas: canvas) else { return }
    if !reading.isKeyed { box.order = .xyxy }
    groups = []
    add(.box(box), brackets: wordStart..<range.upperBound, nameStart: &nameStart)
  }

  /// The innermost brackets that open at a place, if they hold numbers.
  private mutating func group(at place: Int, nameStart: Int) -> Group? {
    guard let opening = source.listBracket(at: place), opening.isOpening else {
      return source.has("<loc", at: place) ? locations(at: place) : taggedBox(at: place)
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
    let after = min(end, source.listBracket(at: close)?.end ?? close)
    if reading.isStrict, let ellipse = reading.ellipse(canvas: canvas) {
      let region = RawObject.Region.ellipse(ellipse, range: place..<after)
      return Group(range: place..<after, region: region, isPair: false)
    }
    guard reading.isStrict, reading.count == 4 || reading.count == 2 else {
      let name = nameStart..<max(nameStart, place)
      problem = problem ?? flaw(of: reading, contents, name: name, in: place..<after)
      return nil
    }
    let box = reading.count == 4 ? reading.box(range: place..<after, canvas: canvas) : nil
    return Group(range: place..<after, region: box.map { .box($0) }, isPair: reading.count == 2)
  }

  /// A box in a tag without brackets, `<bbox>10 20 110 140</bbox>`; its numbers are the group.
  private func taggedBox(at place: Int) -> Group? {
    guard place > 0, source.bytes[place - 1] == UInt8(ascii: ">"), source.bytes[place].isDigit,
      let close = (place..<min(end, place + 160)).first(where: {
        source.bytes[$0] == UInt8(ascii: "<")
      })
    else { return nil }
    let reading = BoxText(source, in: place..<close)
    guard reading.isStrict, reading.count == 4,
      let box = reading.box(range: place..<close, canvas: canvas)
    else { return nil }
    return Group(range: place..<close, region: .box(box), isPair: false)
  }

  /// Four tags in a row that each hold a number, `<loc_120><loc_40><loc_500><loc_760>`.
  ///
  /// With four digits and no underscore they are PaliGemma's: top, left, bottom and right in 1024ths.
  private func locations(at place: Int) -> Group? {
    var next = place
    var numbers: [Double] = []
    var isPadded = true
    while numbers.count < 4, source.has("<loc", at: next) {
      var digit = next + 4
      while digit < end, digit - next < 10, !source.bytes[digit].isDigit { digit += 1 }
      let start = digit
      while digit < end, digit - start < 6, source.bytes[digit].isDigit { digit += 1 }
      guard digit > start, digit < end, source.bytes[digit] == UInt8(ascii: ">"),
        let number = Double(source.string(start..<digit))
      else { return nil }
      isPadded = isPadded && start == next + 4 && digit - start == 4
      numbers.append(number)
      next = digit + 1
    }
    guard numbers.count == 4 else { return nil }
    let box =
      isPadded
      ? RawBox(
        numbers: numbers.map { $0 * 1000 / 1024 }, order: .yxyx, unit: .thousandths,
        range: place..<next)
      : RawBox(numbers: numbers, order: .xyxy, range: place..<next)
    return Group(range: place..<next, region: .box(box), isPair: false)
  }

  // MARK: - Words

  /// Finds a box without brackets: behind a name, numbers with words or four of them alone.
  private mutating func findWords(in line: Range<Int>, from start: Int) {
    let range = line.lowerBound..<min(line.upperBound, start + Self.wordLimit)
    let tokens = BoxTokens(source, in: start..<range.upperBound).tokens
    // Without quotes the first word at least is the name's.
    for (index, token) in tokens.enumerated().dropFirst(start > line.lowerBound ? 0 : 1) {
      let rest = token.range.lowerBound..<range.upperBound
      guard Self.beginsBox(tokens[index...]), !isContinued(tokens, at: index) else { continue }
      let reading = BoxText(source, in: rest)
      // A number behind a key is the key's, and begins a box only where no keys follow.
      if reading.isKeyed, index > 0, Self.isKeyed(tokens[index], by: tokens[index - 1]) { continue }
      if case .number = token.content, reading.leavesNumbers { continue }
      noteGroupedDigits(in: reading, name: range.lowerBound..<rest.lowerBound)
      guard let place = reading.range, let region = reading.region(range: place, canvas: canvas)
      else { continue }
      if let content = source.contentOfTag(range.lowerBound, holding: place, to: end) {
        isBoxFirst = true
        items = [Item(name: content, region: region, place: place, isTagged: false)]
        return
      }
      let nameEnd = source.unclosedBracket(in: range.lowerBound..<rest.lowerBound)
      let name = range.lowerBound..<(nameEnd ?? rest.lowerBound)
      items = [
        Item(
          name: source.nameAttribute(behindTags: name) ?? name, region: region, place: place,
          isTagged: false)
      ]
      return
    }
  }

  /// Whether a token is a number, and the word before it says what it stands for.
  private static func isKeyed(_ token: BoxTokens.Token, by word: BoxTokens.Token) -> Bool {
    guard case .number = token.content, case .word(let form) = word.content else { return false }
    return BoxSide(key: form, beside: []) != nil || EllipseLength(key: form) != nil
  }

  private mutating func noteGroupedDigits(in reading: BoxText, name: Range<Int>) {
    guard reading.hasGroupedDigits, problem == nil, let place = reading.range else { return }
    problem = Problem(
      rule: .notANumber,
      message: "expected numbers without commas in them, found \(source.excerpt(place))",
      name: name,
      place: place, isMeant: true, isBehindColon: true)
  }

  /// Whether a token is a number that goes on with what the one before it began.
  ///
  /// One that nothing but blanks parts from numbers with commas between them counts the name.
  private func isContinued(_ tokens: [BoxTokens.Token], at index: Int) -> Bool {
    func gap(behind index: Int) -> Slice<SourceBytes>? {
      guard tokens.indices.contains(index), tokens.indices.contains(index + 1),
        case .number = tokens[index].content, case .number = tokens[index + 1].content
      else { return nil }
      return source.bytes[tokens[index].range.upperBound..<tokens[index + 1].range.lowerBound]
    }
    guard let before = gap(behind: index - 1), !before.contains(UInt8(ascii: ":")) else {
      return false
    }
    let isList = gap(behind: index)?.contains(UInt8(ascii: ",")) ?? false
    return before.contains(UInt8(ascii: ",")) || !isList
  }

  // MARK: - Problems

  /// What is wrong with numbers in brackets that are no box.
  private func flaw(
    of reading: BoxText, _ contents: Range<Int>, name: Range<Int>, in brackets: Range<Int>
  ) -> Problem? {
    // What stands around is looked at only where there is a flaw: a line may hold many brackets.
    func flaw(_ rule: ReadingRule, _ message: String) -> Problem {
      let isBehindColon = endsWithColon(name)
      let isLast = !source.bytes[brackets.upperBound..<end].contains { $0.isLetter || $0 >= 0x80 }
      return Problem(
        rule: rule, message: message, name: name, place: brackets, isMeant: isBehindColon || isLast,
        isBehindColon: isBehindColon)
    }
    if reading.isStrict, !reading.isKeyed {
      guard reading.count == 3 || (5...8).contains(reading.count) else { return nil }
      return flaw(.wrongArity, "expected 4 numbers, found \(reading.count)")
    }
    let parts = source.bytes[contents].split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let odd = parts.filter { part in
      let number = BoxText(source, in: part.startIndex..<part.endIndex)
      return !(number.isStrict && number.single != nil)
    }
    guard (1...2).contains(odd.count) else { return nil }
    let shown = source.excerpt(source.trimmed(odd[0].startIndex..<odd[0].endIndex))
    return flaw(.notANumber, "expected a number, found \(shown)")
  }

  private func endsWithColon(_ name: Range<Int>) -> Bool {
    let name = source.trimmed(name)
    guard let last = name.last.map({ source.bytes[$0] }) else { return false }
    return last == UInt8(ascii: ":") || last == UInt8(ascii: "=")
      || source.has("：", at: name.upperBound - 3)
  }

  /// Finds numbers alone behind a colon that are too few or too many for a box.
  private mutating func findBareNumbers(in line: Range<Int>, from start: Int) {
    guard
      let colon = (start..<line.upperBound).last(where: { source.bytes[$0] == UInt8(ascii: ":") })
    else { return }
    let place = source.trimmed(colon + 1..<line.upperBound)
    guard source.bytes[place].allSatisfy({ $0.isPartOfNumbers }) else {
      return
    }
    let count = BoxText(source, in: place).count
    guard count == 3 || (5...8).contains(count) else { return }
    problem = Problem(
      rule: .wrongArity, message: "expected 4 numbers, found \(count)",
      name: line.lowerBound..<colon, place: place, isMeant: true, isBehindColon: true)
  }

  /// Whether tokens may begin a box: a number, or a word for a side that a number follows soon.
  private static func beginsBox(_ tokens: ArraySlice<BoxTokens.Token>) -> Bool {
    guard let first = tokens.first else { return false }
    switch first.content {
    case .number: return true
    case .times: return false
    case .word(let form):
      guard
        BoxSide(key: form, beside: []) != nil || BoxPart(key: form) != nil
          || EllipseLength(key: form) != nil
      else { return false }
      // `top left corner at x = 10`: before the number may stand further words of its place.
      let words = tokens.dropFirst().prefix(6).prefix { token in
        if case .word(let form) = token.content { BoxText.knows(form) } else { false }
      }
      let next = tokens.dropFirst().prefix(3)
      return (next + tokens.dropFirst(1 + words.count).prefix(1)).contains { token in
        if case .number = token.content { true } else { false }
      }
    }
  }
}

extension SourceText {
  /// Whether a number of a stretch carries a percent sign.
  func holdsPercentSign(in range: Range<Int>) -> Bool {
    range.contains { bytes[$0] == UInt8(ascii: "%") || has("％", at: $0) }
  }
}

extension UInt8 {
  /// Whether the byte may stand in a list of numbers without brackets.
  fileprivate var isPartOfNumbers: Bool {
    isDigit || self == 0x20 || self == 0x09 || self == UInt8(ascii: ",")
      || self == UInt8(ascii: ".")
  }
}
