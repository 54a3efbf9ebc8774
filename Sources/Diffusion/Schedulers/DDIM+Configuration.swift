extension DDIM {
  /// The published `scheduler_config.json`.
  ///
  /// The file of another scheduler serves too, as long as it describes the same kind of training:
  /// the shared keys are read and `notes` names the rest.
  public struct Configuration: SchedulerConfiguration, Hashable {
    /// What the model was trained on.
    public var training = NoiseTraining()
    /// How time steps are spread.
    public var spacing = TimestepSpacing.leading
    /// What is added to every time step of the leading spacing.
    public var stepsOffset = 0
    /// Whether the last step leads to no noise at all, instead of the first time step's noise.
    public var endsWithoutNoise = true
    /// Whether predicted samples are clamped.
    public var clipsSample = true
    /// The largest magnitude of a clamped sample.
    public var clipRange: Float = 1
    /// How predicted samples are thresholded dynamically; clamping is left out then.
    public var threshold: DynamicThreshold?
    /// What was read differently from what the file says, a sentence each.
    public private(set) var notes: [String] = []

    /// Creates the published defaults.
    public init() {}

    /// The scheduler that it is for.
    public var kind: SchedulerKind { .ddim }

    /// Makes a scheduler.
    ///
    /// - Parameter steps: how many times the model will be asked.
    /// - Returns: the scheduler.
    /// - Throws: `SchedulerError` when the settings don't allow that many steps, or leave a step
    ///   without meaning.
    public func scheduler(steps: Int) throws -> any Scheduler { try DDIM(self, steps: steps) }
  }
}

// MARK: - The file

extension DDIM.Configuration: Decodable {
  /// Reads the published keys; absent ones take the published defaults.
  public init(from decoder: any Decoder) throws {
    try self.init(SchedulerFile(from: decoder))
  }

  /// Reads the published keys; absent ones take the published defaults.
  public init(_ file: SchedulerFile) throws {
    var keys = SchedulerKeys(file, for: .ddim)
    _ = try file.kind
    training = try NoiseTraining(&keys)
    (spacing, stepsOffset) = try keys.spacing(default: spacing, of: training.steps)
    endsWithoutNoise = try keys.flag("set_alpha_to_one", default: endsWithoutNoise)
    // No other scheduler clamps by default, and latents are not confined to -1…1.
    clipsSample = try keys.flag("clip_sample", default: keys.isOwn)
    let magnitudes = 0...Double(Float.greatestFiniteMagnitude)
    clipRange = Float(
      try keys.number("clip_sample_range", default: Double(clipRange), in: magnitudes))
    threshold = try DynamicThreshold(&keys)
    notes = keys.notes
  }
}
