public import Layouts
import Planning

/// The four tasks of LLM-grounded Diffusion: negation, numeracy, attribution, spatial relations.
///
/// Prompts and the rule `published` are those of `utils/eval/lmd.py` and `utils/eval/utils.py`: the
/// task is read off the prompt, names are compared as pieces of text, and only names and the centres
/// of boxes count. The rule `strict` also wants what a picture needs: everything on the canvas, no
/// heavy overlap, no object named in the background or in the negative prompt, and excluded things
/// in the negative prompt.
public struct LMDSuite: Suite {
  /// The name `lmd`.
  public let name = "lmd"
  /// The rules.
  public let rules = ["published", "strict"]

  static let nouns = [
    "backpack", "book", "bottle", "bowl", "car", "cat", "chair", "cup", "dog", "laptop",
  ]
  static let colors = [
    "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray",
  ]
  static let numbers = ["one", "two", "three", "four", "five"]
  static let prefix = "A realistic photo of a scene"
  static let directions = [
    ("left", "right"), ("right", "left"), ("top", "bottom"), ("bottom", "top"),
  ]

  /// Creates the suite.
  public init() {}

  /// The 400 published prompts, in their order.
  public var cases: [SuiteCase] {
    var prompts: [String] = []
    for noun in Self.nouns {
      prompts += Array(repeating: "without \(noun)s", count: 10)
    }
    for (index, number) in Self.numbers.enumerated() {
      for noun in Self.nouns {
        prompts += Array(repeating: "with \(number) \(noun)\(index == 0 ? "" : "s")", count: 2)
      }
    }
    for seed in 0..<100 {
      var random = NumPyRandom(seed: UInt32(seed))
      let colors = random.choose(2, of: Self.colors)
      let nouns = random.choose(2, of: Self.nouns)
      let phrases = zip(colors, nouns).map { Plurals.article(before: $0) + " \($0) \($1)" }
      prompts.append("with \(phrases[0]) and \(phrases[1])")
    }
    for seed in 0..<25 {
      var random = NumPyRandom(seed: UInt32(seed))
      for (first, second) in Self.directions {
        let nouns = random.choose(2, of: Self.nouns)
        prompts.append("with a \(nouns[0]) on the \(first) and a \(nouns[1]) on the \(second)")
      }
    }
    return prompts.enumerated().compactMap { index, prompt in
      Self.suiteCase("\(index)", "\(Self.prefix) \(prompt)")
    }
  }

  /// A case is a prompt; what it asks for is read off it.
  public func readCase(_ row: JSONValue, at line: Int) throws(SuiteFailure) -> SuiteCase? {
    guard let prompt = row["prompt"]?.string ?? row["caption"]?.string else {
      throw .malformedCase(suite: name, line: line, expected: "a prompt")
    }
    return Self.suiteCase(row["id"].map(\.plainText) ?? "\(line)", prompt)
  }

  /// Reads off a prompt what it asks for; nil when it is none of the four tasks'.
  static func suiteCase(_ id: String, _ prompt: String) -> SuiteCase? {
    func made(_ group: String, _ demand: SuiteCase.Demand) -> SuiteCase {
      SuiteCase(id: id, prompt: prompt, group: group, demand: demand)
    }
    let text = prompt.lowercased()
    if let match = text.firstMatch(of: /without (\w+?)s$/) {
      return made("negation", .absence(noun: String(match.output.1)))
    }
    if let match = text.firstMatch(of: /with (one|two|three|four|five) (\w+)$/) {
      let count = (numbers.firstIndex(of: String(match.output.1)) ?? 0) + 1
      let noun = String(count == 1 ? match.output.2 : match.output.2.dropLast())
      return made("numeracy", .counts([SuiteCase.Count(name: noun, count: count)]))
    }
    if let match = text.firstMatch(
      of:
        /with an? (.+?) on the (left|right|top|bottom) and an? (.+?) on the (?:left|right|top|bottom)$/
    ) {
      let (_, first, direction, second) = match.output
      return made(
        "spatial",
        .relation(String(direction), first: String(first), second: String(second)))
    }
    if let match = text.firstMatch(of: /with (an? \w+ \w+) and (an? \w+ \w+)$/) {
      return made("attribution", .phrases([String(match.output.1), String(match.output.2)]))
    }
    return nil
  }

