public import Foundation
public import Models
public import Networks
internal import Tensors

/// Trains a denoiser and its text encoder together, on latents of a fixed codec.
public struct BaseTraining: TrainingTask {
  /// What the task is called.
  public static let name = "base"

  /// What is particular to this task.
  public struct Settings: Codable, Sendable, Hashable {
    /// The share of captions that are dropped, for guidance without a classifier (arXiv 2207.12598).
    public var captionDrop: Double = 0.1
    /// What an error inside an object's box counts; one outside counts 1.
    public var objectWeight: Float = 5
    /// The largest signal-to-noise ratio that counts in full, nil for plain errors.
    public var ratioLimit: Float?
    /// The prompts of a sheet of samples.
    public var prompts: [String] = []
    /// The denoising steps of a sample.
    public var sampleSteps = 25
    /// The guidance scale of a sample.
    public var guidanceScale: Float = 5

    /// Creates the defaults.
    public init() {}
  }

  /// What one step sees.
  public struct Batch: Sendable {
    /// The token ids of each caption.
    public let tokens: [[Int]]
    /// The noisy latents and the right answer.
    public let question: DiffusionObjective.Question

    /// Creates a batch.
    public init(tokens: [[Int]], question: DiffusionObjective.Question) {
      self.tokens = tokens
      self.question = question
    }
  }

  /// The names of the two networks in checkpoints.
  public static let (denoiser, textEncoder) = ("unet", "text_encoder")

  /// The networks' configurations, tokenizer and noise.
  public let blueprint: ModelBlueprint
  let codec: LatentCodec
  let source: any SampleSource
  let settings: Settings
  let seed: UInt64
  let objective: DiffusionObjective
  /// A checkpoint whose weights the training starts from.
  private let initial: CheckpointFolder?
  /// The autoencoder that goes into an exported folder.
  let autoencoder: URL?

  /// Creates the task.
  ///
  /// - Parameters:
  ///   - blueprint: a folder in the diffusers layout, with or without weights.
  ///   - codec: makes the latents.
  ///   - source: the pictures.
  ///   - settings: what is particular.
  ///   - seed: what initial weights are drawn from.
  ///   - initial: whose weights to start from instead.
  ///   - autoencoder: the folder `vae` for the exported model.
  /// - Throws: `TrainingError.mismatch` where the parts don't fit.
  public init(
    _ blueprint: ModelBlueprint, codec: LatentCodec, source: any SampleSource, settings: Settings,
    seed: UInt64, initial: CheckpointFolder? = nil, autoencoder: URL? = nil
  ) throws {
    self.blueprint = blueprint
    self.codec = codec
    self.source = source
    self.settings = settings
    self.seed = seed
    self.initial = initial
    self.autoencoder = autoencoder
    objective = try DiffusionObjective(blueprint.noise, ratioLimit: settings.ratioLimit)
    let channels = blueprint.unet.inputChannels
    guard channels == codec.channels, blueprint.unet.outputChannels == channels else {
      throw TrainingError.mismatch(
        "the latents have \(codec.channels) channels",
        "the denoiser takes \(channels) and gives \(blueprint.unet.outputChannels)")
    }
    guard source.width % codec.downsampling == 0, source.height % codec.downsampling == 0 else {
      throw TrainingError.mismatch(
        "the pictures have \(source.width)x\(source.height) pixels",
        "a cell of a latent has \(codec.downsampling)x\(codec.downsampling)")
    }
  }

  /// Draws weights as diffusers and transformers do, or reads those to start from.
  public func initialParameters() throws -> Parameters {
    let text = blueprint.textEncoder
    return try Parameters([
      Parameters.Part(
        Self.denoiser,
        from: try initial?.weights(of: .denoiser) ?? InitialWeights(.layers, seed: seed)
      ) { _ = try UNet2DConditionModel(blueprint.unet, $0) },
      Parameters.Part(
        Self.textEncoder,
        from: try initial?.weights(of: .textEncoder)
          ?? InitialWeights(.clip(features: text.hiddenSize, layers: text.layers), seed: seed)
      ) { _ = try CLIPTextModel(text, $0) },
    ])
  }

  /// Draws pictures, captions, time steps and noise.
  public func batch(_ draw: BatchDraw) throws -> Batch {
    let batch = try PictureBatch(draw.samples, of: source)
    let latents = codec.encode(batch.pictures)
    var captions = draw.random(.captions)
    let drops = captions.uniform([draw.count]).values
    let tokens = zip(batch.samples, drops).map { sample, drop in
      blueprint.tokens(of: Double(drop) < settings.captionDrop ? "" : sample.caption)
    }
    var clock = draw.random(.timesteps)
    let timesteps = clock.uniform([draw.count]).values.map {
      min(objective.steps - 1, Int($0 * Float(objective.steps)))
    }
    var noise = draw.random(.noise)
    return Batch(
      tokens: tokens,
      question: objective.question(
        latents, noise: noise.normal(latents.shape), timesteps: timesteps,
        counts: batch.counts(
          rows: latents.shape[1], columns: latents.shape[2], cell: codec.downsampling,
          weight: settings.objectWeight)))
  }

  /// Asks the networks and judges the answer.
  public func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss {
    let encoder = try CLIPTextModel(blueprint.textEncoder, parameters[Self.textEncoder])
    let unet = try UNet2DConditionModel(blueprint.unet, parameters[Self.denoiser])
    let context = encoder(batch.tokens).lastHiddenState
    let answer = unet(
      batch.question.input, timesteps: batch.question.timesteps, context: context)
    return TrainingLoss(batch.question.loss(of: answer))
  }
}
