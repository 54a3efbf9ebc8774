/// What a model wrote while it thought, in front of its answer: `<think>…</think>`.
///
/// Drafts of layouts stand there, with lists and boxes of their own. Chat templates often put the
/// opening tag into the prompt, so that the answer begins within.
enum Reasoning {
  private static let names: [StaticString] = ["think", "thinking", "thought", "reasoning"]

  /// Where it stands in a text, both tags included; nil when there is none, or when it never ends.
  ///
  /// A text that begins with another bracket is a file or a bare list: tags in it are its own.
  static func range(in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    guard mayHoldTags(text), let start = text.firstIndex(where: { $0 > UInt8(ascii: " ") }),
      !"[{(".utf8.contains(text[start])
    else { return nil }
    let isMarkup = text[start] == UInt8(ascii: "<")
    guard !isMarkup || tag(in: text, from: start + 1)?.isClosing == false else { return nil }
    var opening: Int?
    for place in start..<text.count where text[place] == UInt8(ascii: "<") {
      guard let tag = tag(in: text, from: place + 1) else { continue }
      if tag.isClosing { return (opening ?? start)..<tag.end }
      opening = opening ?? place
    }
    return nil
  }

  /// Whether an angle bracket stands anywhere, by blocks that the compiler makes wide steps of.
  private static func mayHoldTags(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let blockSize = 64
    for start in stride(from: 0, to: text.count, by: blockSize) {
      var found: UInt8 = 0
      for index in start..<min(start + blockSize, text.count) {
        found |= text[index] == UInt8(ascii: "<") ? 1 : 0
      }
      if found > 0 { return true }
    }
    return false
  }

  /// The tag of reasoning whose bracket stands before a place.
  private static func tag(
    in text: UnsafeBufferPointer<UInt8>, from start: Int
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
    return try read(source, canvas: canvas).behindReasoning(of: source)
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
