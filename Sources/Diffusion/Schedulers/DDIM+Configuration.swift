import Models

extension DDIM {
  /// What the model's output stands for.
  public enum Prediction: String, CaseIterable, Sendable {
    /// The noise.
    case epsilon
    /// The sample without noise.
    case sample
    /// √ᾱ noise − √(1 − ᾱ) sample (arXiv 2202.00512).
    case velocity = "v_prediction"
  }

  /// How time steps are spread over the training's.
  public enum Spacing: String, CaseIterable, Sendable {
    /// From the first one on, equally far apart.
    case leading
    /// From the last one back, equally far apart.
    case trailing
    /// Both ends included.
    case linspace
  }

  /// The published `scheduler_config.json`.
  ///
  /// The file of another scheduler serves too, as long as it describes the same kind of training:
  /// the shared keys are read and `notes` names the rest. Keys mean what they say. (diffusers'
  /// StableDiffusionPipeline is less literal: whenever it opens a folder it replaces `clip_sample`
  /// by false and `steps_offset` by 1.)
  public struct Configuration: Hashable, Sendable {
    /// The number of time steps that the model was trained with.
    public var trainingSteps = 1000
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
    /// How time steps are spread.
    public var spacing = Spacing.leading
    /// What is added to every time step of the leading spacing.
    public var stepsOffset = 0
    /// Whether the last step leads to no noise at all, instead of the first time step's noise.
    public var endsWithoutNoise = true
    /// Whether predicted samples are clamped.
    public var clipsSample = true
    /// The largest magnitude of a clamped sample.
    public var clipRange: Float = 1
    /// Whether predicted samples are thresholded dynamically; clamping is left out then.
    public var thresholds = false
    /// The share of magnitudes below the dynamic threshold.
    public var thresholdQuantile: Float = 0.995
    /// The largest dynamic threshold.
    public var largestThreshold: Float = 1
    /// What was read differently from what the file says, a sentence each.
    public private(set) var notes: [String] = []

    /// Creates the published defaults.
    public init() {}

    /// How much noise each time step adds.
    public var schedule: NoiseSchedule {
      let schedule =
        if let trainedBetas {
          NoiseSchedule(betas: trainedBetas)
        } else {
          NoiseSchedule(betaFormula, from: betaStart, to: betaEnd, count: trainingSteps)
        }
      return rescalesToZeroTerminalSignal ? schedule.rescaledToZeroTerminalSignal() : schedule
    }
  }
}

// MARK: - The file

