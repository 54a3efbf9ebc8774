public import Tensors

/// The walk from noise to a sample: which time steps, and how one leads to the next.
///
/// A scheduler is made for a number of steps and never changes. The caller drives it:
///
///     var sample = noise * scheduler.initialNoiseScale
///     for (index, timestep) in scheduler.timesteps.enumerated() {
///       let input = scheduler.modelInput(sample, index: index)
///       let output = model(input, timestep)
///       sample = scheduler.step(modelOutput: output, index: index, sample: sample).sample
///     }
public protocol Scheduler: Sendable {
  /// The time steps at which the model is asked, noisiest first.
  var timesteps: [Int] { get }

  /// What standard normal noise is multiplied by to begin with.
  var initialNoiseScale: Float { get }

  /// Whether a step adds fresh noise.
  var needsNoise: Bool { get }

  /// Returns what the model is shown of a sample.
  ///
  /// - Parameters:
  ///   - sample: the sample at step `index`, of any shape.
  ///   - index: the position in `timesteps`.
  /// - Returns: the model's input, in the shape of `sample`.
  func modelInput(_ sample: Tensor, index: Int) -> Tensor

  /// Returns the sample one step less noisy.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - noise: standard normal noise in the shape of `sample`, when `needsNoise`.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  func step(modelOutput: Tensor, index: Int, sample: Tensor, noise: Tensor?) -> SchedulerStep
}

extension Scheduler {
  /// Returns the sample one step less noisy, for a scheduler that adds no noise of its own.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  public func step(modelOutput: Tensor, index: Int, sample: Tensor) -> SchedulerStep {
    step(modelOutput: modelOutput, index: index, sample: sample, noise: nil)
  }
}

/// What one step gives.
public struct SchedulerStep: Sendable {
  /// The sample for the next step.
  public let sample: Tensor
  /// The model's idea of the sample without any noise, good for previews.
  public let original: Tensor

  /// Creates the outcome of a step.
  public init(sample: Tensor, original: Tensor) {
    self.sample = sample
    self.original = original
  }
}
