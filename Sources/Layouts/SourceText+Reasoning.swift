/// What a model wrote while it thought, in front of its answer: `<think>…</think>`.
///
/// Drafts of layouts stand there, with lists and boxes of their own. Chat templates often put the
/// opening tag into the prompt, so that the answer begins within.
enum Reasoning {
  private static let names: [StaticString] = ["think", "thinking", "thought", "reasoning"]

  /// Where it stands in a text, both tags included; nil when there is none, or when it never ends.
  ///
  /// A text that begins with another bracket is a file or a bare list: tags in it are its own.
  static func range(in text: SourceBytes) -> Range<Int>? {
    guard var place = bracket(in: text, from: 0),
      let start = text.firstIndex(where: { $0 > UInt8(ascii: " ") }),
      !"[{(".utf8.contains(text[start])
    else { return nil }
    let isMarkup = text[start] == UInt8(ascii: "<")
    guard !isMarkup || tag(in: text, from: start + 1)?.isClosing == false else { return nil }
    var opening: Int?
    while true {
      if let tag = tag(in: text, from: place + 1) {
        if tag.isClosing { return (opening ?? start)..<tag.end }
        opening = opening ?? place
      }
      guard let next = bracket(in: text, from: place + 1) else { return nil }
      place = next
    }
  }

  /// The first angle bracket at or behind a place.
  private static func bracket(in text: SourceBytes, from start: Int) -> Int? {
    var place = start
    while place < text.count {
      let marks = text.block(at: place).places(of: UInt8(ascii: "<"))
      // Behind the end stand zeros.
      if marks != 0 { return place + marks.trailingZeroBitCount / 8 }
      place += ByteBlock.size
    }
    return nil
  }

  /// The tag of reasoning whose bracket stands before a place.
  private static func tag(
    in text: SourceBytes, from start: Int
  ) -> (end: Int, isClosing: Bool)? {
    let isClosing = start < text.count && text[start] == UInt8(ascii: "/")
    let first = isClosing ? start + 1 : start
    for name in names {
      let end = first + name.utf8CodeUnitCount
      guard end < text.count, text[end] == UInt8(ascii: ">") else { continue }
      let isName = (first..<end).allSatisfy { place in
        text[place].lowercased == name.utf8Start[place - first]
      }
      if isName { return (end + 1, isClosing) }
    }
    return nil
  }
}

extension SourceNotation {
  /// Reads the answer of a language model; what it wrote while it thought is passed over and noted.
  func readAnswer(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let source = SourceText(answer: text)
    let legible = isLiteral ? nil : LegibleText(source)
    return try readLegibly(source, as: legible, canvas: canvas).behindReasoning(of: source)
  }
}

extension ParsedLayout {
  /// The layout with a note on the reasoning that was passed over.
  func behindReasoning(of source: SourceText) -> ParsedLayout {
    guard let reasoning = source.reasoning else { return self }
    var parsed = self
    parsed.findings.insert(
      ReadingRule.ignoredText.finding(
        "passed over what the model wrote while it thought, \(reasoning.count) bytes",
        at: source.range(reasoning)), at: 0)
    return parsed
  }
}
