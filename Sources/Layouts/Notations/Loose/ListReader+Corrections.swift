/// What a writer takes back on the same line, and how many boxes a name announces.
extension ListReader {
  /// Takes a box as the one that is meant in place of the last object's, where the words before it say so:
  /// `[10, 20, 30, 40] — sorry, [12, 20, 30, 40]`; false where they don't.
  mutating func correctLast(by item: LineBoxes.Item, inSentence: Bool) -> Bool {
    guard let last = objects.indices.last,
      Correction.isOne(source, in: item.name, namesNothing: inSentence)
    else { return false }
    let old = objects.regionRange(of: last)
    note(
      .correction,
      "\(source.excerpt(old)) was taken back for \(source.excerpt(item.place)) on the same line",
      old)
    var object = objects[last]
    object.region = item.region
    object.range = object.range.lowerBound..<max(object.range.upperBound, item.place.upperBound)
    objects[last] = object
    return true
  }

  /// The name without the number of its boxes, where so many follow: `Cow x2: (…), (…)`.
  mutating func withoutMultiplicity(
    _ name: ListItem.Name, of items: [LineBoxes.Item]
  ) -> ListItem.Name {
    guard !name.isQuoted,
      let inner = Correction.withoutMultiplicity(source, name.range, items.count),
      items.dropFirst().allSatisfy({ ListItem.name(source, in: $0.name, isContinued: true) == nil })
    else { return name }
    var bare = name
    bare.range = source.trimmed(inner)
    guard !bare.range.isEmpty else { return name }
    bare.text = source.string(bare.range)
    bare.isDecorated = true
    return bare
  }
}

/// The words with which a writer corrects what stands before them.
enum Correction {
  private static let limit = 160

  /// Words that take back whatever follows them.
  private static let strong: Set<String> = [
    "sorry", "wait", "oops", "actually", "correction", "hmm", "instead", "whoops", "scratch",
  ]
  /// Words that take back where nothing but words for boxes stands beside them.
  private static let weak: Set<String> = [
    "corrected", "correct", "rather", "revised", "adjusted", "updated", "fixed", "better",
    "changed",
    "moved", "now", "final", "no", "make", "should", "mean",
  ]
  private static let beside: Set<String> = [
    "to", "it", "is", "be", "as", "the", "box", "bounding", "position", "value", "version", "for",
    "use", "let", "that", "this", "i", "me", "say", "or", "at", "becomes", "maybe", "then",
  ]

  /// Whether the words between two boxes of a line say that the second is meant; in a sentence they must
  /// name nothing, "Actually the dog is at".
  static func isOne(_ source: SourceText, in range: Range<Int>, namesNothing: Bool) -> Bool {
    guard range.count <= limit else { return false }
    let text = source.string(range).lowercased()
    let words = text.split { !$0.isLetter }.map(String.init)
    guard let first = words.first else { return isArrow(text) }
    if namesNothing, words.contains(where: { ["the", "an", "another"].contains($0) }) {
      return false
    }
    let trimmed = text.drop { !$0.isLetter }
    if strong.contains(first) || trimmed.hasPrefix("no,") || trimmed.hasPrefix("i mean")
      || trimmed.hasPrefix("make that") || trimmed.hasPrefix("on second thought")
    {
      return true
    }
    return words.contains { weak.contains($0) }
      && words.allSatisfy { weak.contains($0) || beside.contains($0) || strong.contains($0) }
  }

  /// Whether nothing but an arrow stands there.
  private static func isArrow(_ text: String) -> Bool {
    let marks = text.filter { !$0.isWhitespace && $0 != "`" && $0 != "*" }
    return ["→", "->", "=>", "⇒", "➔"].contains(marks)
  }

  /// A name without `x2`, `(x2)`, `×2` or `2x` where that is the number of boxes.
  static func withoutMultiplicity(
    _ source: SourceText, _ range: Range<Int>, _ count: Int
  ) -> Range<Int>? {
    let words = source.bytes[range].split(whereSeparator: \.isBlank)
    guard let first = words.first, let last = words.last, words.count > 1 else { return nil }
    func isCount(_ word: Slice<SourceBytes>) -> Bool {
      var form = source.string(word.startIndex..<word.endIndex).lowercased()
      if form.hasPrefix("("), form.hasSuffix(")") { form = String(form.dropFirst().dropLast()) }
      return ["x\(count)", "×\(count)", "\(count)x", "\(count)×"].contains(form)
    }
    if isCount(last) { return range.lowerBound..<last.startIndex }
    return isCount(first) ? first.endIndex..<range.upperBound : nil
  }
}
