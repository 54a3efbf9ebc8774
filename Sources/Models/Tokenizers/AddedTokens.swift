/// Tokens that are cut out of a text before it is split into words, such as `<|endoftext|>`.
struct AddedTokens: Sendable {
  private struct Entry: Sendable {
    var bytes: [UInt8]
    var scalars: [Unicode.Scalar]
    var identifier: Int
  }

  /// Found in the text as it is.
  private var literal: [Entry] = []
  /// Found in the text once that has been normalised.
  private var normalised: [Entry] = []

  mutating func add(_ token: String, identifier: Int, isNormalised: Bool) {
    let scalars = CLIPWords.normalised(token[...], at: 0).map(\.scalar)
    let entry = Entry(bytes: Array(token.utf8), scalars: scalars, identifier: identifier)
    if isNormalised, !scalars.isEmpty {
      normalised.append(entry)
    } else if !isNormalised, !entry.bytes.isEmpty {
      literal.append(entry)
    }
    // Where several fit, the longest wins.
    literal.sort { $0.bytes.count > $1.bytes.count }
    normalised.sort { $0.scalars.count > $1.scalars.count }
  }

  /// Cuts a text at the tokens that are found in it as it is; other parts have no number.
  func split(_ text: String) -> [(part: Substring, identifier: Int?)] {
    let bytes = Array(text.utf8)
    return Self.split(bytes, literal.map { ($0.bytes, $0.identifier) }).map { range, identifier in
      let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
      return (text[start..<text.utf8.index(start, offsetBy: range.count)], identifier)
    }
  }

  /// Cuts a normalised text at the tokens that are found in it then; other parts have no number.
  func split(
    _ text: [SourcedScalar]
  ) -> [(part: ArraySlice<SourcedScalar>, identifier: Int?)] {
    guard !normalised.isEmpty else { return [(text[...], nil)] }
    return Self.split(text.map(\.scalar), normalised.map { ($0.scalars, $0.identifier) })
      .map { (text[$0], $1) }
  }

  private static func split<Element: Equatable>(
    _ text: [Element], _ tokens: [(content: [Element], identifier: Int)]
  ) -> [(Range<Int>, Int?)] {
    var parts: [(Range<Int>, Int?)] = []
    var start = 0
    var position = 0
    while position < text.count {
      let element = text[position]
      let token = tokens.first {
        $0.content[0] == element && text[position...].starts(with: $0.content)
      }
      guard let token else {
        position += 1
        continue
      }
      if start < position { parts.append((start..<position, nil)) }
      start = position + token.content.count
      parts.append((position..<start, token.identifier))
      position = start
    }
    if start < text.count { parts.append((start..<text.count, nil)) }
    return parts
  }
}
