public import Diffusion
public import Foundation
public import Models

/// The plan of a model: the configurations of a folder in the diffusers layout, whose weights are yet
/// to be learnt.
public struct ModelBlueprint: Sendable {
  /// The folder.
  public let folder: URL
  /// The denoiser.
  public let unet: UNet2DConditionConfiguration
  /// The text encoder.
  public let textEncoder: CLIPTextModel.Configuration
  /// What turns captions into token ids.
  public let tokenizer: CLIPTokenizer
  /// The noise that the denoiser learns to take away.
  public let noise: NoiseTraining
  /// How samples are made.
  public let scheduling: SchedulerFile
  /// The tokens that every caption is cut or filled to.
  let length: Int

  /// Reads the configurations.
  ///
  /// - Throws: what is missing or wrong, naming the file.
  public init(_ folder: URL) throws {
    self.folder = folder
    unet = try ConfigurationFile.decode(
      UNet2DConditionConfiguration.self, from: folder.appending(path: "unet/config.json"))
    textEncoder = try ConfigurationFile.decode(
      CLIPTextModel.Configuration.self, from: folder.appending(path: "text_encoder/config.json"))
    tokenizer = try CLIPTokenizer(contentsOf: folder.appending(path: "tokenizer"))
    scheduling = try SchedulerFile(
      contentsOf: folder.appending(path: "scheduler/scheduler_config.json"))
    noise = try DDIM.Configuration(scheduling).training
    length = tokenizer.maximumLength ?? textEncoder.positions
    guard length <= textEncoder.positions,
      tokenizer.vocabularyCount <= textEncoder.vocabularySize
    else {
      throw TrainingError.mismatch(
        "the tokenizer gives \(length) of \(tokenizer.vocabularyCount) tokens",
        "the text encoder has \(textEncoder.positions) positions and \(textEncoder.vocabularySize)"
          + " tokens")
    }
    for wanted in unet.contextFeatures where wanted != textEncoder.hiddenSize {
      throw TrainingError.mismatch(
        "the text encoder gives \(textEncoder.hiddenSize) features a token",
        "the denoiser's cross_attention_dim is \(wanted)")
    }
  }

  /// Returns the token ids of a caption, cut or filled to the model's length.
  public func tokens(of caption: String) -> [Int] {
    tokenizer.encode(caption, length: length).identifiers
  }
}
