// Euler's method for the probability flow in noise levels (arXiv 2206.00364, algorithm 1 without
// its correction), with the settings and the rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_euler_discrete.py

public import Tensors

/// Euler's method in noise levels: each step follows the straight line that the model points out.
public struct Euler: Scheduler {
  /// The published settings that it runs with.
  public let configuration: Configuration
  private let walk: ExplodingWalk

  /// Creates a scheduler for a number of steps.
  ///
  /// - Parameters:
  ///   - configuration: the published settings.
  ///   - steps: how many times the model will be asked.
  /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
  ///   without meaning.
  public init(_ configuration: Configuration, steps: Int) throws {
    self.configuration = configuration
    walk = try ExplodingWalk(configuration.levels, configuration.training, steps: steps)
  }

  /// The algorithm.
  public var kind: SchedulerKind { .euler }

  /// What the model's output stands for.
  public var prediction: Prediction { configuration.training.prediction }

  /// The time steps at which the model is asked, noisiest first.
  public var timesteps: [Float] { walk.timesteps }

  /// What standard normal noise is multiplied by to begin with: the highest level.
  public var initialNoiseScale: Float { walk.initialNoiseScale }

  /// Whether a step adds fresh noise: never.
  public var needsNoise: Bool { false }

  /// Returns how noisy samples are at a step.
  ///
  /// - Parameter index: the position in `timesteps`, or their number for what the last step leaves.
  /// - Returns: the level.
  public func noiseLevel(at index: Int) -> NoiseLevel { walk.noiseLevel(at: index) }

  /// Returns the sample as the model knows it, of variance 1.
  ///
  /// - Parameters:
  ///   - sample: the sample at step `index`, of any shape.
  ///   - index: the position in `timesteps`.
  /// - Returns: the scaled sample.
  public func modelInput(_ sample: Tensor, index: Int) -> Tensor {
    walk.modelInput(sample, index: index)
  }

  /// Returns the sample one step less noisy.
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - history: what the step before returned, which nothing depends on.
  ///   - noise: not used.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let original = original(modelOutput: modelOutput, index: index, sample: sample)
    let sigma = walk.sigmas[index]
    let derivative = (sample - original) / sigma
    let next = sample + derivative * (walk.sigmas[index + 1] - sigma)
    return SchedulerStep(sample: next, original: original, history: history)
  }
}

// MARK: - Settings

extension Euler {
  /// The published `scheduler_config.json`.
  public struct Configuration: SchedulerConfiguration, Hashable {
    /// What the model was trained on.
    public var training = NoiseTraining()
    /// The noise levels.
    public var levels = SigmaLevels()
    /// What was read differently from what the file says, a sentence each.
    public private(set) var notes: [String] = []

    /// Creates the published defaults.
    public init() {}

    /// Reads the published keys; absent ones take the published defaults.
    public init(_ file: SchedulerFile) throws {
      _ = try file.kind
      var keys = SchedulerKeys(file, for: .euler)
      training = try NoiseTraining(&keys)
      levels = try SigmaLevels(&keys, of: training.steps)
      levels.interpolation = try keys.choice("interpolation_type", default: .linear)
      levels.end = try keys.choice("final_sigmas_type", default: .zero)
      try levels.readBounds(&keys)
      levels.isContinuous =
        try keys.choice("timestep_type", default: SigmaLevels.Time.discrete) == .continuous
        && training.prediction == .velocity
      notes = keys.notes
    }

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .euler }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many times the model will be asked.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler { try Euler(self, steps: steps) }
  }
}
