/// Several moves a step until the loss is small, over the first steps.
///
/// The schedule of layout-guidance (silent-chen/layout-guidance@50fcf75, `inference.py`), which LMD
/// keeps with other numbers (`pipelines.py`).
public struct DescentPlan: GuidancePlan {
  /// What the loss is multiplied by.
  public var scale: Float
  /// The loss, not scaled, at which latents are left alone.
  public var threshold: Float
  /// How often latents move at most, for each step that is guided.
  public var iterations: [Int]
  /// The number of steps for which `iterations` was published; other numbers stretch it.
  public var publishedSteps: Int
  /// Whether the loss of an earlier step may end the guidance, as in the reference.
  ///
  /// There the loss is computed only inside the loop that it ends: once it has fallen under the
  /// threshold, guidance never resumes, and the move that follows it is still made.
  public var keepsStaleLoss = false

  /// Creates a schedule.
  public init(scale: Float, threshold: Float, iterations: [Int], publishedSteps: Int = 50) {
    self.scale = scale
    self.threshold = threshold
    self.iterations = iterations
    self.publishedSteps = publishedSteps
  }

  /// Goes on while moves are left, and, in the manner of the reference, the last loss was large.
  public func continues(_ state: GuidanceState, at moment: GuidanceMoment) -> Bool {
    let index = Int(moment.publishedIndex(of: publishedSteps))
    guard index < iterations.count, state.iterations < iterations[index] else { return false }
    return !keepsStaleLoss || state.lastLoss > threshold
  }

  /// Follows the loss, with longer moves while there is more noise.
  public func move(
    for value: EnergyValue, _ state: GuidanceState, at moment: GuidanceMoment
  ) -> GuidanceMove? {
    guard keepsStaleLoss || state.lastLoss > threshold else { return nil }
    return GuidanceMove(loss: value.loss, rate: scale * moment.noise.guidanceFactor, ends: false)
  }
}

extension NoiseLevel {
  /// What layout-guidance and LMD multiply gradients by: σ², or √(1 − ᾱ) where variance is preserved.
  var guidanceFactor: Float {
    frame == .exploding ? sigma * sigma : (1 - alphaCumulative).squareRoot()
  }
}

extension GuidanceMoment {
  /// Where the step lies among as many as a schedule was published for.
  func publishedIndex(of steps: Int) -> Double { Double(index) * Double(steps) / Double(count) }
}
