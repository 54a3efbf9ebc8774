import FoundationEssentials

/// What the small files beside a vocabulary say: which tokens are special, and how long a text may be.
///
/// The same setting can stand in `tokenizer_config.json`, `special_tokens_map.json`,
/// `added_tokens.json` and `tokenizer.json`; which one counts is what transformers 5 does.
struct CLIPTokenizerConfiguration {
  /// A token that is cut out of the text, with the number that a file gives it, if it does.
  struct SpecialToken: Decodable {
    var content: String
    var isNormalised: Bool
    var identifier: Int?

    enum CodingKeys: String, CodingKey {
      case content
      case isNormalised = "normalized"
      case identifier = "id"
      case isSingleWord = "single_word"
    }

    init(_ content: String, identifier: Int? = nil, isNormalised: Bool = false) {
      self.content = content
      self.identifier = identifier
      self.isNormalised = isNormalised
    }

    init(from decoder: any Decoder) throws {
      if let content = try? decoder.singleValueContainer().decode(String.self) {
        self.init(content)
        return
      }
      let container = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        try container.decode(String.self, forKey: .content),
        identifier: try container.decodeIfPresent(Int.self, forKey: .identifier),
        isNormalised: try container.decodeIfPresent(Bool.self, forKey: .isNormalised) ?? false)
      if try container.decodeIfPresent(Bool.self, forKey: .isSingleWord) ?? false {
        throw ConfigurationError.unsupported(
          file: "", key: "single_word", found: "true for \(content.debugDescription)",
          expected: "false")
      }
    }
  }

  private struct Named: Decodable {
    var start: SpecialToken?
    var end: SpecialToken?
    var unknown: SpecialToken?
    var padding: SpecialToken?
    var maximumLength: Double?
    var added: [String: SpecialToken]?

    enum CodingKeys: String, CodingKey {
      case start = "bos_token"
      case end = "eos_token"
      case unknown = "unk_token"
      case padding = "pad_token"
      case maximumLength = "model_max_length"
      case added = "added_tokens_decoder"
    }

    var all: [SpecialToken] { [start, end, unknown, padding].compactMap { $0 } }

    /// Takes over what another file says.
    mutating func update(_ other: Named) {
      start = other.start ?? start
      end = other.end ?? end
      unknown = other.unknown ?? unknown
      padding = other.padding ?? padding
    }
  }

  private(set) var start = SpecialToken("<|startoftext|>")
  private(set) var end = SpecialToken("<|endoftext|>")
  private(set) var unknown = SpecialToken("<|endoftext|>")
  private(set) var padding = SpecialToken("<|endoftext|>")
  private(set) var maximumLength: Int?
  /// Further tokens, with their numbers.
  private(set) var added: [SpecialToken] = []

  /// Reads what is there of the files; `listed` are the added tokens of `tokenizer.json`.
  init(contentsOf folder: URL, listed: [SpecialToken]) throws {
    func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value? {
      let url = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: url.path) else { return nil }
      return try ConfigurationFile.decode(type, from: url)
    }
    let main = "tokenizer_config.json"
    var named = try read(Named.self, main) ?? Named()
    if let decoder = named.added {
      added = try decoder.map { key, token in
        guard let identifier = Int(key) else {
          throw ConfigurationError.wrongType(
            file: folder.appending(path: main).path, key: "added_tokens_decoder.\(key)",
            found: "\"\(key)\"", expected: "a number in quotes")
        }
        return SpecialToken(
          token.content, identifier: identifier, isNormalised: token.isNormalised)
      }
    } else {
      if let map = try read(Named.self, "special_tokens_map.json") { named.update(map) }
      let names = Set(named.all.map(\.content))
      let older = try read([String: Int].self, "added_tokens.json") ?? [:]
      added = older.map { token, identifier in
        SpecialToken(token, identifier: identifier, isNormalised: !names.contains(token))
      }
      added += listed
    }
    added.sort { ($0.identifier ?? 0, $0.content) < ($1.identifier ?? 0, $1.content) }
    start = named.start ?? start
    end = named.end ?? end
    unknown = named.unknown ?? unknown
    padding = named.padding ?? padding
    // Tokenizers without a limit say 10³⁰.
    if let length = named.maximumLength, length >= 2, length < 1e9 { maximumLength = Int(length) }
  }

  /// The special tokens by the names that messages call them, in the order in which they are added.
  var named: [(role: String, token: SpecialToken)] {
    [
      ("bos_token", start), ("eos_token", end), ("unk_token", unknown), ("pad_token", padding),
    ]
  }
}
