/// A number of a recipe that can be set by its name.
public struct RecipeParameter<Root>: Sendable {
  /// Its name, such as "scale".
  public let name: String
  /// What it does, in one sentence.
  public let explanation: String
  let read: @Sendable (Root) -> String
  let write: @Sendable (inout Root, String) -> Bool
  let expected: String

  /// Creates a parameter of a stored number or choice.
  public init<Value: LosslessStringConvertible & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ explanation: String,
    expected: String = "a number",
    where isValid: @escaping @Sendable (Value) -> Bool = { _ in true }
  ) {
    self.name = name
    self.explanation = explanation
    self.expected = expected
    read = { $0[keyPath: path].description }
    write = { root, text in
      guard let value = Value(text), isValid(value) else { return false }
      root[keyPath: path] = value
      return true
    }
  }
}

extension RecipeParameter {
  private init(
    name: String, explanation: String, expected: String,
    read: @escaping @Sendable (Root) -> String,
    write: @escaping @Sendable (inout Root, String) -> Bool
  ) {
    self.name = name
    self.explanation = explanation
    self.expected = expected
    self.read = read
    self.write = write
  }

  /// The parameter of something that has this one's root as a part.
  func within<Whole>(
    _ path: any WritableKeyPath<Whole, Root> & Sendable
  ) -> RecipeParameter<Whole> {
    RecipeParameter<Whole>(
      name: name, explanation: explanation, expected: expected,
      read: { read($0[keyPath: path]) }, write: { write(&$0[keyPath: path], $1) })
  }
}

/// Why a recipe can't be set as asked.
public enum RecipeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The method has no such parameter.
  case unknownParameter(method: String, name: String, known: [String])
  /// The value does not fit the parameter.
  case unusableValue(method: String, name: String, value: String, expected: String)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .unknownParameter(let method, let name, let known):
      "method \(method) has no parameter '\(name)'"
        + (known.isEmpty ? ", it has none" : "; it has \(known.joined(separator: ", "))")
    case .unusableValue(let method, let name, let value, let expected):
      "method \(method): \(name) expects \(expected), found '\(value)'"
    }
  }
}

extension Recipe {
  /// No numbers: most methods have some.
  public static var parameters: [RecipeParameter<Self>] { [] }

  /// Creates the recipe with some numbers set.
  ///
  /// - Parameters:
  ///   - values: texts by the names of parameters.
  ///   - method: the method's name, for messages.
  ///   - compatibility: whether the quirks of the published code are taken over before.
  /// - Throws: `RecipeError` naming the parameter.
  init(
    setting values: [String: String], of method: Method,
    compatibility: RenderSettings.Compatibility = .none
  ) throws {
    self.init()
    if compatibility == .reference { reproduceReference() }
    for (name, text) in values.sorted(by: { $0.key < $1.key }) {
      guard let parameter = Self.parameters.first(where: { $0.name == name }) else {
        throw RecipeError.unknownParameter(
          method: method.rawValue, name: name, known: Self.parameters.map(\.name))
      }
      guard parameter.write(&self, text) else {
        throw RecipeError.unusableValue(
          method: method.rawValue, name: name, value: text, expected: parameter.expected)
      }
    }
  }

  /// Every parameter with its value, so that a picture can tell how it was painted.
  public var values: [(name: String, value: String)] {
    Self.parameters.map { ($0.name, $0.read(self)) }
  }

  /// Every parameter with its published value and what it does.
  public static var manual: [(name: String, value: String, explanation: String)] {
    let recipe = Self()
    return parameters.map { ($0.name, $0.read(recipe), $0.explanation) }
  }
}
