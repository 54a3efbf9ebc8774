public import Layouts

/// NSR-1K's spatial captions (LayoutGPT, arXiv 2305.15393; `eval_spatial_layout.py`).
///
/// The nearest predicted name by Python's `difflib` stands for each of the two things; the relation
/// must hold between the centres of some pair of their boxes, within 45 degrees. LayoutGPT answers with
/// categories, so of our own layouts' names the categories in them are compared.
public struct SpatialSuite: Suite {
  /// The name `nsr1k-spatial`.
  public let name = "nsr1k-spatial"
  /// The rules.
  public let rules = ["published", "normalised"]
  /// None: they are LayoutGPT's.
  public let cases: [SuiteCase] = []

  /// Creates the suite.
  public init() {}

  /// Reads a row with a prompt, a relation and two objects.
  public func readCase(_ row: JSONValue, at line: Int) throws(SuiteFailure) -> SuiteCase? {
    guard let prompt = row["prompt"]?.string, let relation = row["relation"]?.string,
      let first = row["obj1"]?.array?.first?.string,
      let second = row["obj2"]?.array?.first?.string
    else {
      throw .malformedCase(suite: name, line: line, expected: "prompt, relation, obj1 and obj2")
    }
    return SuiteCase(
      id: row["id"]?.plainText ?? prompt, prompt: prompt,
      group: row["type"]?.string ?? "natural",
      demand: .relation(relation, first: first, second: second))
  }

  /// Judges an answer.
  public func judge(
    _ answer: SuiteAnswer, to suiteCase: SuiteCase, by rule: String
  ) -> SuiteVerdict {
    var verdict = SuiteVerdict(group: suiteCase.group, isRight: false)
    verdict.isMissing = false
    guard case .relation(let relation, let first, let second) = suiteCase.demand else {
      return verdict
    }
    let objects = answer.objects.flatMap { object -> [(name: String, box: Box)] in
      // LayoutGPT's parser leaves four zeros where it could not read a box.
      guard let name = object.name, object.box != Box(x: 0, y: 0, width: 0, height: 0) else {
        return []
      }
      let names = answer.layout == nil ? [name] : object.categories
      return names.map { (rule == "normalised" ? $0.replacing("-", with: " ") : $0, object.box) }
    }
    let names = objects.map(\.name)
    guard let one = CloseMatch.best(first, among: names),
      let other = CloseMatch.best(second, among: names)
    else {
      verdict.isMissing = true
      verdict.reason = "“\(first)” or “\(second)” is missing"
      return verdict
    }
    let accepted: Set = relation == "next to" ? ["next to", "left", "right"] : [relation]
    verdict.isRight = objects.filter { $0.name == one }.contains { subject in
      objects.filter { $0.name == other }.contains { landmark in
        accepted.contains(Self.relation(subject.box, landmark.box))
      }
    }
    if !verdict.isRight { verdict.reason = "“\(first)” is not \(relation) of “\(second)”" }
    return verdict
  }

  /// Where one box lies to another by their centres (`utils.py`, `eval_spatial_relation`).
  static func relation(_ subject: Box, _ landmark: Box) -> String {
    let across = subject.centerX - landmark.centerX
    let up = landmark.centerY - subject.centerY
    let distance = (across * across + up * up).squareRoot()
    guard subject != landmark, distance > 0 else { return "diagonal" }
    let (cosine, sine, half) = (across / distance, up / distance, 2.0.squareRoot() / 2)
    if cosine > half { return "right" }
    if sine > half { return "top" }
    if cosine < -half { return "left" }
    return sine < -half ? "bottom" : "diagonal"
  }
}
