public import Layouts

/// MultiGen's prompts (TokenCompose, arXiv 2312.03626) as a suite of layouts: five things a caption.
///
/// MGk is the share of layouts with at least k of the categories that were asked for. By the rule
/// `published` a name counts for a category when it holds it as whole words, the plural included; by
/// the rule `strict` each category must also be there exactly once.
public struct MultiGenSuite: Suite {
  /// The name `multigen-layout`.
  public let name = "multigen-layout"
  /// The rules.
  public let rules = ["published", "strict"]
  /// None: they are TokenCompose's, or depend on the model.
  public let cases: [SuiteCase] = []

  /// Creates the suite.
  public init() {}

  /// Prompts in MultiGen's words, of five different COCO classes each, for models that know few of them.
  ///
  /// - Parameters:
  ///   - things: what the model knows, other things among them.
  ///   - count: how many prompts.
  /// - Returns: the same ones for the same things; none where there are fewer than five classes.
  public static func cases(of things: [String], count: Int = 100) -> [SuiteCase] {
    let classes = things.filter { ThingKinds.isClass($0) }
    guard classes.count >= size else { return [] }
    var random = NumPyRandom(seed: 0)
    return (0..<count).map { number in
      let names = random.choose(size, of: classes)
      let phrases = names.map { "\(Plurals.article(before: $0)) \($0)" }
      let allButLast = phrases.dropLast().joined(separator: ", ")
      return SuiteCase(
        id: "\(number)", prompt: "a photo of \(allButLast), and \(phrases[size - 1])",
        group: "all", demand: .counts(names.map { SuiteCase.Count(name: $0, count: 1) }))
    }
  }

  /// Things in a prompt (arXiv 2312.03626, section 4).
  private static let size = 5

  /// Reads a row with a prompt and objects.
  public func readCase(_ row: JSONValue, at line: Int) throws(SuiteFailure) -> SuiteCase? {
    let names = (row["objects"]?.array ?? []).compactMap(\.string)
    guard let prompt = row["prompt"]?.string, !names.isEmpty else {
      throw .malformedCase(suite: name, line: line, expected: "prompt and objects")
    }
    return SuiteCase(
      id: row["id"]?.plainText ?? prompt, prompt: prompt, group: "all",
      demand: .counts(names.map { SuiteCase.Count(name: $0, count: 1) }))
  }

  /// Judges an answer.
  public func judge(
    _ answer: SuiteAnswer, to suiteCase: SuiteCase, by rule: String
  ) -> SuiteVerdict {
    guard case .counts(let asked) = suiteCase.demand else {
      return SuiteVerdict(group: suiteCase.group, isRight: false)
    }
    let names = answer.objects.map { Self.padded($0.name ?? "") }
    let counts = asked.map { category in
      names.count { $0.contains(Self.padded(category.name)) || $0.contains(Self.plural(category)) }
    }
    let found = counts.count { rule == "strict" ? $0 == 1 : $0 > 0 }
    var verdict = SuiteVerdict(group: suiteCase.group, isRight: found == asked.count)
    for level in 2...5 where level <= asked.count {
      verdict.measures["mg\(level)"] = found >= level ? 1 : 0
    }
    let missing = zip(asked, counts).filter { $1 == 0 }.map(\.0.name)
    if !missing.isEmpty { verdict.reason = "missing: \(missing.joined(separator: ", "))" }
    return verdict
  }

  private static func padded(_ name: String) -> String {
    " " + name.lowercased().replacing("-", with: " ") + " "
  }

  private static func plural(_ category: SuiteCase.Count) -> String {
    padded(category.name).dropLast() + "s "
  }
}
