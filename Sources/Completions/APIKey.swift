import Foundation

/// A key to a paid service, which is never printed.
public struct APIKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The key itself.
  let secret: String
  /// Where it was found, for people.
  public let origin: String

  /// Why there is no key.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// None was given and the service wants one.
    case missing(variables: [String], service: String)
    /// A key file can't be read.
    case unreadable(file: String, reason: String)
    /// Others may read the key file.
    case exposed(file: String, mode: Int)
    /// What was found can't be a key.
    case malformed(origin: String)

    /// One sentence that says what to do.
    public var description: String {
      switch self {
      case .missing(let variables, let service):
        "\(service) wants an API key: set \(variables.joined(separator: " or ")), or name a file"
          + " that only you may read with --api-key-file"
      case .unreadable(let file, let reason): "the key file \(file) can't be read: \(reason)"
      case .exposed(let file, let mode):
        "the key file \(file) may be read by others (mode \(String(mode, radix: 8))):"
          + " chmod 600 \(file)"
      case .malformed(let origin):
        "\(origin) holds no API key: expected one line of visible ASCII characters"
      }
    }
  }

  /// Takes a key out of a text.
  ///
  /// - Throws: `Failure.malformed` when it would not fit into a header line.
  public init(_ text: String, origin: String) throws(Failure) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .malformed(origin: origin)
    }
    secret = trimmed
    self.origin = origin
  }

  /// Reads a key file, which only its owner may read.
  public init(file: String) throws(Failure) {
    var status = stat()
    guard stat(file, &status) == 0 else {
      throw .unreadable(file: file, reason: String(cString: strerror(errno)))
    }
    let mode = Int(status.st_mode & 0o777)
    guard mode & 0o077 == 0 else { throw .exposed(file: file, mode: mode) }
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw .unreadable(file: file, reason: "it is not a readable text")
    }
    try self.init(text, origin: file)
  }

  /// What stands where the key stood.
  static let removed = "REMOVED"

  /// A text without the key, which some servers send back.
  func removed(from text: String) -> String { text.replacing(secret, with: Self.removed) }

  /// Where the key is from, and nothing of the key.
  public var description: String { "a key from \(origin)" }
  /// Where the key is from, and nothing of the key.
  public var debugDescription: String { description }
}
