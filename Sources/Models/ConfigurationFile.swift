public import FoundationEssentials

/// Reads the `config.json` of a published model.
public enum ConfigurationFile {
  /// Decodes a configuration.
  ///
  /// - Parameters:
  ///   - type: the configuration; its coding keys are the published ones.
  ///   - url: the file.
  ///   - acceptsInfinity: whether `-Infinity` is taken for a number, as Python writes it; the rest of
  ///     JSON5 is let in with it.
  /// - Returns: the configuration.
  /// - Throws: `ConfigurationError` naming the file, the key and both sides.
  public static func decode<Configuration: Decodable>(
    _ type: Configuration.Type, from url: URL, acceptsInfinity: Bool = false
  ) throws -> Configuration {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw ConfigurationError.unreadable(file: url.path)
    }
    do {
      let decoder = JSONDecoder()
      decoder.allowsJSON5 = acceptsInfinity
      return try decoder.decode(type, from: data)
    } catch let error as DecodingError {
      throw ConfigurationError(error, file: url.path)
    } catch let error as ConfigurationError {
      throw error.located(in: url.path)
    }
  }
}

/// Why a configuration can't be used.
public enum ConfigurationError: Error, Hashable, CustomStringConvertible {
  /// The file is missing or can't be read.
  case unreadable(file: String)
  /// The file is not JSON.
  case malformed(file: String, reason: String)
  /// A key holds a value of another type than it should.
  case wrongType(file: String, key: String, found: String, expected: String)
  /// A key that has no default is absent.
  case missing(file: String, key: String)
  /// A key asks for something that this program doesn't have.
  case unsupported(file: String, key: String, found: String, expected: String)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .unreadable(let file): "\(file): no such file, or it can't be read"
    case .malformed(let file, let reason): "\(file): not valid JSON: \(reason)"
    case .wrongType(let file, "", let found, let expected):
      "\(file): must be \(expected), found \(found)"
    case .wrongType(let file, let key, let found, let expected):
      "\(file): key '\(key)' must be \(expected), found \(found)"
    case .missing(let file, let key): "\(file): key '\(key)' is missing"
    case .unsupported(let file, let key, let found, let expected):
      "\(file): key '\(key)' is \(found), supported is \(expected)"
    }
  }

  /// The error with the file filled in, for errors thrown while decoding.
  func located(in file: String) -> ConfigurationError {
    switch self {
    case .unsupported(_, let key, let found, let expected):
      .unsupported(file: file, key: key, found: found, expected: expected)
    case .wrongType(_, let key, let found, let expected):
      .wrongType(file: file, key: key, found: found, expected: expected)
    default: self
    }
  }

  init(_ error: DecodingError, file: String) {
    func key(_ path: [any CodingKey], _ last: (any CodingKey)? = nil) -> String {
      (path + [last].compactMap { $0 }).reduce("") { text, key in
        if let index = key.intValue { return "\(text)[\(index)]" }
        return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
      }
    }
    switch error {
    case .typeMismatch(let type, let context):
      self = .wrongType(
        file: file, key: key(context.codingPath), found: Self.found(in: context.debugDescription),
        expected: Self.name(of: type))
    case .valueNotFound(let type, let context):
      self = .wrongType(
        file: file, key: key(context.codingPath), found: "null", expected: Self.name(of: type))
    case .keyNotFound(let last, let context):
      self = .missing(file: file, key: key(context.codingPath, last))
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      self = .wrongType(
        file: file, key: key(context.codingPath), found: context.debugDescription,
        expected: "a number in range")
    case .dataCorrupted(let context):
      let reason = context.underlyingError.map { "\($0)" } ?? context.debugDescription
      self = .malformed(file: file, reason: reason)
    @unknown default: self = .malformed(file: file, reason: "\(error)")
    }
  }

  /// Takes "a string" out of JSONDecoder's words, "Expected to decode Int but found a string instead".
  private static func found(in text: String) -> String {
    guard let start = text.firstRange(of: "but found "), let end = text.firstRange(of: " instead")
    else {
      return text
    }
    return String(text[start.upperBound..<end.lowerBound])
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is Int.Type, is WholeNumber.Type: "an integer"
    case is Double.Type, is Float.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a string"
    case is [String: Any].Type: "an object"
    default: "\(type)".hasPrefix("Array") ? "a list" : "\(type)"
    }
  }
}

/// A key that published configurations write as one value or as a list of them.
public struct OneOrMany<Element: Decodable & Sendable & Hashable>: Decodable, Sendable, Hashable {
  private enum Form: Sendable, Hashable {
    case one(Element)
    case many([Element])
  }

  private let form: Form

  /// Creates one value for all places.
  public init(_ value: Element) { form = .one(value) }

  /// Creates a value for each place.
  public init(_ values: [Element]) { form = .many(values) }

  /// Reads a value or a list of values.
  public init(from decoder: any Decoder) throws {
    if let many = try? decoder.unkeyedContainer() {
      _ = many
      form = .many(try [Element](from: decoder))
    } else {
      form = .one(try decoder.singleValueContainer().decode(Element.self))
    }
  }

  /// The value at each of `count` places, or nil when the list has another length.
  public func values(_ count: Int) -> [Element]? {
    switch form {
    case .one(let value): Array(repeating: value, count: count)
    case .many(let values): values.count == count ? values : nil
    }
  }
}

/// An integer of a configuration.
///
/// JSONDecoder calls a fraction "not valid JSON" when asked for an integer, and forgets the key.
struct WholeNumber: Decodable, Sendable, Hashable {
  let value: Int

  init(_ value: Int) { self.value = value }

  init(from decoder: any Decoder) throws {
    let number = try decoder.singleValueContainer().decode(Double.self)
    guard let value = Int(exactly: number) else {
      throw DecodingError.typeMismatch(
        Int.self,
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "Expected to decode Int but found \(number) instead."))
    }
    self.value = value
  }
}

/// A JSON key given as text.
struct ConfigurationKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer where Key == ConfigurationKey {
  /// Returns the value under a key, or a default when the key is absent or null.
  func value<Value: Decodable>(_ key: String, default fallback: Value) throws -> Value {
    try decodeIfPresent(Value.self, forKey: ConfigurationKey(stringValue: key)) ?? fallback
  }

  /// Returns the value under a key that must be there.
  func value<Value: Decodable>(_ key: String) throws -> Value {
    try decode(Value.self, forKey: ConfigurationKey(stringValue: key))
  }

  /// Returns the integer under a key, or a default when the key is absent or null.
  func integer(_ key: String, default fallback: Int) throws -> Int {
    try value(key, default: WholeNumber(fallback)).value
  }

  /// Throws when a key holds anything but null, false or the one value that has no effect.
  func refuse(_ key: String, unless harmless: String? = nil) throws {
    let key = ConfigurationKey(stringValue: key)
    guard contains(key), try !decodeNil(forKey: key) else { return }
    if (try? decode(Bool.self, forKey: key)) == false { return }
    let found = (try? decode(String.self, forKey: key)).map { "'\($0)'" }
    if let harmless, found == "'\(harmless)'" { return }
    throw ConfigurationError.unsupported(
      file: "", key: key.stringValue, found: found ?? "set",
      expected: harmless.map { "'\($0)'" } ?? "null")
  }
}
