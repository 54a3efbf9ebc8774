public import FoundationEssentials

extension CLIPTokenizer {
  /// Reads a tokenizer's folder: `vocab.json` with `merges.txt`, or `tokenizer.json`.
  ///
  /// - Parameter folder: The folder, `tokenizer` in a checkpoint.
  /// - Throws: `TokenizerError` naming the file and what is wrong in it.
  public init(contentsOf folder: URL) throws {
    do {
      try self.init(reading: folder)
    } catch let error as ConfigurationError {
      throw TokenizerError.malformed(error)
    }
  }

  private init(reading folder: URL) throws {
    func existing(_ name: String) -> URL? {
      let url = folder.appending(path: name)
      return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }
    let vocabulary: [String: Int]
    let merges: [[Substring]]
    let (vocabularyFile, mergesFile): (URL, URL)
    var listed: [CLIPTokenizerConfiguration.SpecialToken] = []
    let combined = existing("tokenizer.json")
    if let words = existing("vocab.json"), let pairs = existing("merges.txt") {
      vocabulary = try ConfigurationFile.decode([String: Int].self, from: words)
      merges = try Self.readMerges(pairs)
      (vocabularyFile, mergesFile) = (words, pairs)
      if let combined {
        listed = try ConfigurationFile.decode(AddedFile.self, from: combined).tokens ?? []
      }
    } else if let combined {
      let file = try ConfigurationFile.decode(CombinedFile.self, from: combined)
      vocabulary = file.model.vocabulary
      merges = file.model.merges.map(\.parts)
      listed = file.tokens ?? []
      (vocabularyFile, mergesFile) = (combined, combined)
    } else {
      throw TokenizerError.absent(folder: folder.path)
    }
    try self.init(
      VocabularyTables(vocabulary, file: vocabularyFile.path), merges, file: mergesFile.path,
      CLIPTokenizerConfiguration(contentsOf: folder, listed: listed))
  }

  private init(
    _ tables: VocabularyTables, _ merges: [[Substring]], file: String,
    _ configuration: CLIPTokenizerConfiguration
  ) throws {
    var tables = tables
    encoder = try tables.encoder(merges, file: file)
    for token in configuration.added {
      if let identifier = token.identifier { try tables.add(token.content, identifier) }
    }
    var added: [String: (identifier: Int, isNormalised: Bool)] = [:]
    func add(_ token: CLIPTokenizerConfiguration.SpecialToken, _ role: String) throws -> Int {
      guard let identifier = tables.identifiers[token.content] else {
        throw TokenizerError.unknownToken(file: tables.file, role: role, token: token.content)
      }
      added[token.content] = (identifier, token.isNormalised)
      return identifier
    }
    for token in configuration.added { _ = try add(token, "added token") }
    let listed = added
    var special: [Int] = []
    for (role, token) in configuration.named {
      special.append(try add(token, role))
      // How a token is found is decided where it is listed; among the named ones the last decides.
      if let flags = listed[token.content] { added[token.content] = flags }
    }
    (startIdentifier, endIdentifier) = (special[0], special[1])
    (unknownIdentifier, paddingIdentifier) = (special[2], special[3])
    maximumLength = configuration.maximumLength
    names = tables.names
    var tokens = AddedTokens()
    for (token, entry) in added {
      tokens.add(token, identifier: entry.identifier, isNormalised: entry.isNormalised)
    }
    self.added = tokens
  }

  private static func readMerges(_ url: URL) throws -> [[Substring]] {
    let text: String
    do { text = try String(contentsOf: url, encoding: .utf8) } catch {
      throw ConfigurationError.unreadable(file: url.path)
    }
    // Bytes are split many times faster than characters, of which "\r\n" would be one.
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"))
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
      .filter { !$0.isEmpty }
    if let first = lines.first, first.starts(with: "#version".utf8) { lines.removeFirst() }
    return lines.map { line in
      line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Substring.init)
    }
  }
}

/// The part of `tokenizer.json` that lists added tokens.
private struct AddedFile: Decodable {
  var tokens: [CLIPTokenizerConfiguration.SpecialToken]?

  enum CodingKeys: String, CodingKey { case tokens = "added_tokens" }
}

/// The parts of `tokenizer.json` that are not the same for every CLIP tokenizer.
private struct CombinedFile: Decodable {
  var tokens: [CLIPTokenizerConfiguration.SpecialToken]?
  var model: Model

  enum CodingKeys: String, CodingKey {
    case tokens = "added_tokens"
    case model
  }

  struct Model: Decodable {
    var vocabulary: [String: Int]
    var merges: [Pair]

    enum CodingKeys: String, CodingKey {
      case type, merges
      case vocabulary = "vocab"
      case suffix = "end_of_word_suffix"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      func expect(_ key: CodingKeys, _ expected: String) throws {
        let found = try container.decodeIfPresent(String.self, forKey: key) ?? expected
        guard found == expected else {
          throw ConfigurationError.unsupported(
            file: "", key: "model.\(key.rawValue)", found: "\"\(found)\"",
            expected: "\"\(expected)\" as CLIP's")
        }
      }
      try expect(.type, "BPE")
      try expect(.suffix, "</w>")
      vocabulary = try container.decode([String: Int].self, forKey: .vocabulary)
      merges = try container.decode([Pair].self, forKey: .merges)
    }
  }

  /// Older files join the two pieces with a space.
  struct Pair: Decodable {
    var parts: [Substring]

    init(from decoder: any Decoder) throws {
      if let joined = try? decoder.singleValueContainer().decode(String.self) {
        parts = joined.split(separator: " ", omittingEmptySubsequences: false)
      } else {
        parts = try [String](from: decoder).map { $0[...] }
      }
    }
  }
}
