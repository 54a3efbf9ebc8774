/// A JSON value with its key path, asked for what it should be.
///
/// Each question throws one sentence naming the path, what was expected and what stands there.
struct JSONField {
  var node: JSONNode
  var path = JSONPath()

  /// The field with its value in full, for who asks for it more than once.
  var inFull: JSONField { JSONField(node: node.inFull, path: path) }

  /// The members of an object.
  func members() throws(ParseFailure) -> [JSONNode.Member] {
    guard case .object(let members) = node.content else { throw failure("an object") }
    return members
  }

  func elements() throws(ParseFailure) -> JSONElements {
    guard case .array(let nodes) = node.content else { throw failure("an array") }
    return JSONElements(nodes, of: path)
  }

  /// The elements of an array, or anything else as the only one.
  func elementsOrSelf() throws(ParseFailure) -> JSONElements {
    if case .array = node.content { return try elements() }
    return JSONElements(only: self)
  }

  func string() throws(ParseFailure) -> String {
    guard case .string(let text) = node.content else { throw failure("a string") }
    return text
  }

  func number() throws(ParseFailure) -> Double {
    switch node.content {
    case .integer(let whole): return Double(whole)
    case .number(let number): return number
    default: throw failure("a number")
    }
  }

  func integer(in range: ClosedRange<Int>) throws(ParseFailure) -> Int {
    guard case .integer(let whole) = node.content, range.contains(whole) else {
      throw failure("a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  func object() throws(ParseFailure) -> JSONObject {
    guard case .object(let object) = node.value else { throw failure("an object") }
    return object
  }

  /// The value under a key, or nil when the key is absent.
  func optional(_ key: String) throws(ParseFailure) -> JSONField? {
    let members = try members()
    guard let member = members.first(where: { $0.key == key }) else { return nil }
    return JSONField(node: member.node.inFull, path: path.appending(key: key))
  }

  /// The value under a key that must be there.
  func required(_ key: String, _ expected: String) throws(ParseFailure) -> JSONField {
    if let field = try optional(key) { return field }
    throw ParseFailure(
      notation: "json",
      message: "\(path.appending(key: key)): expected \(expected), found no such key",
      source: node.source)
  }

  func failure(_ expected: String) -> ParseFailure {
    ParseFailure(
      notation: "json", message: "\(path): expected \(expected), found \(node.summary)",
      source: node.source)
  }
}
