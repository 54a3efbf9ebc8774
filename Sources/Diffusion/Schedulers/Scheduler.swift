public import Tensors

/// The walk from noise to a sample: which time steps, and how one leads to the next.
///
/// A scheduler is made for a number of steps and never changes. The caller drives it, and carries
/// from step to step what the scheduler wants to remember:
///
///     var sample = noise * scheduler.initialNoiseScale
///     var history = SchedulerHistory()
///     for (index, timestep) in scheduler.timesteps.enumerated() {
///       let input = scheduler.modelInput(sample, index: index)
///       let output = model(input, timestep)
///       let step = scheduler.step(
///         modelOutput: output, index: index, sample: sample, history: history)
///       (sample, history) = (step.sample, step.history)
///     }
///
/// A step depends on nothing else: the same step can be done again from another sample.
public protocol Scheduler: Sendable {
  /// The algorithm.
  var kind: SchedulerKind { get }

  /// What the model's output stands for.
  var prediction: Prediction { get }

  /// The time steps at which the model is asked, noisiest first.
  ///
  /// They may lie between whole ones; some schedulers ask twice at one of them.
  var timesteps: [Float] { get }

  /// The positions in `timesteps` at which a walk can begin without a history, one for each step
  /// that was asked for.
  var starts: [Int] { get }

  /// What standard normal noise is multiplied by to begin with.
  var initialNoiseScale: Float { get }

  /// Whether a step adds fresh noise.
  var needsNoise: Bool { get }

  /// Returns how noisy samples are at a step.
  ///
  /// - Parameter index: the position in `timesteps`, or their number for what the last step leaves.
  /// - Returns: the level.
  func noiseLevel(at index: Int) -> NoiseLevel

  /// Returns what the model is shown of a sample.
  ///
  /// - Parameters:
  ///   - sample: the sample at step `index`, of any shape.
  ///   - index: the position in `timesteps`.
  /// - Returns: the model's input, in the shape of `sample`.
  func modelInput(_ sample: Tensor, index: Int) -> Tensor

  /// Returns the noiseless sample that the model has in mind.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  /// - Returns: the noiseless sample.
  func original(modelOutput: Tensor, index: Int, sample: Tensor) -> Tensor

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
  func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep
}

extension Scheduler {
  /// Every position: most schedulers can begin anywhere.
  public var starts: [Int] { Array(timesteps.indices) }

  /// Nothing is scaled.
  public func modelInput(_ sample: Tensor, index: Int) -> Tensor { sample }

  /// What the output stands for at the level of the step, without any limit.
  public func original(modelOutput: Tensor, index: Int, sample: Tensor) -> Tensor {
    prediction.original(of: modelOutput, for: sample, at: noiseLevel(at: index))
  }

  /// Returns the sample one step less noisy, for a scheduler that adds no noise of its own.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - history: what the step before returned; empty where the walk begins.
  /// - Returns: the next sample, the noiseless one that the model has in mind, and the history for
  ///   the next step.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory = SchedulerHistory()
  ) -> SchedulerStep {
    step(modelOutput: modelOutput, index: index, sample: sample, history: history, noise: nil)
  }

  /// Returns the share of signal in the samples of a step, ᾱ.
  public func alphaCumulative(at index: Int) -> Float { noiseLevel(at: index).alphaCumulative }

  /// Returns the ratio of noise to signal in the samples of a step, σ.
  public func sigma(at index: Int) -> Float { noiseLevel(at: index).sigma }

  /// Returns an original made as noisy as the samples of a step.
  ///
  /// Begin there with a picture to be changed, or keep a part of one as it is from step to step.
  ///
  /// - Parameters:
  ///   - original: the sample without noise.
  ///   - noise: standard normal noise in the shape of `original`.
  ///   - index: the position in `timesteps`, or their number for what the last step leaves.
  /// - Returns: the noisy sample.
  public func addingNoise(to original: Tensor, noise: Tensor, at index: Int) -> Tensor {
    noiseLevel(at: index).adding(noise, to: original)
  }

  /// Returns the position at which to begin when only a part of the steps is to be done.
  ///
  /// - Parameter strength: the share of the steps to be done, from 0 to 1; rounded down to whole
  ///   steps.
  /// - Returns: the position, nil where no step is left to do.
  public func start(strength: Double) -> Int? {
    let steps = starts.count
    let wanted = Int(Double(steps) * min(max(strength, 0), 1))
    return wanted == 0 ? nil : starts[steps - wanted]
  }

  /// Stops when noise is missing that the scheduler needs.
  func require(_ noise: Tensor?) -> Tensor {
    guard let noise else { preconditionFailure("\(kind).step: needs noise, got none") }
    return noise
  }
}

/// What a scheduler remembers of the steps before, carried by whoever drives it.
public struct SchedulerHistory: Sendable {
  /// What the model answered, in the form that the scheduler works with, the newest last.
  var outputs: [Tensor] = []
  /// The answers within a step that asks more than once.
  var stages: [Tensor] = []
  /// The sample that the step started from, where the next one goes back to it.
  var sample: Tensor?

  /// Creates the history of a walk that begins.
  public init() {}

  /// The history with one more output, of which the last few are kept.
  func appending(_ output: Tensor, keeping count: Int) -> SchedulerHistory {
    var next = self
    next.outputs = Array((outputs + [output]).suffix(count))
    return next
  }
}

/// What one step gives.
public struct SchedulerStep: Sendable {
  /// The sample for the next step.
  public let sample: Tensor
  /// The model's idea of the sample without any noise, good for previews.
  public let original: Tensor
  /// What the next step needs to know.
  public let history: SchedulerHistory

  /// Creates the outcome of a step.
  public init(
    sample: Tensor, original: Tensor, history: SchedulerHistory = SchedulerHistory()
  ) {
    self.sample = sample
    self.original = original
    self.history = history
  }
}
