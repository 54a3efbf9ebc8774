extension SourceText {
  /// The sentences of a line of which at least two hold as many numbers as a box has; none where there are
  /// fewer.
  func sentencesWithBoxes(in line: Range<Int>) -> [Range<Int>] {
    var sentences: [Range<Int>] = []
    var start = line.lowerBound
    var numbers = 0
    var isInNumber = false
    for place in line {
      let byte = bytes[place]
      if byte.isDigit, !isInNumber { numbers += 1 }
      isInNumber = byte.isDigit
      guard byte == UInt8(ascii: "."), numbers >= 4, place + 2 < line.upperBound,
        bytes[place + 1].isBlank
      else { continue }
      let next = skippingBlanks(from: place + 1, to: line.upperBound)
      guard next < line.upperBound, bytes[next] >= 0x80 || bytes[next].lowercased != bytes[next]
      else { continue }
      sentences.append(start..<place + 1)
      (start, numbers) = (next, 0)
    }
    guard !sentences.isEmpty, numbers >= 4 else { return sentences.count > 1 ? sentences : [] }
    return sentences + [start..<line.upperBound]
  }
}

/// What running text says of things and of the canvas: its noun phrases, verbs and subjects.
enum ProsePhrase {
  private static let determiners: Set<String> = [
    "a", "an", "the", "one", "two", "three", "four", "five", "six", "some", "another", "his", "her",
    "its", "their", "my",
  ]

  /// The verbs that stand between a thing and its numbers in a sentence.
  static let verbs: Set<String> = [
    "is", "are", "has", "goes", "go", "spans", "span", "covers", "occupies", "extends", "fills",
    "stands", "sits", "lies", "runs", "reaches", "stretches", "measures", "ranges", "appears",
    "starts", "begins",
  ]

  /// The words from the last article on, where others stand before it; nil when the whole is the phrase.
  ///
  /// Where that only says where the thing is, as in "the cat in the lower left", the phrase before it is
  /// meant.
  static func last(in range: Range<Int>, of source: SourceText) -> Range<Int>? {
    guard let phrase = lastPhrase(in: range, of: source) else { return nil }
    guard isPlace(source.string(phrase)) else { return phrase }
    // The word before a phrase for a place joins it to the thing.
    let before = source.trimmed(range.lowerBound..<phrase.lowerBound)
    guard let blank = before.last(where: { source.bytes[$0].isBlank }),
      joints.contains(source.string(blank + 1..<before.upperBound).lowercased())
    else { return phrase }
    let thing = source.trimmed(range.lowerBound..<blank)
    return thing.isEmpty ? phrase : lastPhrase(in: thing, of: source) ?? thing
  }

  /// The words that join a thing to its place.
  private static let joints: Set<String> = ["in", "on", "at", "to", "near", "towards", "into"]

  /// Whether a phrase only says where on the picture something is.
  private static func isPlace(_ text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter }.dropFirst()
    return !words.isEmpty && words.allSatisfy { places.contains(String($0)) }
  }

  private static let places: Set<String> = [
    "lower", "upper", "top", "bottom", "left", "right", "middle", "center", "centre", "corner",
    "side", "hand", "half", "part", "area", "foreground", "background", "canvas", "image",
    "picture", "frame", "of", "the",
  ]

  private static let areas: Set<String> = ["region", "area", "space", "rectangle", "zone"]

  /// Where the words "the region" begin that a stretch ends with behind a verb, as in "The cat covers the
  /// area".
  static func areaStart(_ source: SourceText, in range: Range<Int>) -> Int? {
    let stretches: [Slice<SourceBytes>] = source.bytes[range].split(whereSeparator: \.isBlank)
    let words = stretches.suffix(3).map {
      (start: $0.startIndex, text: source.string($0.startIndex..<$0.endIndex).lowercased())
    }
    guard words.count == 3, areas.contains(words[2].text), determiners.contains(words[1].text),
      verbs.contains(words[0].text)
    else { return nil }
    return words[1].start
  }

  private static func lastPhrase(in range: Range<Int>, of source: SourceText) -> Range<Int>? {
    var start: Int?
    var place = range.lowerBound
    while place < range.upperBound {
      var wordEnd = place
      while wordEnd < range.upperBound, !source.bytes[wordEnd].isBlank { wordEnd += 1 }
      if wordEnd - place <= 8, determiners.contains(source.string(place..<wordEnd).lowercased()) {
        start = place
      }
      place = wordEnd + 1
    }
    guard let start, start > range.lowerBound, start < range.upperBound else { return nil }
    return start..<range.upperBound
  }

  /// Whether words before a box are the beginning of a sentence, as in "I placed the cat at".
  ///
  /// What a thing does in a relative clause, "a man who is running", belongs to its name.
  static func isSentence(_ source: SourceText, in range: Range<Int>) -> Bool {
    guard range.count <= 200 else { return false }
    let words = source.string(range).lowercased().split { !$0.isLetter }.map(String.init)
    return words.contains { verbs.contains($0) || sentenceWords.contains($0) }
      && !words.contains { ["who", "that", "which"].contains($0) }
  }

  private static let sentenceWords: Set<String> = [
    "i", "we", "there", "it", "they", "was", "were", "be", "been", "will", "would", "should",
    "must",
  ]

  /// Whether the words before a box speak of the whole canvas, as in "Note: the canvas goes".
  ///
  /// What follows the subject is a verb, which may be taken off already, a measure or nothing.
  static func isAboutCanvas(_ text: String, hasVerb: Bool) -> Bool {
    guard text.utf8.count <= 120 else { return false }
    let words = text.lowercased().split { !$0.isLetter }.map(String.init)
    guard let subject = words.firstIndex(where: { canvasWords.contains($0) }),
      words[..<subject].allSatisfy({ canvasArticles.contains($0) })
    else { return false }
    guard let next = words[(subject + 1)...].first else {
      return hasVerb || words[subject] == "canvas"
    }
    return verbs.contains(next) || canvasMeasures.contains(next)
  }

  private static let canvasWords: Set<String> = ["canvas", "image", "picture", "scene"]

  private static let canvasArticles: Set<String> = [
    "the", "this", "our", "whole", "entire", "full", "note", "that", "since", "so", "as", "because",
    "here", "remember",
  ]

  private static let canvasMeasures: Set<String> = [
    "size", "area", "bounds", "dimensions", "coordinates", "itself", "from",
  ]
}
