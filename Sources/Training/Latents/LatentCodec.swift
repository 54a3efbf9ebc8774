public import Models
public import Tensors

/// How pictures become latents while a denoiser is trained, and latents pictures.
public enum LatentCodec: Sendable {
  /// A fixed matrix.
  case basis(PatchBasis)
  /// A trained autoencoder.
  case autoencoder(AutoencoderKL)

  /// Pixels of a picture to one cell of a latent, along a side.
  public var downsampling: Int {
    switch self {
    case .basis(let basis): basis.side
    case .autoencoder(let autoencoder): autoencoder.configuration.downsampling
    }
  }

  /// Channels of a latent.
  public var channels: Int {
    switch self {
    case .basis(let basis): basis.channels
    case .autoencoder(let autoencoder): autoencoder.configuration.latentChannels
    }
  }

  /// Throws `TrainingError.mismatch` where a denoiser or pictures do not fit the latents.
  func check(_ unet: UNet2DConditionConfiguration, _ source: any SampleSource) throws {
    guard unet.inputChannels == channels, unet.outputChannels == channels else {
      throw TrainingError.mismatch(
        "the latents have \(channels) channels",
        "the denoiser takes \(unet.inputChannels) and gives \(unet.outputChannels)")
    }
    guard source.width % downsampling == 0, source.height % downsampling == 0 else {
      throw TrainingError.mismatch(
        "the pictures have \(source.width)x\(source.height) pixels",
        "a cell of a latent has \(downsampling)x\(downsampling)")
    }
  }

  /// What an error in each channel shows in the picture, 1 in the mean.
  ///
  /// - Throws: `TrainingError.mismatch` for an autoencoder, which no single number describes.
  func pixelWeights() throws -> [Float] {
    guard case .basis(let basis) = self else {
      throw TrainingError.mismatch(
        "errors are to count as they show in the picture",
        "the latents are an autoencoder's, expected a basis")
    }
    // The components are orthonormal: a latent's error is that of its patch times the scale.
    let weights = basis.scales.map { 1 / ($0 * $0) }
    let mean = weights.reduce(0, +) / Float(weights.count)
    return weights.map { $0 / mean }
  }

  /// Returns latents as the denoiser sees them, of pictures `[batch, height, width, 3]` in −1...1.
  public func encode(_ pictures: Tensor) -> Tensor {
    switch self {
    case .basis(let basis): basis.encode(pictures)
    case .autoencoder(let autoencoder):
      autoencoder.encode(pictures).mean * autoencoder.configuration.scalingFactor
    }
  }

  /// Returns pictures, mostly in −1...1, of latents as the denoiser makes them.
  public func decode(_ latents: Tensor) -> Tensor {
    switch self {
    case .basis(let basis): basis.decode(latents)
    case .autoencoder(let autoencoder):
      autoencoder.decode(latents / autoencoder.configuration.scalingFactor)
    }
  }
}
