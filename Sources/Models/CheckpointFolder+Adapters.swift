public import FoundationEssentials
internal import Networks
internal import Tensors

extension CheckpointFolder {
  /// The folder of the adapter that the checkpoint brings along, `adapter` beside `unet`, if it does.
  ///
  /// The diffusers layout has no such folder, and diffusers passes it over.
  public var ownAdapter: URL? {
    let folder = url.appending(path: "adapter")
    let configuration = folder.appending(path: "config.json")
    return FileManager.default.fileExists(atPath: configuration.path) ? folder : nil
  }

  /// Returns the denoiser with an adapter's layers among its own.
  ///
  /// - Parameter adapter: one of these:
  ///   - a folder with a `config.json` (see `AdapterConfiguration`) and a
  ///     `diffusion_pytorch_model.safetensors` that has the adapter's layers, and perhaps others, under
  ///     the names that they have in the denoiser;
  ///   - a checkpoint, whose denoiser has the layers;
  ///   - a safetensors file with the layers, named as diffusers or as the original code of latent
  ///     diffusion names them, such as `gligen_sd14_textbox_pruned.safetensors`.
  /// - Returns: the denoiser.
  /// - Throws: `CheckpointError`, `ConfigurationError` or `WeightsError`, naming the folder at fault.
  public func unet(adapter: URL) throws -> UNet2DConditionModel {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: adapter.path, isDirectory: &isFolder) else {
      throw CheckpointError.absent(folder: adapter.path)
    }
    guard isFolder else {
      let file = try AdapterFile(
        SafetensorsFile(contentsOf: adapter), for: unetConfiguration())
      return try unet(with: file.configuration, from: file)
    }
    let unet = adapter.appending(path: "unet")
    let index = adapter.appending(path: "model_index.json")
    let folder = FileManager.default.fileExists(atPath: index.path) ? unet : adapter
    let adapters = try ConfigurationFile.decode(
      AdapterConfiguration.self, from: folder.appending(path: "config.json"))
    guard !adapters.layers.isEmpty else { throw CheckpointError.notAnAdapter(folder.path) }
    return try self.unet(
      with: adapters, from: Self.source(in: folder, named: "diffusion_pytorch_model"))
  }

  /// Returns the denoiser with untrained layers of adapters among its own, which add nothing yet.
  public func unet(untrained adapters: AdapterConfiguration) throws -> UNet2DConditionModel {
    try unet(with: adapters, from: RandomWeights())
  }

  private func unet(
    with adapters: AdapterConfiguration, from source: any WeightSource
  ) throws -> UNet2DConditionModel {
    var configuration = try unetConfiguration()
    configuration.adapters = configuration.adapters.adding(adapters)
    let base = try packedSource(of: .denoiser)
    do {
      return try UNet2DConditionModel(
        configuration,
        Weights(AdaptedWeights(base: base, adapter: source, layers: adapters.layers)))
    } catch let error as WeightsError where error.place == source.place {
      throw CheckpointError.misfit(adapter: source.place, folder: url.path, error)
    }
  }
}
