/// How the noise levels of a walk are chosen: what the solvers in noise levels share.
public struct SigmaLevels: Hashable, Sendable {
  /// How noise levels are found between time steps.
  public enum Interpolation: String, CaseIterable, Sendable {
    /// On a straight line between whole time steps.
    case linear
    /// Evenly spaced logarithms over the whole training, whatever the time steps.
    case logarithmic = "log_linear"
  }

  /// What models are told as time.
  enum Time: String, CaseIterable {
    case discrete
    case continuous
  }

  /// How time steps are spread.
  public var spacing = TimestepSpacing.linspace
  /// What is added to every time step of the leading spacing.
  public var stepsOffset = 0
  /// How noise levels are found between time steps.
  public var interpolation = Interpolation.linear
  /// How noise levels are spread.
  public var spread = SigmaSpread.asTimesteps
  /// The lowest level of a spread, instead of what the time steps have.
  public var lowest: Double?
  /// The highest level of a spread, instead of what the time steps have.
  public var highest: Double?
  /// Where the walk ends.
  public var end = FinalSigma.zero
  /// Whether the model is told a quarter of σ's logarithm instead of time steps.
  public var isContinuous = false

  /// Creates the published defaults.
  public init() {}

  /// Reads the keys that all solvers in noise levels know.
  ///
  /// - Parameters:
  ///   - keys: the file.
  ///   - count: the number of time steps of the training.
  ///   - allowsSpread: whether the scheduler can spread noise levels.
  ///   - allowsLu: whether the scheduler knows `use_lu_lambdas`.
  /// - Throws: `ConfigurationError` naming a key that is wrong or can't be honoured.
  init(
    _ keys: inout SchedulerKeys, of count: Int, allowsSpread: Bool = true, allowsLu: Bool = false
  ) throws {
    (spacing, stepsOffset) = try keys.spacing(default: spacing, of: count)
    if allowsSpread { spread = try SigmaSpread(&keys, allowsLu: allowsLu) }
  }

  /// Reads the bounds of a spread.
  mutating func readBounds(_ keys: inout SchedulerKeys) throws {
    let positive = Double(Float.leastNormalMagnitude)...1e9
    lowest = try keys.number("sigma_min", in: positive)
    highest = try keys.number("sigma_max", in: positive)
  }
}

// MARK: - Walks

extension SigmaWalk {
  /// The walk of the solvers whose time steps may lie between whole ones (Euler, LMS).
  init(_ levels: SigmaLevels, _ training: SigmaTraining, steps: Int) throws {
    let count = training.sigmas.count
    // NumPy spreads them in single precision here.
    var timesteps = levels.spacing.timesteps(steps, of: count, offset: levels.stepsOffset)
      .map { Double(Float($0)) }
    var sigmas = timesteps.map(training.sigma)
    if levels.interpolation == .logarithmic {
      // One level more than there are time steps: the walk stops before its end is reached.
      let (first, last) = (Double(training.sigmas[count - 1]), Double(training.sigmas[0]))
      sigmas = SigmaSpread.exponential.sigmas(from: first, to: last, count: steps + 1) ?? []
    }
    let spread = levels.spread.sigmas(
      from: levels.highest ?? sigmas[0], to: levels.lowest ?? sigmas[sigmas.count - 1],
      count: steps)
    if let spread {
      sigmas = spread
      timesteps = spread.map(training.timestep)
    }
    let all = sigmas.map(Float.init) + [levels.end == .zero ? 0 : training.sigmas[0]]
    try self.init(
      timesteps: timesteps.map(Float.init), sigmas: Array(all.prefix(steps + 1)),
      training: training, offset: levels.stepsOffset)
    if levels.isContinuous { makeContinuous() }
  }

  /// The walk of the solvers in log-SNR, over whole time steps (DPM-Solver++, UniPC).
  ///
  /// - Parameters:
  ///   - levels: how levels are chosen.
  ///   - training: the levels of the training.
  ///   - steps: how many times the model will be asked.
  ///   - limit: the number of time steps that may be used.
  ///   - rounds: whether the time steps of a spread are rounded, and not cut off.
  /// - Throws: `SchedulerError` where time steps lie outside the training, or noise doesn't fall.
  init(
    wholeSteps levels: SigmaLevels, _ training: SigmaTraining, steps: Int, below limit: Int,
    rounds: Bool
  ) throws {
    let count = training.sigmas.count
    var timesteps = levels.spacing.timestepsBeforeEnd(
      steps, of: count, below: limit, offset: levels.stepsOffset)
    var sigmas = timesteps.map(training.sigma)
    let spread = levels.spread.sigmas(
      from: levels.highest ?? Double(training.sigmas[count - 1]),
      to: levels.lowest ?? Double(training.sigmas[0]), count: steps)
    if let spread {
      sigmas = spread
      timesteps = spread.map(training.timestep)
        .map { $0.rounded(rounds ? .toNearestOrEven : .towardZero) }
    }
    let last = levels.end == .zero ? 0 : spread?.last.map(Float.init) ?? training.sigmas[0]
    try self.init(
      timesteps: timesteps.map(Float.init), sigmas: sigmas.map(Float.init) + [last],
      training: training, offset: levels.stepsOffset)
  }
}
