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
  /// - Parameters:
  ///   - options: which language model is asked.
  ///   - request: the first of the requests, for what depends on its style.
  ///   - templates: how it is asked.
  ///   - console: where words go.
  ///   - keep: given each answer of a language model.
  /// - Returns: the planner.
  /// - Throws: what keeps it from working, such as a missing key.
  func planner(
    _ options: ModelOptions, for request: PlanRequest,
    templates: @autoclosure () throws -> TemplateStore, console: Console,
    keep: @escaping @Sendable (PlanAttempt) -> Void = { _ in }
  ) throws -> any Planner {
    if self == .offline {
      guard options.cassette == nil else {
        throw Failure(.usage, "--cassette: expected --planner replay, found offline")
      }
      guard PromptStyle.layouts.contains(request.style) else {
        throw Failure(
          .usage,
          "--style \(request.style.rawValue): expected a language model (--planner openai,"
            + " anthropic, ollama or replay), found the offline planner")
      }
      return OfflinePlanner()
    }
    let live = LiveText(console)
    return LanguageModelPlanner(
      model: try options.languageModel(service), templates: try templates(),
      settings: try options.loop(service, style: request.style, seed: request.seed),
      rules: try RuleSet(), progress: { live.tell($0) }, keep: keep)
  }
}
