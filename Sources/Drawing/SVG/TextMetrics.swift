/// Estimates how wide a text is, without a font library.
///
/// The widths are DejaVu Sans's, which is wider than most faces that stand in for it; scripts beyond
/// ASCII have one width each, near the upper end of their letters.
struct TextMetrics {
  /// The size of the font in pixels.
  let size: Double
  /// Whether the letters are bold, which are wider.
  var isBold = false

  /// The width of bold letters as a multiple of plain ones, near the upper end in DejaVu Sans.
  private static let boldFactor = 1.14

  /// The widths of U+0020...U+007E in thousandths of the size, from DejaVu Sans 2.37.
  private static let ascii: [Int] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ]

  /// The width of a text in pixels.
  func width(_ text: some StringProtocol) -> Double {
    size * (isBold ? Self.boldFactor : 1)
      * text.unicodeScalars.reduce(0) { $0 + Self.advance($1) }
  }

  /// The share of the size that one scalar advances by.
  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    let value = scalar.value
    if 0x20...0x7E ~= value { return Double(ascii[Int(value) - 0x20]) / 1000 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return switch value {
    case 0x0370..<0x0530: 0.72  // Greek and Cyrillic
    case 0x0590..<0x0600: 0.6  // Hebrew
    case 0x0600..<0x0780, 0xFB50..<0xFE00, 0xFE70..<0xFF00: 0.58  // Arabic
    case 0x0900..<0x0E00: 0.75  // the scripts of India
    case 0x0E00..<0x1100: 0.7  // Thai, Lao, Tibetan, Myanmar, Georgian
    case 0x1F000..<0x20000: 1.3  // emoji
    case _ where isWide(scalar): 1
    default: 0.68
    }
  }

  /// Whether a scalar fills a square, as Chinese, Japanese and Korean letters do.
  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100..<0x1200, 0x2E80..<0xA4D0, 0xA960..<0xA980, 0xAC00..<0xD7FC, 0xF900..<0xFB00,
      0xFE30..<0xFE50, 0xFF00..<0xFF61, 0xFFE0..<0xFFE7, 0x20000..<0x40000:
      true
    default: false
    }
  }

  /// Whether a text is written from right to left, judged by its first letter that has a direction.
  static func isRightToLeft(_ text: some StringProtocol) -> Bool {
    let letter = text.unicodeScalars.first { $0.properties.isAlphabetic }
    return switch letter?.value ?? 0 {
    case 0x0590..<0x0900, 0xFB1D..<0xFE00, 0xFE70..<0xFF00, 0x10800..<0x11000, 0x1E800..<0x1F000:
      true
    default: false
    }
  }
}

// MARK: - Lines

extension TextMetrics {
  /// A text broken into lines.
  struct Paragraph: Hashable {
    var lines: [String]
    /// Whether an ellipsis stands for the rest of the text.
    var isTruncated = false
  }

  /// Breaks a text into lines no wider than a width, and at most so many; "…" ends a cut text.
  ///
  /// Lines end at spaces, beside wide letters, and inside a word that alone is too long.
  func wrap(_ text: String, width limit: Double, lines most: Int) -> Paragraph {
    var result = Paragraph(lines: [])
    var line = ""
    var rest = Array(Self.pieces(text).reversed())
    while let piece = rest.popLast(), result.lines.count < most {
      if width(line + piece.trimmed) <= limit {
        line += piece
        continue
      }
      let room = limit - width(line)
      if line.isEmpty || (width(piece) > limit && room > 3 * size) {
        // A word that fits no line is broken where this line ends.
        let head = longestHead(of: piece, width: room)
        line += head
        rest.append(String(piece.dropFirst(head.count)))
      } else {
        rest.append(piece)
      }
      result.lines.append(line.trimmed)
      line = ""
      if result.lines.count == most, rest.contains(where: { !$0.trimmed.isEmpty }) {
        result.isTruncated = true
        // The last line is filled up with what follows, then cut.
        let tail = rest.reversed().prefix(2).joined()
        let last = result.lines[most - 1] + (text.contains(" ") ? " " : "") + tail
        result.lines[most - 1] = withEllipsis(last, width: limit)
        return result
      }
    }
    if !line.trimmed.isEmpty { result.lines.append(line.trimmed) }
    return result
  }

  /// The width of the longest stretch in which no line may end.
  func longestPiece(of text: String) -> Double {
    Self.pieces(text).map { width($0.trimmed) }.max() ?? 0
  }

  /// Cuts a text so that it fits a width with an ellipsis at its end.
  private func withEllipsis(_ text: String, width limit: Double) -> String {
    var head = text[...]
    while !head.isEmpty, width(head) + width("…") > limit { head = head.dropLast() }
    return head.trimmed + "…"
  }

  private func longestHead(of piece: String, width limit: Double) -> String {
    var head = ""
    for character in piece {
      if !head.isEmpty, width(head + String(character)) > limit { break }
      head.append(character)
    }
    return head
  }

  /// The pieces between which a line may end: words with the spaces after them, wide letters.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var mayEnd = true
    for character in text {
      let isSpace = character.isWhitespace
      let isSquare = isBreakable(character)
      // Closing punctuation stays with what it closes; spaces stay with the word before them.
      let mayStart = mayEnd || (isSquare && !character.isPunctuation)
      if mayStart && !isSpace && !(character.isPunctuation && isSquare && !pieces.isEmpty) {
        pieces.append(String(character))
      } else if pieces.isEmpty {
        pieces.append(isSpace ? " " : String(character))
      } else {
        pieces[pieces.count - 1].append(isSpace ? " " : character)
      }
      mayEnd = isSpace || isSquare
    }
    return pieces
  }

  /// Whether lines may end beside a letter: Korean is broken between words, unlike Chinese and
  /// Japanese.
  private static func isBreakable(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, isWide(scalar) else { return false }
    return !(0xAC00..<0xD7A4 ~= scalar.value)
  }
}

extension StringProtocol {
  /// The text without spaces at its ends.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
