/// What stands outside brackets: prose, bullets, fences, and the lists between them.
extension LiteralReader {
  mutating func readTopLevel() {
    var needsComma = false
    while !isRefused {
      skipSpaceAndComments()
      guard position < end else { return }
      if skipFence() || skipMark() { continue }
      if let separator = tokens.separatorEnd(at: position) {
        if !needsComma || separator.isOdd {
          note(
            .separator, "a separator too many, or another than a comma", position..<separator.end)
          result.isPython = false
        }
        needsComma = false
        position = separator.end
      } else if tokens.bracket(at: position)?.isOpening == true {
        if needsComma { result.isPython = false }
        emit(value())
        needsComma = true
      } else if tokens.bracket(at: position) != nil {
        note(.bracketStyle, "a closing bracket without an opening one", position..<position + 1)
        result.isPython = false
        position = source.nextCharacter(after: position)
      } else {
        if needsComma { result.isPython = false }
        readProse()
        needsComma = true
      }
    }
  }

  /// Reads text outside brackets: the name of the list that follows, or prose.
  private mutating func readProse() {
    let start = position
    if let constant = constant(), tokens.isValueEnd(at: position) {
      emit(constant)
      return
    }
    position = start
    result.isPython = false
    let before = (values: valueCount + 1, outward: outwardCount)
    let found = proseBeforeValue()
    let words = source.trimmed(start..<found.end)
    guard let value = found.value else {
      ignore(words)
      return
    }
    guard let object = named(value, by: words) else {
      ignore(words)
      emit(value)
      return
    }
    note(.looseEntry, "an object stands by itself and not in a list", words)
    emit(value.isClosed ? kept(object, since: before, isNamed: true) : object)
  }

  /// Numbers with the words before them as their name, if they are both.
  private func named(_ value: Literal, by words: Range<Int>) -> Literal? {
    guard let name = Self.looseName(source.string(words)), value.isNumbers else { return nil }
    let label = Literal(content: .word(name), range: words)
    return Literal(
      content: .list([label, value]), range: words.lowerBound..<value.range.upperBound)
  }

  /// Reads numbers once more that words name: what was read so before is found so again.
  mutating func namedNumbers() -> Literal {
    let start = position
    let found = proseBeforeValue()
    let object = found.value.flatMap { named($0, by: source.trimmed(start..<found.end)) }
    assert(object != nil, "no numbers behind words at \(start), where some were read before")
    return object ?? Literal(content: .nothing, range: start..<position)
  }

  /// Reads to the end of the line, or through the first brackets in it that hold more than words.
  private mutating func proseBeforeValue() -> (end: Int, value: Literal?) {
    while position < end, !source.bytes[position].isLineEnd, !source.has("```", at: position) {
      guard tokens.bracket(at: position)?.isOpening == true else {
        position = min(source.nextCharacter(after: position), end)
        continue
      }
      let proseEnd = position
      let before = (
        notes: result.notes.mark, isTruncated: result.isTruncated, values: valueCount
      )
      let value = value()
      if !value.isProse { return (proseEnd, value) }
      result.notes.rollBack(to: before.notes)
      result.isTruncated = before.isTruncated
      valueCount = before.values
    }
    return (position, nil)
  }

  private static let marks: Set<Character> = [
    "'", "\"", "*", "`", ":", "：", "-", "=", "–", "—", " ", "_", ",",
  ]

  /// The name in front of numbers, without quotes, asterisks, colons and dashes around it.
  private static func looseName(_ text: String) -> String? {
    var name = text[...]
    while let last = name.last, marks.contains(last) { name.removeLast() }
    while let first = name.first, marks.contains(first) { name.removeFirst() }
    return name.isEmpty ? nil : String(name)
  }

  /// Skips a code fence with the word behind it.
  private mutating func skipFence() -> Bool {
    guard source.has("```", at: position) || source.has("~~~", at: position) else { return false }
    let start = position
    position += 3
    while position < end, source.bytes[position] == source.bytes[start] { position += 1 }
    while position < end, source.bytes[position].isLetter { position += 1 }
    note(.codeFence, "a code fence", start..<position)
    result.isPython = false
    return true
  }

  /// Skips a bullet or an item's number at the start of a line.
  private mutating func skipMark() -> Bool {
    guard position == 0 || source.bytes[..<position].isAtLineStart else { return false }
    let start = position
    if source.has("•", at: position) {
      position += 3
    } else if source.bytes[position].isBullet {
      position += 1
    } else {
      while position < end, source.bytes[position].isDigit { position += 1 }
      guard position > start, position < end,
        source.bytes[position] == UInt8(ascii: ".") || source.bytes[position] == UInt8(ascii: ")")
      else {
        position = start
        return false
      }
      position += 1
    }
    guard position < end, source.bytes[position].isBlank else {
      position = start
      return false
    }
    note(.looseEntry, "an item of a bulleted or numbered list", start..<position)
    result.isPython = false
    return true
  }

  mutating func ignore(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let source = source
    note(.ignoredText, "passed over \(source.excerpt(range))", range)
  }
}

extension UInt8 {
  /// Whether the byte is a bullet of a list.
  fileprivate var isBullet: Bool {
    self == UInt8(ascii: "-") || self == UInt8(ascii: "*") || self == UInt8(ascii: "+")
  }
}

extension Slice<SourceBytes> {
  /// Whether only blanks stand between the last line break and the end.
  fileprivate var isAtLineStart: Bool {
    for byte in reversed().prefix(64) where !byte.isBlank { return byte.isLineEnd }
    return count <= 64
  }
}
