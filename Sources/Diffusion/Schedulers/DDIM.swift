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
  public let timesteps: [Int]
  private let schedule: NoiseSchedule
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
    let count = configuration.trainingSteps
    guard (1...count).contains(steps) else {
      throw SchedulerError.steps(found: steps, limit: count)
    }
    self.configuration = configuration
    self.eta = eta
    schedule = configuration.schedule
    span = count / steps
    timesteps = Self.timesteps(configuration, steps: steps)
    for (timestep, signal) in schedule.signal.enumerated() where !(0...1).contains(signal) {
      throw SchedulerError.signal(found: signal, timestep: timestep)
    }
    for timestep in timesteps {
      guard (0..<count).contains(timestep) else {
        throw SchedulerError.timestep(
          found: timestep, limit: count, steps: steps, offset: configuration.stepsOffset)
      }
      try requireMeaning(at: timestep)
    }
  }

  /// What standard normal noise is multiplied by to begin with: nothing changes.
  public var initialNoiseScale: Float { 1 }

  /// Whether a step adds fresh noise.
  public var needsNoise: Bool { eta > 0 }

  /// Returns the sample, which the model is shown as it is.
  ///
  /// - Parameters:
  ///   - sample: the sample at step `index`, of any shape.
  ///   - index: the position in `timesteps`.
  /// - Returns: `sample`.
  public func modelInput(_ sample: Tensor, index: Int) -> Tensor { sample }

  /// Returns the sample one step less noisy: the paper's equation 12.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - noise: standard normal noise in the shape of `sample`, when `eta` is above 0.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, noise: Tensor?
  ) -> SchedulerStep {
    let timestep = timesteps[index]
    let signal = schedule.signal[timestep]
    let nextSignal = signalAfterStep(to: timestep - span)
    var (original, direction) = predictions(of: modelOutput, for: sample, signal: signal)
    if configuration.thresholds {
      original = thresholded(original)
    } else if configuration.clipsSample {
      original = original.clamped(to: -configuration.clipRange...configuration.clipRange)
    }
    // Equation 16, then equation 12. Rounding can leave a little less than nothing under the root.
    let variance = (1 - nextSignal) / (1 - signal) * (1 - signal / nextSignal)
    let deviation = eta == 0 ? 0 : eta * variance.squareRoot()
    let left = max(1 - nextSignal - deviation * deviation, 0)
    var next = nextSignal.squareRoot() * original + left.squareRoot() * direction
    if needsNoise {
      guard let noise else { preconditionFailure("DDIM.step: eta \(eta) needs noise, got none") }
      next = next + deviation * noise
    }
    return SchedulerStep(sample: next, original: original)
  }

  /// Throws where a prediction is divided by zero, unless a limit makes something of it.
  private func requireMeaning(at timestep: Int) throws {
    let signal = schedule.signal[timestep]
    let isLimited = configuration.thresholds || configuration.clipsSample
    switch configuration.prediction {
    case .epsilon where signal == 0 && !isLimited, .sample where signal == 1:
      throw SchedulerError.undefined(
        prediction: configuration.prediction, timestep: timestep, signal: signal)
    default: return
    }
  }

  /// The share of signal after a step; what lies before the first time step is a setting.
  private func signalAfterStep(to timestep: Int) -> Float {
    if timestep >= 0 { return schedule.signal[timestep] }
    return configuration.endsWithoutNoise ? 1 : schedule.signal[0]
  }

  /// The noiseless sample and the noise that a model's output stands for.
  private func predictions(
    of output: Tensor, for sample: Tensor, signal: Float
  ) -> (original: Tensor, noise: Tensor) {
    let signalScale = signal.squareRoot()
    let noiseScale = (1 - signal).squareRoot()
    switch configuration.prediction {
    case .epsilon:
      return ((sample - noiseScale * output) / signalScale, output)
    case .sample:
      return (output, (sample - signalScale * output) / noiseScale)
    case .velocity:
      return (
        signalScale * sample - noiseScale * output, signalScale * output + noiseScale * sample
      )
    }
  }

  /// Clamps each item of a batch to a quantile of its magnitudes and scales it back to 1 (Imagen's
  /// dynamic thresholding, arXiv 2205.11487, section 2.3).
  private func thresholded(_ original: Tensor) -> Tensor {
    let width = original.shape.count / original.shape[0]
    let values = original.values
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: width) {
      let item = values[start..<start + width]
      let quantile = Self.quantile(configuration.thresholdQuantile, of: item.map { abs($0) })
      let limit = min(max(quantile, 1), configuration.largestThreshold)
      result += item.map { min(max($0, -limit), limit) / limit }
    }
    return Tensor(original.shape, result)
  }

  /// The linearly interpolated quantile.
  private static func quantile(_ share: Float, of values: [Float]) -> Float {
    let sorted = values.sorted()
    let rank = share * Float(sorted.count - 1)
    let below = Int(rank)
    let (low, high) = (sorted[below], sorted[min(below + 1, sorted.count - 1)])
    let weight = rank - Float(below)
    return weight < 0.5 ? low + weight * (high - low) : high - (1 - weight) * (high - low)
  }

  /// The time steps of table 2 of arXiv 2305.08891, noisiest first, rounded as NumPy does.
  ///
  /// For some numbers of steps (61 of 1000) NumPy's count for `trailing` comes out one too long and
  /// ends with time step -1; such an extra step is left out here.
  private static func timesteps(_ configuration: Configuration, steps: Int) -> [Int] {
    let count = configuration.trainingSteps
    switch configuration.spacing {
    case .leading:
      return (0..<steps).reversed().map { $0 * (count / steps) + configuration.stepsOffset }
    case .trailing:
      let total = Double(count)
      let stride = (total - total / Double(steps)) - total
      return (0..<steps).map { index in
        Int((total + Double(index) * stride).rounded(.toNearestOrEven)) - 1
      }
    case .linspace:
      let stride = steps > 1 ? Double(count - 1) / Double(steps - 1) : 0
      return (0..<steps).reversed().map { index in
        index > 0 && index == steps - 1
          ? count - 1 : Int((Double(index) * stride).rounded(.toNearestOrEven))
      }
    }
  }
}
