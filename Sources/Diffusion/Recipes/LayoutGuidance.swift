internal import Tensors

/// Training-free layout control (arXiv 2304.03373): the caption, with latents led by the share inside.
///
/// Numbers are those of silent-chen/layout-guidance@50fcf75 (`conf/base_config.yaml`).
public struct LayoutGuidance: Recipe {
  /// What is to become small.
  public var energy = LayoutGuidanceEnergy()
  /// When and how far latents move.
  public var plan = DescentPlan(
    scale: 30, threshold: 0.2, iterations: Array(repeating: 5, count: 10), publishedSteps: 51)

  /// Creates the recipe with the published numbers.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<LayoutGuidance>] {
    [
      RecipeParameter("scale", \.plan.scale, "What the loss is multiplied by.", where: \.isFinite),
      RecipeParameter(
        "threshold", \.plan.threshold, "The loss at which latents are left alone.",
        where: \.isFinite),
      RecipeParameter(
        "iterations", \.plan.mostIterations, "How often latents move at most in a step.",
        expected: "a whole number", where: { $0 >= 0 }),
      RecipeParameter(
        "steps", \.plan.guidedSteps, "The steps that are guided, of fifty-one.",
        expected: "a whole number", where: { $0 >= 0 }),
      RecipeParameter(
        "stale-loss", \.plan.keepsStaleLoss,
        "Whether a loss once small ends the guidance for good, as in the reference's code.",
        expected: "true or false"),
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

extension DescentPlan {
  /// The most moves of a step; setting it gives every guided step as many.
  var mostIterations: Int {
    get { iterations.max() ?? 0 }
    set { iterations = iterations.map { _ in newValue } }
  }

  /// The steps that are guided; setting more repeats the last one's moves.
  var guidedSteps: Int {
    get { iterations.count }
    set {
      let last = iterations.last ?? 1
      iterations = (0..<newValue).map { $0 < iterations.count ? iterations[$0] : last }
    }
  }
}
