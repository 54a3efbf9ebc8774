// Pseudo numerical methods for diffusion models (arXiv 2202.09778), with the settings and the
// rounding of
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/schedulers/scheduling_pndm.py

public import Tensors

/// Pseudo numerical methods: DDIM's step, taken along a combination of the last four predictions.
///
/// The first steps are made by Runge–Kutta's method (four questions a step, three steps), or, where
/// `skip_prk_steps` says so, by asking twice for the first step (PLMS). Latent diffusion has PLMS.
///
/// Predictions are combined as the model gives them. Velocities are turned into noise after that, at
/// the sample of the step that they are combined for, although earlier ones were meant for others:
/// so has diffusers, and pictures can be compared.
public struct PNDM: Scheduler {
  /// The published settings that it runs with.
  public let configuration: Configuration
  /// The time steps at which the model is asked, noisiest first; some come twice.
  public let timesteps: [Float]
  private let schedule: NoiseSchedule
  /// The same time steps as positions in the schedule.
  private let positions: [Int]
  /// How many questions belong to steps by Runge–Kutta's method.
  private let rungeKuttaCount: Int
  /// How many time steps of the training one step spans.
  private let span: Int

  /// The most predictions that a step combines.
  private static let order = 4
  /// How much each question of a step by Runge–Kutta's method counts.
  private static let stageWeights: [Float] = [1 / 6, 1 / 3, 1 / 3, 1 / 6]
  /// How much each prediction counts, the newest first, by how many there are: Adams–Bashforth's.
  private static let multistepWeights: [(weights: [Float], divisor: Float)] = [
    ([1], 1), ([3, -1], 2), ([23, -16, 5], 12), ([55, -59, 37, -9], 24),
  ]

  /// Creates a scheduler for a number of steps.
  ///
  /// - Parameters:
  ///   - configuration: the published settings.
  ///   - steps: how many steps are to be made; the model is asked once more, or nine times more with
  ///     Runge–Kutta's method.
  /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
  ///   without meaning.
  public init(_ configuration: Configuration, steps: Int) throws {
    let training = configuration.training
    let plain = try training.positions(
      steps, spacing: configuration.spacing, offset: configuration.stepsOffset)
    self.configuration = configuration
    schedule = training.schedule
    span = training.steps / steps
    if configuration.skipsRungeKutta {
      positions = plain.count > 1 ? [plain[0], plain[1]] + plain.dropFirst() : plain
      rungeKuttaCount = 0
    } else {
      guard steps >= Self.order else {
        throw SchedulerError.tooFewSteps(
          found: steps, least: Self.order, key: "skip_prk_steps", value: "false")
      }
      let half = span / 2
      var questions: [Int] = []
      for (from, to) in zip(plain, plain.dropFirst()).prefix(Self.order - 1) {
        questions += [from, to + half, to + half, to]
      }
      positions = questions + plain.dropFirst(Self.order - 1)
      rungeKuttaCount = questions.count
    }
    timesteps = positions.map(Float.init)
    try schedule.requireShares()
    for position in positions where !(schedule.signal[position] > 0) {
      throw SchedulerError.undefined(
        prediction: training.prediction, timestep: position, signal: schedule.signal[position])
    }
  }

  /// The algorithm.
  public var kind: SchedulerKind { .pndm }

  /// What the model's output stands for.
  public var prediction: Prediction { configuration.training.prediction }

  /// The positions in `timesteps` at which a walk can begin: where a step begins.
  public var starts: [Int] {
    if rungeKuttaCount > 0 {
      return Array(stride(from: 0, to: rungeKuttaCount, by: Self.stageWeights.count))
        + Array(rungeKuttaCount..<positions.count)
    }
    return positions.indices.filter { $0 != 1 }
  }

  /// What standard normal noise is multiplied by to begin with: nothing changes.
  public var initialNoiseScale: Float { 1 }

  /// Whether a step adds fresh noise: never.
  public var needsNoise: Bool { false }

  /// Returns how noisy samples are at a step.
  ///
  /// - Parameter index: the position in `timesteps`, or their number for what the last step leaves.
  /// - Returns: the level.
  public func noiseLevel(at index: Int) -> NoiseLevel {
    NoiseLevel(
      alphaCumulative: signal(
        at: index < positions.count ? positions[index] : positions[index - 1] - span))
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
    let (next, history) =
      index < rungeKuttaCount
      ? rungeKutta(modelOutput, index: index, sample: sample, history: history)
      : multistep(modelOutput, index: index, sample: sample, history: history)
    return SchedulerStep(sample: next, original: original, history: history)
  }

