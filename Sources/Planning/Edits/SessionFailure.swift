/// Why a file is no session.
public enum SessionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is no JSON of the contract.
  case unreadable(String)
  /// It is of another version.
  case otherVersion(String)
  /// A round can't be read; with its index.
  case malformedRound(Int, String)

  /// One sentence.
  public var description: String {
    switch self {
    case .unreadable(let reason): "this is no session: \(reason)"
    case .otherVersion(let schema):
      "the session's version was expected to be \(EditSession.schema), found \(schema)"
    case .malformedRound(let index, let reason): "rounds[\(index)]: \(reason)"
    }
  }
}
