/// A JSON value together with where it stands in the text it was read from.
public struct JSONNode: Hashable, Sendable {
  /// What kind of value it is, with its parts.
  public enum Content: Hashable, Sendable {
    /// The JSON `null`.
    case null
    /// A JSON `true` or `false`.
    case bool(Bool)
    /// A whole number that fits an integer.
    case integer(Int)
    /// Any other number, always finite.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONNode])
    /// An object; a key stands at most once.
    case object([Member])
  }

  /// One key of an object with its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public var key: String
    /// Where the key stands, quotes included.
    public var keySource: SourceRange
    /// The value.
    public var node: JSONNode
  }

  /// What is kept of the value.
  private enum Kept: Sendable {
    case content(Content)
    /// Nothing but its place: the array or object is read again.
    case place(JSONText)
  }

  private let kept: Kept
  /// Where it stands, from its first to its last byte.
  public let source: SourceRange

  init(content: Content, source: SourceRange) {
    kept = .content(content)
    self.source = source
  }

  /// An array or object that is read again whenever its content is asked for.
  init(unread text: JSONText, source: SourceRange) {
    kept = .place(text)
    self.source = source
  }

  /// The value.
  public var content: Content {
    switch kept {
    case .content(let content): content
    case .place(let text): text.content(at: source.offset)
    }
  }

  /// The node with its content, for who asks for it more than once.
  var inFull: JSONNode {
    switch kept {
    case .content: self
    case .place: JSONNode(content: content, source: source)
    }
  }

  /// Whether two nodes hold the same and stand at the same place.
  public static func == (left: JSONNode, right: JSONNode) -> Bool {
    left.source == right.source && left.content == right.content
  }

  /// Mixes in the content and the place.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(content)
    hasher.combine(source)
  }

  /// The value without places.
  public var value: JSONValue {
    switch content {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let whole): .integer(whole)
    case .number(let number): .number(number)
    case .string(let text): .string(text)
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let members):
      .object(
        JSONObject(
          distinct: members.map { JSONObject.Member(key: $0.key, value: $0.node.value) }))
    }
  }

  /// The value under a key, if this is an object that has it.
  public subscript(key: String) -> JSONNode? {
    guard case .object(let members) = content else { return nil }
    return members.first { ExactText($0.key) == ExactText(key) }?.node
  }

  /// What the value is, in words for a message, such as `a string "x"`.
  public var summary: String {
    switch content {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let whole): "the number \(whole)"
    case .number(let number): "the number \(JSONWriter.text(ofFinite: number))"
    case .string(let text): "a string \(JSONWriter.quoted(text.shortened(to: 40)))"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// The text that small arrays and objects are read from again, since a long one has too many to keep.
///
/// A node takes 40 bytes, so that numbers take five to twenty times as much as their text.
final class JSONText: Sendable {
  private let source: SourceText
  private let elementLimit: Int

  init(_ source: SourceText, elementLimit: Int) {
    self.source = source
    self.elementLimit = elementLimit
  }

  /// What an array or an object holds that was read before without a fault.
  func content(at start: Int) -> JSONNode.Content {
    JSONReader.readAgain(source, from: start, elements: elementLimit)
  }
}

extension String {
  /// The text itself, or its beginning and an ellipsis.
  package func shortened(to count: Int) -> String {
    guard let end = index(startIndex, offsetBy: count, limitedBy: endIndex), end < endIndex else {
      return self
    }
    return self[..<end] + "…"
  }
}
