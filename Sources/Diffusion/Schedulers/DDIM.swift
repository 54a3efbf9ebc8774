// Denoising diffusion implicit models (arXiv 2010.02502), with the settings and the rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_ddim.py

public import Tensors

/// Sampling with denoising diffusion implicit models: few steps, and no noise unless asked for.
public struct DDIM: Scheduler {
  /// The published settings that it runs with.
  public let configuration: Configuration
  /// How much of the noise of DDPM each step adds: 0 none, 1 all (η of the paper's equation 16).
  public let eta: Float
  /// The time steps at which the model is asked, noisiest first.
  public let timesteps: [Float]
  private let schedule: NoiseSchedule
  /// The same time steps as positions in the schedule.
  private let positions: [Int]
  /// How many time steps of the training one step spans.
  private let span: Int

  /// Creates a scheduler for a number of steps.
  ///
  /// - Parameters:
  ///   - configuration: the published settings.
  ///   - steps: how many times the model will be asked.
  ///   - eta: how much of the noise of DDPM each step adds.
  /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
  ///   without meaning.
  public init(_ configuration: Configuration, steps: Int, eta: Float = 0) throws {
    self.configuration = configuration
    self.eta = eta
    schedule = configuration.training.schedule
    span = configuration.training.steps / max(steps, 1)
    positions = try configuration.training.positions(
      steps, spacing: configuration.spacing, offset: configuration.stepsOffset)
    timesteps = positions.map(Float.init)
    try schedule.requireShares()
    for position in positions { try requireMeaning(at: position) }
  }

  /// The algorithm.
  public var kind: SchedulerKind { .ddim }

  /// What the model's output stands for.
  public var prediction: Prediction { configuration.training.prediction }

  /// What standard normal noise is multiplied by to begin with: nothing changes.
  public var initialNoiseScale: Float { 1 }

  /// Whether a step adds fresh noise.
  public var needsNoise: Bool { eta > 0 }

  /// Returns how noisy samples are at a step.
  ///
  /// - Parameter index: the position in `timesteps`, or their number for what the last step leaves.
  /// - Returns: the level.
  public func noiseLevel(at index: Int) -> NoiseLevel {
    NoiseLevel(
      alphaCumulative: index < positions.count
        ? schedule.signal[positions[index]] : signalAfterStep(to: positions[index - 1] - span))
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
    if let threshold = configuration.threshold { return threshold(original) }
    guard configuration.clipsSample else { return original }
    return original.clamped(to: -configuration.clipRange...configuration.clipRange)
  }

  /// Returns the sample one step less noisy: the paper's equation 12.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - history: what the step before returned, which nothing depends on.
  ///   - noise: standard normal noise in the shape of `sample`, when `eta` is above 0.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let signal = schedule.signal[positions[index]]
    let nextSignal = signalAfterStep(to: positions[index] - span)
    let original = original(modelOutput: modelOutput, index: index, sample: sample)
    // The direction is that of the prediction before any limit.
    let direction = prediction.noise(of: modelOutput, for: sample, at: noiseLevel(at: index))
    // Equation 16, then equation 12. Rounding can leave a little less than nothing under the root.
    let variance = (1 - nextSignal) / (1 - signal) * (1 - signal / nextSignal)
    let deviation = eta == 0 ? 0 : eta * variance.squareRoot()
    let left = max(1 - nextSignal - deviation * deviation, 0)
    var next = nextSignal.squareRoot() * original + left.squareRoot() * direction
    if needsNoise { next = next + deviation * require(noise) }
    return SchedulerStep(sample: next, original: original, history: history)
  }

  /// Throws where a prediction is divided by zero, unless a limit makes something of it.
  private func requireMeaning(at position: Int) throws {
    let signal = schedule.signal[position]
    let isLimited = configuration.threshold != nil || configuration.clipsSample
    switch prediction {
    case .epsilon where signal == 0 && !isLimited, .sample where signal == 1:
      throw SchedulerError.undefined(
        prediction: prediction, timestep: position, signal: signal)
    default: return
    }
  }

  /// The share of signal after a step; what lies before the first time step is a setting.
  private func signalAfterStep(to position: Int) -> Float {
    if position >= 0 { return schedule.signal[position] }
    return configuration.endsWithoutNoise ? 1 : schedule.signal[0]
  }
}
