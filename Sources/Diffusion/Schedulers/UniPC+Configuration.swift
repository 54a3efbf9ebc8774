extension UniPC {
  /// What B(h) is.
  public enum Variant: String, CaseIterable, Sendable {
    /// h.
    case linear = "bh1"
    /// eʰ − 1.
    case exponential = "bh2"
  }

  /// The published `scheduler_config.json`.
  public struct Configuration: SchedulerConfiguration, Hashable {
    /// What the model was trained on.
    public var training = NoiseTraining()
    /// The noise levels.
    public var levels = SigmaLevels()
    /// Whether noiseless samples are predicted, and not noise.
    public var predictsOriginal = true
    /// What B(h) is.
    public var variant = Variant.exponential
    /// The most predictions that a step looks back on.
    public var order = 2
    /// Whether the last steps are of a lower order.
    public var lowersFinalOrder = true
    /// The steps that are not corrected afterwards, from zero.
    public var uncorrectedSteps: Set<Int> = []
    /// How predicted samples are thresholded dynamically.
    public var threshold: DynamicThreshold?
    /// What was read differently from what the file says, a sentence each.
    public private(set) var notes: [String] = []

    /// The highest order that makes sense in single precision.
    private static let highestOrder = 8

    /// Creates the published defaults.
    public init() {}

    /// Reads the published keys; absent ones take the published defaults.
    public init(_ file: SchedulerFile) throws {
      _ = try file.kind
      var keys = SchedulerKeys(file, for: .unipc)
      training = try NoiseTraining(&keys)
      levels = try SigmaLevels(&keys, of: training.steps)
      try levels.readBounds(&keys)
      levels.end = try keys.choice("final_sigmas_type", default: .zero)
      predictsOriginal = try keys.flag("predict_x0", default: predictsOriginal)
      // What other solvers call theirs is replaced as diffusers replaces it.
      variant = try keys.choice(
        "solver_type", default: variant,
        aliases: ["midpoint": .exponential, "heun": .exponential, "logrho": .exponential])
      order = try keys.integer("solver_order", default: order, in: 1...Self.highestOrder)
      lowersFinalOrder = try keys.flag("lower_order_final", default: lowersFinalOrder)
      uncorrectedSteps = Set(try keys.integers("disable_corrector"))
      threshold = try DynamicThreshold(&keys)
      // A predictor of another scheduler, and what models of another training need.
      for key in ["solver_p", "use_flow_sigmas", "use_dynamic_shifting", "shift_terminal"] {
        try keys.refuse(key)
      }
      try requireMeaning(keys)
      notes = keys.notes
    }

    /// Refuses combinations that divide by zero.
    private func requireMeaning(_ keys: SchedulerKeys) throws {
      guard levels.end == .zero else { return }
      if !lowersFinalOrder, order > 1 {
        throw keys.unsupported(
          "lower_order_final", found: "false",
          expected: "true where final_sigmas_type is 'zero'")
      }
      if !predictsOriginal {
        throw keys.unsupported(
          "final_sigmas_type", found: "'zero'",
          expected: "'sigma_min' where predict_x0 is false")
      }
    }

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .unipc }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many times the model will be asked.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler { try UniPC(self, steps: steps) }
  }
}
