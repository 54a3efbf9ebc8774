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
    let marks: [StaticString] = ["inal", "evised", "orrected", "pdated", "mproved", "djusted", "最"]
    guard
      marks.contains(where: { contains($0, in: 0..<bytes.count) })
        || contains("최", in: 0..<bytes.count)
    else { return nil }
    var place = 0
    var found: Int?
    while place < bytes.count {
      let end = lineEnd(from: place, to: bytes.count)
      let line = trimmed(place..<end)
      if announcesFinalVersion(line) {
        found = end
      } else if let label = endOfFinalLabel(line) {
        found = label
      }
      place = end + 1
    }
    guard let found, hasNumbers(in: 0..<found), hasNumbers(in: found..<bytes.count) else {
      return nil
    }
    return found
  }

  /// Whether a line is a heading such as `Final layout:` or `**Revised version**`.
  private func announcesFinalVersion(_ line: Range<Int>) -> Bool {
    guard let first = line.first, let last = line.last, line.count <= Self.headLimit,
      bytes[first] == UInt8(ascii: "#") || ":*".utf8.contains(bytes[last])
        || has("：", at: line.upperBound - 3),
      !bytes[line].contains(where: { "[{|=\"".utf8.contains($0) })
    else { return false }
    let text = string(line).lowercased()
    if ["最终", "最終", "최종"].contains(where: { text.holds($0) }) { return true }
    return text.split { !$0.isLetter }.contains { Self.words.contains(String($0)) }
  }

  private static let versions: Set<String> = [
    "draft", "layout", "version", "answer", "attempt", "list", "result", "option", "objects",
    "boxes",
  ]

  /// Where the label of the final version ends whose list stands on its line, `Draft 2 (final): [`.
  private func endOfFinalLabel(_ line: Range<Int>) -> Int? {
    let head = line.prefix(40)
    guard let colon = head.first(where: { bytes[$0] == UInt8(ascii: ":") }),
      has("[", at: skippingBlanks(from: colon + 1, to: line.upperBound))
    else { return nil }
    let words = string(line.lowerBound..<colon).lowercased().split { !$0.isLetter }.map(String.init)
    let isFinal = words.contains(where: Self.words.contains)
    return isFinal && words.contains(where: Self.versions.contains) ? colon + 1 : nil
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
