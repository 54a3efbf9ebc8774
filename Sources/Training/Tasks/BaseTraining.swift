public import Diffusion
public import Foundation
internal import Layouts
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
    /// How far steps are drawn towards noise, where shapes are decided (arXiv 2403.03206, equation 23).
    public var timestepShift: Float = 1
    /// Whether errors count as they show in the picture, rather than alike in all channels.
    public var countsPixels = false
    /// The weight of TokenCompose's token loss (arXiv 2312.03626), 0 for none.
    public var tokenLoss: Float = 0
    /// The weight of TokenCompose's pixel loss, 0 for none.
    public var pixelLoss: Float = 0
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
    /// The nouns of each caption and where their objects lie, if attention is to be held to that.
    public let words: [[TokenComposeLoss.Word]]

    /// Creates a batch.
    public init(
      tokens: [[Int]], question: DiffusionObjective.Question,
      words: [[TokenComposeLoss.Word]] = []
    ) {
      self.tokens = tokens
      self.question = question
      self.words = words
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
    objective = try DiffusionObjective(
      blueprint.noise, ratioLimit: settings.ratioLimit, timestepShift: settings.timestepShift,
      channelWeights: settings.countsPixels ? codec.pixelWeights() : [])
    try codec.check(blueprint.unet, source)
  }

  /// The settings, the things and the latents.
  public var particulars: TrainingParticulars {
    TrainingParticulars(Self.name, settings, things: source.things, codec: codec)
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
    let keeps = drops.map { Double($0) >= settings.captionDrop }
    let supervision = supervision(rows: latents.shape[1], columns: latents.shape[2])
    return Batch(
      tokens: zip(batch.samples, keeps).map { blueprint.tokens(of: $1 ? $0.caption : "") },
      question: objective.question(
        latents, of: batch, draw, cell: codec.downsampling, objectWeight: settings.objectWeight),
      words: try supervision.map { supervision in
        try zip(batch.samples, keeps).map { try $1 ? supervision.words(of: $0) : [] }
      } ?? [])
  }

  /// What holds attention to objects, if something does.
  private func supervision(rows: Int, columns: Int) -> AttentionSupervision? {
    guard settings.tokenLoss > 0 || settings.pixelLoss > 0 else { return nil }
    return AttentionSupervision(
      settings, blueprint, canvas: Canvas(width: source.width, height: source.height),
      rows: rows, columns: columns)
  }

  /// Asks the networks and judges the answer.
  public func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss {
    let encoder = try CLIPTextModel(blueprint.textEncoder, parameters[Self.textEncoder])
    let unet = try UNet2DConditionModel(blueprint.unet, parameters[Self.denoiser])
    let context = encoder(batch.tokens).lastHiddenState
    let input = batch.question.input
    let supervision =
      batch.words.isEmpty ? nil : supervision(rows: input.shape[1], columns: input.shape[2])
    let attention = supervision?.recorder(of: batch.words.count)
    let answer = unet(
      input, timesteps: batch.question.timesteps, context: context, control: attention)
    let loss = batch.question.loss(of: answer)
    guard let supervision, let attention else { return TrainingLoss(loss) }
    let held = supervision.loss(of: attention, words: batch.words)
    return TrainingLoss(
      loss + held.total,
      figures: [
        TrainingFigure("noise", Double(loss.scalar)),
        TrainingFigure("token", Double(held.token.scalar)),
        TrainingFigure("pixel", Double(held.pixel.scalar)),
      ])
  }
}
