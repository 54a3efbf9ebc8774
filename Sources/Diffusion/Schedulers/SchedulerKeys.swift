internal import Models

/// A scheduler's file while it is being read: each question throws where the answer can't be used.
struct SchedulerKeys {
  private let file: SchedulerFile
  private let kind: SchedulerKind
  private var asked: Set<String> = []

  init(_ file: SchedulerFile, for kind: SchedulerKind) {
    self.file = file
    self.kind = kind
  }

  /// Whether the file is that of the scheduler that reads it.
  var isOwn: Bool { (try? file.className) == kind.className }

  /// The value of a key, nil where it is absent or null.
  private mutating func value(_ key: String) -> SchedulerFile.Value? {
    asked.insert(key)
    let value = file.values[key]
    return value == .null ? nil : value
  }

  /// Returns true or false.
  mutating func flag(_ key: String, default fallback: Bool) throws -> Bool {
    switch value(key) {
    case nil: return fallback
    case .flag(let flag): return flag
    case let found?: throw wrong(key, found: found.words, expected: "true or false")
    }
  }

  /// Returns a number of a range, nil where there is none.
  mutating func number(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
    switch value(key) {
    case nil: return nil
    case .number(let number): return try require(number, key, in: range)
    case let found?: throw wrong(key, found: found.words, expected: "a number")
    }
  }

  /// Returns a number of a range.
  mutating func number(
    _ key: String, default fallback: Double, in range: ClosedRange<Double>
  ) throws -> Double {
    try number(key, in: range) ?? fallback
  }

  /// Returns an integer of a range.
  mutating func integer(
    _ key: String, default fallback: Int, in range: ClosedRange<Int>
  ) throws -> Int {
    let whole = -Double.infinity...Double.infinity
    guard let number = try number(key, in: whole) else { return fallback }
    return try require(try integer(number, key), key, in: range)
  }

  /// Returns a list of integers, empty where there is none.
  mutating func integers(_ key: String) throws -> [Int] {
    let whole = -Double.infinity...Double.infinity
    return try (numbers(key, in: whole) ?? []).map { try integer($0, key) }
  }

  /// Returns a list of numbers of a range, nil where there is none.
  mutating func numbers(_ key: String, in range: ClosedRange<Double>) throws -> [Double]? {
    switch value(key) {
    case nil: return nil
    case .list(let list):
      return try list.map { element in
        guard case .number(let number) = element else {
          throw wrong(key, found: "a list with \(element.words)", expected: "a list of numbers")
        }
        return try require(number, key, in: range)
      }
    case let found?: throw wrong(key, found: found.words, expected: "a list of numbers")
    }
  }

  /// Returns the choice that a key names.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - fallback: the choice where there is no value.
  ///   - choices: the choices that can be honoured.
  ///   - aliases: other schedulers' names, with what stands in for them.
  /// - Returns: the choice.
  /// - Throws: `ConfigurationError` naming a key that is wrong or can't be honoured.
  mutating func choice<Choice: RawRepresentable<String> & CaseIterable & Equatable>(
    _ key: String, default fallback: Choice, among choices: [Choice] = Array(Choice.allCases),
    aliases: [String: Choice] = [:]
  ) throws -> Choice {
    switch value(key) {
    case nil: return fallback
    case .text(let name):
      if let choice = aliases[name] { return choice }
      guard let choice = Choice(rawValue: name), choices.contains(choice) else {
        let names = choices.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw unsupported(
          key, found: "'\(name)'", expected: choices.count > 1 ? "one of \(names)" : names)
      }
      return choice
    case let found?: throw wrong(key, found: found.words, expected: "a string")
    }
  }

  /// Returns how time steps are spread, and what is added to those of the leading spacing.
  mutating func spacing(
    default fallback: TimestepSpacing, of count: Int
  ) throws -> (TimestepSpacing, offset: Int) {
    (
      try choice("timestep_spacing", default: fallback),
      try integer("steps_offset", default: 0, in: 0...count)
    )
  }

  /// Refuses a key that asks for what is not here.
  mutating func refuse(_ key: String) throws {
    guard let found = value(key), !found.isOff else { return }
    let words = if case .text(let text) = found { "'\(text)'" } else { found.words }
    throw unsupported(key, found: words, expected: found == .flag(true) ? "false" : "null")
  }

  // MARK: - What is left

  /// Keys that only mean something while another one is true.
  private static let dependents = [
    "clip_sample_range": "clip_sample", "dynamic_thresholding_ratio": "thresholding",
    "sample_max_value": "thresholding", "flow_shift": "use_flow_sigmas",
    "time_shift_type": "use_dynamic_shifting",
  ]

  /// A sentence where the file holds more than was read of it, or names another scheduler that is
  /// not here.
  var notes: [String] {
    let unused = file.values.keys.filter { key in
      guard !asked.contains(key), !key.hasPrefix("_"), file.values[key]?.isOff == false else {
        return false
      }
      // Published files of all schedulers carry this key of PNDM's.
      if isOwn, key == "skip_prk_steps" { return false }
      return Self.dependents[key].map { file.values[$0] == .flag(true) } ?? true
    }.sorted().joined(separator: ", ")
    let name = (try? file.className) ?? ""
    if SchedulerKind.allCases.contains(where: { $0.className == name }) {
      return unused.isEmpty
        ? [] : ["of the scheduler's configuration \(kind.className) doesn't use \(unused)"]
    }
    return [
      "the scheduler is \(name), sampling is by \(kind.className) with the same training"
        + (unused.isEmpty ? "" : "; not used: \(unused)")
    ]
  }

  // MARK: - Errors

  func wrong(_ key: String, found: String, expected: String) -> ConfigurationError {
    .wrongType(file: file.path, key: key, found: found, expected: expected)
  }

  func unsupported(_ key: String, found: String, expected: String) -> ConfigurationError {
    .unsupported(file: file.path, key: key, found: found, expected: expected)
  }

  private func integer(_ number: Double, _ key: String) throws -> Int {
    guard let integer = Int(exactly: number) else {
      throw wrong(key, found: "\(number)", expected: "an integer")
    }
    return integer
  }

  /// Returns a value that lies in a range, or throws what was found instead.
  private func require<Value: Comparable>(
    _ value: Value, _ key: String, in range: ClosedRange<Value>
  ) throws -> Value {
    guard range.contains(value) else {
      throw wrong(
        key, found: "\(value)", expected: "from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
