public import FoundationEssentials
public import Networks
internal import Tensors

extension AutoencoderKL {
  /// Loads an autoencoder from a folder of its own, `vae` in a checkpoint.
  public init(folder: URL) throws {
    let configuration = try ConfigurationFile.decode(
      Configuration.self, from: folder.appending(path: "config.json"))
    let file = try CheckpointFolder.source(
      in: folder, named: CheckpointFolder.Network.autoencoder.fileName)
    try self.init(configuration, Weights(file))
  }
}

extension CheckpointFolder {
  /// A network of a checkpoint.
  public enum Network: String, Sendable, CaseIterable {
    /// The denoiser.
    case denoiser = "unet"
    /// The text encoder.
    case textEncoder = "text_encoder"
    /// The autoencoder.
    case autoencoder = "vae"

    /// The name under which its weights are saved, without the ending.
    public var fileName: String {
      self == .textEncoder ? "model" : "diffusion_pytorch_model"
    }
  }

  /// Returns the weights of a network as they stand in its file.
  public func weights(of network: Network) throws -> any WeightSource { try file(of: network) }

  func file(of network: Network) throws -> SafetensorsFile {
    try Self.source(in: url.appending(path: network.rawValue), named: network.fileName)
  }
}
