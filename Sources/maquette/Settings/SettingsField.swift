import Layouts
import Yams

/// A value of a settings file with its place, asked for what it should be.
///
/// Each question throws one sentence naming file, line, key, what was expected and what stands there.
struct SettingsField {
  /// The file.
  let file: String
  /// The way of keys from the root, such as `check.rules`.
  let path: String
  /// The line of the key or the element.
  let line: Int
  private let node: Node

  init(_ node: Node, file: String, path: String, line: Int) {
    self.node = node
    self.file = file
    self.path = path
    self.line = line
  }

  /// File, line and key, for the beginning of a sentence.
  var place: String { "\(file):\(line): \(path)" }

  /// The members of a mapping by their keys, of which only some have a meaning, or all where nil is given.
  ///
  /// - Parameters:
  ///   - known: the keys.
  ///   - hint: what to say of a key that has none, in the place of the nearest known one.
  /// - Returns: the values with their places.
  /// - Throws: a `Failure` naming file, line and key.
  func members(
    _ known: [String]?, hint: (String) -> String? = { _ in nil }
  ) throws -> [String: SettingsField] {
    if node.scalar != nil, node.tag == Tag(.null) { return [:] }
    guard let mapping = node.mapping else { throw failure("keys with values") }
    var members: [String: SettingsField] = [:]
    for (key, value) in mapping {
      let line = key.mark?.line ?? line
      guard let name = key.scalar?.string else {
        throw Failure(.usage, "\(file):\(line): \(path): expected a key as text")
      }
      if let known, !known.contains(name) {
        throw Failure(
          .usage,
          "\(file):\(line): \(path): expected one of the keys \(known.joined(separator: ", ")), found"
            + " \"\(name.shortened(to: JSONWriter.quotedLength))\"; "
            + (hint(name) ?? "the nearest is \"\(UnknownRule.nearest(to: name, among: known))\""))
      }
      members[name] = SettingsField(value, file: file, path: "\(path).\(name)", line: line)
    }
    return members
  }

  /// The elements of a list.
  func elements() throws -> [SettingsField] {
    guard let sequence = node.sequence else { throw failure("a list") }
    return sequence.enumerated().map { index, element in
      SettingsField(
        element, file: file, path: "\(path)[\(index)]", line: element.mark?.line ?? line)
    }
  }

  /// The elements of a list, or the value itself where it stands alone.
  func oneOrMore() throws -> [SettingsField] {
    node.scalar != nil && node.tag != Tag(.null) ? [self] : try elements()
  }

  /// A text.
  func text(_ expected: String) throws -> String {
    guard let scalar = node.scalar, node.tag == Tag(.str), !scalar.string.isEmpty else {
      throw failure(expected)
    }
    return scalar.string
  }

  /// A finite number.
  func number() throws -> Double {
    guard let scalar = node.scalar, node.tag == Tag(.int) || node.tag == Tag(.float),
      let number = Double(scalar.string), number.isFinite
    else { throw failure("a number") }
    return number
  }

  /// A number of a range.
  func number(in range: ClosedRange<Double>) throws -> Double {
    let number = try number()
    guard range.contains(number) else {
      throw failure("a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// True or false.
  func truth() throws -> Bool {
    guard let scalar = node.scalar, node.tag == Tag(.bool) else { throw failure("true or false") }
    return ["true", "yes", "on", "y"].contains(scalar.string.lowercased())
  }

  /// A whole number of a range.
  func wholeNumber(in range: ClosedRange<Int>) throws -> Int {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let scalar = node.scalar, node.tag == Tag(.int), let number = Int(scalar.string),
      range.contains(number)
    else { throw failure(expected) }
    return number
  }

  /// One of a few names.
  func choice<Value: RawRepresentable<String> & CaseIterable>() throws -> Value {
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    guard let value = Value(rawValue: try text("one of \(names)")) else {
      throw failure("one of \(names)")
    }
    return value
  }

  /// A list as it stands in the file, as far as it is plain values.
  private static func shown(_ elements: Node.Sequence) -> String {
    let texts = elements.compactMap(\.scalar?.string)
    guard texts.count == elements.count else { return "a list" }
    return "the list [\(texts.joined(separator: ", "))]".shortened(to: JSONWriter.quotedLength)
  }

  /// What is wrong with the value.
  func failure(_ expected: String) -> Failure {
    let found: String =
      switch node {
      case .mapping: "keys with values"
      case .sequence(let elements): Self.shown(elements)
      case .alias: "an alias"
      case .scalar where node.tag == Tag(.null): "nothing"
      case .scalar(let scalar):
        node.tag == Tag(.str)
          ? "the text \"\(scalar.string.shortened(to: JSONWriter.quotedLength))\"" : scalar.string
      }
    return Failure(.usage, "\(place): expected \(expected), found \(found)")
  }
}
