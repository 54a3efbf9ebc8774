/// A scalar after normalisation, with the bytes of the text that it came from.
struct SourcedScalar {
  var scalar: Unicode.Scalar
  /// UTF-8 offsets.
  var source: Range<Int>
}

/// Cuts text into the words that CLIP's tokenizer encodes one by one.
///
/// The rules are CLIP's regular expression after composing (NFC) and lowering the text: contractions,
/// runs of letters, single digits, runs of anything else but white space.
enum CLIPWords {
  /// Normalises a piece of a text that starts at a UTF-8 offset; white space becomes single spaces.
  static func normalised(_ text: Substring, at offset: Int) -> [SourcedScalar] {
    var result: [SourcedScalar] = []
    result.reserveCapacity(text.utf8.count)
    var position = offset
    func append(_ scalar: Unicode.Scalar, _ source: Range<Int>) {
      if scalar.properties.isWhitespace {
        if let last = result.last, last.scalar == " " {
          result[result.count - 1].source = last.source.lowerBound..<source.upperBound
        } else {
          result.append(SourcedScalar(scalar: " ", source: source))
        }
      } else if scalar.isASCII {
        let isUpper = ("A"..."Z").contains(scalar)
        let lower = isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
        result.append(SourcedScalar(scalar: lower, source: source))
      } else {
        for lower in scalar.properties.lowercaseMapping.unicodeScalars {
          result.append(SourcedScalar(scalar: lower, source: source))
        }
      }
    }
    // Composition never crosses the border of a character.
    for character in text {
      let scalars = Array(character.unicodeScalars)
      let composed = CanonicalComposition.composed(scalars)
      let end = position + scalars.reduce(0) { $0 + UTF8.width($1) }
      for (index, scalar) in composed.enumerated() {
        if composed.count == scalars.count {
          let width = UTF8.width(scalars[index])
          append(scalar, position..<(position + width))
          position += width
        } else {
          append(scalar, position..<end)
        }
      }
      position = end
    }
    return result
  }

  /// The ranges of the words in normalised text.
  static func split(_ text: ArraySlice<SourcedScalar>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = text.startIndex
    while start < text.endIndex {
      if text[start].scalar == " " {
        start += 1
        continue
      }
      let lengths = fixed(text[start...]) ?? [run(text[start...])]
      for length in lengths {
        words.append(start..<(start + length))
        start += length
      }
    }
    return words
  }

  /// The words at the front that the expression spells out: contractions and the special tokens.
  ///
  /// A special token gets here only where its spelling was normalised into being; the byte-level step
  /// that follows then takes it apart.
  private static func fixed(_ text: ArraySlice<SourcedScalar>) -> [Int]? {
    func starts(with word: String) -> Bool {
      text.lazy.map(\.scalar).starts(with: word.unicodeScalars)
    }
    switch text.first?.scalar {
    case "'":
      let endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]
      return endings.first(where: starts).map { [$0.utf8.count] }
    case "<":
      if starts(with: "<|startoftext|>") { return [2, "startoftext".utf8.count, 2] }
      if starts(with: "<|endoftext|>") { return [2, "endoftext".utf8.count, 2] }
      return nil
    default: return nil
    }
  }

  private enum Kind {
    case letter, number, space, other

    init(_ scalar: Unicode.Scalar) {
      switch scalar {
      case " ": self = .space
      case "a"..."z": self = .letter
      case "0"..."9": self = .number
      case "!"..."~": self = .other
      default:
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
          self = .letter
        case .decimalNumber, .letterNumber, .otherNumber: self = .number
        default: self = .other
        }
      }
    }
  }

  /// Whether a scalar belongs to a run of symbols: neither letter nor number nor white space.
  static func isSymbol(_ scalar: Unicode.Scalar) -> Bool { Kind(scalar) == .other }

  private static func run(_ text: ArraySlice<SourcedScalar>) -> Int {
    let kind = Kind(text[text.startIndex].scalar)
    guard kind != .number else { return 1 }
    return text.prefix { Kind($0.scalar) == kind }.count
  }
}
