internal import Tensors

/// What the solvers share that keep samples as original + σ · noise.
struct ExplodingWalk: Hashable, Sendable {
  private let walk: SigmaWalk
  /// What standard normal noise is multiplied by to begin with.
  let initialNoiseScale: Float

  /// Creates the walk.
  ///
  /// - Parameters:
  ///   - levels: how levels are chosen.
  ///   - training: what the model was trained on.
  ///   - steps: how many times the model will be asked.
  /// - Throws: `SchedulerError` when the settings don't allow that many steps.
  init(_ levels: SigmaLevels, _ training: NoiseTraining, steps: Int) throws {
    try training.requireSteps(steps)
    let schedule = training.scheduleKeepingSignal
    walk = try SigmaWalk(levels, SigmaTraining(schedule), steps: steps)
    let highest = walk.sigmas[0]
    // The leading spacing begins below the training's end, where some signal is left in the sample;
    // diffusers counts its variance in.
    initialNoiseScale =
      levels.spacing == .leading ? (highest * highest + 1).squareRoot() : highest
  }

  /// The time steps, noisiest first.
  var timesteps: [Float] { walk.timesteps }

  /// The noise levels, one more than there are time steps.
  var sigmas: [Float] { walk.sigmas }

  func noiseLevel(at index: Int) -> NoiseLevel {
    NoiseLevel(sigma: sigmas[index], .exploding)
  }

  /// Returns the sample as the model knows it, of variance 1.
  func modelInput(_ sample: Tensor, index: Int) -> Tensor {
    sample / (sigmas[index] * sigmas[index] + 1).squareRoot()
  }
}
