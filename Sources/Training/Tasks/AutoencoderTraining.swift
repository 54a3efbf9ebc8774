public import Foundation
public import Models
public import Networks
internal import Tensors

/// Trains an autoencoder whose latents are fixed beforehand: the decoder learns to paint them, the
/// encoder to find them.
public struct AutoencoderTraining: TrainingTask {
  /// What the task is called.
  public static let name = "vae"

  /// What is particular to this task.
  public struct Settings: Codable, Sendable, Hashable {
    /// How many pictures the basis of the latents is fitted to.
    public var basisPictures = 1500
    /// 0 keeps the variances of the components, 1 makes them equal.
    public var whitening = 0.5
    /// The mean variance of a channel of the latents.
    public var variance = 1.0
    /// The side of the part of a picture that a step looks at, in cells of a latent.
    public var cropCells = 8
    /// The deviation of the noise that the decoder has to bear on its latents.
    public var latentNoise: Float = 0.03
    /// What squared errors count beside plain ones.
    public var squaredWeight: Float = 0.5
    /// What errors of the differences between neighbours count.
    public var edgeWeight: Float = 0.3
    /// What an error inside an object's box counts; one outside counts 1.
    public var objectWeight: Float = 2
    /// The logarithm of the variance that the encoder is taught to answer with.
    public var logVariance: Float = -7

    /// Creates the defaults.
    public init() {}
  }

  /// What one step sees.
  public struct Batch: Sendable {
    let pictures: Tensor
    let latents: Tensor
    let noisyLatents: Tensor
    /// What each sample of a picture counts; they sum to 1.
    let counts: Tensor
  }

  /// The name of the network in checkpoints.
  public static let network = "vae"

  /// The published configuration.
  public let autoencoder: AutoencoderKL.Configuration
  /// The latents.
  public let basis: PatchBasis
  let source: any SampleSource
  let settings: Settings
  let seed: UInt64
  let configurationFile: URL

  /// Creates the task.
  ///
  /// - Parameters:
  ///   - configurationFile: the published `vae/config.json`.
  ///   - basis: the latents.
  ///   - source: the pictures.
  ///   - settings: what is particular.
  ///   - seed: what initial weights are drawn from.
  /// - Throws: `TrainingError.mismatch` where the parts don't fit.
  public init(
    _ configurationFile: URL, basis: PatchBasis, source: any SampleSource, settings: Settings,
    seed: UInt64
  ) throws {
    autoencoder = try ConfigurationFile.decode(
      AutoencoderKL.Configuration.self, from: configurationFile)
    self.configurationFile = configurationFile
    self.basis = basis
    self.source = source
    self.settings = settings
    self.seed = seed
    guard autoencoder.downsampling == basis.side, autoencoder.latentChannels == basis.channels
    else {
      throw TrainingError.mismatch(
        "the basis has \(basis.channels) channels for \(basis.side)x\(basis.side) pixels",
        "the autoencoder \(autoencoder.latentChannels) for"
          + " \(autoencoder.downsampling)x\(autoencoder.downsampling)")
    }
    guard autoencoder.scalingFactor == 1 else {
      throw TrainingError.mismatch(
        "latents of a fitted basis have variance 1",
        "the autoencoder's scaling_factor is \(autoencoder.scalingFactor)")
    }
    try Self.check(autoencoder, source, settings)
  }

  /// Makes sure that pictures and settings suit an autoencoder, before its latents are fitted.
  ///
  /// - Throws: `TrainingError.mismatch` naming both sides.
  public static func check(
    _ autoencoder: AutoencoderKL.Configuration, _ source: any SampleSource, _ settings: Settings
  ) throws {
    let side = autoencoder.downsampling
    guard source.width % side == 0, source.height % side == 0 else {
      throw TrainingError.mismatch(
        "the pictures have \(source.width)x\(source.height) pixels",
        "a cell of a latent has \(side)x\(side)")
    }
    guard autoencoder.latentChannels <= 3 * side * side else {
      throw TrainingError.mismatch(
        "a patch of \(side)x\(side) pixels has \(3 * side * side) components",
        "latent_channels is \(autoencoder.latentChannels)")
    }
    let cells = min(source.width, source.height) / side
    guard (1...max(cells, 1)).contains(settings.cropCells) else {
      throw TrainingError.mismatch(
        "the pictures have \(cells) cells a side", "crop-cells is \(settings.cropCells)")
    }
  }

