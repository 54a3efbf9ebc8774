internal import Tensors

/// Attention refocusing (arXiv 2306.05427): the caption, with latents led by cross- and self-attention.
///
/// Numbers are those of Attention-Refocusing@2c265cb (`ldm/models/diffusion/plms.py`).
public struct AttentionRefocusing: Recipe {
  /// What is to become small.
  public var energy = AttentionRefocusingEnergy()
  /// When and how far latents move.
  public var plan = RefocusingPlan()

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
    ]
  }

  /// Prepares the caption and its guider.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    let grounding = try grounding(of: request)
    return request.preparation(
      request.conditioning(prompt: grounding.prompt),
      guider: EnergyGuider(energy: energy, grounding: grounding, plan: plan))
  }

  /// Binds phrases to the caption, with those appended that it lacks.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.grounding(.caption)
  }
}
