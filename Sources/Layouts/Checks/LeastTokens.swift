/// The least number of tokens that CLIP can cut a text into, for checks without a model's tokenizer.
///
/// CLIP's expression (`SimpleTokenizer` of "Learning Transferable Visual Models From Natural Language
/// Supervision", arXiv 2103.00020) ends a token where a word, a digit or a run of other marks ends,
/// whatever its vocabulary holds. So a text has at least as many tokens as these, and what is too long
/// by this count is too long for certain; what is not may be.
struct LeastTokens: PromptTokens {
  /// CLIP's number of positions, start and end included.
  var limit: Int { 77 }
  var isExact: Bool { false }

  func tokenCount(of text: String) -> Int {
    var count = 2
    Self.scan(text.utf8) { _ in count += 1 }
    return count
  }

  func positions(of phrase: String, in prompt: String) -> [Range<Int>] {
    let wanted = Self.pieces(of: phrase)
    let read = Self.pieces(of: prompt).prefix(limit - 2)
    guard !wanted.isEmpty, wanted.count <= read.count else { return [] }
    return (0...(read.count - wanted.count)).filter { start in
      read[start..<start + wanted.count].elementsEqual(wanted)
    }.map { ($0 + 1)..<($0 + 1 + wanted.count) }
  }

  /// What a token is at least one of, in lower case.
  private static func pieces(of text: String) -> [String] {
    let bytes = Array(text.lowercased().utf8)
    var starts: [Int] = []
    scan(bytes) { starts.append($0) }
    return zip(starts, starts.dropFirst() + [bytes.count]).map { start, end in
      let piece = bytes[start..<end]
      let last = piece.lastIndex { $0 > UInt8(ascii: " ") } ?? start
      return String(decoding: piece[...last], as: UTF8.self)
    }
  }

  private enum Kind {
    case space, digit, letter, mark
    /// What may belong to the run before it and to the one after it.
    case either
  }

  /// Calls for each byte at which a piece begins, with its place.
  private static func scan(_ bytes: some Sequence<UInt8>, begin: (Int) -> Void) {
    var before = Kind.space
    for (place, byte) in bytes.enumerated() {
      let kind = kind(of: byte)
      switch (before, kind) {
      case (_, .space), (.letter, .letter), (.mark, .mark), (.either, .letter), (.either, .mark),
        (.either, .either), (.letter, .either), (.mark, .either):
        break
      default: begin(place)
      }
      before = kind
    }
  }

  private static func kind(of byte: UInt8) -> Kind {
    if byte.isLetter { return .letter }
    if (0x30...0x39).contains(byte) { return .digit }
    if byte <= UInt8(ascii: " ") { return .space }
    // An apostrophe is one token with its ending ('s), and other scripts have marks among letters.
    return byte >= 0x80 || byte == UInt8(ascii: "'") ? .either : .mark
  }
}
