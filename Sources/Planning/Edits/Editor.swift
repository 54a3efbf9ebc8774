public import Layouts

/// Changes a layout as an instruction says.
///
/// What an instruction does not touch stays exactly as it is: boxes, names, descriptions, unknown keys
/// (ids and seeds among them) and the order of the objects. That is what keeps a picture consistent
/// from round to round. An instruction that is not understood, or can't be carried out, is answered
/// with no layout and an error-level finding; half of it is never done.
public protocol Editor: Sendable {
  /// The name under which the editor is recorded, such as `offline`.
  var name: String { get }

  /// Carries out one instruction.
  ///
  /// - Parameter request: the layout and what is to become of it.
  /// - Returns: the new layout with what was noticed, or only findings when there is none.
  /// - Throws: what keeps the editor from working at all, such as a lost connection.
  func edit(_ request: EditRequest) async throws -> Edit
}

/// What an editor is asked.
public struct EditRequest: Hashable, Sendable {
  /// The layout as it is.
  public var layout: Layout
  /// What is to become of it.
  public var instruction: String
  /// The objects that were spoken of last, by their indices: what "it" and "them" stand for.
  public var mentioned: [Int]
  /// The form in which a language model is asked; the shape of the layout's objects when nil.
  public var style: PromptStyle?
  /// The seed of a language model's sampling.
  public var seed: UInt64

  /// Creates a request.
  public init(
    layout: Layout, instruction: String, mentioned: [Int] = [], style: PromptStyle? = nil,
    seed: UInt64 = 0
  ) {
    self.layout = layout
    self.instruction = instruction
    self.mentioned = mentioned.filter(layout.objects.indices.contains)
    self.style = style
    self.seed = seed
  }

  /// The form that is in force: ellipses where most objects are.
  public var shape: PromptStyle {
    let ellipses = layout.objects.count { if case .ellipse = $0.region { true } else { false } }
    return style ?? (2 * ellipses > layout.objects.count ? .cssBlobs : .boxes)
  }
}

/// What an editor answers.
public struct Edit: Hashable, Sendable {
  /// The new layout, or nil when the instruction was refused.
  public var layout: Layout?
  /// What was noticed; source ranges point into the instruction.
  public var findings: [Finding]
  /// What was done, and why so; objects are those of the new layout.
  public var decisions: [PlanDecision]
  /// The objects that were spoken of last, by their indices in the new layout.
  public var mentioned: [Int]
  /// The answers of the language model that was asked; none when none was.
  public var attempts: [PlanAttempt]

  /// Creates an answer.
  public init(
    layout: Layout?, findings: [Finding] = [], decisions: [PlanDecision] = [],
    mentioned: [Int] = [], attempts: [PlanAttempt] = []
  ) {
    self.layout = layout
    self.findings = findings
    self.decisions = decisions
    self.mentioned = mentioned
    self.attempts = attempts
  }
}
