/// A prompt of Regional Prompter, cut at the words that part it.
struct RegionalPrompt {
  /// What goes with every region, where the prompt has such a part.
  private(set) var common: String?
  /// What goes with the whole picture, where the prompt has such a part.
  private(set) var base: String?
  /// The prompts of the regions.
  private(set) var regions: [String] = []

  private static let words: Set<Substring> = ["BREAK", "ADDCOL", "ADDROW", "ADDCOMM", "ADDBASE"]

  /// What is not cut yet, and the words in it.
  private var rest: Substring
  private var marks: ArraySlice<Substring>

  /// Cuts a prompt as the arguments say that come with it.
  init(_ prompt: String, _ arguments: JSONElements) {
    rest = prompt[...]
    marks = prompt.split(whereSeparator: \.isWhitespace).filter { Self.words.contains($0) }[...]
    common = takePart(before: "ADDCOMM", isExpected: arguments[9].node.value.bool == true)
    base = takePart(before: "ADDBASE", isExpected: arguments[8].node.value.bool == true)
    while let mark = marks.popFirst() { regions.append(take(before: mark)) }
    // A common or base prompt by itself leaves no region.
    if !rest.isEmpty || !regions.isEmpty || common == nil && base == nil {
      regions.append(rest.trimmed)
    }
  }

  /// The part before a word that stands for an option by itself, or the first part where the option is set.
  private mutating func takePart(before word: String, isExpected: Bool) -> String? {
    guard
      let place = marks.firstIndex(where: { $0 == word }) ?? (isExpected ? marks.startIndex : nil)
    else { return nil }
    guard place < marks.endIndex else {
      defer { rest = "" }
      return rest.trimmed
    }
    let mark = marks[place]
    marks = marks[(place + 1)...]
    return take(before: mark)
  }

  private mutating func take(before mark: Substring) -> String {
    defer { rest = rest[mark.endIndex...] }
    return rest[..<mark.startIndex].trimmed
  }
}

extension Substring {
  /// The text without blanks at its ends.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
