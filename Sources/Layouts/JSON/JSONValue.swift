/// Any JSON value; objects keep the order of their keys.
public enum JSONValue: Sendable {
  /// The JSON `null`.
  case null
  /// A JSON `true` or `false`.
  case bool(Bool)
  /// A whole number that fits an integer.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)

  /// The largest magnitude up to which every whole number is a double of its own.
  static let exactIntegerLimit = 9_007_199_254_740_992.0

  /// A number as JSON writes it: whole numbers are integers.
  init(canonical number: Double) {
    let isWhole =
      number.magnitude <= Self.exactIntegerLimit && number == number.rounded(.towardZero)
      && !(number == 0 && number.sign == .minus)
    self = isWhole ? .integer(Int(number)) : .number(number)
  }
}

/// `10` and `10.0` are one number in JSON, so they are equal here; strings are compared byte by byte.
extension JSONValue: Hashable {
  /// Tells whether two values are the same JSON.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let one), .bool(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.integer(let whole), .number(let number)), (.number(let number), .integer(let whole)):
      Int(exactly: number) == whole
    case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    default: false
    }
  }

  /// Feeds what `==` compares.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let flag): hasher.combine(flag)
    case .integer(let whole): hasher.combine(whole)
    case .number(let number):
      if let whole = Int(exactly: number) { hasher.combine(whole) } else { hasher.combine(number) }
    case .string(let text): ExactText(text).hash(into: &hasher)
    case .array(let values): hasher.combine(values)
    case .object(let object): hasher.combine(object)
    }
  }
}

/// The members of a JSON object in the order in which they were written.
public struct JSONObject: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One key with its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value under that key.
    public var value: JSONValue

    /// Creates a member.
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }

    /// Tells whether key and value are the same JSON.
    public static func == (left: Member, right: Member) -> Bool {
      left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }

    /// Feeds what `==` compares.
    public func hash(into hasher: inout Hasher) {
      ExactText(key).hash(into: &hasher)
      hasher.combine(value)
    }
  }

  /// From how many members on keys are looked up and not compared one by one.
  private static let lookupCount = 12

  /// The members in order; a key stands at most once.
  public private(set) var members: [Member] = []

  /// Creates an object without members.
  public init() {}

  /// Creates an object of the given members; of equal keys the last one counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(elements.map { Member(key: $0, value: $1) })
  }

  /// Creates an object of the given members; of equal keys the last one counts.
  public init(_ members: [Member]) {
    guard members.count > Self.lookupCount else {
      self.members.reserveCapacity(members.count)
      for member in members {
        if let place = place(of: member.key) {
          self.members[place] = member
        } else {
          self.members.append(member)
        }
      }
      return
    }
    var places: [ExactText: Int] = [:]
    for member in members {
      if let place = places[ExactText(member.key)] {
        self.members[place] = member
      } else {
        places[ExactText(member.key)] = self.members.count
        self.members.append(member)
      }
    }
  }

  /// Creates an object of members whose keys are known to differ.
  init(distinct members: [Member]) {
    self.members = members
  }

  /// The value under a key; setting nil removes it, and a new key is appended.
  public subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      let place = place(of: key)
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  private func place(of key: String) -> Int? {
    members.firstIndex { ExactText($0.key) == ExactText(key) }
  }

  /// Whether the object has no members.
  public var isEmpty: Bool { members.isEmpty }
}

/// A string that equals another only byte by byte.
///
/// Swift's own `==` takes composed and decomposed forms of a letter for equal; JSON doesn't.
package struct ExactText: Hashable {
  var text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: ExactText, right: ExactText) -> Bool {
    // Strings of the same bytes are equal to Swift, which tells most others apart at once.
    left.text == right.text && left.text.utf8.elementsEqual(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

// MARK: - Reading values out

extension JSONValue {
  /// The string, if it is one.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The number, if it is one, whole or not.
  public var double: Double? {
    switch self {
    case .integer(let whole): Double(whole)
    case .number(let number): number
    default: nil
    }
  }

  /// The whole number, if it is one.
  public var integer: Int? {
    switch self {
    case .integer(let whole): whole
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }

  /// The truth value, if it is one.
  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The elements, if it is an array.
  public var array: [JSONValue]? {
    if case .array(let values) = self { values } else { nil }
  }

  /// The members, if it is an object.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// The value under a key, if this is an object that has it.
  public subscript(key: String) -> JSONValue? { object?[key] }
}
