import ArgumentParser
import Planning

/// The planners by name; those that ask a language model are known, so that they can be refused.
enum PlannerName: String, CaseIterable {
  case offline
  case openai
  case anthropic
  case ollama
  case replay

  /// The planner of this name.
  ///
  /// - Throws: a `Failure` for a planner that this version does not have.
  func planner() throws -> any Planner {
    guard self == .offline else {
      throw Failure(
        .usage, "--planner: this version does not have the planner \(rawValue), only offline")
    }
    return OfflinePlanner()
  }

  /// Reads an argument of the command line.
  ///
  /// - Throws: `ValidationError` saying what was expected.
  static func argument(_ text: String) throws -> PlannerName {
    guard let name = PlannerName(rawValue: text) else {
      throw ValidationError("expected offline")
    }
    return name
  }
}
