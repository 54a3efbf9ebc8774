/// Why a tokenizer's folder can't be used.
public enum TokenizerError: Error, Hashable, CustomStringConvertible {
  /// The folder has neither of the two forms that a tokenizer comes in.
  case absent(folder: String)
  /// A file is not JSON, or a key in it is of the wrong type.
  case malformed(ConfigurationError)
  /// A line of `merges.txt`, or an entry of the merges in `tokenizer.json`, counted from 1, is no pair.
  case malformedMerge(file: String, number: Int, text: String)
  /// A merge names or makes a piece that the vocabulary lacks.
  case unknownPiece(file: String, number: Int, piece: String)
  /// A special token is not in the vocabulary.
  case unknownToken(file: String, role: String, token: String)
  /// The vocabulary gives a token a number that can't be one, or gives one number twice.
  case malformedIdentifier(file: String, token: String, identifier: Int, reason: String)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .absent(let folder):
      "\(folder): holds no tokenizer, neither vocab.json with merges.txt nor tokenizer.json"
    case .malformed(let error): "\(error)"
    case .malformedMerge(let file, let number, let text):
      "\(file): merge \(number) must be two pieces with a space between, found "
        + text.debugDescription
    case .unknownPiece(let file, let number, let piece):
      "\(file): merge \(number) needs \(piece.debugDescription), which the vocabulary lacks"
    case .unknownToken(let file, let role, let token):
      "\(file): the \(role) is \(token.debugDescription), which the vocabulary lacks"
    case .malformedIdentifier(let file, let token, let identifier, let reason):
      "\(file): token \(token.debugDescription) has the number \(identifier), \(reason)"
    }
  }
}
