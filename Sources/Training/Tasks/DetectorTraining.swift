public import Models
public import Networks
internal import Tensors

/// Trains the detector that scores pictures, on scenes and on what a model makes of them.
public struct DetectorTraining: TrainingTask {
  /// What the task is called.
  public static let name = "detector"

  /// What is particular to this task.
  public struct Settings: Codable, Sendable, Hashable {
    /// Channels of the network at a half, a quarter, an eighth and a sixteenth of the resolution.
    public var channels = [32, 64, 96, 128]
    /// The share of pictures that go through latents, noisy or not, before they are looked at.
    public var reconstructed = 0.5
    /// The largest deviation of noise on those latents, drawn evenly from zero.
    public var latentNoise: Float = 0.3
    /// The share of pictures that are blurred.
    public var blurred = 0.3
    /// The largest deviation of noise on pixels in −1...1, drawn evenly from zero.
    public var pixelNoise: Float = 0.1
    /// What errors of boxes count.
    public var boxWeight: Float = 1
    /// What errors of colours count.
    public var colorWeight: Float = 1

    /// Creates the defaults.
    public init() {}
  }

  /// What one step sees.
  public struct Batch: Sendable {
    let pictures: Tensor
    let targets: DetectorTargets
  }

  /// The name of the network in checkpoints.
  public static let network = "detector"

  /// The network's sizes and names.
  public let detector: SceneDetector.Configuration
  let source: any SampleSource
  let settings: Settings
  let seed: UInt64
  /// What pictures go through, if anything.
  let codec: LatentCodec?

  /// Creates the task.
  ///
  /// - Parameters:
  ///   - source: the pictures.
  ///   - codec: what pictures go through.
  ///   - settings: what is particular.
  ///   - seed: what initial weights are drawn from.
  /// - Throws: `TrainingError.mismatch` where the parts don't fit.
  public init(
    source: any SampleSource, codec: LatentCodec?, settings: Settings, seed: UInt64
  ) throws {
    self.source = source
    self.codec = codec
    self.settings = settings
    self.seed = seed
    var detector = SceneDetector.Configuration(things: source.things, colors: source.colors)
    detector.channels = settings.channels
    detector.pictureSide = min(source.width, source.height)
    self.detector = detector
    let multiple = SceneDetector.multiple
    guard source.width % multiple == 0, source.height % multiple == 0 else {
      throw TrainingError.mismatch(
        "the pictures have \(source.width)x\(source.height) pixels",
        "the detector looks at multiples of \(multiple)")
    }
    guard codec != nil || settings.reconstructed == 0 else {
      throw TrainingError.mismatch(
        "\(settings.reconstructed) of the pictures are to go through latents",
        "there are neither latents nor an autoencoder")
    }
  }

  /// The settings, the things and the latents.
  public var particulars: TrainingParticulars {
    TrainingParticulars(Self.name, settings, things: source.things, codec: codec)
  }

  /// Draws weights as PyTorch's layers do.
  public func initialParameters() throws -> Parameters {
    try Parameters([
      Parameters.Part(Self.network, from: InitialWeights(.layers, seed: seed)) {
        _ = try SceneDetector(detector, $0)
      }
    ])
  }

  /// Draws pictures and disturbs them as a model would.
  public func batch(_ draw: BatchDraw) throws -> Batch {
    let batch = try PictureBatch(draw.samples, of: source)
    let disturbance = PictureDisturbance(settings: settings, codec: codec)
    return Batch(
      pictures: disturbance.applied(to: batch.pictures, draw),
      targets: DetectorTargets(
        batch.samples, rows: source.height / SceneDetector.cell,
        columns: source.width / SceneDetector.cell, things: source.things.count,
        colors: source.colors.count))
  }

  /// Looks at pictures and judges the answer.
  public func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss {
    let network = try SceneDetector(detector, parameters[Self.network])
    let answer = network(batch.pictures)
    let targets = batch.targets
    let heat = targets.heatLoss(answer.heat)
    let boxes = targets.boxLoss(answer.boxes)
    var loss = heat + boxes * settings.boxWeight
    var figures = [
      TrainingFigure("heat", Double(heat.scalar)), TrainingFigure("boxes", Double(boxes.scalar)),
    ]
    if let colors = targets.colorLoss(answer.colors) {
      loss = loss + colors * settings.colorWeight
      figures.append(TrainingFigure("colors", Double(colors.scalar)))
    }
    return TrainingLoss(loss, figures: figures)
  }
}