  /// One question of a step by Runge–Kutta's method: equation 13, and at the last one the step.
  private func rungeKutta(
    _ output: Tensor, index: Int, sample: Tensor, history: SchedulerHistory
  ) -> (Tensor, SchedulerHistory) {
    let stages = Self.stageWeights.count
    let stage = index % stages
    let from = positions[index - stage]
    let to = positions[index] - (stage % 2 == 0 ? span / 2 : 0)
    var next = stage == 0 ? history.appending(output, keeping: Self.order) : history
    let base = stage == 0 ? sample : history.sample ?? sample
    next.stages = (stage == 0 ? [] : history.stages) + [output]
    next.sample = base
    var combined = output
    if stage == stages - 1 {
      let terms = zip(Self.stageWeights, next.stages).map { $0 * $1 }
      combined = terms.dropFirst().reduce(terms[0], +)
      (next.stages, next.sample) = ([], nil)
    }
    return (moved(base, along: combined, from: from, to: to), next)
  }

  /// One question of the linear multistep method: equation 12, with fewer predictions at first.
  private func multistep(
    _ output: Tensor, index: Int, sample: Tensor, history: SchedulerHistory
  ) -> (Tensor, SchedulerHistory) {
    let position = positions[index]
    if rungeKuttaCount == 0, index == 1, let base = history.sample, let first = history.outputs.last
    {
      // Asked where the first step led, the first step is made again with the mean of both answers.
      var next = history
      next.sample = nil
      let mean = (output + first) / 2
      return (moved(base, along: mean, from: position + span, to: position), next)
    }
    var next = history.appending(output, keeping: Self.order)
    next.sample = rungeKuttaCount == 0 && index == 0 ? sample : nil
    let (weights, divisor) = Self.multistepWeights[next.outputs.count - 1]
    let terms = zip(weights, next.outputs.reversed()).map { $0 * $1 }
    let combined = terms.dropFirst().reduce(terms[0], +) / divisor
    return (moved(sample, along: combined, from: position, to: position - span), next)
  }

  /// Moves a sample along a prediction: equation 11.
  private func moved(_ sample: Tensor, along output: Tensor, from: Int, to: Int) -> Tensor {
    let (signal, nextSignal) = (signal(at: from), signal(at: to))
    let noise = prediction.noise(of: output, for: sample, at: NoiseLevel(alphaCumulative: signal))
    let scale = (nextSignal / signal).squareRoot()
    let mixed = (signal * (1 - signal) * nextSignal).squareRoot()
    let divisor = signal * (1 - nextSignal).squareRoot() + mixed
    return scale * sample - (nextSignal - signal) * noise / divisor
  }

  /// The share of signal at a time step; what lies before the first one is a setting.
  private func signal(at position: Int) -> Float {
    if position >= 0 { return schedule.signal[position] }
    return configuration.endsWithoutNoise ? 1 : schedule.signal[0]
  }
}

// MARK: - Settings

extension PNDM {
  /// The published `scheduler_config.json`.
  public struct Configuration: SchedulerConfiguration, Hashable {
    /// What the model was trained on.
    public var training = NoiseTraining()
    /// How time steps are spread.
    public var spacing = TimestepSpacing.leading
    /// What is added to every time step of the leading spacing.
    public var stepsOffset = 0
    /// Whether the last step leads to no noise at all, instead of the first time step's noise.
    public var endsWithoutNoise = false
    /// Whether the first steps are made without Runge–Kutta's method.
    public var skipsRungeKutta = false
    /// What was read differently from what the file says, a sentence each.
    public private(set) var notes: [String] = []

    /// Creates the published defaults.
    public init() {}

    /// Reads the published keys; absent ones take the published defaults.
    public init(_ file: SchedulerFile) throws {
      _ = try file.kind
      var keys = SchedulerKeys(file, for: .pndm)
      training = try NoiseTraining(
        &keys, predictions: [.epsilon, .velocity], allowsRescaling: false)
      (spacing, stepsOffset) = try keys.spacing(default: spacing, of: training.steps)
      endsWithoutNoise = try keys.flag("set_alpha_to_one", default: endsWithoutNoise)
      skipsRungeKutta = try keys.flag("skip_prk_steps", default: skipsRungeKutta)
      notes = keys.notes
    }

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .pndm }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many steps are to be made.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler { try PNDM(self, steps: steps) }
  }
}
