/// A vocabulary as its files hold it, with every byte written as a letter.
struct VocabularyTables {
  /// What marks the last piece of a word.
  static let suffix = "</w>"

  let file: String
  private(set) var identifiers: [String: Int]
  private(set) var names: [Int: String] = [:]

  init(_ identifiers: [String: Int], file: String) throws(TokenizerError) {
    self.identifiers = identifiers
    self.file = file
    names.reserveCapacity(identifiers.count)
    for (token, identifier) in identifiers { try name(token, identifier) }
  }

  /// Adds a token that stands in another file.
  mutating func add(_ token: String, _ identifier: Int) throws(TokenizerError) {
    if let known = identifiers[token] {
      guard known != identifier else { return }
      throw .malformedIdentifier(
        file: file, token: token, identifier: known,
        reason: "but is added as number \(identifier)")
    }
    identifiers[token] = identifier
    try name(token, identifier)
  }

  private mutating func name(_ token: String, _ identifier: Int) throws(TokenizerError) {
    guard identifier >= 0, identifier < Int(Int32.max) else {
      throw .malformedIdentifier(
        file: file, token: token, identifier: identifier, reason: "which is out of range")
    }
    if let other = names.updateValue(token, forKey: identifier) {
      let both = [token, other].sorted()
      throw .malformedIdentifier(
        file: file, token: both[1], identifier: identifier,
        reason: "which \(both[0].debugDescription) has too")
    }
  }

  /// Builds the encoder that a list of merges, the first learned first, makes with this vocabulary.
  func encoder(_ merges: [[Substring]], file: String) throws(TokenizerError) -> BytePairEncoder {
    func identifier(_ piece: String) -> Int32 { identifiers[piece].map(Int32.init) ?? -1 }
    let letters = Self.byteLetters.map { String($0) }
    var table: [UInt64: BytePairEncoder.Merge] = [:]
    table.reserveCapacity(merges.count)
    for (rank, parts) in merges.enumerated() {
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw .malformedMerge(file: file, number: rank + 1, text: parts.joined(separator: " "))
      }
      var found: [Int32] = []
      for piece in [String(parts[0]), String(parts[1]), String(parts[0] + parts[1])] {
        guard let identifier = identifiers[piece] else {
          throw .unknownPiece(file: file, number: rank + 1, piece: piece)
        }
        found.append(Int32(identifier))
      }
      // A merge that is listed again counts where it stands last.
      table[BytePairEncoder.pair(found[0], found[1])] =
        BytePairEncoder.Merge(rank: Int32(rank), joined: found[2])
    }
    return BytePairEncoder(
      inner: letters.map(identifier), final: letters.map { identifier($0 + Self.suffix) },
      merges: table)
  }

  /// The letter that stands for each byte (GPT-2's table).
  ///
  /// Printable bytes of Latin-1 stand for themselves, the others for the letters from U+0100 on.
  static let byteLetters: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "\u{FFFD}"
      }
    }
  }()
}
