// Unified predictor and corrector (arXiv 2302.04867), with the settings and the rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_unipc_multistep.py

public import Tensors

/// Unified predictor and corrector: a multistep predictor, and what the model says at its end is
/// used once more to correct the step that led there, without asking more often.
public struct UniPC: Scheduler {
  /// The published settings that it runs with.
  public let configuration: Configuration
  private let walk: SigmaWalk

  /// Creates a scheduler for a number of steps.
  ///
  /// - Parameters:
  ///   - configuration: the published settings.
  ///   - steps: how many times the model will be asked.
  /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
  ///   without meaning.
  public init(_ configuration: Configuration, steps: Int) throws {
    let training = configuration.training
    try training.requireSteps(steps)
    self.configuration = configuration
    let schedule = training.scheduleKeepingSignal
    walk = try SigmaWalk(
      wholeSteps: configuration.levels, SigmaTraining(schedule), steps: steps,
      below: training.steps, rounds: configuration.levels.spread == .karras)
  }

  /// The algorithm.
  public var kind: SchedulerKind { .unipc }

  /// What the model's output stands for.
  public var prediction: Prediction { configuration.training.prediction }

  /// The time steps at which the model is asked, noisiest first.
  public var timesteps: [Float] { walk.timesteps }

  /// What standard normal noise is multiplied by to begin with: nothing changes.
  public var initialNoiseScale: Float { 1 }

  /// Whether a step adds fresh noise: never.
  public var needsNoise: Bool { false }

  /// Returns how noisy samples are at a step.
  ///
  /// - Parameter index: the position in `timesteps`, or their number for what the last step leaves.
  /// - Returns: the level.
  public func noiseLevel(at index: Int) -> NoiseLevel {
    NoiseLevel(sigma: walk.sigmas[index], .preserving)
  }

  /// Returns the noiseless sample that the model has in mind, within the limits of the settings.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  /// - Returns: the noiseless sample.
  public func original(modelOutput: Tensor, index: Int, sample: Tensor) -> Tensor {
    let original = prediction.original(
      of: modelOutput, for: sample, at: noiseLevel(at: index))
    guard configuration.predictsOriginal, let threshold = configuration.threshold else {
      return original
    }
    return threshold(original)
  }

  /// Returns the sample one step less noisy.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - history: what the step before returned; empty where the walk begins.
  ///   - noise: not used.
  /// - Returns: the next sample, the noiseless one that the model has in mind, and the history for
  ///   the next step.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let original = original(modelOutput: modelOutput, index: index, sample: sample)
    let answer =
      configuration.predictsOriginal
      ? original
      : prediction.noise(of: modelOutput, for: sample, at: noiseLevel(at: index))
    var base = sample
    if let before = history.sample, !configuration.uncorrectedSteps.contains(index - 1) {
      let order = order(at: index - 1, answers: history.outputs.count)
      base = moved(
        before, from: index - 1, answers: history.outputs, arrival: answer, order: order)
    }
    var next = history.appending(answer, keeping: configuration.order)
    next.sample = base
    let order = order(at: index, answers: next.outputs.count)
    let moved = moved(base, from: index, answers: next.outputs, arrival: nil, order: order)
    return SchedulerStep(sample: moved, original: original, history: next)
  }

  /// The order of a step: lower at the beginning and at the end.
  private func order(at index: Int, answers: Int) -> Int {
    let most =
      configuration.lowersFinalOrder
      ? min(configuration.order, walk.count - index) : configuration.order
    return min(most, answers)
  }

  /// Moves a sample over a step: the paper's equation 3, or with the answer at its end equation 2.
  ///
  /// - Parameters:
  ///   - sample: the sample before the step.
  ///   - index: the step.
  ///   - answers: the answers up to the step, the newest last.
  ///   - arrival: the answer at the end of the step, to correct it by.
  ///   - order: how many of the answers are used.
  /// - Returns: the sample after the step.
  private func moved(
    _ sample: Tensor, from index: Int, answers: [Tensor], arrival: Tensor?, order: Int
  ) -> Tensor {
    // Where σ doesn't change nothing is to be done, and orders above 1 would divide by zero.
    guard walk.sigmas[index + 1] < walk.sigmas[index] else { return sample }
    let (from, to) = (noiseLevel(at: index), noiseLevel(at: index + 1))
    let newest = answers[answers.count - 1]
    let width = to.logSignalToNoise - from.logSignalToNoise
    var ratios: [Float] = []
    var slopes: [Tensor] = []
    for back in 1..<max(order, 1) {
      let earlier = noiseLevel(at: index - back).logSignalToNoise
      let ratio = (earlier - from.logSignalToNoise) / width
      ratios.append(ratio)
      slopes.append((answers[answers.count - 1 - back] - newest) / ratio)
    }
    if let arrival { slopes.append(arrival - newest) }
    let coefficients = UniPCCoefficients(
      exponent: configuration.predictsOriginal ? -width : width, ratios: ratios + [1],
      variant: configuration.variant, isCorrector: arrival != nil)
    let (kept, scale) =
      configuration.predictsOriginal
      ? (to.noiseScale / from.noiseScale, to.signalScale)
      : (to.signalScale / from.signalScale, to.noiseScale)
    let result = kept * sample - (scale * coefficients.growth) * newest
    guard let first = slopes.first else { return result }
    var change = coefficients.weights[0] * first
    for (weight, slope) in zip(coefficients.weights, slopes).dropFirst() {
      change = change + weight * slope
    }
    return result - (scale * coefficients.base) * change
  }
}
