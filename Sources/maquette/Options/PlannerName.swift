import ArgumentParser
import Completions
import Layouts
import Planning

/// The planners by name.
enum PlannerName: String, CaseIterable {
  case offline
  case openai
  case anthropic
  case ollama
  case replay

  /// The protocol that the planner speaks; nil for those that ask nobody.
  var service: ChatService.Kind? { ChatService.Kind(rawValue: rawValue) }

  /// The planner of this name.
  ///
  /// - Throws: what keeps it from working, such as a missing key.
  func planner(
    _ options: ModelOptions, for request: PlanRequest,
    templates: @autoclosure () throws -> TemplateStore, console: Console
  ) throws -> any Planner {
    if self == .offline {
      guard options.cassette == nil else {
        throw Failure(.usage, "--cassette: expected --planner replay, found offline")
      }
      return OfflinePlanner()
    }
    let live = LiveText(console)
    return LanguageModelPlanner(
      model: try options.languageModel(service), templates: try templates(),
      settings: try options.loop(service, style: request.style, seed: request.seed),
      rules: try RuleSet(), progress: { live.tell($0) })
  }
}