  /// Judges an answer.
  public func judge(
    _ answer: SuiteAnswer, to suiteCase: SuiteCase, by rule: String
  ) -> SuiteVerdict {
    var verdict = published(answer, suiteCase.demand)
    verdict.group = suiteCase.group
    if rule == "strict", verdict.isRight, let fault = strictFault(answer, suiteCase) {
      verdict.isRight = false
      verdict.reason = fault
    }
    return verdict
  }

  // MARK: - The published rule

  private func published(_ answer: SuiteAnswer, _ demand: SuiteCase.Demand) -> SuiteVerdict {
    guard answer.isReadable else {
      return SuiteVerdict(group: "", isRight: false, reason: "no layout")
    }
    let names = answer.objects.map { $0.name?.lowercased() ?? "" }
    func count(_ phrase: String) -> Int { names.count { $0.contains(phrase) } }
    func verdict(_ isRight: Bool, _ reason: String) -> SuiteVerdict {
      SuiteVerdict(group: "", isRight: isRight, reason: isRight ? "" : reason)
    }
    switch demand {
    case .absence(let noun):
      return verdict(count(noun) == 0, "\(count(noun)) objects are named “\(noun)”")
    case .counts(let counts):
      let wrong = counts.first { count($0.name) != $0.count }
      return verdict(
        wrong == nil,
        wrong.map { "\(count($0.name)) objects are named “\($0.name)”, \($0.count) were asked for" }
          ?? "")
    case .phrases(let phrases):
      let missing = phrases.first { count($0) == 0 }
      return verdict(missing == nil, "no object is named “\(missing ?? "")”")
    case .relation(let direction, let first, let second):
      guard let one = box(first, answer), let other = box(second, answer) else {
        return verdict(false, "“\(first)” or “\(second)” is missing")
      }
      let holds =
        switch direction {
        case "left": one.centerX < other.centerX
        case "right": one.centerX > other.centerX
        case "top": one.centerY < other.centerY
        default: one.centerY > other.centerY
        }
      return verdict(holds, "“\(first)” is not on the \(direction)")
    }
  }

  /// The first box whose name holds the noun as a word or ends with it.
  private func box(_ noun: String, _ answer: SuiteAnswer) -> Box? {
    answer.objects.first {
      let name = $0.name?.lowercased() ?? ""
      return name.contains(noun + " ") || name.hasSuffix(noun)
    }?.box
  }

  // MARK: - The strict rule

  /// The rules of `maquette check` that a layout must satisfy.
  private static let strictRules = [
    "out-of-canvas", "empty-box", "empty-ellipse", "near-duplicate", "heavy-overlap",
    "named-in-background", "named-in-negative",
  ]
  private static let checks = try? RuleSet(select: strictRules)

  private func strictFault(_ answer: SuiteAnswer, _ suiteCase: SuiteCase) -> String? {
    guard let layout = answer.layout, let checks = Self.checks else {
      return "the strict rule needs a whole layout"
    }
    if let finding = checks.check(layout).findings.first { return finding.message }
    guard case .absence(let noun) = suiteCase.demand else { return nil }
    if layout.background.lowercased().contains(noun) {
      return "the background prompt names “\(noun)”"
    }
    return layout.negative.lowercased().contains(noun)
      ? nil : "the negative prompt does not name “\(noun)”"
  }
}

extension JSONValue {
  /// A string or a whole number as text.
  var plainText: String { string ?? integer.map { "\($0)" } ?? "" }
}
