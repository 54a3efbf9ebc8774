extension DPMSolver {
  /// The published `scheduler_config.json`.
  public struct Configuration: SchedulerConfiguration, Hashable {
    /// What the model was trained on.
    public var training = NoiseTraining()
    /// The noise levels.
    public var levels = SigmaLevels()
    /// What is solved.
    public var algorithm = Algorithm.original
    /// How the second order uses the difference of two predictions.
    public var solver = Solver.midpoint
    /// The most predictions that a step looks back on, from 1 to 3.
    public var order = 2
    /// Whether the last steps of a short walk are of a lower order.
    public var lowersFinalOrder = true
    /// Whether the last step is of the first order whatever the length.
    public var endsWithEuler = false
    /// The least λ, half the logarithm of signal to noise, that is sampled at.
    public var leastLogSignalToNoise = -Double.infinity
    /// How predicted samples are thresholded dynamically.
    public var threshold: DynamicThreshold?
    /// What was read differently from what the file says, a sentence each.
    public private(set) var notes: [String] = []

    /// Creates the published defaults.
    public init() {}

    /// Reads the published keys; absent ones take the published defaults.
    public init(_ file: SchedulerFile) throws {
      _ = try file.kind
      var keys = SchedulerKeys(file, for: .dpmSolver)
      training = try NoiseTraining(&keys)
      levels = try SigmaLevels(&keys, of: training.steps, allowsLu: true)
      levels.end = try keys.choice("final_sigmas_type", default: .zero)
      // What other solvers call theirs is replaced as diffusers replaces it.
      algorithm = try keys.choice(
        "algorithm_type", default: algorithm, aliases: ["deis": .original])
      solver = try keys.choice(
        "solver_type", default: solver,
        aliases: ["logrho": .midpoint, "bh1": .midpoint, "bh2": .midpoint])
      order = try keys.integer("solver_order", default: order, in: 1...3)
      lowersFinalOrder = try keys.flag("lower_order_final", default: lowersFinalOrder)
      endsWithEuler = try keys.flag("euler_at_final", default: endsWithEuler)
      leastLogSignalToNoise = try keys.number(
        "lambda_min_clipped", default: leastLogSignalToNoise,
        in: -.infinity...Double(Float.greatestFiniteMagnitude))
      threshold = try DynamicThreshold(&keys)
      // These are for models that were trained otherwise, or answer with a variance too.
      for key in ["use_flow_sigmas", "variance_type"] { try keys.refuse(key) }
      try requireMeaning(keys)
      notes = keys.notes
    }

    /// Refuses combinations that divide by zero or were never published.
    private func requireMeaning(_ keys: SchedulerKeys) throws {
      if !algorithm.predictsOriginal, levels.end == .zero {
        throw keys.unsupported(
          "final_sigmas_type", found: "'zero'",
          expected: "'sigma_min' where algorithm_type is '\(algorithm.rawValue)'")
      }
      if algorithm == .stochasticNoise, order > 2 {
        throw keys.unsupported(
          "solver_order", found: "\(order)",
          expected: "at most 2 where algorithm_type is '\(algorithm.rawValue)'")
      }
    }

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .dpmSolver }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many times the model will be asked.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler { try DPMSolver(self, steps: steps) }
  }
}
