public import FoundationEssentials
public import Networks
internal import Tensors

/// A published model in the diffusers folder layout: one folder a part, each with its configuration.
///
///     let checkpoint = try CheckpointFolder(url)
///     let unet = try checkpoint.unet()
public struct CheckpointFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Opens a folder that has a `model_index.json`.
  ///
  /// - Parameter url: the folder.
  /// - Throws: `CheckpointError` when it is none.
  public init(_ url: URL) throws {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw CheckpointError.absent(folder: url.path)
    }
    guard FileManager.default.fileExists(atPath: url.appending(path: "model_index.json").path)
    else { throw CheckpointError.notACheckpoint(folder: url.path) }
    self.url = url
    _ = try ConfigurationFile.decode(
      ModelIndex.self, from: url.appending(path: "model_index.json"))
  }

  /// The part of `model_index.json` that says what the folder is.
  private struct ModelIndex: Decodable {
    init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: ConfigurationKey.self)
      let name = try keys.value("_class_name", default: "StableDiffusionPipeline")
      let otherFamilies = ["StableDiffusionXL", "StableDiffusion3"]
      guard name.hasPrefix("StableDiffusion"), !otherFamilies.contains(where: name.hasPrefix)
      else {
        throw ConfigurationError.unsupported(
          file: "", key: "_class_name", found: "'\(name)'",
          expected: "'StableDiffusionPipeline' or a relative of it")
      }
    }
  }

  /// Returns the tokenizer.
  public func tokenizer() throws -> CLIPTokenizer {
    try CLIPTokenizer(contentsOf: url.appending(path: "tokenizer"))
  }

  /// Returns the most tokens that the text encoder reads of a text, the marks of start and end included.
  public func maximumTokens() throws -> Int {
    try tokenizer().maximumLength
      ?? configuration(CLIPTextModel.Configuration.self, of: "text_encoder").positions
  }

  /// Returns the text encoder.
  public func textEncoder() throws -> CLIPTextModel {
    try textEncoder(from: packedSource(of: .textEncoder))
  }

  func textEncoder(from source: any WeightSource) throws -> CLIPTextModel {
    try CLIPTextModel(
      configuration(CLIPTextModel.Configuration.self, of: "text_encoder"), Weights(source))
  }

  /// Returns the denoiser's configuration.
  public func unetConfiguration() throws -> UNet2DConditionConfiguration {
    try configuration(UNet2DConditionConfiguration.self, of: "unet")
  }

  /// Returns the denoiser.
  public func unet() throws -> UNet2DConditionModel {
    try unet(from: packedSource(of: .denoiser))
  }

  func unet(from source: any WeightSource) throws -> UNet2DConditionModel {
    try UNet2DConditionModel(unetConfiguration(), Weights(source))
  }

  /// Returns the autoencoder's configuration.
  public func autoencoderConfiguration() throws -> AutoencoderKL.Configuration {
    try configuration(AutoencoderKL.Configuration.self, of: "vae")
  }

  /// Returns the autoencoder.
  public func autoencoder() throws -> AutoencoderKL {
    try autoencoder(from: packedSource(of: .autoencoder))
  }

  func autoencoder(from source: any WeightSource) throws -> AutoencoderKL {
    try AutoencoderKL(autoencoderConfiguration(), Weights(source))
  }

  /// The scheduler's published configuration.
  public var schedulerConfiguration: URL {
    url.appending(path: "scheduler/scheduler_config.json")
  }

  private func configuration<Configuration: Decodable>(
    _ type: Configuration.Type, of part: String
  ) throws -> Configuration {
    try ConfigurationFile.decode(type, from: url.appending(path: "\(part)/config.json"))
  }

  /// Finds the weights in a folder under the names that diffusers and transformers give them.
  static func source(in folder: URL, named name: String) throws -> SafetensorsFile {
    let candidates = [
      "\(name).safetensors", "\(name).safetensors.index.json", "\(name).fp16.safetensors",
      "\(name).bf16.safetensors", "\(name).fp32.safetensors",
    ]
    for candidate in candidates {
      let file = folder.appending(path: candidate)
      if FileManager.default.fileExists(atPath: file.path) {
        return try SafetensorsFile(contentsOf: file)
      }
    }
    let pickles = ["\(name).bin", "pytorch_model.bin"].filter {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
    throw CheckpointError.noWeights(
      folder: folder.path, expected: candidates[0], pickle: pickles.first)
  }
}

/// Why a folder can't be used as a checkpoint.
public enum CheckpointError: Error, Hashable, CustomStringConvertible {
  /// There is no such folder.
  case absent(folder: String)
  /// The folder has no `model_index.json`.
  case notACheckpoint(folder: String)
  /// A part has a configuration but no safetensors file.
  case noWeights(folder: String, expected: String, pickle: String?)
  /// A folder's configuration names no adapter.
  case notAnAdapter(_ folder: String)
  /// A file has no layers of an adapter.
  case noAdapterLayers(file: String)
  /// An adapter was made for another denoiser.
  case misfit(adapter: String, folder: String, WeightsError)
  /// Two parts don't fit each other.
  case mismatch(folder: String, String, String)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .absent(let folder): "\(folder): no such folder"
    case .notACheckpoint(let folder):
      "\(folder): not a checkpoint in the diffusers folder layout: model_index.json is missing"
    case .noWeights(let folder, let expected, let pickle?):
      "\(folder): found \(pickle), expected \(expected): save the model with safe_serialization=True"
    case .noWeights(let folder, let expected, nil):
      "\(folder): no weights, expected \(expected)"
    case .notAnAdapter(let folder):
      "\(folder): config.json names no adapter: neither attention_type nor blob_attention_type is set"
    case .noAdapterLayers(let file):
      "\(file): no layers of an adapter: no tensor is named 'position_net.…' or 'blob_net.…'"
    case .misfit(let adapter, let folder, let error):
      "the adapter \(adapter) does not fit the model \(folder): \(error.fault)"
    case .mismatch(let folder, let left, let right): "\(folder): \(left), but \(right)"
    }
  }
}
