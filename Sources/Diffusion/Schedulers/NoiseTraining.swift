/// The noise that a model was trained on, and what it says of it: what all schedulers share.
public struct NoiseTraining: Hashable, Sendable {
  /// The number of time steps that the model was trained with.
  public var steps = 1000
  /// The first beta.
  public var betaStart = 0.0001
  /// The last beta.
  public var betaEnd = 0.02
  /// How the betas lie between the first and the last.
  public var betaFormula = NoiseSchedule.Formula.linear
  /// The betas one by one, instead of the formula.
  public var trainedBetas: [Float]?
  /// Whether the betas are stretched until no signal is left at the end.
  public var rescalesToZeroTerminalSignal = false
  /// What the model's output stands for.
  public var prediction = Prediction.epsilon

  /// Creates the published defaults.
  public init() {}

  /// How much noise each time step adds.
  public var schedule: NoiseSchedule {
    let schedule =
      if let trainedBetas {
        NoiseSchedule(betas: trainedBetas)
      } else {
        NoiseSchedule(betaFormula, from: betaStart, to: betaEnd, count: steps)
      }
    return rescalesToZeroTerminalSignal ? schedule.rescaledToZeroTerminalSignal() : schedule
  }

  /// The schedule for solvers that divide by the signal.
  ///
  /// Where nothing would be left at the end they keep 2⁻²⁴ of it, the smallest number of half
  /// precision, as diffusers does.
  var scheduleKeepingSignal: NoiseSchedule {
    rescalesToZeroTerminalSignal ? schedule.replacingLastSignal(by: 0x1p-24) : schedule
  }
}

// MARK: - Steps

extension NoiseTraining {
  /// Returns whole time steps, noisiest first.
  ///
  /// - Throws: `SchedulerError` where there are none, or where they lie outside the training.
  func positions(_ steps: Int, spacing: TimestepSpacing, offset: Int) throws -> [Int] {
    try requireSteps(steps)
    let positions = spacing.timesteps(steps, of: self.steps, offset: offset)
      .map { Int($0.rounded(.toNearestOrEven)) }
    for position in positions where !(0..<self.steps).contains(position) {
      throw SchedulerError.timestep(
        found: Float(position), limit: self.steps, steps: steps, offset: offset)
    }
    return positions
  }

  /// Throws where there are fewer steps than one, or more than the training has.
  func requireSteps(_ steps: Int) throws {
    guard (1...self.steps).contains(steps) else {
      throw SchedulerError.steps(found: steps, limit: self.steps)
    }
  }
}

extension NoiseSchedule {
  /// Throws where what is left of the signal is not a share.
  func requireShares() throws {
    for (timestep, signal) in signal.enumerated() where !(0...1).contains(signal) {
      throw SchedulerError.signal(found: signal, timestep: timestep)
    }
  }
}

// MARK: - The file

extension NoiseTraining {
  /// Reads the published keys.
  ///
  /// - Parameters:
  ///   - keys: the file.
  ///   - predictions: what the scheduler can make of a model's output.
  ///   - allowsRescaling: whether the scheduler knows `rescale_betas_zero_snr`.
  /// - Throws: `ConfigurationError` naming a key that is wrong or can't be honoured.
  init(
    _ keys: inout SchedulerKeys, predictions: [Prediction] = Prediction.allCases,
    allowsRescaling: Bool = true
  ) throws {
    self.init()
    // The upper bound only keeps a damaged file from asking for gigabytes of betas.
    steps = try keys.integer("num_train_timesteps", default: steps, in: 1...1_000_000)
    betaStart = try keys.number("beta_start", default: betaStart, in: 0...1)
    betaEnd = try keys.number("beta_end", default: betaEnd, in: 0...1)
    betaFormula = try keys.choice("beta_schedule", default: betaFormula)
    if allowsRescaling {
      rescalesToZeroTerminalSignal = try keys.flag("rescale_betas_zero_snr", default: false)
    }
    prediction = try keys.choice("prediction_type", default: prediction, among: predictions)
    guard let betas = try keys.numbers("trained_betas", in: 0...1) else { return }
    guard betas.count == steps else {
      throw keys.wrong(
        "trained_betas", found: "a list of \(betas.count)",
        expected: "as long as num_train_timesteps, \(steps)")
    }
    trainedBetas = betas.map(Float.init)
  }
}
