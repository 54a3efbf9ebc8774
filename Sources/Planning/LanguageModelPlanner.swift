public import Layouts

/// Plans captions by asking a language model: ask, read, check, ask again, mend.
///
/// An answer with faults is given back to the model with the findings in plain words, a bounded
/// number of times; of all answers the one with the fewest faults is taken, and what can be mended in
/// it is mended. Nothing of this is hidden: every attempt stays in the plan. The style `descriptions`
/// asks twice, for tilted ellipses and then for the looks of each (BlobGEN, appendix A.3).
public struct LanguageModelPlanner: Planner {
  /// How the loop goes.
  public struct Settings: Hashable, Sendable {
    /// Which attempt is taken.
    public enum Choice: String, Hashable, Sendable, CaseIterable {
      /// The one with the fewest errors, then the fewest warnings, then the widest relation margin;
      /// the latest of equal ones.
      case fewestFindings = "fewest-findings"
      /// The last one, as BlobGEN takes it.
      case last
    }

    /// What answers are held to while they are sampled.
    public enum Constraint: Hashable, Sendable {
      /// Nothing.
      case none
      /// The grammar of the style, for llama.cpp.
      case grammar
      /// The JSON Schema of the style `json`, in a service's dialect.
      case schema(OutputSchema.Dialect)
    }

    /// How often the model is asked again with its findings.
    public var repeats: Int
    /// How many independent conversations are held.
    public var samples: Int
    /// Which attempt is taken.
    public var choice: Choice
    /// What answers are held to while they are sampled.
    public var constraint: Constraint
    /// Which exemplars are shown.
    public var exemplars: ExemplarChoice
    /// The longest answer in tokens; the template's when nil.
    public var maxTokens: Int?
    /// The temperature; the template's when nil.
    public var temperature: Double?
    /// Whether what is still wrong in the end is mended.
    public var isMending: Bool

    /// Creates settings.
    public init(
      repeats: Int = 2, samples: Int = 1, choice: Choice = .fewestFindings,
      constraint: Constraint = .none, exemplars: ExemplarChoice = ExemplarChoice(),
      maxTokens: Int? = nil,
      temperature: Double? = nil, isMending: Bool = true
    ) {
      self.repeats = repeats
      self.samples = samples
      self.choice = choice
      self.constraint = constraint
      self.exemplars = exemplars
      self.maxTokens = maxTokens
      self.temperature = temperature
      self.isMending = isMending
    }
  }

  let model: any LanguageModel
  let templates: TemplateStore
  let settings: Settings
  let rules: RuleSet
  let progress: @Sendable (CompletionProgress) -> Void
  let keep: @Sendable (PlanAttempt) -> Void

  /// Creates a planner.
  ///
  /// - Parameters:
  ///   - model: who is asked.
  ///   - templates: how it is asked.
  ///   - settings: how the loop goes.
  ///   - rules: what an answer must satisfy.
  ///   - progress: told the text as it comes.
  ///   - keep: given each attempt when it ends, also when no plan comes of it.
  public init(
    model: any LanguageModel, templates: TemplateStore, settings: Settings = Settings(),
    rules: RuleSet, progress: @escaping @Sendable (CompletionProgress) -> Void = { _ in },
    keep: @escaping @Sendable (PlanAttempt) -> Void = { _ in }
  ) {
    self.model = model
    self.templates = templates
    self.settings = settings
    self.rules = rules
    self.progress = progress
    self.keep = keep
  }

  /// The model's name.
  public var name: String { model.name }

  /// Plans one picture.
  ///
  /// - Throws: what the model throws when no question has an answer, or `TemplateFailure`.
  public func plan(_ request: PlanRequest) async throws -> Plan {
    guard request.caption.text.contains(where: { !$0.isWhitespace }) else {
      return Plan(
        layout: nil,
        findings: [PlanningRule.emptyCaption.finding("the caption has no words")])
    }
    switch request.style {
    case .descriptions: return try await describe(request)
    case .background: return try await surround(request)
    case .boxes, .cssBoxes, .cssBlobs, .json: return try await arrange(request)
    }
  }

  /// Plans where things lie.
  func arrange(_ request: PlanRequest) async throws -> Plan {
    let prompt = try templates.prompt(for: request, exemplars: settings.exemplars)
    return try await plan(request, asking: prompt)
  }

