/// What a label such as `Background prompt:` announces.
enum PromptLabel: Hashable {
  case objects, background, negative, caption
  /// A frame of a video layout (LLM-grounded Video Diffusion), by its number.
  case frame(Int)
  /// Descriptions of the objects, apart from their places (BlobGEN's `Region Desc:`).
  case descriptions
  /// Something that a layout doesn't hold: an explanation, a category.
  case other

  /// The spelling of LMD's template (`prompt.py`), which its parser insists on.
  var canonical: StaticString? {
    switch self {
    case .objects: "Objects: "
    case .background: "Background prompt:"
    case .negative: "Negative prompt:"
    default: nil
    }
  }

  /// The words that announce a part at the start of a line; longer ones come first.
  ///
  /// A space stands for any or no run of spaces, hyphens and underscores.
  static let words: [(label: PromptLabel, words: StaticString, isFoundInLine: Bool)] = [
    (.background, "background prompt", true), (.background, "background keyword", false),
    (.background, "background description", false), (.background, "background", false),
    (.negative, "negative prompts", true), (.negative, "negative prompt", true),
    (.background, "bg prompt", false), (.background, "bg", false),
    (.negative, "neg prompt", false),
    (.negative, "negative", false), (.negative, "avoid", false), (.negative, "exclude", false),
    (.negative, "neg", false), (.negative, "things to avoid", false),
    (.objects, "objects", false), (.objects, "object list", false),
    (.objects, "bounding boxes", false), (.objects, "boxes", false), (.objects, "layout", false),
    (.caption, "caption", false), (.caption, "prompt", false), (.frame(0), "frame", false),
    (.descriptions, "descriptions", false), (.descriptions, "more descriptions", false),
    (.descriptions, "more description", false), (.other, "category", false),
    (.other, "explanation", false), (.other, "reasoning", false), (.other, "note", false),
    (.descriptions, "region desc", false), (.descriptions, "region descriptions", false),
    (.descriptions, "region description", false), (.descriptions, "object descriptions", false),
    (.descriptions, "blob descriptions", false),
  ]
}

/// A label found in a text.
struct LabelHit {
  // A text may be made of labels: a hit takes 16 bytes, places 32 bits, as in `SourceRange`.
  private let start: UInt32
  private let end: UInt32
  private let canonicalStart: UInt32
  /// The number of a frame above the kind's own.
  private let code: UInt32

  /// Labels other than frames, by their code; frames have the code behind them.
  private static let labels: [PromptLabel] = [
    .objects, .background, .negative, .caption, .descriptions, .other,
  ]

  init(label: PromptLabel, range: Range<Int>, canonicalStart: Int?) {
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
    self.canonicalStart = canonicalStart.map { UInt32($0) } ?? .max
    if case .frame(let number) = label {
      // A frame's number has at most six digits.
      code = UInt32(number) << 3 | UInt32(Self.labels.count)
    } else {
      code = UInt32(Self.labels.firstIndex(of: label) ?? Self.labels.count - 1)
    }
  }

  var label: PromptLabel {
    let kind = Int(code & 7)
    return kind < Self.labels.count ? Self.labels[kind] : .frame(Int(code >> 3))
  }

  /// The label with the marks around it: bullets, asterisks, the colon.
  var range: Range<Int> { Int(start)..<Int(end) }

  /// The place of the canonical spelling, if the label is spelled so.
  var canonicalRange: Range<Int>? {
    guard canonicalStart != .max, let canonical = label.canonical else { return nil }
    return Int(canonicalStart)..<Int(canonicalStart) + canonical.utf8CodeUnitCount
  }
}

extension SourceText {
  /// Every label, in the order of the text.
  ///
  /// A label stands at the start of a line, behind marks that don't count, in any case, in full width
  /// or between asterisks. The prompts' two-word labels are also found within a line, and one word is
  /// where it stands behind boxes and a semicolon.
  func labels(in range: Range<Int>) -> [LabelHit] {
    var hits: [LabelHit] = []
    var place = range.lowerBound
    var isLineStart = true
    // The last label on the line.
    var last: LabelHit?
    while place < range.upperBound {
      if !isLineStart {
        let marks = bytes.placesOfLabels(at: place)
        place += marks == 0 ? ByteBlock.size : ByteBlock.firstPlace(in: marks)
        guard marks != 0, place < range.upperBound else { continue }
      }
      if isLineStart { last = nil }
      let byte = bytes[place]
      if isLineStart, let hit = label(atLineStart: place) {
        hits.append(hit)
        (last, place) = (hit, hit.range.upperBound)
      } else if byte.mayBeginLabel, let hit = label(inLine: place, behind: last) {
        hits.append(hit)
        (last, place) = (hit, hit.range.upperBound)
      } else {
        place += 1
      }
      isLineStart = byte.isLineEnd && place < range.upperBound
    }
    return withoutSpareSentences(withoutKeys(hits))
  }

