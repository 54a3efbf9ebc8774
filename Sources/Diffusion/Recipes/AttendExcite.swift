internal import Tensors

/// Attend-and-Excite (arXiv 2301.13826): the caption, with latents led towards its most neglected phrase.
///
/// Regions have no say. Numbers are those of the paper's section 4 and of diffusers'
/// `pipeline_stable_diffusion_attend_and_excite.py`.
public struct AttendExcite: Recipe {
  /// What is to become small.
  public var energy = AttendExciteEnergy()
  /// When and how far latents move.
  public var plan = ExcitePlan(refines: true)

  /// Creates the recipe with the published numbers.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<AttendExcite>] {
    [
      RecipeParameter(
        "scale", \.plan.scale, "How far latents move along the gradient.", where: \.isFinite),
      RecipeParameter(
        "first-range", \.plan.firstRange, "Under a root, what scales the first move.",
        where: { $0 >= 0 }),
      RecipeParameter(
        "last-range", \.plan.lastRange, "Under a root, what would scale a move at the last step.",
        where: { $0 >= 0 }),
      RecipeParameter(
        "steps", \.plan.steps, "The steps that are guided, of fifty.", expected: "a whole number",
        where: { $0 >= 0 }),
      RecipeParameter(
        "refine", \.plan.refines,
        "Whether latents are moved until the loss is small at steps 0, 10 and 20.",
        expected: "true or false"),
      RecipeParameter(
        "refinements", \.plan.refinements, "How often latents are moved then, at most.",
        expected: "a whole number", where: { $0 >= 0 }),
    ]
  }

  /// Prepares the caption and its guider.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    try request.guided(by: energy, plan, grounding(of: request))
  }

  /// Binds phrases to the caption, with those appended that it lacks.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.grounding(.caption)
  }
}
