internal import Diffusion
internal import Layouts
public import Models
public import Networks
public import Tensors

/// Trains the layers of an adapter among those of a model that stays as it is.
///
/// Scenes tell each thing's phrase and place. GLIGEN's layers (arXiv 2301.07093) are told boxes,
/// BlobGEN's (arXiv 2405.08246) ellipses.
public struct AdapterTraining: TrainingTask {
  /// What the task is called.
  public static let name = "adapter"

  /// Whose layers are trained.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Gated self-attention over phrases with boxes.
    case gligen
    /// Gated masked cross-attention to descriptions with ellipses.
    case blobgen

    /// The layers.
    public var configuration: AdapterConfiguration {
      switch self {
      case .gligen: AdapterConfiguration(grounding: .text)
      case .blobgen: AdapterConfiguration(blobs: .init())
      }
    }
  }

  /// What is particular to this task.
  public struct Settings: Codable, Sendable, Hashable {
    /// Whose layers are trained.
    public var kind = Kind.gligen
    /// The share of captions that are dropped.
    public var captionDrop = 0.1
    /// The share of pictures whose things are not told, for guidance to be led away from that.
    public var thingDrop = 0.1
    /// What an error inside an object's box counts; one outside counts 1.
    public var objectWeight: Float = 5
    /// The largest signal-to-noise ratio that counts in full, nil for plain errors.
    public var ratioLimit: Float?
    /// How far steps are drawn towards noise, where places are decided; 1 draws all alike.
    public var timestepShift: Float = 1
    /// Where the gates of the attention begin; closed, as published, their layers learn little at first.
    public var gate: Float = 0
    /// The weight of the loss that holds GLIGEN's attention to boxes, 0 for none.
    public var attentionLoss: Float = 0
    /// The scenes on a sheet of samples, each with what is painted of its layout.
    public var samples = 8
    /// The denoising steps of a sample.
    public var sampleSteps = 25
    /// The guidance scale of a sample.
    public var guidanceScale: Float = 5

    /// Creates the defaults.
    public init() {}
  }

  /// What one step sees.
  public struct Batch: Sendable {
    /// The captions' features, `[batch, tokens, features]`.
    public let context: Tensor
    /// The noisy latents and the right answer.
    public let question: DiffusionObjective.Question
    /// What the adapter is told.
    let things: Things
  }

  /// What an adapter is told of the things of some pictures.
  enum Things: Sendable {
    /// The objects of each picture; without any, null features stand in their places.
    case objects([[GLIGENObject]])
    /// The blobs of all pictures with their pixels, and which of them each picture has.
    case blobs([Blob], masks: [BlobTokens.Size: Tensor], of: [Range<Int>])
  }

  /// The name of the network in checkpoints.
  static let network = "unet"

  let model: DiffusionModel
  let codec: LatentCodec
  let source: any SampleSource
  let settings: Settings
  let seed: UInt64
  private let objective: DiffusionObjective
  private let checkpoint: CheckpointFolder
  private let configuration: UNet2DConditionConfiguration
  /// The denoiser's own weights, which stay.
  private let base: Parameters

  /// Creates the task.
  ///
  /// - Parameters:
  ///   - checkpoint: the model.
  ///   - codec: makes the latents; nil for the model's own autoencoder.
  ///   - source: the pictures.
  ///   - settings: what is particular.
  ///   - seed: what initial weights are drawn from.
  /// - Throws: what loading throws, or `TrainingError.mismatch` where the parts don't fit.
  public init(
    _ checkpoint: CheckpointFolder, codec: LatentCodec? = nil, source: any SampleSource,
    settings: Settings, seed: UInt64
  ) throws {
    guard settings.attentionLoss == 0 || settings.kind == .gligen else {
      throw TrainingError.mismatch(
        "attention-loss holds GLIGEN's attention to boxes",
        "the kind is \(settings.kind.rawValue), whose attention is masked by definition")
    }
    self.checkpoint = checkpoint
    self.source = source
    self.settings = settings
    self.seed = seed
    let model = try DiffusionModel(checkpoint)
    self.model = model
    self.codec = codec ?? .autoencoder(model.autoencoder)
    objective = try DiffusionObjective(
      try DDIM.Configuration(model.scheduling).training, ratioLimit: settings.ratioLimit,
      timestepShift: settings.timestepShift)
    try self.codec.check(model.unet.configuration, source)
    base = try Parameters([
      Parameters.Part(Self.network, from: try checkpoint.weights(of: .denoiser)) {
        _ = try UNet2DConditionModel(model.unet.configuration, $0)
      }
    ])
    var configuration = model.unet.configuration
    configuration.adapters = configuration.adapters.adding(settings.kind.configuration)
    self.configuration = configuration
  }

  /// The settings, the things and the latents.
  public var particulars: TrainingParticulars {
    TrainingParticulars(Self.name, settings, things: source.things, codec: codec)
  }

  /// Draws the adapter's weights; its gates stand where the settings say.
  public func initialParameters() throws -> Parameters {
    let layers = settings.kind.configuration.layers
    let source = AdaptedWeights(
      base: try checkpoint.weights(of: .denoiser),
      adapter: InitialWeights(.layers, seed: seed), layers: layers)
    let parameters = try Parameters([
      Parameters.Part(Self.network, from: source) {
        _ = try UNet2DConditionModel(configuration, $0)
      }
    ]).filtered { entry in
      entry.name.split(separator: ".").contains { layers.contains(String($0)) }
    }
    return parameters.replacing(
      zip(parameters.entries, parameters.values).map { entry, value in
        entry.name.hasSuffix(".alpha_attn") ? Tensor(repeating: settings.gate, value.shape) : value
      })
  }

  /// Draws pictures, captions, what is told of their things, time steps and noise.
  public func batch(_ draw: BatchDraw) throws -> Batch {
    let batch = try PictureBatch(draw.samples, of: source)
    let latents = codec.encode(batch.pictures)
    let dropsCaption = drops(draw, .captions, share: settings.captionDrop)
    let dropsThings = drops(draw, .things, share: settings.thingDrop)
    let captions = zip(batch.samples, dropsCaption).map { $1 ? "" : $0.caption }
    return Batch(
      context: model.encode(captions),
      question: objective.question(
        latents, of: batch, draw, cell: codec.downsampling, objectWeight: settings.objectWeight),
      things: things(
        of: zip(batch.samples, dropsThings).map { $1 ? [] : $0.objects },
        latents: (latents.shape[1], latents.shape[2])))
  }

  private func drops(_ draw: BatchDraw, _ purpose: BatchDraw.Purpose, share: Double) -> [Bool] {
    var random = draw.random(purpose)
    return random.uniform([draw.count]).values.map { Double($0) < share }
  }

  /// Returns what the adapter is told of the objects of each picture.
  func things(
    of pictures: [[TrainingSample.Object]], latents: (height: Int, width: Int)
  ) -> Things {
    let canvas = Canvas(width: source.width, height: source.height)
    switch settings.kind {
    case .gligen:
      return .objects(
        pictures.map { objects in
          // A scene with more things than there are places tells the first ones.
          let told = objects.prefix(GLIGENTextBoundingboxProjection.places)
          return model.gligenObjects(
            of: told.map(\.phrase), at: told.map { .box($0.box) }, on: canvas)
        })
    case .blobgen:
      let objects = pictures.flatMap(\.self)
      let regions = objects.map { LayoutObject.Region.ellipse($0.ellipse) }
      var start = 0
      let ranges = pictures.map { objects in
        defer { start += objects.count }
        return start..<start + objects.count
      }
      return .blobs(
        model.blobs(of: objects.map(\.phrase), at: regions, on: canvas),
        masks: model.blobMasks(of: regions, on: canvas, latents: latents), of: ranges)
    }
  }

  /// Asks the denoiser and judges the answer.
  public func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss {
    let unet = try unet(parameters)
    let tokens = try tokens(of: batch.things, unet)
    guard settings.attentionLoss > 0, case .objects(let pictures) = batch.things else {
      return TrainingLoss(loss(of: batch, unet, tokens))
    }
    let supervision = GatedAttentionSupervision(pictures)
    let noise = loss(of: batch, unet, tokens, supervision)
    let attention = supervision.loss
    return TrainingLoss(
      noise + attention * settings.attentionLoss,
      figures: [
        TrainingFigure("noise", Double(noise.scalar)),
        TrainingFigure("attention", Double(attention.scalar)),
      ])
  }

  /// Returns the loss of the noise where the adapter's layers read tokens.
  func loss(
    of batch: Batch, _ unet: UNet2DConditionModel, _ tokens: AdapterConditioning.Tokens,
    _ control: (any AttentionControl)? = nil
  ) -> Tensor {
    batch.question.loss(
      of: unet(
        batch.question.input, timesteps: batch.question.timesteps, context: batch.context,
        objects: tokens.objects, blobs: tokens.blobs, control: control))
  }

  /// Returns the denoiser with the adapter's layers among its own.
  func unet(_ parameters: Parameters) throws -> UNet2DConditionModel {
    let source = AdaptedWeights(
      base: base, adapter: parameters, layers: settings.kind.configuration.layers)
    return try UNet2DConditionModel(configuration, Weights(source)[Self.network])
  }

  /// Returns what the adapter's layers read.
  func tokens(
    of things: Things, _ unet: UNet2DConditionModel
  ) throws -> AdapterConditioning.Tokens {
    switch things {
    case .objects(let pictures):
      guard let net = unet.positionNet else { return .init() }
      let tokens = try pictures.map { $0.isEmpty ? net.nullTokens() : try net($0) }
      return .init(objects: GroundingTokens(objects: .concatenated(tokens, axis: 0)))
    case .blobs(let blobs, let masks, let ranges):
      guard let net = unet.blobNet, !blobs.isEmpty else { return .init() }
      return .init(blobs: try net(blobs, masks: masks).batched(seeing: ranges))
    }
  }
}
