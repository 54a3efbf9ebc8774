internal import FoundationEssentials
public import Models
internal import Networks
internal import Tensors

/// The models that can be timed: a checkpoint's, or published shapes with random weights.
public enum BenchSubject: Sendable {
  /// The models of a checkpoint.
  case checkpoint(CheckpointFolder)
  /// Random weights in a shape that is known by name.
  case shape(BenchShape)

  /// The name for reports.
  public var name: String {
    switch self {
    case .checkpoint(let folder): folder.url.lastPathComponent
    case .shape(let shape): shape.rawValue
    }
  }

  func unet() throws -> UNet2DConditionModel {
    switch self {
    case .checkpoint(let folder): try folder.unet()
    case .shape(let shape): try UNet2DConditionModel(shape.unet, Weights(RandomWeights()))
    }
  }

  func textEncoder() throws -> CLIPTextModel {
    switch self {
    case .checkpoint(let folder): try folder.textEncoder()
    case .shape(let shape): try CLIPTextModel(shape.textEncoder, Weights(RandomWeights()))
    }
  }

  func autoencoder() throws -> AutoencoderKL {
    switch self {
    case .checkpoint(let folder): try folder.autoencoder()
    case .shape(let shape): try AutoencoderKL(shape.autoencoder, Weights(RandomWeights()))
    }
  }

  /// Tells whether a network's weights are read as they were packed beforehand.
  func isPacked(_ network: CheckpointFolder.Network) throws -> Bool {
    guard case .checkpoint(let folder) = self else { return false }
    return (try? folder.packedFile(of: network, precision: .current)) != nil
  }

  /// Rows and columns of the latents, in cells.
  func latentSize(_ configuration: UNet2DConditionConfiguration) -> (height: Int, width: Int) {
    switch self {
    case .checkpoint: configuration.sampleSize ?? (64, 64)
    case .shape(let shape): (shape.latentSide, shape.latentSide)
    }
  }

  func unetConfiguration() throws -> UNet2DConditionConfiguration {
    switch self {
    case .checkpoint(let folder): try folder.unetConfiguration()
    case .shape(let shape): shape.unet
    }
  }

  /// Tokens of a text.
  func tokens() throws -> Int {
    switch self {
    case .checkpoint(let folder): try folder.textEncoder().configuration.positions
    case .shape(let shape): shape.textEncoder.positions
    }
  }
}

/// Shapes whose speed is known of other programs, with random weights.
public enum BenchShape: String, Sendable, CaseIterable {
  /// Stable Diffusion 1.5 at 512 × 512 pixels.
  case sd15
  /// A compact model of 17.84 million parameters at 16 × 16 latents.
  case compact16
  /// The same at 32 × 32 latents.
  case compact32

  /// Rows and columns of the latents, in cells.
  public var latentSide: Int {
    switch self {
    case .sd15: 64
    case .compact16: 16
    case .compact32: 32
    }
  }

  /// The denoiser.
  public var unet: UNet2DConditionConfiguration {
    var configuration = UNet2DConditionConfiguration()
    guard self != .sd15 else { return configuration }
    configuration.blockChannels = [64, 128, 256]
    configuration.downAttends = [true, true, false]
    configuration.upAttends = [false, true, true]
    configuration.layers = [2, 2, 2]
    configuration.heads = [8, 8, 8]
    configuration.transformerLayers = [1, 1, 1]
    configuration.contextFeatures = [128, 128, 128]
    configuration.onlyCrossAttention = [false, false, false]
    configuration.timeFeatures = 256
    return configuration
  }

  /// The text encoder.
  public var textEncoder: CLIPTextModel.Configuration {
    var configuration = CLIPTextModel.Configuration()
    switch self {
    case .sd15:
      configuration.hiddenSize = 768
      configuration.intermediateSize = 3072
      configuration.heads = 12
    case .compact16, .compact32:
      configuration.vocabularySize = 1024
      configuration.hiddenSize = 128
      configuration.intermediateSize = 512
      configuration.layers = 4
      configuration.heads = 4
      configuration.positions = 16
    }
    return configuration
  }

  var autoencoder: AutoencoderKL.Configuration {
    var configuration = AutoencoderKL.Configuration()
    switch self {
    case .sd15:
      configuration.blockChannels = [128, 256, 512, 512]
      configuration.layersPerBlock = 2
    case .compact16, .compact32: configuration.blockChannels = [32, 64, 64]
    }
    return configuration
  }
}