extension DDIM.Configuration: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case trainingSteps = "num_train_timesteps"
    case betaStart = "beta_start"
    case betaEnd = "beta_end"
    case betaFormula = "beta_schedule"
    case trainedBetas = "trained_betas"
    case rescalesToZeroTerminalSignal = "rescale_betas_zero_snr"
    case prediction = "prediction_type"
    case spacing = "timestep_spacing"
    case stepsOffset = "steps_offset"
    case endsWithoutNoise = "set_alpha_to_one"
    case clipsSample = "clip_sample"
    case clipRange = "clip_sample_range"
    case thresholds = "thresholding"
    case thresholdQuantile = "dynamic_thresholding_ratio"
    case largestThreshold = "sample_max_value"
    case className = "_class_name"
  }

  /// A key of the file, known or not.
  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The schedulers for models trained as DDIM's are (diffusers' KarrasDiffusionSchedulers without
  /// EDM, whose models see another time).
  private static let relatives: Set<String> = [
    "DDPMScheduler", "PNDMScheduler", "LMSDiscreteScheduler", "EulerDiscreteScheduler",
    "HeunDiscreteScheduler", "EulerAncestralDiscreteScheduler", "DPMSolverMultistepScheduler",
    "DPMSolverSinglestepScheduler", "KDPM2DiscreteScheduler", "KDPM2AncestralDiscreteScheduler",
    "DEISMultistepScheduler", "UniPCMultistepScheduler", "DPMSolverSDEScheduler",
  ]

  /// Reads the published keys; absent ones take the published defaults.
  public init(from decoder: any Decoder) throws {
    self.init()
    let keys = try decoder.container(keyedBy: Key.self)
    try readSchedule(keys)
    try readSteps(keys)
    let name = try keys.decodeIfPresent(String.self, forKey: .className) ?? "DDIMScheduler"
    guard name != "DDIMScheduler" else { return }
    guard Self.relatives.contains(name) else {
      throw Self.error(
        .className, found: "'\(name)'",
        expected: "DDIMScheduler, or one of " + Self.relatives.sorted().joined(separator: ", "))
    }
    // None of these clamps by default, and latents are not confined to -1…1.
    if !keys.contains(.clipsSample) { clipsSample = false }
    let known = Set(Key.allCases.map(\.rawValue))
    let ignored = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
      .filter { !known.contains($0) && !$0.hasPrefix("_") }.sorted()
    notes = [
      "the scheduler is \(name), sampling is by DDIM with the same training"
        + (ignored.isEmpty ? "" : "; not used: " + ignored.joined(separator: ", "))
    ]
  }

  private mutating func readSchedule(_ keys: KeyedDecodingContainer<Key>) throws {
    func share(_ key: Key, _ fallback: Double) throws -> Double {
      let value = try keys.decodeIfPresent(Double.self, forKey: key) ?? fallback
      return try Self.require(value, key, in: 0...1)
    }
    // The upper bound only keeps a damaged file from asking for gigabytes of betas.
    trainingSteps = try Self.integer(keys, .trainingSteps, trainingSteps, in: 1...1_000_000)
    betaStart = try share(.betaStart, betaStart)
    betaEnd = try share(.betaEnd, betaEnd)
    betaFormula = try Self.choice(keys, .betaFormula) ?? betaFormula
    rescalesToZeroTerminalSignal =
      try keys.decodeIfPresent(Bool.self, forKey: .rescalesToZeroTerminalSignal) ?? false
    trainedBetas = try keys.decodeIfPresent([Float].self, forKey: .trainedBetas)
    guard let trainedBetas else { return }
    guard trainedBetas.count == trainingSteps else {
      throw Self.error(
        .trainedBetas, found: "a list of \(trainedBetas.count)",
        expected: "as long as num_train_timesteps, \(trainingSteps)")
    }
    for beta in trainedBetas { _ = try Self.require(beta, .trainedBetas, in: 0...1) }
  }

  private mutating func readSteps(_ keys: KeyedDecodingContainer<Key>) throws {
    prediction = try Self.choice(keys, .prediction) ?? prediction
    spacing = try Self.choice(keys, .spacing) ?? spacing
    stepsOffset = try Self.integer(keys, .stepsOffset, stepsOffset, in: 0...trainingSteps)
    endsWithoutNoise =
      try keys.decodeIfPresent(Bool.self, forKey: .endsWithoutNoise) ?? endsWithoutNoise
    clipsSample = try keys.decodeIfPresent(Bool.self, forKey: .clipsSample) ?? clipsSample
    thresholds = try keys.decodeIfPresent(Bool.self, forKey: .thresholds) ?? thresholds
    let unbounded = Float.greatestFiniteMagnitude
    clipRange = try Self.require(
      try keys.decodeIfPresent(Float.self, forKey: .clipRange) ?? clipRange, .clipRange,
      in: 0...unbounded)
    thresholdQuantile = try Self.require(
      try keys.decodeIfPresent(Float.self, forKey: .thresholdQuantile) ?? thresholdQuantile,
      .thresholdQuantile, in: 0...1)
    largestThreshold = try Self.require(
      try keys.decodeIfPresent(Float.self, forKey: .largestThreshold) ?? largestThreshold,
      .largestThreshold, in: Float.leastNormalMagnitude...unbounded)
  }

  /// Returns an integer that lies in a range.
  ///
  /// JSONDecoder calls a fraction "not valid JSON" when asked for an integer, and forgets the key.
  private static func integer(
    _ keys: KeyedDecodingContainer<Key>, _ key: Key, _ fallback: Int, in range: ClosedRange<Int>
  ) throws -> Int {
    guard let value = try keys.decodeIfPresent(Double.self, forKey: key) else { return fallback }
    guard let integer = Int(exactly: value) else {
      throw error(key, found: "\(value)", expected: "an integer")
    }
    return try require(integer, key, in: range)
  }

  /// Returns a value that lies in a range, or throws what was found instead.
  private static func require<Value: Comparable>(
    _ value: Value, _ key: Key, in range: ClosedRange<Value>
  ) throws -> Value {
    guard range.contains(value) else {
      throw error(
        key, found: "\(value)", expected: "from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// Returns the choice that a key names, nil when the key is absent or null.
  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ keys: KeyedDecodingContainer<Key>, _ key: Key
  ) throws -> Choice? {
    guard let name = try keys.decodeIfPresent(String.self, forKey: key) else { return nil }
    guard let choice = Choice(rawValue: name) else {
      let names = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw ConfigurationError.unsupported(
        file: "", key: key.rawValue, found: "'\(name)'", expected: "one of \(names)")
    }
    return choice
  }

  private static func error(_ key: Key, found: String, expected: String) -> ConfigurationError {
    .wrongType(file: "", key: key.rawValue, found: found, expected: expected)
  }
}
