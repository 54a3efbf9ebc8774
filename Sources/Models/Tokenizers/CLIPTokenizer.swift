/// CLIP's tokenizer: text becomes the numbers that a text encoder looks up.
///
/// Behaves as `transformers.CLIPTokenizer` does with the same folder, down to the spelling of special
/// tokens inside the text. Every token knows the bytes of the text that it came from, and a phrase
/// finds its tokens:
///
///     let tokenizer = try CLIPTokenizer(contentsOf: folder)
///     let prompt = tokenizer.encode("a red apple and a cat", length: 77)
///     tokenizer.positions(of: "red apple", in: prompt)  // [2..<4], counted with the start token
public struct CLIPTokenizer: Sendable {
  /// A token of a text.
  public struct Token: Sendable, Hashable {
    /// The number of the token in the vocabulary.
    public let identifier: Int
    /// The UTF-8 offsets of the token in the text.
    ///
    /// The bytes of one letter may be spread over several tokens, which then share its range.
    public let source: Range<Int>
    /// The word that the token is of, counted from 0.
    public let word: Int
  }

  /// A text as the text encoder takes it.
  public struct Encoding: Sendable, Hashable {
    /// The start token, the text's tokens, the end token, and padding.
    public let identifiers: [Int]
    /// The text's tokens that were kept; the first one stands at position 1.
    public let tokens: [Token]
    /// How many of the text's tokens did not fit.
    public let truncatedCount: Int
    let words: [Word]

    /// The position of the first end token, which is where CLIP's pooled output is read.
    public var endPosition: Int { tokens.count + 1 }
  }

  /// A word of a text, normalised.
  struct Word: Sendable, Hashable {
    var scalars: [Unicode.Scalar]
    /// Whether a phrase may take a part of it, as of the `",` in `"a cat", he said`.
    var canBeCut: Bool
  }

  /// The number of the token that starts every text.
  public let startIdentifier: Int
  /// The number of the token that ends every text.
  public let endIdentifier: Int
  /// The number of the token that fills the rest.
  public let paddingIdentifier: Int
  /// The number of positions that the tokenizer's configuration asks for, if it does.
  public let maximumLength: Int?
  let unknownIdentifier: Int
  let names: [Int: String]
  let encoder: BytePairEncoder
  let added: AddedTokens

  /// The greatest number of a token, plus one: the least size of an embedding that can hold them all.
  public var vocabularyCount: Int { (names.keys.max() ?? -1) + 1 }

  /// Returns a token as the vocabulary spells it, nil for a number that is none.
  public func name(of identifier: Int) -> String? { names[identifier] }

  /// Returns the tokens of a text, without start, end, padding or limit.
  public func tokens(of text: String) -> [Token] { parse(text).tokens }

  /// Returns a text as the text encoder takes it.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - length: How many positions to fill; longer texts lose their last tokens. Nil takes the
  ///     configuration's, and without one neither pads nor truncates.
  /// - Returns: The numbers of the tokens, and where they came from.
  public func encode(_ text: String, length: Int? = nil) -> Encoding {
    let (tokens, words) = parse(text)
    let length = length ?? maximumLength ?? tokens.count + 2
    precondition(length >= 2, "tokenizer: \(length) positions leave no room for start and end")
    let kept = Array(tokens.prefix(length - 2))
    var identifiers = [startIdentifier] + kept.map(\.identifier) + [endIdentifier]
    identifiers += Array(repeating: paddingIdentifier, count: length - identifiers.count)
    return Encoding(
      identifiers: identifiers, tokens: kept, truncatedCount: tokens.count - kept.count,
      words: words)
  }

  func parse(_ text: String) -> (tokens: [Token], words: [Word]) {
    var tokens: [Token] = []
    var words: [Word] = []
    var offset = 0
    for (part, identifier) in added.split(text) {
      let end = offset + part.utf8.count
      if let identifier {
        tokens.append(
          Token(identifier: identifier, source: offset..<end, word: words.count))
        words.append(Word(scalars: Array(part.unicodeScalars), canBeCut: false))
      } else {
        parse(CLIPWords.normalised(part, at: offset), into: &tokens, &words)
      }
      offset = end
    }
    return (tokens, words)
  }

  private func parse(
    _ text: [SourcedScalar], into tokens: inout [Token], _ words: inout [Word]
  ) {
    for (part, identifier) in added.split(text) {
      if let identifier, let first = part.first, let last = part.last {
        let source = first.source.lowerBound..<last.source.upperBound
        tokens.append(Token(identifier: identifier, source: source, word: words.count))
        words.append(Word(scalars: part.map(\.scalar), canBeCut: false))
        continue
      }
      for range in CLIPWords.split(part) {
        appendTokens(of: text[range], word: words.count, to: &tokens)
        words.append(
          Word(
            scalars: text[range].map(\.scalar),
            canBeCut: CLIPWords.isSymbol(text[range.lowerBound].scalar)))
      }
    }
  }

  private func appendTokens(
    of word: ArraySlice<SourcedScalar>, word index: Int, to tokens: inout [Token]
  ) {
    var bytes: [UInt8] = []
    var owners: [Int] = []
    for place in word.indices {
      let scalar = word[place].scalar
      if scalar.isASCII {
        bytes.append(UInt8(scalar.value))
      } else {
        bytes.append(contentsOf: String(scalar).utf8)
      }
      while owners.count < bytes.count { owners.append(place) }
    }
    var start = 0
    for piece in encoder.pieces(of: bytes) {
      let first = word[owners[start]].source
      start += piece.byteCount
      let last = word[owners[start - 1]].source
      let identifier = piece.identifier < 0 ? unknownIdentifier : Int(piece.identifier)
      tokens.append(
        Token(identifier: identifier, source: first.lowerBound..<last.upperBound, word: index))
    }
  }
}
