extension SourceText {
  /// The names in quotes that items of a list begin with, up to their colons.
  ///
  /// `2. "background": (120, 300, 190, 380)` names an object: what looks like a label within such a name is
  /// none.
  func quotedItemNames() -> [Range<Int>] {
    var names: [Range<Int>] = []
    var place = 0
    while place < bytes.count {
      let end = lineEnd(from: place, to: bytes.count)
      if let name = quotedItemName(in: place..<end) { names.append(name) }
      place = end + 1
    }
    return names
  }

  private func quotedItemName(in bounds: Range<Int>) -> Range<Int>? {
    let line = trimmed(bounds)
    guard !line.isEmpty, bytes[line].contains(UInt8(ascii: "\"")) else { return nil }
    let start = ListBullet.end(self, in: line) ?? line.lowerBound
    guard start < line.upperBound, bytes[start] == UInt8(ascii: "\"") else { return nil }
    var place = start + 1
    while place < line.upperBound, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    let colon = trimmed(min(place + 1, line.upperBound)..<line.upperBound)
    guard !colon.isEmpty, bytes[colon.lowerBound] == UInt8(ascii: ":") else { return nil }
    let box = trimmed(colon.lowerBound + 1..<colon.upperBound)
    guard !box.isEmpty, "([{".utf8.contains(bytes[box.lowerBound]) else { return nil }
    let number = trimmed(box.lowerBound + 1..<box.upperBound)
    guard !number.isEmpty,
      bytes[number.lowerBound].isDigit || "-.".utf8.contains(bytes[number.lowerBound])
    else { return nil }
    return start..<colon.lowerBound + 1
  }
}
