/// Any JSON value; objects keep the order of their keys.
public enum JSONValue: Hashable, Sendable {
  /// The JSON `null`.
  case null
  /// A JSON `true` or `false`.
  case bool(Bool)
  /// A number written without fraction or exponent that fits an integer.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

/// The members of a JSON object in the order in which they were written.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One key with its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value under that key.
    public var value: JSONValue
  }

  /// The members in order; a key stands at most once.
  public private(set) var members: [Member] = []

  /// Creates an object without members.
  public init() {}

  /// Creates an object of the given members; of equal keys the last one counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }

  /// The value under a key; setting nil removes it, and a new key is appended.
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let place = members.firstIndex { $0.key == key }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Whether the object has no members.
  public var isEmpty: Bool { members.isEmpty }
}
