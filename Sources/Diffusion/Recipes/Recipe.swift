public import Layouts
public import Networks
public import Tensors

/// A way of making a picture keep to a layout: a conditioner and a guider over the one sampling loop.
public protocol Recipe: Sendable {
  /// Creates the recipe with the published numbers.
  init()

  /// The numbers that can be set, in the order in which they are told.
  static var parameters: [RecipeParameter<Self>] { get }

  /// Takes over the quirks of the published code, so that figures can be compared with it.
  mutating func reproduceReference()

  /// Prepares the walk from noise to latents.
  ///
  /// - Parameter request: what to paint, with which model.
  /// - Returns: the walk, and what could not be kept.
  /// - Throws: `RenderError` when the layout can't be painted this way.
  func prepare(_ request: PaintingRequest) throws -> Preparation

  /// Tells which keys of the text that the walk's denoiser reads stand for which objects.
  ///
  /// - Parameter request: what `prepare` was asked for.
  /// - Returns: phrases by the positions of their keys; objects that have none are `unbound`.
  /// - Throws: `RenderError` when the method could not paint the layout either.
  func grounding(of request: PaintingRequest) throws -> Grounding
}

/// What a recipe is to paint, and with what.
public struct PaintingRequest: Sendable {
  /// The layout; its canvas is stretched over the picture.
  public internal(set) var layout: Layout
  /// The model.
  public let model: DiffusionModel
  /// The steps.
  public let scheduler: any Scheduler
  /// How predictions are combined.
  public let guidance: ClassifierFree
  /// Standard normal noise, `[1, height, width, channels]`.
  public let noise: Tensor
  /// Where further noise comes from.
  public let noiseSource: any RandomSource
  /// What the noise was drawn with.
  public let seed: Int
  /// How a seed becomes noise.
  public let noiseKind: RenderSettings.Noise
  /// Whether the quirks of the published code are wanted.
  public let compatibility: RenderSettings.Compatibility
  /// Where objects painted by themselves are kept, if anywhere.
  public let objectStore: ObjectStore?
  /// Who looks at the attention of the picture's own walk.
  public var witness: (any AttentionWitness)?
  /// What is not to be painted anew.
  public var kept: KeptLatents?

  /// The caption, or background and names where there is no caption.
  var prompt: String { layout.caption.isEmpty ? layout.visible.composedPrompt : layout.caption }

  /// Rows and columns of the latents.
  var latentSize: (height: Int, width: Int) { (noise.shape[1], noise.shape[2]) }

  /// Returns the features of a negative prompt, where guidance asks for it, and of a prompt.
  ///
  /// - Parameters:
  ///   - prompt: what the picture shows.
  ///   - negative: what it must not show; the layout's own unless given.
  /// - Returns: the features, and what was cut off of the prompt and the layout's own negative prompt;
  ///   what a method adds of its own is nobody's loss.
  func conditioning(prompt: String, negative: String? = nil) -> Conditioning {
    let (unwanted, told) =
      guidance.isActive ? ([negative ?? layout.negative], [layout.negative]) : ([], [])
    return Conditioning(
      text: model.encode(unwanted + [prompt]),
      findings: (told + [prompt]).compactMap(model.truncationFinding))
  }

  /// Returns the walk of one conditioning.
  func preparation(
    _ conditioning: Conditioning, guider: (any Guider)? = nil
  ) -> Preparation {
    Preparation(
      walk: Sampling(
        unet: model.unet, scheduler: scheduler, guidance: guidance, conditioning: conditioning,
        noise: noise, noiseSource: noiseSource, guider: guider, witness: witness, kept: kept),
      findings: layout.outsideFindings + conditioning.findings)
  }

  /// Returns the walk of a prompt, led by an energy.
  ///
  /// - Parameters:
  ///   - energy: what is to become small.
  ///   - plan: when and how far latents move.
  ///   - grounding: the prompt and its phrases.
  ///   - beta: the share of the steps in which GLIGEN's layers read the objects, too.
  /// - Returns: the walk.
  /// - Throws: `GroundingError` for objects that GLIGEN's layers can't take.
  func guided(
    by energy: any Energy, _ plan: any GuidancePlan, _ grounding: Grounding,
    gligen beta: Double = 0
  ) throws -> Preparation {
    let text = conditioning(prompt: grounding.prompt)
    guard beta > 0 else {
      return preparation(
        text, guider: EnergyGuider(energy: energy, grounding: grounding, plan: plan))
    }
    var recipe = GLIGEN()
    recipe.beta = beta
    _ = try model.positionNet()
    return preparation(
      try recipe.grounded(text, of: self),
      guider: EnergyGuider(
        energy: energy,
        grounding: grounding.numbered(as: try VisibleObjects(layout, saying: .name)),
        plan: plan))
  }

  /// Binds the layout's phrases to tokens of the caption or of the composed prompt.
  func grounding(_ source: Grounding.PromptSource) throws -> Grounding {
    try Grounding(
      layout, tokenizer: model.tokenizer, length: model.maximumTokens, source: source)
  }

  /// Finds the layout's phrases in a prompt as it stands, the request's own unless given; nothing is
  /// appended.
  func groundingAsItStands(in text: String? = nil) throws -> Grounding {
    var layout = layout
    layout.caption = text ?? prompt
    return try Grounding(
      layout, tokenizer: model.tokenizer, length: model.maximumTokens, source: .caption,
      appends: false)
  }
}

extension Recipe {
  /// Nothing to take over.
  public mutating func reproduceReference() {}
}

/// A walk about to begin.
public struct Preparation: Sendable {
  /// The way from noise to latents.
  public let walk: any Walk
  /// What could not be kept, such as a prompt cut to the model's length.
  public let findings: [Finding]

  /// Creates a preparation.
  public init(walk: any Walk, findings: [Finding]) {
    self.walk = walk
    self.findings = findings
  }
}