  private func label(atLineStart start: Int) -> LabelHit? {
    let place = skippingMarks(from: start)
    guard place < bytes.count else { return nil }
    if let first = folded(at: place)?.byte, first.isLetter {
      for (label, words, _) in PromptLabel.words where words.utf8Start[0] == first {
        guard let end = match(words, at: place) else { continue }
        if let hit = hit(label, words: place..<end, from: start, isLineStart: true) { return hit }
      }
    }
    guard let (label, end) = labelOfOtherLanguage(at: place) else { return nil }
    return hit(label, words: place..<end, from: start, isLineStart: true)
  }

  /// A label within a line: canonical ones anywhere, others where no letter comes before.
  private func label(inLine place: Int, behind last: LabelHit?) -> LabelHit? {
    let second = place + 1 < bytes.count ? bytes[place + 1] : 0
    switch bytes[place] {
    case UInt8(ascii: "O"):
      guard has("Objects: ", at: place) else { return nil }
      return LabelHit(label: .objects, range: place..<place + 9, canonicalStart: place)
    case UInt8(ascii: "B"), UInt8(ascii: "b"):
      guard second.lowercased == UInt8(ascii: "a") || second >= 0x80 else { return nil }
    case UInt8(ascii: "N"), UInt8(ascii: "n"):
      guard second.lowercased == UInt8(ascii: "e") || second >= 0x80 else { return nil }
    case UInt8(ascii: "*"): break
    case 0xEF:
      if let (label, words) = labelOfOtherLanguage(behindSeparator: place, last) {
        return hit(label, words: words, from: place, isLineStart: false)
      }
    default: return nil
    }
    let isInWord = place > 0 && bytes[place - 1].isLetter
    let isCanonical = has("Background prompt:", at: place) || has("Negative prompt:", at: place)
    if isInWord, !isCanonical { return nil }
    var start = place
    while start < bytes.count, bytes[start] == UInt8(ascii: "*"), start - place < 3 { start += 1 }
    guard let first = folded(at: start)?.byte else { return nil }
    let separator = separator(before: place, behind: last)
    for (label, words, isFoundInLine) in PromptLabel.words
    where isFoundInLine && words.utf8Start[0] == first {
      guard let end = match(words, at: start) else { continue }
      let first = separator ?? articleStart(before: place)
      if let hit = hit(label, words: start..<end, from: first, isLineStart: false) { return hit }
    }
    for (label, words, _) in PromptLabel.words
    where words.utf8Start[0] == first && (label == .background || label == .negative) {
      guard let end = match(words, at: start) else { continue }
      if let hit = labelInMarks(label, words: start..<end) { return hit }
      if let separator,
        let hit = hit(label, words: start..<end, from: separator, isLineStart: false)
      {
        return hit
      }
      guard label == .background else { continue }
      let first = articleStart(before: place)
      if let hit = labelOfSentence(words: start..<end, from: first) { return hit }
    }
    return nil
  }

  /// Where the article before a place begins, as in `The background prompt is: a room`, or the place.
  private func articleStart(before place: Int) -> Int {
    let start = place - 4
    guard start >= 0, has("The ", at: start) || has("the ", at: start),
      start == 0 || !bytes[start - 1].isLetter
    else { return place }
    return start
  }

  /// The label that words make with a colon behind them and marks around them.
  private func hit(
    _ label: PromptLabel, words: Range<Int>, from start: Int, isLineStart: Bool
  ) -> LabelHit? {
    let place = words.lowerBound
    var end = words.upperBound
    var label = label
    if case .frame = label {
      guard let number = frameNumber(at: end) else { return nil }
      label = .frame(number.value)
      end = number.end
    }
    var open = bytes[start..<place].count(where: \.isEmphasis)
    while end < bytes.count, bytes[end].isBlank || bytes[end].isEmphasis {
      if bytes[end].isEmphasis { open -= 1 }
      end += 1
    }
    if let colon = colon(at: end, of: label) {
      end = colon
    } else if isLineStart, label.canonical != nil, isAssignment(at: end) {
      end += 1
    } else if isLineStart,
      let tag = tagEnd(around: place..<end)
        ?? dashEnd(behind: place..<end, of: label, isBold: bytes[start..<place].contains(0x2A))
    {
      end = tag
    } else if !isHeading(start..<place, end: end) {
      return nil
    }
    var canonicalStart: Int?
    if let canonical = label.canonical, has(canonical, at: place) {
      canonicalStart = place
      end = max(end, place + canonical.utf8CodeUnitCount)
    }
    // What opened before the words may close behind the colon.
    while end < bytes.count, open > 0, bytes[end].isEmphasis {
      end += 1
      open -= 1
    }
    return LabelHit(label: label, range: start..<end, canonicalStart: canonicalStart)
  }

  /// The end of the colon at a place, also of that in `The background prompt is: a room`.
  private func colon(at place: Int, of label: PromptLabel) -> Int? {
    var place = place
    if label.canonical != nil, has("is", at: place), bytes[place - 1].isBlank {
      place = skippingBlanks(from: place + 2, to: bytes.count)
    }
    guard let (byte, end) = folded(at: place), byte == UInt8(ascii: ":") else { return nil }
    return end
  }

