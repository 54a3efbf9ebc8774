internal import Tensors

/// One move a step whose length shrinks, and many at a few steps until the loss is small.
///
/// The schedule of Attend-and-Excite (arXiv 2301.13826, section 4), which BoxDiff keeps.
public struct ExcitePlan: GuidancePlan {
  /// How far latents move.
  public var scale: Float
  /// Under a root, what scales the move at the first step.
  public var firstRange: Float
  /// Under a root, what would scale it at the last step.
  public var lastRange: Float
  /// The steps that are guided, of fifty: other numbers of steps are guided for the same share.
  public var steps: Int
  /// Whether latents are moved many times at the steps of `thresholds`.
  public var refines: Bool
  /// How often they are moved then, at most.
  public var refinements: Int
  /// The attention, from 0 to 1, that is to be reached at a step of fifty.
  public var thresholds: [Int: Float]

  /// The number of steps for which the schedule was published.
  static let publishedSteps = 50

  /// Creates the published schedule.
  public init(
    scale: Float = 20, firstRange: Float = 1, lastRange: Float = 0.5, steps: Int = 25,
    refines: Bool = false, refinements: Int = 20,
    thresholds: [Int: Float] = [0: 0.05, 10: 0.5, 20: 0.8]
  ) {
    self.scale = scale
    self.firstRange = firstRange
    self.lastRange = lastRange
    self.steps = steps
    self.refines = refines
    self.refinements = refinements
    self.thresholds = thresholds
  }

  /// Goes on until the step's one move, which comes after the refinements.
  public func continues(_ state: GuidanceState, at moment: GuidanceMoment) -> Bool {
    moment.publishedIndex(of: Self.publishedSteps) < Double(steps) && !state.hasEndedStep
  }

  /// Follows the refinement's loss while it is too large, then the whole once.
  public func move(
    for value: EnergyValue, _ state: GuidanceState, at moment: GuidanceMoment
  ) -> GuidanceMove? {
    let progress = moment.count > 1 ? Float(moment.index) / Float(moment.count - 1) : 0
    let rate = scale * (firstRange + (lastRange - firstRange) * progress).squareRoot()
    if refines, let threshold = threshold(at: moment), state.iterations <= refinements {
      let loss = value.refinement ?? value.loss
      if loss.scalar > 1 - threshold { return GuidanceMove(loss: loss, rate: rate, ends: false) }
    }
    return GuidanceMove(loss: value.loss, rate: rate)
  }

  /// The most that is to be reached at a step: with few steps, several of the published fall on one.
  private func threshold(at moment: GuidanceMoment) -> Float? {
    thresholds.filter { $0.key * moment.count / Self.publishedSteps == moment.index }.values.max()
  }
}

extension ExcitePlan {
  /// The settings that can be set by name.
  static var parameters: [RecipeParameter<ExcitePlan>] {
    [
      RecipeParameter(
        "scale", \.scale, "How far latents move along the gradient.", where: \.isFinite),
      RecipeParameter(
        "first-range", \.firstRange, "Under a root, what scales the first move.",
        where: { $0 >= 0 }),
      RecipeParameter(
        "last-range", \.lastRange, "Under a root, what would scale a move at the last step.",
        where: { $0 >= 0 }),
      RecipeParameter(
        "steps", \.steps, "The steps that are guided, of fifty.", expected: "a whole number",
        where: { $0 >= 0 }),
      RecipeParameter(
        "refine", \.refines,
        "Whether latents are moved until the refined loss is small at steps 0, 10 and 20.",
        expected: "true or false"),
      RecipeParameter(
        "refinements", \.refinements, "How often latents are moved then, at most.",
        expected: "a whole number", where: { $0 >= 0 }),
    ]
  }
}
