// Linear multistep (Adams–Bashforth) over noise levels that are unevenly spaced, as k-diffusion has
// it, with the settings and the rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_lms_discrete.py

public import Tensors

/// Linear multistep in noise levels: each step follows the curve through the last four directions.
public struct LMS: Scheduler {
  /// The published settings that it runs with.
  public let configuration: Configuration
  private let walk: ExplodingWalk
  /// The most directions that a step looks back on.
  private static let order = 4

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
  public var kind: SchedulerKind { .lms }

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
  /// A walk that begins in the middle has as many directions as steps were done. (diffusers' counts
  /// those before the beginning too, without having them.)
  ///
  /// - Parameters:
  ///   - modelOutput: what the model answered, in the shape of `sample`.
  ///   - index: the position in `timesteps`.
  ///   - sample: the sample at this step; its first axis is the batch.
  ///   - history: what the step before returned; empty where the walk begins.
  ///   - noise: not used.
  /// - Returns: the next sample, and the noiseless one that the model has in mind.
  public func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let original = original(modelOutput: modelOutput, index: index, sample: sample)
    let derivative = (sample - original) / walk.sigmas[index]
    let next = history.appending(derivative, keeping: Self.order)
    let weights = weights(at: index, order: next.outputs.count)
    var change = weights[0] * derivative
    for (weight, earlier) in zip(weights, next.outputs.reversed()).dropFirst() {
      change = change + weight * earlier
    }
    return SchedulerStep(sample: sample + change, original: original, history: next)
  }

  /// How much each direction counts, the newest first: the integral over the step of the polynomial
  /// that is 1 at its level and 0 at the levels of the others.
  private func weights(at index: Int, order: Int) -> [Float] {
    let nodes = (0..<order).map { Double(walk.sigmas[index - $0]) }
    let (start, end) = (Double(walk.sigmas[index]), Double(walk.sigmas[index + 1]))
    return nodes.indices.map { node in
      func polynomial(_ sigma: Double) -> Double {
        nodes.indices.reduce(1) { product, other in
          other == node
            ? product : product * (sigma - nodes[other]) / (nodes[node] - nodes[other])
        }
      }
      // Simpson's rule is exact up to the third degree.
      let sum = polynomial(start) + 4 * polynomial((start + end) / 2) + polynomial(end)
      return Float((end - start) / 6 * sum)
    }
  }
}

// MARK: - Settings

extension LMS {
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
      var keys = SchedulerKeys(file, for: .lms)
      training = try NoiseTraining(&keys, allowsRescaling: false)
      levels = try SigmaLevels(&keys, of: training.steps)
      notes = keys.notes
    }

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .lms }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many times the model will be asked.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler { try LMS(self, steps: steps) }
  }
}
