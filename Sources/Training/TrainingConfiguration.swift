public import Networks
public import Tensors

/// What a training does, apart from the networks' own configurations: the content of one file.
///
/// Everything that decides the numbers stands here, so that the same configuration on the same machine
/// with the same number of threads gives the same weights bit for bit.
public struct TrainingConfiguration: Codable, Sendable, Hashable {
  /// What initial weights, data and noise are drawn from.
  public var seed: UInt64 = 0
  /// How many steps the training has in all.
  public var steps = 100_000
  /// Samples that are worked on at once.
  public var batch = 32
  /// Batches whose gradients are averaged for one step.
  public var accumulation = 1
  /// How exactly products are computed; weights, their averages and the optimizer's are single
  /// precision in any case.
  public var precision = Precision.fp32
  /// The optimizer's numbers.
  public var optimizer = AdamW.Settings(squareDecay: 0.99)
  /// How far each step goes.
  public var schedule = LearningRateSchedule()
  /// The length beyond which gradients are shortened, nil for never.
  public var gradientLimit: Double? = 1
  /// The share of the averaged weights that a step keeps, 0 for no average.
  public var averageDecay: Float = 0.999
  /// When states are kept.
  public var checkpoints = CheckpointSettings()
  /// When and how divergence is answered.
  public var divergence = DivergenceSettings()
  /// The pictures to learn from.
  public var data = DataSettings()

  /// Creates the defaults.
  public init() {}

  /// When states are kept.
  public struct CheckpointSettings: Codable, Sendable, Hashable {
    /// Steps from one checkpoint to the next.
    public var every = 500
    /// How many of the newest are kept.
    public var keep = 2
    /// Steps from one line of the log to the next.
    public var logEvery = 10
    /// Steps from one sheet of samples to the next.
    public var samplesEvery = 2000

    /// Creates the defaults.
    public init() {}
  }

  /// When and how divergence is answered.
  public struct DivergenceSettings: Codable, Sendable, Hashable {
    /// What is done when a loss or a gradient is not finite, or the loss jumps.
    public enum Answer: String, Codable, Sendable, CaseIterable {
      /// The training ends; the last checkpoint is the last good state.
      case stop
      /// The last checkpoint is read again, the learning rate is halved, and other data are drawn.
      case rollBack = "roll-back"
    }

    /// What is done.
    public var answer = Answer.rollBack
    /// A loss of so many times its running mean is a jump.
    public var spike: Double = 10
    /// How often a training may be rolled back.
    public var attempts = 3

    /// Creates the defaults.
    public init() {}
  }

  /// The pictures to learn from.
  public struct DataSettings: Codable, Sendable, Hashable {
    /// The width of a picture in pixels.
    public var width = 128
    /// The height of a picture in pixels.
    public var height = 128
    /// The folder with cut-outs, nil for those that come along.
    public var cutouts: String?
    /// The least number of objects in a picture.
    public var fewestObjects = 1
    /// The most objects in a picture.
    public var mostObjects = 4
    /// The things that may be shown, all of them when empty.
    public var things: [String] = []
    /// The share of pictures with the least number of objects.
    public var singleShare = 0.5
    /// The share of pictures that are a close-up of one of their objects.
    public var closeUps = 0.0
    /// What the sizes of all objects are multiplied by.
    public var scale = 1.0
    /// The share of captions that tell counts, and of those that tell relations.
    public var spoken = 0.5
    /// The share of things which may take any colour that are given one.
    public var recoloured = 0.6
    /// How far sizes, proportions and tilts of a thing stray, and how often it is mirrored.
    public var variety = 1.0
    /// How many cut-outs of a thing may be shown, the first ones; all of them when nil.
    public var variants: Int?

    /// Creates the defaults.
    public init() {}
  }
}
