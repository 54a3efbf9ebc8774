public import Layouts

/// NSR-1K's counting captions (LayoutGPT, arXiv 2305.15393; `eval_counting_layout.py`).
///
/// A predicted name counts for a category when one holds the other as a piece of text, after leading
/// articles are stripped character by character. By the rule `published` names keep the hyphens that
/// LayoutGPT's parser puts between words, so that every category of two words counts as wrong; by
/// the rule `normalised` hyphens are blanks.
public struct CountingSuite: Suite {
  /// The name `nsr1k-counting`.
  public let name = "nsr1k-counting"
  /// The rules.
  public let rules = ["published", "normalised"]
  /// None: they are LayoutGPT's.
  public let cases: [SuiteCase] = []

  /// Creates the suite.
  public init() {}

  /// Reads a row with a prompt, counts and a subtype.
  public func readCase(_ row: JSONValue, at line: Int) throws(SuiteFailure) -> SuiteCase? {
    let counts = (row["counts"]?.array ?? []).compactMap { pair -> SuiteCase.Count? in
      guard let name = pair.array?.first?.string, let count = pair.array?.dropFirst().first?.integer
      else { return nil }
      return SuiteCase.Count(name: name, count: count)
    }
    guard let prompt = row["prompt"]?.string, !counts.isEmpty else {
      throw .malformedCase(suite: name, line: line, expected: "prompt and counts")
    }
    return SuiteCase(
      id: row["id"]?.plainText ?? prompt, prompt: prompt,
      group: row["subtype"]?.string ?? "real", demand: .counts(counts))
  }

  /// Judges an answer.
  public func judge(
    _ answer: SuiteAnswer, to suiteCase: SuiteCase, by rule: String
  ) -> SuiteVerdict {
    guard case .counts(let asked) = suiteCase.demand else {
      return SuiteVerdict(group: suiteCase.group, isRight: false)
    }
    let names = answer.objects.compactMap { object -> String? in
      let name = object.category ?? object.name
      return rule == "normalised" ? name?.replacing("-", with: " ") : name
    }
    var found: [String: Int] = [:]
    for name in names { found[Self.category(of: name, among: asked), default: 0] += 1 }
    let numbers = asked.map { (asked: $0.count, found: found[$0.name] ?? 0) }
    var verdict = SuiteVerdict(group: suiteCase.group, isRight: false)
    if suiteCase.group == "comparison", numbers.count == 2 {
      verdict.isRight = Self.comparisonHolds(numbers[0], numbers[1])
    } else {
      verdict.isRight = numbers.allSatisfy { $0.asked == $0.found }
      verdict.measures = Self.measures(numbers, total: names.count)
    }
    if !verdict.isRight {
      verdict.reason = zip(asked, numbers)
        .map { "\($1.found) of “\($0.name)”, \($1.asked) were asked for" }.joined(separator: "; ")
    }
    return verdict
  }

  private typealias Numbers = (asked: Int, found: Int)

  /// Either all four numbers are equal, or the first is right and the second on its right side.
  private static func comparisonHolds(_ first: Numbers, _ second: Numbers) -> Bool {
    if first.asked == second.asked, first.found == first.asked, second.found == first.asked {
      return true
    }
    return first.found == first.asked
      && (first.asked - second.asked) * (first.found - second.found) > 0
  }

  private static func measures(_ numbers: [Numbers], total: Int) -> [String: Double] {
    let common = Double(numbers.reduce(0) { $0 + min($1.asked, $1.found) })
    let union = Double(numbers.reduce(0) { $0 + max($1.asked, $1.found) })
    let asked = Double(numbers.reduce(0) { $0 + $1.asked })
    let error = Double(numbers.reduce(0) { $0 + abs($1.asked - $1.found) })
    return [
      "precision": common > 0 ? common / Double(total) : 0,
      "recall": common > 0 ? common / asked : 0, "iou": common > 0 ? common / union : 0,
      "mae": error / Double(numbers.count),
    ]
  }

  /// The category that a predicted name counts for; the last match wins.
  private static func category(of name: String, among asked: [SuiteCase.Count]) -> String {
    var stripped = name[...]
    for letters in ["a ", "an ", "the "] { stripped = stripped.drop { letters.contains($0) } }
    let bare = String(stripped)
    return asked.last { bare.isEmpty || bare.contains($0.name) || $0.name.contains(bare) }?.name
      ?? bare
  }
}
