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
      if announcesFinalVersion(line) { found = end }
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
