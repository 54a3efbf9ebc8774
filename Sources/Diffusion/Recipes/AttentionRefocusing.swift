internal import Models
internal import Tensors

/// Attention refocusing (arXiv 2306.05427): the caption, with latents led by cross- and self-attention.
///
/// Numbers are those of Attention-Refocusing@2c265cb (`ldm/models/diffusion/plms.py`). The paper's method
/// stands on GLIGEN: where the model has its layers, they read the objects, and energies their attention.
public struct AttentionRefocusing: Recipe {
  /// What is to become small.
  public var energy = AttentionRefocusingEnergy()
  /// When and how far latents move.
  public var plan = RefocusingPlan()
  /// The share of the steps in which GLIGEN's layers act, where the model has them.
  public var gligenShare = 0.3

  /// Creates the recipe with the published numbers.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<AttentionRefocusing>] {
    [
      RecipeParameter(
        "scale", \.plan.scale, "What the published lengths of moves are multiplied by.",
        where: \.isFinite),
      RecipeParameter(
        "steps", \.plan.steps, "The steps that are guided, of fifty.", expected: "a whole number",
        where: { $0 >= 0 }),
      RecipeParameter(
        "loss", \.plan.sufficientLoss, "The loss at which latents are left alone.",
        where: \.isFinite),
      RecipeParameter(
        "inside", \.plan.sufficientInside,
        "The attention inside the least attended region at which latents are left alone.",
        where: \.isFinite),
      RecipeParameter(
        "faint-weight", \.energy.faintWeight, "The weight of hardly any attention inside.",
        where: \.isFinite),
      RecipeParameter(
        "stray-weight", \.energy.strayWeight,
        "The weight of much attention inside others' regions.",
        where: \.isFinite),
      RecipeParameter(
        "background-weight", \.energy.backgroundWeight,
        "The weight of the largest attention on the background.", where: \.isFinite),
      RecipeParameter(
        "gligen", \.gligenShare,
        "The share of the steps in which GLIGEN's layers act, where the model has them.",
        expected: "a number from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
    ]
  }

  /// Prepares the caption and its guider.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    let beta = request.model.unet.positionNet == nil ? 0 : gligenShare
    return try request.guided(by: energy, plan, grounding(of: request), gligen: beta)
  }

  /// Binds phrases to the caption, with those appended that it lacks.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.grounding(.caption)
  }
}
