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
    DescentPlan.parameters(steps: "fifty-one").map { $0.within(\.plan) }
  }

  /// Takes over that a loss once small ends the guidance.
  public mutating func reproduceReference() {
    plan.keepsStaleLoss = true
    energy.reproducesFaults = true
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
  /// The moves of each guided step; setting one number alone gives every guided step as many.
  var moves: MoveCounts {
    get { MoveCounts(iterations) }
    set {
      iterations =
        newValue.isOneForAll ? iterations.map { _ in newValue.counts[0] } : newValue.counts
    }
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
