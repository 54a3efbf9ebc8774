/// What the reader of lists tells of the liberties that it takes.
extension ListReader {
  mutating func note(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    findings.append(rule, message, at: source.range(range))
  }

  /// Reports once that objects are items.
  mutating func noteItem(_ range: Range<Int>) {
    guard !hasNotedItem else { return }
    hasNotedItem = true
    note(.looseEntry, "the items of a list in words", range)
  }

  /// Reports what was taken off a name.
  mutating func noteDecoration(_ name: ListItem.Name, in range: Range<Int>) {
    guard name.isDecorated else { return }
    let shown = JSONWriter.quoted(name.text.shortened(to: 40))
    note(
      .nameDecoration, "of the words before the box \(shown) was read as the name",
      source.trimmed(range))
  }

  mutating func drop(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    droppedCount += 1
    note(rule, "\(message); the object is left out", range)
  }

  mutating func ignore(_ range: Range<Int>) {
    if let finding = source.findingOfIgnored(range) { findings.append(finding) }
  }

  /// Passes over what follows an object on its line, marks alone without a word.
  mutating func ignoreWords(_ range: Range<Int>) {
    guard source.bytes[range].contains(where: { $0.isLetter || $0 >= 0x80 }) else { return }
    ignore(range)
  }

  /// Reports what stands before the final version.
  mutating func noteDrafts(_ range: Range<Int>) {
    note(
      .severalLayouts, "what stands before the final version was passed over, \(range.count) bytes",
      range)
  }

  /// Notes, once, that numbers stand apart as in a rule of CSS.
  mutating func noteSemicolons(_ place: Range<Int>) {
    guard !hasNotedSemicolons, source.bytes[place].contains(UInt8(ascii: ";")) else { return }
    hasNotedSemicolons = true
    note(.separator, "semicolons stand where commas should", place)
  }
}
