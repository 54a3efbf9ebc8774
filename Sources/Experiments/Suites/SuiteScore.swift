internal import Foundation
public import Layouts

/// The figures of a suite, over all answers that were judged by one rule.
public struct SuiteScore: Sendable {
  /// One answer with what the rule says of it.
  public struct Row: Hashable, Sendable {
    /// The case.
    public var suiteCase: SuiteCase
    /// Which answer to it.
    public var iteration: Int
    /// The verdict.
    public var verdict: SuiteVerdict

    /// Creates a row.
    public init(suiteCase: SuiteCase, iteration: Int, verdict: SuiteVerdict) {
      self.suiteCase = suiteCase
      self.iteration = iteration
      self.verdict = verdict
    }

    /// The row as one JSON object.
    public func json(suite: String, rule: String) -> JSONValue {
      var json: JSONObject = [
        "suite": .string(suite), "rule": .string(rule), "id": .string(suiteCase.id),
        "prompt": .string(suiteCase.prompt), "group": .string(verdict.group),
        "iteration": .integer(iteration), "right": .bool(verdict.isRight),
      ]
      for (name, value) in verdict.measures.sorted(by: { $0.key < $1.key }) {
        json[name] = .number(value)
      }
      if !verdict.reason.isEmpty { json["reason"] = .string(verdict.reason) }
      return .object(json)
    }
  }

  /// The suite's name.
  public let suite: String
  /// The rule's name.
  public let rule: String
  /// The answers in the order in which they were judged.
  public let rows: [Row]

  /// Creates a score.
  public init(suite: String, rule: String, rows: [Row]) {
    self.suite = suite
    self.rule = rule
    self.rows = rows
  }

  /// The share of right answers, 0...1.
  public var accuracy: Double { Self.share(rows) }

  /// The share of right answers in each part of the suite, in the order of first appearance.
  public var groups: [(name: String, count: Int, accuracy: Double)] {
    var names: [String] = []
    for row in rows where !names.contains(row.verdict.group) { names.append(row.verdict.group) }
    return names.map { name in
      let part = rows.filter { $0.verdict.group == name }
      return (name, part.count, Self.share(part))
    }
  }

  /// The means of further measures, in a fixed order.
  public var measures: [(name: String, mean: Double)] {
    [
      "precision", "recall", "iou", "mae", "mg2", "mg3", "mg4", "mg5", "found", "box_iou",
      "ellipse_iou",
    ].compactMap { name in
      let values = rows.compactMap { $0.verdict.measures[name] }
      return values.isEmpty ? nil : (name, values.reduce(0, +) / Double(values.count))
    }
  }

  /// How many answers lack something that was asked for; nil where the suite does not count that.
  public var missing: Int? {
    let marks = rows.compactMap(\.verdict.isMissing)
    return marks.isEmpty ? nil : marks.count { $0 }
  }

  /// The 95 % interval of the accuracy, by drawing prompts anew with all their answers.
  ///
  /// Where all prompts agree, drawing them anew says nothing; then it is Clopper and Pearson's (1934) for
  /// so many prompts.
  public var interval: ClosedRange<Double> {
    let drawn = interval(over: { $0.isRight ? 1 : 0 }) ?? 0...0
    let right = rows.count { $0.verdict.isRight }
    guard !rows.isEmpty, right == 0 || right == rows.count else { return drawn }
    let bound = pow(0.025, 1 / Double(Set(rows.map(\.suiteCase)).count))
    return right == 0 ? 0...(1 - bound) : bound...1
  }

  /// The 95 % interval of a measure's mean; nil where no answer has it.
  public func interval(of measure: String) -> ClosedRange<Double>? {
    interval(over: { $0.measures[measure] })
  }

  private func interval(over value: (SuiteVerdict) -> Double?) -> ClosedRange<Double>? {
    PromptResampling.interval(
      of: Dictionary(grouping: rows) { $0.suiteCase }.values
        .map { $0.compactMap { value($0.verdict) } })
  }

  private static func share(_ rows: [Row]) -> Double {
    rows.isEmpty ? 0 : Double(rows.count { $0.verdict.isRight }) / Double(rows.count)
  }

  /// The figures under the names that the reference scores have: shares in percent with two decimals.
  public var json: JSONValue {
    func percent(_ share: Double) -> JSONValue { .number(Self.rounded(100 * share, decimals: 2)) }
    var json: JSONObject = [
      "suite": .string(suite), "rule": .string(rule), "n": .integer(rows.count),
      "accuracy": percent(accuracy),
      "interval": [percent(interval.lowerBound), percent(interval.upperBound)],
      "acc": percent(accuracy),
    ]
    for (name, mean) in measures {
      json[name] = name == "mae" ? .number(Self.rounded(mean, decimals: 3)) : percent(mean)
    }
    for (name, _, accuracy) in groups where name != "all" { json[name] = percent(accuracy) }
    if let missing { json["missing"] = .integer(missing) }
    return .object(json)
  }

  private static func rounded(_ value: Double, decimals: Int) -> Double {
    let scale = decimals == 2 ? 100.0 : 1000.0
    return (value * scale).rounded(.toNearestOrEven) / scale
  }
}
