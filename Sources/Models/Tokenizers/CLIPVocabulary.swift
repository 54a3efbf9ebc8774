public import FoundationEssentials

/// A vocabulary in which every word of a list is one token; other words fall into pieces.
///
/// Byte-pair encoding (arXiv 1508.07909) run on the list until no pair is left: for a small model, whose
/// captions use a few hundred words, that is the vocabulary with the shortest captions. All 256 bytes
/// are pieces, so every text has tokens.
public struct CLIPVocabulary: Sendable {
  /// The pieces; a piece's place is its number.
  public let pieces: [String]
  /// The pairs that are joined, the first learnt first.
  public let merges: [(String, String)]

  /// The texts that begin and end every caption.
  private static let (start, end) = ("<|startoftext|>", "<|endoftext|>")

  /// Learns the words of some texts.
  public init(of texts: some Sequence<String>) {
    var words: Set<[String]> = []
    for text in texts {
      for word in Self.words(of: text) { words.insert(word) }
    }
    var open = words.sorted { $0.lexicographicallyPrecedes($1) }
    var merges: [(String, String)] = []
    while let pair = Self.mostFrequentPair(of: open) {
      merges.append(pair)
      open = open.map { Self.joined($0, pair) }
    }
    self.merges = merges
    let letters = VocabularyTables.byteLetters.map { String($0) }
    var seen: Set<String> = []
    pieces =
      (letters + letters.map { $0 + VocabularyTables.suffix } + merges.map { $0.0 + $0.1 })
      .filter { seen.insert($0).inserted } + [Self.start, Self.end]
  }

  /// The number of the token that starts every text.
  public var startIdentifier: Int { pieces.count - 2 }
  /// The number of the token that ends every text, and fills it up.
  public var endIdentifier: Int { pieces.count - 1 }

  /// The words of a text, each as its bytes' letters with the last one marked.
  private static func words(of text: String) -> [[String]] {
    let scalars = CLIPWords.normalised(text[...], at: 0)
    return CLIPWords.split(scalars[...]).map { range in
      let word = String(String.UnicodeScalarView(scalars[range].map(\.scalar)))
      var letters = word.utf8.map { String(VocabularyTables.byteLetters[Int($0)]) }
      if let last = letters.popLast() { letters.append(last + VocabularyTables.suffix) }
      return letters
    }
  }

  /// The pair that stands next to each other most often; of equals the first in alphabetical order.
  private static func mostFrequentPair(of words: [[String]]) -> (String, String)? {
    var counts: [[String]: Int] = [:]
    for word in words {
      for pair in zip(word, word.dropFirst()) { counts[[pair.0, pair.1], default: 0] += 1 }
    }
    let best = counts.max { left, right in
      left.value == right.value
        ? right.key.lexicographicallyPrecedes(left.key) : left.value < right.value
    }
    return best.map { ($0.key[0], $0.key[1]) }
  }

  private static func joined(_ word: [String], _ pair: (String, String)) -> [String] {
    var result: [String] = []
    var index = 0
    while index < word.count {
      if index + 1 < word.count, word[index] == pair.0, word[index + 1] == pair.1 {
        result.append(pair.0 + pair.1)
        index += 2
      } else {
        result.append(word[index])
        index += 1
      }
    }
    return result
  }

  // MARK: - The files

  /// Writes `vocab.json`, `merges.txt`, `tokenizer_config.json` and `special_tokens_map.json`.
  ///
  /// - Parameters:
  ///   - folder: where; it is created.
  ///   - length: the number of tokens that a caption is cut or filled to.
  /// - Throws: what writing throws.
  public func write(to folder: URL, length: Int) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: folder.appending(path: name), options: .atomic)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    let lines = try pieces.enumerated().map { index, piece in
      "  \(String(decoding: try encoder.encode(piece), as: UTF8.self)): \(index)"
    }
    try write("{\n\(lines.joined(separator: ",\n"))\n}\n", "vocab.json")
    let pairs = merges.map { "\($0.0) \($0.1)\n" }.joined()
    try write("#version: 0.2\n\(pairs)", "merges.txt")
    let tokens = """
        "bos_token": "\(Self.start)",
        "eos_token": "\(Self.end)",
        "pad_token": "\(Self.end)",
        "unk_token": "\(Self.end)"
      """
    try write("{\n\(tokens)\n}\n", "special_tokens_map.json")
    try write(
      "{\n\(tokens),\n  \"do_lower_case\": true,\n  \"model_max_length\": \(length),\n"
        + "  \"tokenizer_class\": \"CLIPTokenizer\"\n}\n", "tokenizer_config.json")
  }
}
