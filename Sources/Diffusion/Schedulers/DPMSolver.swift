// DPM-Solver and DPM-Solver++ over several steps (arXiv 2206.00927, 2211.01095), with the settings
// and the rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_dpmsolver_multistep.py

public import Tensors

/// DPM-Solver++ over several steps: what is linear in a step is solved exactly, and the rest by a
/// polynomial through the last few predictions.
///
/// With `use_karras_sigmas` it is known as DPM++ 2M Karras, with `sde-dpmsolver++` as DPM++ 2M SDE.
public struct DPMSolver: Scheduler {
  /// The published settings that it runs with.
  public let configuration: Configuration
  private let walk: SigmaWalk

  /// The number of steps from which on lower orders are of no use at the end.
  private static let manySteps = 15

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
    let sigmas = try SigmaTraining(schedule)
    let clipped = schedule.signal.reversed().prefix { signal in
      NoiseLevel(alphaCumulative: signal).logSignalToNoise
        < Float(configuration.leastLogSignalToNoise)
    }.count
    guard clipped < training.steps else {
      throw SchedulerError.clipped(
        key: "lambda_min_clipped", value: configuration.leastLogSignalToNoise)
    }
    // diffusers rounds the time steps of Karras's and Lu's levels but for the cosine schedule.
    let rounds =
      [.karras, .lu].contains(configuration.levels.spread)
      && training.betaFormula != .squaredCosine
    walk = try SigmaWalk(
      wholeSteps: configuration.levels, sigmas, steps: steps, below: training.steps - clipped,
      rounds: rounds)
  }

  /// The algorithm.
  public var kind: SchedulerKind { .dpmSolver }

  /// What the model's output stands for.
  public var prediction: Prediction { configuration.training.prediction }

  /// The time steps at which the model is asked, noisiest first.
  public var timesteps: [Float] { walk.timesteps }

  /// What standard normal noise is multiplied by to begin with: nothing changes.
  public var initialNoiseScale: Float { 1 }

  /// Whether a step adds fresh noise.
  public var needsNoise: Bool { configuration.algorithm.isStochastic }

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
    return configuration.threshold.map { $0(original) } ?? original
  }

  /// Returns the sample one step less noisy.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - history: what the step before returned; empty where the walk begins.
  ///   - noise: standard normal noise in the shape of `sample`, when `needsNoise`.
  /// - Returns: the next sample, the noiseless one that the model has in mind, and the history for
  ///   the next step.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let original = original(modelOutput: modelOutput, index: index, sample: sample)
    let next = history.appending(
      answer(modelOutput, original, index: index, sample: sample), keeping: configuration.order)
    // Where σ doesn't change nothing is to be done, and orders above 1 would divide by zero.
    guard walk.sigmas[index + 1] < walk.sigmas[index] else {
      return SchedulerStep(sample: sample, original: original, history: next)
    }
    let order = order(at: index, answers: next.outputs.count)
    let levels = (0...order).map { noiseLevel(at: index + 1 - $0) }
    let weights = configuration.algorithm.weights(levels, configuration.solver)
    let differences = Self.differences(
      Array(next.outputs.suffix(order).reversed()), levels.map(\.logSignalToNoise))
    var moved = weights.sample * sample
    for (weight, difference) in zip(weights.differences, differences) {
      moved = moved + weight * difference
    }
    if needsNoise { moved = moved + weights.noise * require(noise) }
    return SchedulerStep(sample: moved, original: original, history: next)
  }

  /// What the solver works with: the noiseless sample, or the noise.
  private func answer(
    _ output: Tensor, _ original: Tensor, index: Int, sample: Tensor
  ) -> Tensor {
    if configuration.algorithm.predictsOriginal { return original }
    let level = noiseLevel(at: index)
    return configuration.threshold == nil
      ? prediction.noise(of: output, for: sample, at: level)
      : (sample - level.signalScale * original) / level.noiseScale
  }

  /// The order of a step: lower at the beginning, and where the end asks for it.
  private func order(at index: Int, answers: Int) -> Int {
    let left = walk.count - index
    let isLowered = configuration.lowersFinalOrder && walk.count < Self.manySteps
    let most: Int
    switch left {
    case 1 where isLowered || configuration.endsWithEuler || configuration.levels.end == .zero:
      most = 1
    case 2 where isLowered: most = min(2, configuration.order)
    default: most = configuration.order
    }
    return min(most, answers)
  }

  /// The newest answer, and the differences of first and second order that a step needs.
  ///
  /// - Parameters:
  ///   - answers: the answers, the newest first.
  ///   - lambdas: λ after the step, at it, and before it.
  /// - Returns: as many tensors as answers.
  private static func differences(_ answers: [Tensor], _ lambdas: [Float]) -> [Tensor] {
    guard answers.count > 1 else { return answers }
    let width = lambdas[0] - lambdas[1]
    let ratio = (lambdas[1] - lambdas[2]) / width
    let newest = (1 / ratio) * (answers[0] - answers[1])
    guard answers.count > 2 else { return [answers[0], newest] }
    let earlierRatio = (lambdas[2] - lambdas[3]) / width
    let earlier = (1 / earlierRatio) * (answers[1] - answers[2])
    let change = newest - earlier
    let sum = ratio + earlierRatio
    return [answers[0], newest + (ratio / sum) * change, (1 / sum) * change]
  }
}
