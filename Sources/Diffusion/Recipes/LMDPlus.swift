internal import Layouts
internal import Tensors

/// LMD+ (TonyLianLong/LLM-groundedDiffusion): LMD with GLIGEN's layers, which place objects by themselves.
///
/// Objects need no energy and no moving then: each is painted where it belongs. Numbers are those of
/// `generation/lmd_plus.py`. diffusers' community pipeline `llm_grounded_diffusion` is the whole picture
/// alone: `objects=false prompt=caption outside-weight=1 scale=20 iterations=3x5+2x5+1x5 beta=0.3
/// negative= guiders-see=base stale-loss=true heads=0`.
public struct LMDPlus: Recipe {
  /// What is to become small.
  public var energy = LMDEnergy()
  /// When and how far latents move.
  public var plan = DescentPlan.lmd
  /// How objects are painted by themselves and put together.
  public var stage = ObjectStage()
  /// How GLIGEN's layers are used.
  public var layers = LMDLayers()

  /// Creates the recipe with the published numbers.
  public init() {
    energy.comparableHeads = 8
    stage.isGuided = false
    stage.isCentered = false
    stage.isAligned = false
    stage.noiseShare = 0.1
    // The reference leads SAM by the box; without it, the strongest part of the box.
    stage.cutout.kind = .strongest
  }

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<LMDPlus>] {
    DescentPlan.parameters(steps: "fifty").map { $0.within(\.plan) }
      + LMDEnergy.parameters.map { $0.within(\.energy) }
      + ObjectStage.parameters.map { $0.within(\.stage) }
      + LMDLayers.parameters.map { $0.within(\.layers) }
  }

  /// Takes over what LMD has, and that the energy sees null features in place of the objects.
  public mutating func reproduceReference() {
    plan.keepsStaleLoss = true
    energy.reproducesFaults = true
    energy.comparableHeads = nil
    layers.guiderView = .null
  }

  /// Binds phrases to the prompt that the whole picture has.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.fittedLikeLMD.grounding(stage.prompt)
  }

  /// Prepares the objects' walks and the whole picture's.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    try LMDPreparation(
      request: request.fittedLikeLMD, energy: energy, plan: plan, stage: stage, layers: layers
    ).preparation()
  }
}

/// How LMD+ uses GLIGEN's layers.
public struct LMDLayers: Hashable, Sendable {
  /// The share of the steps in which the layers act (`gligen_scheduled_sampling_beta`).
  public var beta = 0.4
  /// What the energy's runs of the denoiser are shown.
  public var guiderView = AdapterConditioning.GuiderView.things

  /// Creates the published settings.
  public init() {}

  /// The settings that can be set by name.
  static var parameters: [RecipeParameter<LMDLayers>] {
    [
      RecipeParameter(
        "beta", \.beta, "The share of the steps in which GLIGEN's layers act.",
        expected: "a number from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
      RecipeParameter(
        "guiders-see", \.guiderView,
        "What the energy is shown: the things, null features, or the base model without the layers.",
        expected: "things, null or base"),
    ]
  }
}

extension PaintingRequest {
  /// The request with a layout fitted as LMD's code does, where its quirks are wanted.
  var fittedLikeLMD: PaintingRequest {
    guard compatibility == .reference else { return self }
    var request = self
    request.layout = LMDFit().fit(layout).layout
    return request
  }
}
