/// Names as the CSS notations write them: `teddy-bear` for "a teddy bear" without its article.
///
/// A name without spaces has its hyphens read as spaces. A name with spaces, or one in double quotes,
/// stands for itself; so a name with a hyphen of its own is written with quotes where it must be.
enum CSSName {
  /// The name that a header stands for, and whether marks were taken off it.
  static func read(_ header: String) -> (name: String, isDecorated: Bool) {
    if let name = plainName(header) { return (name, false) }
    let bare = withoutMarks(header)
    let isDecorated = bare != header[...]
    if bare.utf8.count >= 2, bare.first == "\"", bare.last == "\"" {
      return (String(bare.dropFirst().dropLast()), isDecorated)
    }
    if bare.utf8.count >= 2, let (first, last) = bare.ends, quotes[first]?.contains(last) == true {
      return (String(bare.dropFirst().dropLast()), true)
    }
    // Backticks are no quotes, but show a name as code.
    if bare.utf8.count > 2, let (first, last) = bare.ends, first == "`", last == "`",
      !bare.dropFirst().dropLast().contains("`")
    {
      return (read(String(bare.dropFirst().dropLast())).name, true)
    }
    let isSelector = header.first.map { ".#".contains($0) } ?? false
    let text = String(withoutSelectors(bare, isSelector: isSelector))
    let isSelected = text.utf8.count < bare.utf8.count
    let isHyphenated = text.contains("-") && !text.contains(where: \.isWhitespace)
    return (
      isHyphenated ? String(text.map { $0 == "-" ? " " : $0 }) : text,
      isDecorated || isSelected
    )
  }

  /// The last part of a selector without pseudo-classes: `mug` of `scene .mug:nth-of-type(2)`.
  private static func withoutSelectors(_ header: Substring, isSelector: Bool) -> Substring {
    var text = header
    if let colon = text.lastIndex(of: ":"), colon > text.startIndex {
      let rest = text[text.index(after: colon)...]
      if pseudoClasses.contains(where: rest.hasPrefix) {
        text = text[..<colon]
        if text.last == ":", text.count > 1 { text.removeLast() }
      }
    }
    // Of an ancestor the mark was taken off with those before the name.
    guard isSelector, let blank = text.lastIndex(of: " ") else { return text }
    let last = text[blank...].dropFirst()
    guard let mark = last.first, ".#".contains(mark), last.dropFirst().first?.isLetter ?? false
    else { return text }
    return last.dropFirst()
  }

  private static let pseudoClasses = [
    "nth-", "first-", "last-", "only-", "before", "after", "hover", "not(",
  ]

  /// The name of a header of ASCII letters, digits, spaces and hyphens that no mark stands at an end of.
  private static func plainName(_ header: String) -> String? {
    let bytes = header.utf8
    guard let first = bytes.first, let last = bytes.last, first.isLetter,
      last.isLetter || last.isDigit
    else { return nil }
    var hasHyphen = false
    var hasSpace = false
    for byte in bytes {
      if byte == UInt8(ascii: "-") {
        hasHyphen = true
      } else if byte == 0x20 {
        hasSpace = true
      } else if !byte.isLetter && !byte.isDigit {
        return nil
      }
    }
    guard hasHyphen, !hasSpace else { return header }
    return String(decoding: bytes.map { $0 == UInt8(ascii: "-") ? 0x20 : $0 }, as: UTF8.self)
  }

  /// The header that stands for a name; what no header can hold is changed and reported.
  static func write(_ name: String, object: Int, losses: inout [Finding]) -> String {
    let hyphenated = String(name.map { $0 == " " ? "-" : $0 })
    for header in [hyphenated, name, "\"\(name)\""] where stands(header, for: name) {
      return header
    }
    let flat = String(name.map { "{}:\n\r".contains($0) || $0.isNewline ? " " : $0 })
    let header = [flat, "\"\(flat)\""].first { stands($0, for: flat) } ?? "object"
    losses.append(
      ReadingRule.altersText.finding(
        "the name \(JSONWriter.quoted(name.shortened(to: 40))) is written as "
          + JSONWriter.quoted(header.shortened(to: 40)), object: object))
    return header
  }

  /// Whether a header in a text would be found whole and read as the name.
  private static func stands(_ header: String, for name: String) -> Bool {
    let source = SourceText("\(header) {a: 1}")
    let labels = source.labels(in: 0..<source.bytes.count)
    let rules = source.rules(labels: labels)
    guard labels.isEmpty, rules.count == 1, let rule = rules.first else { return false }
    let (read, isDecorated) = read(source.string(rule.header))
    return !isDecorated && read.utf8.elementsEqual(name.utf8)
  }

  private static let quotes: [Character: String] = [
    "'": "'", "“": "”\"", "‘": "’'", "«": "»", "「": "」",
  ]

  /// Whether a text ends with an arrow of two marks, or what is left of one.
  private static func hasArrow(_ text: Substring) -> Bool {
    text.hasSuffix("->") || text.hasSuffix("=>") || text.hasSuffix(" -")
  }

  /// The header without bullets, numbers, asterisks and colons around it.
  private static func withoutMarks(_ header: String) -> Substring {
    var text = header[...]
    while let last = text.last, ":：= *_→".contains(last) || hasArrow(text), text.isLong {
      text.removeLast()
    }
    var place = text.startIndex
    while place < text.endIndex, text[place].isASCII, text[place].isNumber {
      place = text.index(after: place)
    }
    if place > text.startIndex, place < text.endIndex, ".)".contains(text[place]),
      text.index(after: place) < text.endIndex
    {
      text = text[text.index(after: place)...]
    }
    while let first = text.first, ".#-*_•+> }".contains(first), text.isLong {
      text.removeFirst()
    }
    return text
  }
}

extension Substring {
  /// Whether there is more than one character; counting them all would take time for each mark.
  fileprivate var isLong: Bool { !dropFirst().isEmpty }

  fileprivate var ends: (Character, Character)? {
    guard let first, let last else { return nil }
    return (first, last)
  }
}
