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
    ExcitePlan.parameters.map { $0.within(\.plan) }
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
