public import Layouts

/// A benchmark of layouts: cases, and rules that judge an answer to each.
public protocol Suite: Sendable {
  /// The name on the command line, such as `nsr1k-counting`.
  var name: String { get }
  /// The names of the rules, the published one first.
  var rules: [String] { get }
  /// The cases that the suite makes itself; empty when they come from a file.
  var cases: [SuiteCase] { get }

  /// Reads a case of the suite's data.
  ///
  /// - Returns: the case, or nil when the row is none of the suite's.
  /// - Throws: `SuiteFailure.malformedCase` naming what is missing.
  func readCase(_ row: JSONValue, at line: Int) throws(SuiteFailure) -> SuiteCase?

  /// Judges an answer by a rule.
  func judge(_ answer: SuiteAnswer, to suiteCase: SuiteCase, by rule: String) -> SuiteVerdict
}

/// The suites by name.
public enum Suites {
  /// All suites.
  public static let all: [any Suite] = [
    LMDSuite(), CountingSuite(), SpatialSuite(), MultiGenSuite(),
  ]
}

/// Why a suite can't be run.
public enum SuiteFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// A row of the cases lacks what the suite needs.
  case malformedCase(suite: String, line: Int, expected: String)
  /// A row of the answers is none.
  case malformedAnswer(line: Int, expected: String)
  /// An answer belongs to no case.
  case unknownCase(line: Int, id: String)
  /// No answer belongs to any case.
  case nothingToJudge(suite: String)

  /// One sentence that names the place and both sides.
  public var description: String {
    switch self {
    case .malformedCase(let suite, let line, let expected):
      "cases, line \(line): expected a case of \(suite) with \(expected)"
    case .malformedAnswer(let line, let expected): "answers, line \(line): expected \(expected)"
    case .unknownCase(let line, let id): "answers, line \(line): there is no case \(id)"
    case .nothingToJudge(let suite): "there is nothing to judge: no answer is to a case of \(suite)"
    }
  }
}

/// One question of a suite.
public struct SuiteCase: Hashable, Sendable {
  /// What names the case in its data.
  public var id: String
  /// The caption.
  public var prompt: String
  /// The part of the suite that it belongs to, such as `numeracy`.
  public var group: String
  /// What the case asks for.
  public var demand: Demand

  /// What a case asks for.
  public enum Demand: Hashable, Sendable {
    /// Nothing of this name.
    case absence(noun: String)
    /// So many of each name.
    case counts([Count])
    /// Something of each name, the whole phrase included.
    case phrases([String])
    /// One name that lies to another in this way.
    case relation(String, first: String, second: String)
  }

  /// A name with its number.
  public struct Count: Hashable, Sendable {
    /// The name in the singular.
    public var name: String
    /// How many there are to be.
    public var count: Int
  }
}

/// A thing that was planned, on a canvas of width and height 1.
public struct SuiteObject: Hashable, Sendable {
  /// The name as it was answered; nil where LayoutGPT's parser found none.
  public var name: String?
  /// The box, in fractions of the canvas.
  public var box: Box
  /// The kind of thing, such as "dog" for "a brown dog with a ball", where the planner says so.
  public var category: String?

  /// Creates a thing.
  public init(name: String?, box: Box, category: String? = nil) {
    self.name = name
    self.box = box
    self.category = category
  }

  /// What the name may be short for, where a benchmark knows categories only.
  ///
  /// LayoutGPT answers with categories and our layouts with phrases: "a brown dog with a ball" is
  /// there as "brown dog" and "dog", "a slice of pizza" also as "pizza".
  var categories: [String] {
    if let category { return [category] }
    let determiners: Set = ["a", "an", "the", "one", "some", "another"]
    let words = (name ?? "").lowercased().split(separator: " ").map(String.init)
    let joints = words.indices.filter { Self.joints.contains(words[$0]) }
    var parts = [words[..<(joints.first ?? words.count)]]
    if let first = joints.first, words[first] == "of" {
      let end = joints.dropFirst().first ?? words.count
      parts.append(words[(first + 1)..<end])
    }
    return parts.flatMap { part in
      let bare = part.drop { determiners.contains($0) }
      return bare.indices.map { bare[$0...].joined(separator: " ") }
    }
  }

  /// Words after which a name speaks of something else.
  private static let joints: Set = [
    "of", "with", "without", "in", "on", "at", "under", "that", "which", "who", "holding",
    "wearing",
    "from", "for", "near", "by", "behind", "beside", "next",
  ]
}

/// What was answered to a case.
public struct SuiteAnswer: Hashable, Sendable {
  /// The case that it answers.
  public var id: String?
  /// The caption that it answers.
  public var prompt: String
  /// Which of several answers to the same case it is.
  public var iteration: Int
  /// The things that were planned; empty when there is no layout.
  public var objects: [SuiteObject]
  /// The whole layout, where more than the things is known.
  public var layout: Layout?
  /// Whether the answer could be read.
  public var isReadable: Bool

  /// The answer that a layout is.
  ///
  /// - Parameters:
  ///   - id: the case that it answers.
  ///   - prompt: the caption that it answers.
  ///   - iteration: which of several answers to the same case it is.
  ///   - layout: the layout, nil when there is none.
  ///   - categories: the kind of each object; none when not known.
  public init(
    id: String?, prompt: String, iteration: Int = 0, layout: Layout?, categories: [String] = []
  ) {
    self.id = id
    self.prompt = prompt
    self.iteration = iteration
    self.layout = layout
    isReadable = layout != nil
    let (width, height) = (
      Double(layout?.canvas.width ?? 1), Double(layout?.canvas.height ?? 1)
    )
    let all = layout?.objects ?? []
    objects = all.enumerated().map { index, object in
      let box = object.region.bounds
      return SuiteObject(
        name: object.name,
        box: Box(
          x: box.x / width, y: box.y / height, width: box.width / width,
          height: box.height / height),
        category: categories.count == all.count ? categories[index] : nil)
    }
  }

  /// The answer that a list of things is.
  public init(id: String?, prompt: String, iteration: Int, objects: [SuiteObject]) {
    self.id = id
    self.prompt = prompt
    self.iteration = iteration
    self.objects = objects
    isReadable = true
  }
}

/// What a rule says of an answer.
public struct SuiteVerdict: Hashable, Sendable {
  /// The part of the suite.
  public var group: String
  /// Whether the answer is right.
  public var isRight: Bool
  /// Further figures, such as `precision`; what a case does not have is not averaged.
  public var measures: [String: Double] = [:]
  /// Whether something that was asked for is not there at all; nil where no rule counts that.
  public var isMissing: Bool?
  /// Why the answer is wrong, for people.
  public var reason = ""

  /// Creates a verdict.
  public init(group: String, isRight: Bool, reason: String = "") {
    self.group = group
    self.isRight = isRight
    self.reason = reason
  }
}