  /// The end of the tag whose name words are, `<background>`.
  private func tagEnd(around words: Range<Int>) -> Int? {
    guard words.lowerBound > 0, bytes[words.lowerBound - 1] == UInt8(ascii: "<"),
      has(">", at: words.upperBound)
    else { return nil }
    return words.upperBound + 1
  }

  /// The end of a dash with blanks around it behind words for a prompt, `Background prompt — a room`.
  ///
  /// Behind one word that is not bold a dash may join what is written with it; an arrow does not.
  private func dashEnd(
    behind words: Range<Int>, of label: PromptLabel, isBold: Bool
  ) -> Int? {
    guard label == .background || label == .negative, bytes[words.upperBound - 1].isBlank else {
      return nil
    }
    let isClear = isBold || words.count > "negative prompt".utf8.count
    let arrows: [StaticString] = ["→ ", "-> ", "=> "]
    let dashes: [StaticString] = arrows + (isClear ? ["- ", "– ", "— "] : [])
    return dashes.first { has($0, at: words.upperBound) }
      .map { words.upperBound + $0.utf8CodeUnitCount - 1 }
  }

  /// Whether one equals sign stands here, as in `background_prompt = 'a room'`.
  private func isAssignment(at place: Int) -> Bool {
    has("=", at: place) && !has("==", at: place)
  }

  /// Whether words stand alone on a line behind marks that make a heading, and so need no colon.
  private func isHeading(_ marks: Range<Int>, end: Int) -> Bool {
    let isMarked = bytes[marks].contains { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "*") }
    return isMarked && (end == bytes.count || bytes[end].isLineEnd)
  }

  /// The end of words at a place, whatever their case and width, or nil when others stand there.
  private func match(_ words: StaticString, at place: Int) -> Int? {
    var place = place
    for index in 0..<words.utf8CodeUnitCount {
      let wanted = words.utf8Start[index]
      if wanted == 0x20 {
        while let (byte, end) = folded(at: place), byte.isBlank || byte.isWordJoint { place = end }
      } else {
        guard let (byte, end) = folded(at: place), byte == wanted else { return nil }
        place = end
      }
    }
    return place
  }

  private func frameNumber(at place: Int) -> (value: Int, end: Int)? {
    var place = place
    while place < bytes.count, bytes[place].isBlank { place += 1 }
    var value = 0
    let start = place
    while place < bytes.count, bytes[place].isDigit, place - start < 6 {
      value = value * 10 + Int(bytes[place] - UInt8(ascii: "0"))
      place += 1
    }
    return place > start ? (value, place) : nil
  }

  /// The place after bullets, numbers, hashes and asterisks at the start of a line.
  private func skippingMarks(from start: Int) -> Int {
    var place = start
    while place < bytes.count, place - start < 16 {
      switch bytes[place] {
      case 0x20, 0x09, UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: ">"), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ")"),
        UInt8(ascii: "<"), UInt8(ascii: "/"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        place += 1
      case 0xE2 where has("•", at: place): place += 3
      default: return place
      }
    }
    return place
  }
}

extension UInt8 {
  /// Whether a label that is found within lines may begin with the byte.
  fileprivate var mayBeginLabel: Bool {
    switch self {
    case UInt8(ascii: "O"), UInt8(ascii: "B"), UInt8(ascii: "b"), UInt8(ascii: "N"),
      UInt8(ascii: "n"), UInt8(ascii: "*"), 0xEF:
      true
    default: false
    }
  }

  /// Whether the byte is an asterisk or an underscore, which make text bold or slanted.
  fileprivate var isEmphasis: Bool { self == UInt8(ascii: "*") || self == UInt8(ascii: "_") }

  /// Whether the byte joins two words to one.
  ///
  /// Markdown escapes an underscore by a backslash.
  fileprivate var isWordJoint: Bool {
    self == UInt8(ascii: "-") || self == UInt8(ascii: "_") || self == UInt8(ascii: "\\")
  }
}

extension SourceBytes {
  /// Where a label or a line may begin among the eight bytes from a place on, by their first two letters.
  @inline(__always)
  fileprivate func placesOfLabels(at place: Int) -> UInt64 {
    let block = block(at: place)
    let next = ByteBlock(word(at: place + 1))
    let (first, second) = (block.folded, next.folded)
    let marks =
      block.places(of: 0x0A) | block.places(of: 0x0D) | block.places(of: UInt8(ascii: "*"))
      | block.placesBeyondASCII | next.placesBeyondASCII
    let pairs =
      first.places(of: UInt8(ascii: "b"), before: UInt8(ascii: "a"), in: second)
      | first.places(of: UInt8(ascii: "n"), before: UInt8(ascii: "e"), in: second)
      | first.places(of: UInt8(ascii: "o"), before: UInt8(ascii: "b"), in: second)
    return marks | pairs
  }
}
