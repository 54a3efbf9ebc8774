internal import Layouts
internal import Tensors

/// LLM-grounded Diffusion (arXiv 2305.13655): each object is painted by itself, then all in one picture.
///
/// Every object is painted alone on the same background noise, led by its own energy. What it came
/// from, cut out by its attention, is put where the object belongs and kept through the first half of
/// the steps of the whole picture, whose attention is led by the energy of all phrases and held to that
/// of the objects. Numbers are those of TonyLianLong/LLM-groundedDiffusion (`generation/lmd.py`).
public struct LMD: Recipe {
  /// What is to become small.
  public var energy = LMDEnergy()
  /// When and how far latents move.
  public var plan = DescentPlan.lmd
  /// How objects are painted by themselves and put together.
  public var stage = ObjectStage()

  /// Creates the recipe with the published numbers.
  public init() { energy.comparableHeads = 8 }

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<LMD>] {
    DescentPlan.parameters(steps: "fifty").map { $0.within(\.plan) }
      + LMDEnergy.parameters.map { $0.within(\.energy) }
      + ObjectStage.parameters.map { $0.within(\.stage) }
  }

  /// Takes over the stale loss, a threshold that depends on the number of heads, and that one object
  /// beyond the canvas has all of them rescaled.
  public mutating func reproduceReference() {
    plan.keepsStaleLoss = true
    energy.reproducesFaults = true
    energy.comparableHeads = nil
  }

  /// Binds phrases to the prompt that the whole picture has.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.fittedLikeLMD.grounding(stage.prompt)
  }

  /// Prepares the objects' walks and the whole picture's.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    try LMDPreparation(
      request: request.fittedLikeLMD, energy: energy, plan: plan, stage: stage
    ).preparation()
  }
}

extension DescentPlan {
  /// LMD's schedule: up to 65 moves in the first thirty of fifty steps (`generation/lmd.py`).
  static let lmd = DescentPlan(
    scale: 5, threshold: 5,
    iterations: [4, 3, 2, 2, 1, 1].flatMap { Array(repeating: $0, count: 5) })

  /// The numbers of the schedule that can be set.
  static func parameters(steps: String) -> [RecipeParameter<DescentPlan>] {
    [
      RecipeParameter("scale", \.scale, "What the loss is multiplied by.", where: \.isFinite),
      RecipeParameter(
        "threshold", \.threshold, "The loss at which latents are left alone.", where: \.isFinite),
      RecipeParameter(
        "iterations", \.moves,
        "How often latents move at most in a step: 3 in every guided one, 4x5+3x10 in fifteen.",
        expected: "a whole number, or counts such as 4x5+3x10"),
      RecipeParameter(
        "steps", \.guidedSteps, "The steps that are guided, of \(steps).",
        expected: "a whole number", where: { $0 >= 0 }),
      RecipeParameter(
        "stale-loss", \.keepsStaleLoss,
        "Whether a loss once small ends the guidance for good, as in the reference's code.",
        expected: "true or false"),
    ]
  }
}

extension LMDEnergy {
  /// The heads whose sum the loss is made comparable with; 0 for those that there are.
  private var heads: Int {
    get { comparableHeads ?? 0 }
    set { comparableHeads = newValue == 0 ? nil : newValue }
  }

  /// The numbers that can be set.
  static var parameters: [RecipeParameter<LMDEnergy>] {
    let share: @Sendable (Float) -> Bool = { $0 > 0 && $0 <= 1 }
    let weight: @Sendable (Float) -> Bool = { $0 >= 0 && $0.isFinite }
    return [
      RecipeParameter(
        "inside-share", \.insideShare, "The share of the cells inside that counts.",
        expected: "a share above 0 and up to 1", where: share),
      RecipeParameter(
        "outside-share", \.outsideShare, "The share of the cells outside that counts.",
        expected: "a share above 0 and up to 1", where: share),
      RecipeParameter(
        "inside-weight", \.insideWeight, "The weight of attention inside.",
        expected: "a number from 0", where: weight),
      RecipeParameter(
        "outside-weight", \.outsideWeight, "The weight of attention outside.",
        expected: "a number from 0", where: weight),
      RecipeParameter(
        "transfer-weight", \.transferWeight,
        "How much attention is held to that of the objects painted by themselves.",
        expected: "a number from 0", where: weight),
      RecipeParameter(
        "heads", \.heads,
        "The heads that the threshold was found for; 0 sums those that the model has.",
        expected: "a whole number", where: { $0 >= 0 }),
    ]
  }
}
