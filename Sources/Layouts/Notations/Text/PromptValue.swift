/// A prompt as a person reads it off the line behind its label: without what is written around it.
///
/// Quotes, stars and backticks around the whole are taken off, a list of texts is joined, and a word
/// such as None is empty. Each of them is told of.
struct PromptValue {
  /// What stands on a line.
  private enum Form {
    /// The prompt and nothing else.
    case plain
    /// A word or a pair of brackets that stands for an empty prompt.
    case placeholder
    /// The prompt between quotes, stars or backticks.
    case marked
    /// Texts in a list.
    case listed
  }

  /// The prompt.
  let text: String
  private let form: Form
  private let source: SourceText
  private let line: Range<Int>

  /// Reads a line, which has no white space at its ends.
  init(_ source: SourceText, line: Range<Int>) {
    var range = line
    while let inner = source.withoutEmphasis(range) { range = inner }
    if let inner = source.withoutSeparator(range) { range = inner }
    let bare = source.quotedText(range) ?? source.string(range)
    let texts = source.texts(inList: range)
    (self.source, self.line) = (source, line)
    if PromptLine.isPlaceholder(bare) || texts?.isEmpty == true || bare.isEmpty && !line.isEmpty {
      (text, form) = ("", .placeholder)
    } else if let texts {
      (text, form) = (texts.joined(separator: ", "), .listed)
    } else {
      (text, form) = (bare, bare.utf8.count == line.count ? .plain : .marked)
    }
  }

  /// What stands on the line, as messages show it.
  private var shown: String { JSONWriter.quoted(source.string(line).shortened(to: 40)) }

  /// What was taken off or joined, if anything.
  func finding(of label: PromptLabel) -> Finding? {
    // Most prompts are plain, and a place in the text takes counting lines.
    guard form != .plain else { return nil }
    let place = source.range(line)
    return switch form {
    case .plain: nil
    case .placeholder:
      ReadingRule.placeholder.finding("\(shown) was read as an empty \(label.title)", at: place)
    case .marked:
      ReadingRule.nameDecoration.finding(
        "marks were taken off the \(label.title) \(shown)", at: place)
    case .listed:
      ReadingRule.bracketStyle.finding("the \(label.title) was joined from a list", at: place)
    }
  }

  /// What a person would have read otherwise where the line was read to the letter.
  func findingOfLetters(of label: PromptLabel) -> Finding? {
    // Most prompts are plain, and a place in the text takes counting lines.
    guard form != .plain else { return nil }
    let place = source.range(line)
    return switch form {
    case .plain: nil
    case .placeholder:
      ReadingRule.placeholder.finding(
        "the \(label.title) is \(shown), which was read to the letter", at: place)
    case .marked:
      ReadingRule.nameDecoration.finding(
        "the marks around the \(label.title) \(shown) were read as part of it", at: place)
    case .listed:
      ReadingRule.bracketStyle.finding(
        "the \(label.title) is a list, which was read to the letter", at: place)
    }
  }
}

extension SourceText {
  /// The stretch between stars, underscores or backticks that stand around the whole of it.
  fileprivate func withoutEmphasis(_ range: Range<Int>) -> Range<Int>? {
    guard let mark = bytes[range].first, "*_`".utf8.contains(mark), bytes[range].last == mark else {
      return nil
    }
    let opening = bytes[range].prefix { $0 == mark }.count
    let closing = bytes[range].reversed().prefix { $0 == mark }.count
    let count = min(opening, closing)
    guard 2 * count < range.count else { return nil }
    let inner = range.lowerBound + count..<range.upperBound - count
    return bytes[inner].contains(mark) ? nil : trimmed(inner)
  }

  /// A stretch in quotes without the comma, the semicolon or the full stop behind them.
  fileprivate func withoutSeparator(_ range: Range<Int>) -> Range<Int>? {
    guard let mark = bytes[range].last, ",;.".utf8.contains(mark) else { return nil }
    let inner = trimmed(range.lowerBound..<range.upperBound - 1)
    return quotedText(inner) == nil ? nil : inner
  }

  /// The text between a pair of quotes that stands around the whole of a stretch.
  fileprivate func quotedText(_ range: Range<Int>) -> String? {
    guard let inner = ListItem.withoutQuotes(self, range) else { return nil }
    let quote = bytes[range.lowerBound]
    var isEscaped = false
    var hasEscapes = false
    for place in inner where quote < 0x80 || bytes[place] >= 0x80 {
      if isEscaped {
        isEscaped = false
        hasEscapes = hasEscapes || bytes[place] == quote
      } else if bytes[place] == UInt8(ascii: "\\") {
        isEscaped = true
      } else if isQuote(like: quote, at: place), !isApostrophe(place) {
        return nil
      }
    }
    let text = string(trimmed(inner))
    return hasEscapes ? text.withoutBackslashes : text
  }

  private func isQuote(like quote: UInt8, at place: Int) -> Bool {
    guard quote >= 0x80 else { return bytes[place] == quote }
    let quotes: [StaticString] = ["“", "”", "„", "‘", "’", "«", "»", "「", "」", "『", "』"]
    return quotes.contains { has($0, at: place) }
  }

  /// Whether letters stand on both sides of what may be an apostrophe, as in `the dog's bowl`.
  private func isApostrophe(_ place: Int) -> Bool {
    let end = nextCharacter(after: place)
    let isMark = bytes[place] == UInt8(ascii: "'") || has("’", at: place)
    return isMark && place > 0 && end < bytes.count && bytes[place - 1].isLetter
      && bytes[end].isLetter
  }

  /// The texts of a list of quoted texts that is the whole of a stretch.
  fileprivate func texts(inList range: Range<Int>) -> [String]? {
    guard bytes[range].first == UInt8(ascii: "["), bytes[range].last == UInt8(ascii: "]") else {
      return nil
    }
    let values = LiteralReader.read(self, in: range).values
    guard let list = values.first, values.count == 1, list.range == range, list.isClosed,
      case .list(let elements) = list.content
    else { return nil }
    let texts = elements.compactMap { element in
      if case .text(let text) = element.content { text } else { nil as String? }
    }
    return texts.count == elements.count ? texts : nil
  }
}
