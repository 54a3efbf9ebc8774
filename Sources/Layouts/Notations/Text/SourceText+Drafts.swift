/// Answers that draft a layout and then give another one as the final or corrected version.
extension SourceText {
  private static let words: Set<String> = [
    "final", "finalized", "revised", "corrected", "updated", "improved", "adjusted",
  ]
  private static let headLimit = 120
  /// How many numbers make it likely that boxes stand somewhere.
  private static let fewestNumbers = 4

  /// Where the line ends that announces the final version, where numbers stand before and behind it; nil
  /// where no line does.
  var draftsEnd: Int? {
    var place = 0
    var found: Int?
    var isNamed = false
    while place < bytes.count {
      let end = lineEnd(from: place, to: bytes.count)
      let line = trimmed(place..<end)
      place = end + 1
      let (isHeading, label) = (mayAnnounceVersion(line), endOfLabel(line))
      guard isHeading || label != nil else { continue }
      guard isNamed || namesFinalVersion else { return nil }
      isNamed = true
      if isHeading, announcesFinalVersion(line) {
        found = end
      } else if let label, isFinalLabel(line.lowerBound..<label) {
        found = label
      }
    }
    guard let found, hasNumbers(in: 0..<found), hasNumbers(in: found..<bytes.count) else {
      return nil
    }
    return found
  }

  /// Whether one of the words for a final version may stand anywhere.
  private var namesFinalVersion: Bool {
    let marks: [StaticString] = [
      "inal", "evised", "orrected", "pdated", "mproved", "djusted", "最", "최",
    ]
    return marks.contains { contains($0, in: 0..<bytes.count) }
  }

  /// Whether a line may be a heading such as `Final layout:` or `**Revised version**`.
  private func mayAnnounceVersion(_ line: Range<Int>) -> Bool {
    guard let first = line.first, let last = line.last, line.count <= Self.headLimit,
      bytes[first] == UInt8(ascii: "#") || bytes[last] == UInt8(ascii: ":")
        || bytes[last] == UInt8(ascii: "*") || has("：", at: line.upperBound - 3)
    else { return false }
    return !bytes[line].contains { "[{|=\"".utf8.contains($0) }
  }

  /// Whether a heading has a word for a final version.
  private func announcesFinalVersion(_ heading: Range<Int>) -> Bool {
    let text = string(heading).lowercased()
    if ["最终", "最終", "최종"].contains(where: { text.holds($0) }) { return true }
    return text.split { !$0.isLetter }.contains { Self.words.contains(String($0)) }
  }

  private static let versions: Set<String> = [
    "draft", "layout", "version", "answer", "attempt", "list", "result", "option", "objects",
    "boxes",
  ]

  /// How far into a line its label is looked for.
  private static let labelLimit = 40

  /// Where the label ends behind which a list stands on its line, `Draft 2 (final): [`.
  private func endOfLabel(_ line: Range<Int>) -> Int? {
    let head = line.prefix(Self.labelLimit)
    guard let colon = head.first(where: { bytes[$0] == UInt8(ascii: ":") }) else { return nil }
    var end = colon + 1
    // What makes the label bold may close behind its colon.
    while end < line.upperBound, bytes[end] == UInt8(ascii: "*") { end += 1 }
    return has("[", at: skippingBlanks(from: end, to: line.upperBound)) ? end : nil
  }

  /// Whether a label names the final version of a layout, `Draft 2 (final):`, or is nothing but the word
  /// before a list of lists, `Final: [(`.
  private func isFinalLabel(_ label: Range<Int>) -> Bool {
    let words = string(label).lowercased().split { !$0.isLetter }.map(String.init)
    guard words.contains(where: Self.words.contains) else { return false }
    return words.contains(where: Self.versions.contains)
      || words.count == 1
        && opensListOfLists(skippingBlanks(from: label.upperBound, to: bytes.count))
  }

  /// Whether another bracket opens behind one, or its line ends.
  private func opensListOfLists(_ opening: Int) -> Bool {
    let inside = skippingBlanks(from: opening + 1, to: bytes.count)
    return inside < bytes.count && (bytes[inside].isLineEnd || "([{".utf8.contains(bytes[inside]))
  }

  private func hasNumbers(in range: Range<Int>) -> Bool {
    var count = 0
    var isInNumber = false
    for place in range {
      let isDigit = bytes[place].isDigit
      if isDigit, !isInNumber { count += 1 }
      if count >= Self.fewestNumbers { return true }
      isInNumber = isDigit
    }
    return false
  }
}
