import Foundation

/// The address of a service, as people write it: with or without `/v1` and a slash at its end.
public struct Endpoint: Hashable, Sendable {
  /// The address up to and with the version, without a slash at its end.
  let base: String
  /// The address of the server without the version, where `/health` lies.
  let root: String

  /// Why an address is none.
  public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was given.
    public var text: String
    /// One sentence that names both sides.
    public var description: String {
      "expected an address such as http://127.0.0.1:8080/v1, found \"\(text)\""
    }
  }

  /// Whether an address is one of the web.
  static func isWeb(_ text: String) -> Bool {
    ["http", "https"].contains(URLComponents(string: text)?.scheme?.lowercased() ?? "")
  }

  /// Reads an address.
  ///
  /// - Parameters:
  ///   - text: what the user gave, perhaps with the path of an operation.
  ///   - version: the path of the version when the address has no path, such as `/v1`.
  ///   - operations: the paths of operations that people copy along.
  /// - Throws: `Malformed` when it is no http(s) address.
  init(_ text: String, version: String, operations: [String]) throws(Malformed) {
    var trimmed = text.trimmingCharacters(in: .whitespaces)
    while trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let parts = URLComponents(string: trimmed), let host = parts.host, !host.isEmpty,
      Self.isWeb(trimmed), parts.query == nil, parts.fragment == nil
    else { throw Malformed(text: text) }
    for operation in operations where trimmed.hasSuffix(operation) {
      trimmed.removeLast(operation.count)
    }
    let hasPath = (URLComponents(string: trimmed)?.path ?? "").count > 1
    if version.isEmpty {
      // Ollama's own protocol has no version; its compatible one has, and is often copied.
      root = trimmed.hasSuffix("/v1") ? String(trimmed.dropLast(3)) : trimmed
      base = root
    } else {
      base = hasPath ? trimmed : trimmed + version
      root = base.hasSuffix(version) ? String(base.dropLast(version.count)) : base
    }
  }
}
