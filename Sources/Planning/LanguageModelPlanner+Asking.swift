import Layouts

extension LanguageModelPlanner {
  /// What came of one or more conversations.
  struct Talk {
    /// All answers, in their order.
    var attempts: [PlanAttempt] = []
    /// The questions that had none.
    var failures: [Finding] = []
  }

  /// Reads one answer.
  typealias Reading = (_ completion: Completion, _ sample: Int, _ round: Int) -> PlanAttempt

  /// Holds several independent conversations.
  ///
  /// An answer that fails by itself, such as one that is cut at its length limit, costs its own
  /// conversation; a failing service ends them all. What came before stays.
  ///
  /// - Throws: the first failure when nothing that came can be used.
  func talks(
    _ request: PlanRequest, asking prompt: Prompt, count: Int, read: Reading
  ) async throws -> Talk {
    var talk = Talk()
    var firstFailure: (any Error)?
    for sample in 0..<max(1, count) {
      let failure = try await converse(
        request, asking: prompt, sample: sample, &talk, read: read)
      guard let failure else { continue }
      firstFailure = firstFailure ?? failure
      guard (failure as? any AnswerFailure)?.partialText != nil else { break }
    }
    if let firstFailure, talk.attempts.allSatisfy({ $0.layout == nil }) { throw firstFailure }
    return talk
  }

  /// Holds one conversation until an answer has no faults or patience ends.
  ///
  /// - Returns: why there was no answer at some point.
  private func converse(
    _ request: PlanRequest, asking first: Prompt, sample: Int, _ talk: inout Talk, read: Reading
  ) async throws -> (any Error)? {
    let constraint = constraint(request, first)
    var prompt = first
    prompt.maxTokens = settings.maxTokens ?? prompt.maxTokens
    prompt.temperature = settings.temperature ?? prompt.temperature
    for round in 0...max(0, settings.repeats) {
      let seed = request.seed &+ UInt64(sample * (settings.repeats + 1) + round)
      let question = CompletionRequest(
        prompt: prompt, seed: seed, constraint: constraint, sample: sample)
      let completion: Completion
      do {
        completion = try await model.complete(question, progress: progress)
      } catch let cancellation as CancellationError {
        throw cancellation
      } catch {
        let finding = PlanningRule.noAnswer.finding(
          "sample \(sample), round \(round): \(error)")
        let text = (error as? any AnswerFailure)?.partialText ?? ""
        add(
          PlanAttempt(
            sample: sample, round: round, completion: Completion(text: text), findings: [finding],
            style: request.style), to: &talk)
        talk.failures.append(finding)
        return error
      }
      let attempt = read(completion, sample, round)
      add(attempt, to: &talk)
      if attempt.faults.isEmpty { break }
      prompt.messages.append(Prompt.Message(role: .assistant, content: completion.text))
      prompt.messages.append(try templates.complaint(attempt.faults.map(\.message)))
    }
    return nil
  }

  private func add(_ attempt: PlanAttempt, to talk: inout Talk) {
    talk.attempts.append(attempt)
    keep(attempt)
  }

  private func constraint(_ request: PlanRequest, _ question: Prompt) -> OutputConstraint {
    switch settings.constraint {
    case .none: return .none
    case .grammar:
      let scripts = request.keepsLanguage ? question.messages.last?.content ?? "" : ""
      return .grammar(
        OutputGrammar(
          request.style, canvas: request.canvas, scripts: scripts,
          headers: request.layout?.blobHeaders ?? []
        ).text)
    case .schema(let dialect):
      return .schema(
        name: OutputSchema.name, OutputSchema(dialect, canvas: request.canvas).json)
    }
  }
}
