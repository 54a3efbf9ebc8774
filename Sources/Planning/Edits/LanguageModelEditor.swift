public import Layouts

/// Changes layouts by asking a language model, with the current layout in the prompt.
///
/// The loop is that of `LanguageModelPlanner`: ask, read, check, ask again. Only faults that the answer
/// brought are given back; those that the layout had before are not the model's. What the answer
/// changed without being told to is dealt with as `RestoredLayout` says.
public struct LanguageModelEditor: Editor {
  /// What becomes of changes that the instruction did not ask for.
  public enum Restoration: String, Hashable, Sendable, CaseIterable {
    /// Small drifts of objects that the instruction does not name are put back; larger changes of them
    /// stay, with a warning each, since the instruction may have meant them in other words.
    case drifts
    /// Everything that the instruction does not name is put back.
    case unnamed
    /// The answer is taken as it is, but for rounding.
    case none
  }

  private let planner: LanguageModelPlanner
  private let templates: TemplateStore
  private let exemplars: ExemplarChoice
  private let restoration: Restoration
  private let rules: RuleSet

  /// Creates an editor.
  ///
  /// - Parameters:
  ///   - model: who is asked.
  ///   - templates: how it is asked.
  ///   - settings: how the loop goes; what stays wrong is mended only in what the answer changed.
  ///   - rules: what an answer must satisfy.
  ///   - restoration: what becomes of changes that nobody asked for.
  ///   - progress: told the text as it comes.
  ///   - keep: given each attempt when it ends, also when no edit comes of it.
  public init(
    model: any LanguageModel, templates: TemplateStore,
    settings: LanguageModelPlanner.Settings = .init(), rules: RuleSet,
    restoration: Restoration = .drifts,
    progress: @escaping @Sendable (CompletionProgress) -> Void = { _ in },
    keep: @escaping @Sendable (PlanAttempt) -> Void = { _ in }
  ) {
    var settings = settings
    exemplars = settings.exemplars
    settings.isMending = false
    planner = LanguageModelPlanner(
      model: model, templates: templates, settings: settings, rules: rules, progress: progress,
      keep: keep)
    self.templates = templates
    self.restoration = restoration
    self.rules = rules
  }

  /// The model's name.
  public var name: String { planner.name }

  /// Carries out one instruction.
  ///
  /// - Throws: what the model throws, or `TemplateFailure`.
  public func edit(_ request: EditRequest) async throws -> Edit {
    guard request.instruction.contains(where: { !$0.isWhitespace }) else {
      let finding = PlanningRule.emptyCaption.finding("the instruction has no words")
      return Edit(layout: nil, findings: [finding], mentioned: request.mentioned)
    }
    let old = request.layout
    let known = Set(rules.check(old, caption: Caption("")).findings.map { Fault($0, old) })
    let prompt = try templates.prompt(for: request, exemplars: exemplars)
    var question = PlanRequest(
      caption: Caption(""), canvas: old.canvas, style: request.shape, seed: request.seed)
    question.keepsLanguage = true
    let revision = LanguageModelPlanner.Revision(
      layout: { RestoredLayout($0, of: request, restoring: restoration).layout },
      isKnown: { known.contains(Fault($0, $1)) })
    let plan = try await planner.plan(question, asking: prompt, revision)
    guard let answer = plan.chosenAnswer else {
      return Edit(
        layout: nil, findings: plan.findings, mentioned: request.mentioned,
        attempts: plan.attempts)
    }
    return edit(answer, plan, request)
  }

  private func edit(_ answer: Layout, _ plan: Plan, _ request: EditRequest) -> Edit {
    let restored = RestoredLayout(answer, of: request, restoring: restoration)
    var layout = restored.layout
    var findings = plan.findings + restored.findings
    if layout.objects == request.layout.objects, layout.background == request.layout.background,
      layout.negative == request.layout.negative
    {
      findings.append(
        PlanningRule.nothingChanged.finding("the answer leaves the layout as it was"))
      layout = request.layout
    } else {
      layout.refreshCaption(after: request.layout)
      layout.recordEdit(request.instruction, by: name)
    }
    return Edit(
      layout: layout, findings: findings, decisions: restored.decisions,
      mentioned: restored.mentioned, attempts: plan.attempts)
  }
}

extension Plan {
  /// The layout of the attempt that was chosen, as the model answered it.
  fileprivate var chosenAnswer: Layout? {
    attempts.first { attempt in
      layout?.provenance["sample"] == .integer(attempt.sample)
        && layout?.provenance["round"] == .integer(attempt.round)
    }?.layout
  }
}

/// A fault as far as it can be told again in another layout.
private struct Fault: Hashable {
  let rule: String
  /// The objects that take part, by what they are.
  let objects: Set<LayoutObject>

  init(_ finding: Finding, _ layout: Layout) {
    rule = finding.rule
    let places = (finding.object.map { [$0] } ?? []) + finding.related
    objects = Set(places.filter(layout.objects.indices.contains).map { layout.objects[$0] })
  }
}
