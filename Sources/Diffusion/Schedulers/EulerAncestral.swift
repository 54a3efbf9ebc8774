// Ancestral sampling (arXiv 2006.11239) in steps of Euler's method, as k-diffusion has it, with the
// settings and the rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_euler_ancestral_discrete.py

public import Tensors

/// Euler's method with fresh noise: each step goes further down than it must, and comes up again.
public struct EulerAncestral: Scheduler {
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
  public var kind: SchedulerKind { .eulerAncestral }

  /// What the model's output stands for.
  public var prediction: Prediction { configuration.training.prediction }

  /// The time steps at which the model is asked, noisiest first.
  public var timesteps: [Float] { walk.timesteps }

  /// What standard normal noise is multiplied by to begin with: the highest level.
  public var initialNoiseScale: Float { walk.initialNoiseScale }

  /// Whether a step adds fresh noise: always.
  public var needsNoise: Bool { true }

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
  ///   - noise: standard normal noise in the shape of `sample`; the last step adds none of it.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let original = original(modelOutput: modelOutput, index: index, sample: sample)
    let (from, to) = (walk.sigmas[index], walk.sigmas[index + 1])
    // Down to a level from which fresh noise of deviation `up` leads to the next one.
    let up = (to * to * (from * from - to * to) / (from * from)).squareRoot()
    let down = (to * to - up * up).squareRoot()
    let derivative = (sample - original) / from
    let next = sample + derivative * (down - from) + require(noise) * up
    return SchedulerStep(sample: next, original: original, history: history)
  }
}

// MARK: - Settings

extension EulerAncestral {
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
      var keys = SchedulerKeys(file, for: .eulerAncestral)
      training = try NoiseTraining(&keys, predictions: [.epsilon, .velocity])
      levels = try SigmaLevels(&keys, of: training.steps, allowsSpread: false)
      notes = keys.notes
    }

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .eulerAncestral }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many times the model will be asked.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler {
      try EulerAncestral(self, steps: steps)
    }
  }
}