  /// Fits the latents' basis to pictures that are not trained on.
  public static func fitBasis(
    side: Int, channels: Int, settings: Settings, source: any SampleSource, seed: UInt64
  ) throws -> PatchBasis {
    let draw = BatchDraw.heldOut(seed: seed, number: 1, count: settings.basisPictures)
    let pictures = try stride(from: 0, to: draw.samples.count, by: 50).map { start in
      let first = draw.samples.lowerBound + UInt64(start)
      let end = min(first + 50, draw.samples.upperBound)
      return try PictureBatch(first..<end, of: source).pictures
    }
    return PatchBasis(
      fitting: pictures, side: side, channels: channels, whitening: settings.whitening,
      variance: settings.variance)
  }

  /// The settings, the things and the latents.
  public var particulars: TrainingParticulars {
    TrainingParticulars(Self.name, settings, things: source.things, codec: .basis(basis))
  }

  /// Draws weights as diffusers does.
  public func initialParameters() throws -> Parameters {
    try Parameters([
      Parameters.Part(Self.network, from: InitialWeights(.layers, seed: seed)) {
        _ = try AutoencoderKL(autoencoder, $0)
      }
    ])
  }

  /// Draws pictures, a part of each, and noise.
  public func batch(_ draw: BatchDraw) throws -> Batch {
    let batch = try PictureBatch(draw.samples, of: source)
    let (rows, columns) = (source.height / basis.side, source.width / basis.side)
    let counts = batch.counts(
      rows: source.height, columns: source.width, cell: 1, weight: settings.objectWeight
    ).reshaped([draw.count, source.height, source.width, 1])
    let size = settings.cropCells
    var places = draw.random(.crops)
    let corners = places.uniform([draw.count, 2]).values
    func corner(_ share: Float, of cells: Int) -> Int {
      min(cells - size, Int(share * Float(cells - size + 1))) * basis.side
    }
    let parts = (0..<draw.count).map { item in
      let (top, left) = (
        corner(corners[2 * item], of: rows), corner(corners[2 * item + 1], of: columns)
      )
      func part(_ tensor: Tensor) -> Tensor {
        tensor.slice(item..<item + 1).slice(top..<top + size * basis.side, axis: 1)
          .slice(left..<left + size * basis.side, axis: 2)
      }
      return (picture: part(batch.pictures), counts: part(counts))
    }
    let pictures = Tensor.concatenated(parts.map(\.picture), axis: 0)
    let cropped = Tensor.concatenated(parts.map(\.counts), axis: 0)
    let latents = basis.encode(pictures)
    var noise = draw.random(.noise)
    return Batch(
      pictures: pictures, latents: latents,
      noisyLatents: latents + noise.normal(latents.shape) * settings.latentNoise,
      counts: (cropped / (3 * cropped.sum().scalar)).broadcast(to: pictures.shape))
  }

  /// Paints noisy latents and finds the latents of pictures.
  public func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss {
    let network = try AutoencoderKL(autoencoder, parameters[Self.network])
    let error = network.decode(batch.noisyLatents) - batch.pictures
    let squares = error.squared()
    let posterior = network.encode(batch.pictures)
    let offset = (posterior.mean - batch.latents).squared().mean()
    let spread = (posterior.logVariance + -settings.logVariance).squared().mean()
    // The spread hardly matters to anybody, so that it must not draw strength from the means.
    let loss =
      (error.magnitude() * batch.counts).sum()
      + (squares * batch.counts).sum() * settings.squaredWeight
      + edges(of: error) * settings.edgeWeight + offset + spread * 1e-3
    return TrainingLoss(
      loss,
      figures: [
        TrainingFigure("psnr", Self.ratio(Double(squares.mean().scalar))),
        TrainingFigure("encoder", Double(offset.scalar)),
      ])
  }

  /// The mean magnitude of differences between neighbours, across and down.
  private func edges(of error: Tensor) -> Tensor {
    let (height, width) = (error.shape[1], error.shape[2])
    let across = error.slice(1..<width, axis: 2) - error.slice(0..<width - 1, axis: 2)
    let down = error.slice(1..<height, axis: 1) - error.slice(0..<height - 1, axis: 1)
    return across.magnitude().mean() + down.magnitude().mean()
  }

  /// The peak signal-to-noise ratio of a mean squared error of values in −1...1, in decibels.
  static func ratio(_ error: Double) -> Double { 10 * log10(4 / max(error, 1e-12)) }
}
