public import FoundationEssentials
public import Layouts
public import Models
public import Tensors

/// A latent diffusion model with all its parts, ready to run.
public struct DiffusionModel: Sendable {
  /// Turns text into token ids.
  public let tokenizer: CLIPTokenizer
  /// Turns token ids into features.
  public let textEncoder: CLIPTextModel
  /// Predicts the noise in latents.
  public let unet: UNet2DConditionModel
  /// Turns latents into pictures.
  public let autoencoder: AutoencoderKL
  /// How noise is scheduled, for any scheduler that it suits.
  public let scheduling: SchedulerFile
  private let packedFaults: [PackedFileError]

  /// Loads every part of a checkpoint and checks that they fit each other.
  ///
  /// - Parameters:
  ///   - checkpoint: the folder.
  ///   - adapter: a folder with layers to put among the denoiser's own; see `AdapterConfiguration`.
  /// - Throws: what is missing, misshapen or does not fit, naming the file.
  public init(_ checkpoint: CheckpointFolder, adapter: URL? = nil) throws {
    tokenizer = try checkpoint.tokenizer()
    textEncoder = try checkpoint.textEncoder()
    unet = try adapter.map(checkpoint.unet(adapter:)) ?? checkpoint.unet()
    autoencoder = try checkpoint.autoencoder()
    scheduling = try SchedulerFile(contentsOf: checkpoint.schedulerConfiguration)
    packedFaults = checkpoint.packedFaults(precision: .current)
    try check(in: checkpoint.url.path)
  }

  private func check(in folder: String) throws {
    let features = textEncoder.configuration.hiddenSize
    for wanted in unet.configuration.contextFeatures where wanted != features {
      throw CheckpointError.mismatch(
        folder: folder, "the text encoder gives \(features) features a token",
        "the denoiser's cross_attention_dim is \(wanted)")
    }
    let latent = autoencoder.configuration.latentChannels
    for (key, channels) in [
      ("in_channels", unet.configuration.inputChannels),
      ("out_channels", unet.configuration.outputChannels),
    ] where channels != latent {
      throw CheckpointError.mismatch(
        folder: folder, "the autoencoder's latents have \(latent) channels",
        "the denoiser's \(key) is \(channels)")
    }
    let positions = textEncoder.configuration.positions
    guard maximumTokens <= positions else {
      throw CheckpointError.mismatch(
        folder: folder, "the tokenizer gives \(maximumTokens) tokens",
        "the text encoder has max_position_embeddings \(positions)")
    }
    guard tokenizer.vocabularyCount <= textEncoder.configuration.vocabularySize else {
      throw CheckpointError.mismatch(
        folder: folder, "the tokenizer knows \(tokenizer.vocabularyCount) tokens",
        "the text encoder's vocab_size is \(textEncoder.configuration.vocabularySize)")
    }
  }

  /// What was read of the checkpoint otherwise than it says, as notes.
  public var findings: [Finding] {
    autoencoder.configuration.unusedKeys.map {
      .checkpointNote(
        "the autoencoder's \($0) is not used, as in diffusers' StableDiffusionPipeline")
    }
      + packedFaults.map {
        .checkpointNote("packed weights are not used: \($0); 'maquette pack' writes them anew")
      }
  }

  /// The tokens that every text is cut or filled to.
  public var maximumTokens: Int { tokenizer.maximumLength ?? textEncoder.configuration.positions }

  /// Pixels of a picture to one cell of a latent, along a side.
  public var downsampling: Int { autoencoder.configuration.downsampling }

  /// The size of pictures that the model was trained on, in pixels, when published.
  public var trainedSize: (width: Int, height: Int)? {
    unet.configuration.sampleSize.map { ($0.width * downsampling, $0.height * downsampling) }
  }

  /// Returns the features of each text, `[texts, tokens, features]`.
  public func encode(_ texts: [String]) -> Tensor {
    textEncoder(texts.map { tokenize($0).identifiers }).lastHiddenState
  }

  func tokenize(_ text: String) -> CLIPTokenizer.Encoding {
    tokenizer.encode(text, length: maximumTokens)
  }
}

extension Finding {
  /// What was read of a checkpoint otherwise than it says.
  static func checkpointNote(_ message: String) -> Finding {
    Finding(rule: "checkpoint-note", code: "MQ703", severity: .note, message: message)
  }
}
