public import Layouts

/// Turns a caption into a layout.
///
/// What a planner leaves out of the layout it declares: each run of words that was not understood is
/// a warning that points at them, and readings that a person might have taken otherwise are notes. A
/// strict request, or a caption of which nothing is understood, is answered with no layout and one
/// error-level finding that says which words stood in the way. The offline planner answers from a grammar; a planner that asks a language model has
/// the same shape, and only there does `plan` wait or throw (for the network, not for the caption).
public protocol Planner: Sendable {
  /// The name under which the planner is chosen and recorded, such as `offline`.
  var name: String { get }

  /// Plans one picture.
  ///
  /// - Parameter request: the caption, the canvas and the form that the regions should have.
  /// - Returns: the layout with what was noticed, or only findings when there is none.
  /// - Throws: what keeps the planner from working at all, such as a lost connection.
  func plan(_ request: PlanRequest) async throws -> Plan
}

/// What a planner is asked.
public struct PlanRequest: Hashable, Sendable {
  /// What the picture is to show.
  public var caption: Caption
  /// The picture plane.
  public var canvas: Canvas
  /// The form of the answer: `cssBlobs` and `descriptions` ask for ellipses, the others for boxes.
  public var style: PromptStyle
  /// The objects that `descriptions` describes and `background` surrounds, which stay as they are.
  public var layout: Layout?
  /// The seed of every free choice; zero is the plain arrangement.
  public var seed: UInt64
  /// Whether words that are not understood refuse the caption instead of being left out.
  public var isStrict: Bool
  /// Whether the plan is to say why it is as it is.
  public var explains: Bool
  /// Whether names and prompts stay in the caption's language instead of becoming English.
  public var keepsLanguage: Bool

  /// Creates a request.
  public init(
    caption: Caption, canvas: Canvas = .standard, style: PromptStyle = .boxes, seed: UInt64 = 0,
    isStrict: Bool = false, explains: Bool = false, keepsLanguage: Bool = false,
    layout: Layout? = nil
  ) {
    self.layout = layout
    self.isStrict = isStrict
    self.explains = explains
    self.caption = caption
    self.canvas = canvas
    self.style = style
    self.seed = seed
    self.keepsLanguage = keepsLanguage
  }
}

/// What a planner answers.
public struct Plan: Hashable, Sendable {
  /// The layout, or nil when the planner refused.
  public var layout: Layout?
  /// What was noticed, in the order of the caption; source ranges point into it.
  public var findings: [Finding]
  /// The answers of the language model that was asked, in their order; none when none was.
  public var attempts: [PlanAttempt]
  /// The kind of each object of the layout in the singular, as a detector would name it.
  ///
  /// It is "dog" for "a sleeping brown dog" and "donut" for "half of a donut". A planner that can't
  /// tell leaves it empty.
  public var categories: [String] = []
  /// What the planner understood of the caption, when it reads captions itself.
  public var scene: SceneGraph?
  /// Why the layout is as it is, when the request asks for it.
  public var decisions: [PlanDecision] = []

  /// Creates a plan.
  public init(layout: Layout?, findings: [Finding] = [], attempts: [PlanAttempt] = []) {
    self.layout = layout
    self.findings = findings
    self.attempts = attempts
  }
}
