/// The lines `Background prompt: …` and `Negative prompt: …` as they are written.
enum PromptLine {
  /// A prompt as it can stand behind its label; what had to be changed is reported.
  ///
  /// A line break would end the prompt, a label in it would begin another one, and the word `None`
  /// alone would be read as nothing.
  static func text(_ prompt: String, as label: PromptLabel, losses: inout [Finding]) -> String {
    var bytes = Array(prompt.utf8)
    for index in bytes.indices where bytes[index].isLineEnd { bytes[index] = 0x20 }
    // The prompt stands behind its label, never at the start of a line.
    bytes.insert(UInt8(ascii: "|"), at: 0)
    let line = SourceText(String(decoding: bytes, as: UTF8.self))
    for hit in line.labels(in: 0..<bytes.count) {
      for index in hit.range where line.folded(at: index)?.byte == UInt8(ascii: ":") {
        let colon = index..<line.nextCharacter(after: index)
        for index in colon { bytes[index] = 0x20 }
      }
    }
    bytes.removeFirst()
    let spaced = SourceText(String(decoding: bytes, as: UTF8.self))
    var text = spaced.string(spaced.trimmed(0..<spaced.bytes.count))
    while text.hasPrefix("```") { text = text.dropFirst(3).trimmed }
    while text.hasSuffix("```") { text = text.dropLast(3).trimmed }
    if label == .negative, text == "None" { text = "" }
    if !text.utf8.elementsEqual(prompt.utf8) {
      losses.append(
        ReadingRule.altersText.finding(
          "the \(label.title) \(JSONWriter.quoted(prompt.shortened(to: 40))) is written as "
            + JSONWriter.quoted(text.shortened(to: 40))))
    }
    return text
  }

  /// A prompt as it can stand behind its label where it is read as a person reads it: between quotes where
  /// marks of its own would be taken off.
  static func readableText(
    _ prompt: String, as label: PromptLabel, losses: inout [Finding]
  ) -> String {
    let text = text(prompt, as: label, losses: &losses)
    let line = ["\(text)", "\"\(text)\"", "'\(text)'", "“\(text)”"].first { line in
      let source = SourceText(line)
      let all = 0..<source.bytes.count
      return source.firstLine(all) == all
        && PromptValue(source, line: all).text.utf8.elementsEqual(text.utf8)
    }
    if let line { return line }
    let shown = JSONWriter.quoted(text.shortened(to: 40))
    losses.append(
      ReadingRule.altersText.finding("the \(label.title) \(shown) would be read as another text"))
    return text
  }

  /// Whether a stretch in the place of a list says that there are no objects.
  static func saysNoObjects(_ source: SourceText, in range: Range<Int>) -> Bool {
    range.count <= 80 && saysNoObjects(source.string(range))
  }

  /// Whether a text in the place of a list says that there are no objects.
  static func saysNoObjects(_ text: String) -> Bool {
    guard text.utf8.count <= 80, mayBegin(text, with: "nNtTeE-") else { return false }
    let sentence = text.lowercased().trimmingMarks
    if isWordForNothing(sentence) { return true }
    var words = sentence.split { !$0.isLetter }[...]
    if words.first == "there" { words = words.dropFirst(2) }
    // Between the two may stand what kind of objects: no specific objects, no distinct foreground objects.
    guard words.first == "no" else { return false }
    return words.dropFirst().prefix(3).contains { $0 == "object" || $0 == "objects" }
  }
}

extension Substring {
  /// The text without white space at its ends.
  fileprivate var trimmed: String {
    let source = SourceText(String(self))
    return source.string(source.trimmed(0..<source.bytes.count))
  }
}
