extension CLIPTokenizer {
  /// Finds a phrase in a text: the positions of its tokens among the encoding's numbers.
  ///
  /// Whole words are compared after normalisation, so `bed` is not found in `described`, while `cat`
  /// is found before a comma, and `Café` where the text has `cafe` with a combining accent on it.
  ///
  /// - Parameters:
  ///   - phrase: One word or several.
  ///   - encoding: The text, as `encode` returned it.
  /// - Returns: A range for every occurrence, first to last, without overlap; what was truncated is
  ///   not in it.
  public func positions(of phrase: String, in encoding: Encoding) -> [Range<Int>] {
    let phrase = parse(phrase).words
    guard !phrase.isEmpty else { return [] }
    var occurrences: [Range<Int>] = []
    var start = 0
    while start + phrase.count <= encoding.words.count {
      let end = start + phrase.count
      guard Self.matches(phrase, encoding.words[start..<end]) else {
        start += 1
        continue
      }
      let first = encoding.tokens.firstIndex(ofWord: start)
      let last = encoding.tokens.firstIndex(ofWord: end)
      // Position 0 holds the start token.
      if first < last { occurrences.append((first + 1)..<(last + 1)) }
      start = end
    }
    return occurrences
  }

  private static func matches(_ phrase: [Word], _ words: ArraySlice<Word>) -> Bool {
    zip(phrase.indices, words).allSatisfy { index, word in
      let wanted = phrase[index].scalars
      if wanted == word.scalars { return true }
      guard phrase[index].canBeCut, word.canBeCut, wanted.count < word.scalars.count else {
        return false
      }
      let isFirst = index == 0
      let isLast = index == phrase.count - 1
      if isFirst && isLast {
        return word.scalars.indices.dropLast(wanted.count - 1)
          .contains { word.scalars[$0...].starts(with: wanted) }
      }
      return isFirst && word.scalars.suffix(wanted.count).elementsEqual(wanted)
        || isLast && word.scalars.starts(with: wanted)
    }
  }
}

extension [CLIPTokenizer.Token] {
  /// The index of the first token of a word or of one after it.
  fileprivate func firstIndex(ofWord word: Int) -> Int {
    firstIndex { $0.word >= word } ?? endIndex
  }
}
