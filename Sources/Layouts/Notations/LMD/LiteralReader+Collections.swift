/// Lists and dictionaries, with what stands between their elements.
extension LiteralReader {
  /// Reads a list or a dictionary; the position is at its opening bracket.
  mutating func collection(_ bracket: Bracket) -> Literal {
    let start = position
    if bracket.isOdd { noteOddBracket(position..<bracket.end) }
    position = bracket.end
    openers.append(bracket.kind)
    defer { openers.removeLast() }
    var elements: [Literal] = []
    var pairs: [(key: Literal, value: Literal)] = []
    var needsSeparator = false
    var isClosed = true
    // Where the elements end, if the closing bracket is missing.
    var lastEnd: Int?
    if let knownExtent, knownExtent.lowerBound == start {
      elements.append(Literal(content: .taken, range: position..<knownExtent.upperBound))
      position = knownExtent.upperBound
      needsSeparator = true
    }
    while !isRefused {
      skipSpaceAndComments()
      guard position < end else {
        isClosed = false
        noteTruncation(from: start)
        if bracket.kind == UInt8(ascii: "{") { dropCutKey(of: &elements, beside: pairs) }
        break
      }
      if let closing = tokens.bracket(at: position), !closing.isOpening {
        if !needsSeparator { noteTrailingComma(behind: elements, or: pairs) }
        if close(closing, kind: bracket.kind) { break } else { continue }
      }
      if let separator = tokens.separatorEnd(at: position) {
        skip(separator, isExpected: needsSeparator)
        needsSeparator = false
        continue
      }
      let isNested = openers.count > 1
      if !isNested || !tokens.opensBehind(bracket.kind, at: position, of: elements, or: pairs) {
        if needsSeparator { noteMissingComma() }
        if elements.count + pairs.count >= Self.roomCount {
          makeRoom(in: &elements, or: &pairs, from: start)
        }
        if appendElement(to: &elements, or: &pairs, kind: bracket.kind) {
          needsSeparator = !takeSeparatorBehind()
          if isUnwinding, !stopsUnwinding(&elements, or: &pairs) { break }
          continue
        }
      }
      isClosed = false
      lastEnd = max(elements.last?.range.upperBound ?? 0, pairs.last?.value.range.upperBound ?? 0)
      noteMissingBracket(hasSeparator: !needsSeparator)
      break
    }
    if isUnwinding, elements.isEmpty, pairs.isEmpty {
      return Literal(content: .nothing, range: position..<position)
    }
    let range = start..<(lastEnd ?? position)
    return Literal(
      content: Self.content(elements, pairs), range: isClosed ? range : source.trimmed(range),
      isClosed: isClosed)
  }

  /// A list, a dictionary, or a list of what is a bit of both.
  private static func content(
    _ elements: [Literal], _ pairs: [(key: Literal, value: Literal)]
  ) -> Literal.Content {
    if pairs.isEmpty { return .list(elements) }
    if elements.isEmpty { return .pairs(pairs) }
    return .list(elements + pairs.map { pair in .joined(pair.key, pair.value) })
  }

  /// From how many elements on room is made for all that are to be expected.
  static let roomCount = 1024

  /// Makes room for as many elements as there will be if the text goes on as it began; doubling the room
  /// would hold up to three times what a long list needs.
  private func makeRoom(
    in elements: inout [Literal], or pairs: inout [(key: Literal, value: Literal)], from start: Int
  ) {
    if elements.count == elements.capacity {
      elements.reserveCapacity(
        source.expectedCount(elements.count, in: start..<position, to: end))
    }
    if pairs.count == pairs.capacity {
      pairs.reserveCapacity(source.expectedCount(pairs.count, in: start..<position, to: end))
    }
  }

  /// Reads one element, or a key with its value; false, at the same place, when it belongs behind.
  private mutating func appendElement(
    to elements: inout [Literal], or pairs: inout [(key: Literal, value: Literal)], kind: UInt8
  ) -> Bool {
    if takePlainObject(from: &elements) { return true }
    let mark = result.notes.mark
    let start = position
    let count = valueCount
    let element = value()
    skipSpaceAndComments()
    guard position < end, let colon = source.folded(at: position),
      colon.byte == UInt8(ascii: ":") || colon.byte == UInt8(ascii: "=")
    else {
      if element.isEllipsis {
        result.notes.rollBack(to: mark)
        ignore(element.range)
      } else if !takeEarly(element, from: elements) {
        if elements.isEmpty, valueCount <= Self.keptCount {
          // A name and its box, or the four numbers of a box.
          elements.reserveCapacity(element.isNumber ? 4 : 2)
        }
        elements.append(element)
      } else {
        valueCount = count
        if elements.isEmpty {
          elements.append(Literal(content: .taken, range: element.range))
        }
      }
      return true
    }
    if let outer = openers.dropLast().last, kind != UInt8(ascii: "{"), pairs.isEmpty,
      tokens.belongsBehind(element, outer: outer, of: elements)
    {
      result.notes.rollBack(to: mark)
      position = start
      return false
    }
    if kind != UInt8(ascii: "{") || colon.byte != UInt8(ascii: ":") || colon.end > position + 1 {
      note(.bracketStyle, "a key and its value", position..<colon.end)
      result.isPython = false
    }
    position = colon.end
    skipSpaceAndComments()
    if position < end, tokens.bracket(at: position)?.isOpening != false,
      tokens.separatorEnd(at: position) == nil
    {
      pairs.append((element, value()))
    } else {
      result.isPython = false
      pairs.append(
        (element, Literal(content: .nothing, range: position..<position)))
    }
    return true
  }

  /// Deals with a closing bracket; true when it closes the current one.
  private mutating func close(_ closing: Bracket, kind: UInt8) -> Bool {
    if closing.kind == kind {
      if closing.isOdd { noteOddBracket(position..<closing.end) }
      position = closing.end
      return true
    }
    noteOutward(
      .bracketStyle, "a closing bracket that fits no opening one", position..<closing.end)
    if openers.dropLast().contains(closing.kind) { return true }
    position = closing.end
    return openers.count > 1
  }

  private mutating func skip(_ separator: (end: Int, isOdd: Bool), isExpected: Bool) {
    if !isExpected || separator.isOdd {
      note(.separator, "a separator too many, or another than a comma", position..<separator.end)
      result.isPython = false
    }
    position = separator.end
  }
}
