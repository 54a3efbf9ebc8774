/// A line such as `Position: (10, 20)` or `Description: grey` below the name of an object.
struct AttributeLine {
  enum Kind {
    case box, name, description
  }

  let kind: Kind
  /// What stands behind the colon.
  let value: Range<Int>
  /// The key with its value, where the key says what the numbers stand for.
  let box: Range<Int>

  /// Reads a line; nil when it does not begin with one of these keys.
  init?(_ source: SourceText, in line: Range<Int>) {
    let limit = min(line.upperBound, line.lowerBound + 60)
    guard
      let colon = (line.lowerBound..<limit).first(where: {
        guard let byte = source.folded(at: $0)?.byte else { return false }
        return byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=")
      })
    else { return nil }
    let behind = source.folded(at: colon)?.end ?? colon + 1
    var value = source.trimmed(min(behind, line.upperBound)..<line.upperBound)
    while let first = source.bytes[value].first,
      first == UInt8(ascii: "*") || first == UInt8(ascii: "`")
    {
      value = source.trimmed(value.lowerBound + 1..<value.upperBound)
    }
    let key = LooseKey(source.string(line.lowerBound..<colon))
    let hasNumbers = source.bytes[value].contains(where: \.isDigit)
    let isSide =
      key.side(beside: []) != nil || key.part != nil || key.length != nil
    if hasNumbers, key.isBox || isSide || Self.isSideWords(key.text) {
      kind = .box
    } else if key.isDescription, !value.isEmpty {
      kind = .description
    } else if key.announcesName, !value.isEmpty {
      kind = .name
    } else {
      return nil
    }
    self.value = value
    box = line
  }

  /// Whether a key is made of words for sides, such as "Top-left corner (x, y)".
  private static func isSideWords(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0) }
    return !words.isEmpty
      && words.allSatisfy { word in
        BoxSide(key: word, beside: []) != nil || BoxPart(key: word) != nil
          || ["corner", "coordinates", "coordinate", "point", "and", "px", "pixels"].contains(word)
      }
  }
}
