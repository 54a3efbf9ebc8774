public import Layouts
internal import Scenes

/// One thing a prompt, over all things that a model knows: the least that is asked of a model.
///
/// A picture is right when something of the name is found in it, whatever else is; how sure a detector
/// must be is said elsewhere. The parts of the suite are the things.
public struct SingleThingSuite: Suite {
  /// The name `things`.
  public let name = "things"
  /// The rule.
  public let rules = ["published"]
  /// None: they depend on the model.
  public let cases: [SuiteCase] = []

  /// How often each thing is asked for, each time in other surroundings.
  public static let promptsPerThing = 4
  /// Surroundings in turn.
  private static let backdrops: [Backdrop] = [
    .field, .beach, .snow, .desert, .street, .room, .table, .sea, .forest, .sunset, .studio, .night,
  ]

  /// Creates the suite.
  public init() {}

  /// The prompts for some things, all things in the first surroundings, then all in the next.
  public static func cases(of things: [String]) -> [SuiteCase] {
    let stride = backdrops.count / promptsPerThing
    return (0..<promptsPerThing).flatMap { round in
      things.enumerated().map { number, thing in
        let place = backdrops[(number + round * stride) % backdrops.count].phrases[0]
        return SuiteCase(
          id: "\(thing) \(place)",
          prompt: "a photo of \(Plurals.article(before: thing)) \(thing) \(place)", group: thing,
          demand: .counts([SuiteCase.Count(name: thing, count: 1)]))
      }
    }
  }

  /// Reads a row with a prompt and a thing.
  public func readCase(_ row: JSONValue, at line: Int) throws(SuiteFailure) -> SuiteCase? {
    guard let prompt = row["prompt"]?.string, let thing = row["thing"]?.string, !thing.isEmpty
    else {
      throw .malformedCase(suite: name, line: line, expected: "prompt and thing")
    }
    return SuiteCase(
      id: row["id"]?.plainText ?? prompt, prompt: prompt, group: thing,
      demand: .counts([SuiteCase.Count(name: thing, count: 1)]))
  }

  /// Judges an answer.
  public func judge(
    _ answer: SuiteAnswer, to suiteCase: SuiteCase, by rule: String
  ) -> SuiteVerdict {
    let asked = SuiteCase.Demand.counts([SuiteCase.Count(name: suiteCase.group, count: 1)])
    let isThere =
      suiteCase.demand == asked
      && answer.objects.contains { $0.categories.contains(suiteCase.group) }
    let others = answer.objects.compactMap(\.name).map { NounPhrase.bare($0) }
    return SuiteVerdict(
      group: suiteCase.group, isRight: isThere,
      reason: isThere
        ? "" : others.isEmpty ? "nothing was found" : "found: \(others.joined(separator: ", "))")
  }
}