  /// Plans one picture by another prompt than the one that asks for a caption's layout.
  ///
  /// The answer is checked against the request's caption, and against none when that is empty.
  func plan(
    _ request: PlanRequest, asking prompt: Prompt, _ revision: Revision = Revision()
  ) async throws -> Plan {
    let notation = try templates.notation(of: request.style)
    let talk = try await talks(request, asking: prompt, count: settings.samples) {
      completion, sample, round in
      read(completion, as: notation, request, revision, sample: sample, round: round)
    }
    return plan(from: talk, request, revision)
  }

  /// What stands between an answer and its check, when it revises a layout that there was before.
  struct Revision: Sendable {
    /// Makes of an answered layout the one that counts.
    var layout: @Sendable (Layout) -> Layout = { $0 }
    /// Whether a fault of the layout that counts was there before the answer.
    var isKnown: @Sendable (Finding, Layout) -> Bool = { _, _ in false }
  }

  /// Reads an answer and checks what is in it.
  private func read(
    _ completion: Completion, as notation: any Notation, _ request: PlanRequest,
    _ revision: Revision, sample: Int, round: Int
  ) -> PlanAttempt {
    var attempt = PlanAttempt(
      sample: sample, round: round, completion: completion, findings: [], style: request.style)
    do throws(ParseFailure) {
      let parsed = try notation.parse(completion.text, canvas: request.canvas)
      var layout = parsed.layout
      layout.caption = request.caption.text
      layout.language = CaptionLanguage.of(request.caption)
      attempt.layout = layout
      let revised = revision.layout(layout)
      attempt.relationMargin = revised.relationMargin(keeping: request.caption)
      attempt.findings =
        rules.check(
          revised, caption: request.caption,
          places: revised.objects == layout.objects ? parsed.places : [],
          reading: parsed.findings
        ).findings.filter { !revision.isKnown($0, revised) }
    } catch {
      attempt.findings = [error.noLayout]
    }
    return attempt
  }

  // MARK: - Choosing

  private func plan(from talk: Talk, _ request: PlanRequest, _ revision: Revision) -> Plan {
    let choice = AttemptChoice(attempts: talk.attempts, choice: settings.choice)
    guard let chosen = choice.chosen, var layout = chosen.layout else {
      return Plan(layout: nil, findings: [noLayout(talk)], attempts: talk.attempts)
    }
    layout = revision.layout(layout)
    var findings = talk.failures
    if settings.isMending, !chosen.faults.isEmpty {
      let mended = rules.mend(layout, applying: .unsafe)
      layout = mended.edited.layout
      findings += mended.applied.map { applied in
        PlanningRule.mended.finding(
          "\(applied.fix?.description ?? "mended"), since \(applied.message)")
      }
    }
    layout.provenance = provenance(of: chosen, talk.attempts, request)
    let rest = rules.check(layout, caption: request.caption).findings
      .filter { !revision.isKnown($0, layout) }
    var plan = Plan(layout: layout, findings: findings + rest, attempts: talk.attempts)
    if request.explains { plan.decisions = choice.decisions }
    return plan
  }

  /// That no answer could be used, and why the last one could not.
  func noLayout(_ talk: Talk) -> Finding {
    let reasons = talk.attempts.last?.findings.map(\.message).joined(separator: "; ") ?? ""
    return PlanningRule.noLayout.finding(
      "none of \(talk.attempts.count) answers of \(name) holds a layout: \(reasons)")
  }

  /// Where a layout is from.
  func provenance(
    of chosen: PlanAttempt, _ attempts: [PlanAttempt], _ request: PlanRequest
  ) -> JSONObject {
    var provenance: JSONObject = [
      "planner": .string(name), "style": .string(request.style.rawValue),
      "seed": Int(exactly: request.seed).map(JSONValue.integer) ?? .string("\(request.seed)"),
      "sample": .integer(chosen.sample), "round": .integer(chosen.round),
      "attempts": .integer(attempts.count),
    ]
    provenance["model"] = chosen.completion.model.map(JSONValue.string)
    provenance["fingerprint"] = chosen.completion.fingerprint.map(JSONValue.string)
    func total(_ counts: [Int?]) -> JSONValue? {
      counts.contains(nil) ? nil : .integer(counts.compactMap { $0 }.reduce(0, +))
    }
    provenance["prompt_tokens"] = total(attempts.map(\.completion.promptTokens))
    provenance["answer_tokens"] = total(attempts.map(\.completion.answerTokens))
    return provenance
  }
}

extension ParseFailure {
  /// The failure of an answer that no layout could be read from.
  var noLayout: Finding {
    PlanningRule.noLayout.finding("\(message) (read as \(notation))", at: source)
  }
}
