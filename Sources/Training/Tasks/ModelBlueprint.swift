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
    try self.init(
      unet: ConfigurationFile.decode(
        UNet2DConditionConfiguration.self, from: folder.appending(path: "unet/config.json")),
      textEncoder: ConfigurationFile.decode(
        CLIPTextModel.Configuration.self,
        from: folder.appending(path: "text_encoder/config.json")),
      length: nil, folder)
  }

  /// Plans networks of another shape, with a folder's tokenizer, noise and schedule.
  ///
  /// The text encoder gets as many tokens as the tokenizer has; captions are cut to its positions.
  ///
  /// - Throws: what is missing in the folder or wrong, naming the file, or networks that do not fit together.
  public init(
    unet: UNet2DConditionConfiguration, textEncoder: CLIPTextModel.Configuration,
    othersOf folder: URL
  ) throws {
    let tokenizer = try CLIPTokenizer(contentsOf: folder.appending(path: "tokenizer"))
    var textEncoder = textEncoder
    textEncoder.vocabularySize = max(textEncoder.vocabularySize, tokenizer.vocabularyCount)
    try self.init(unet: unet, textEncoder: textEncoder, length: textEncoder.positions, folder)
  }

  private init(
    unet: UNet2DConditionConfiguration, textEncoder: CLIPTextModel.Configuration, length: Int?,
    _ folder: URL
  ) throws {
    self.folder = folder
    self.unet = unet
    self.textEncoder = textEncoder
    tokenizer = try CLIPTokenizer(contentsOf: folder.appending(path: "tokenizer"))
    scheduling = try SchedulerFile(
      contentsOf: folder.appending(path: "scheduler/scheduler_config.json"))
    noise = try DDIM.Configuration(scheduling).training
    self.length = length ?? tokenizer.maximumLength ?? textEncoder.positions
    guard self.length <= textEncoder.positions,
      tokenizer.vocabularyCount <= textEncoder.vocabularySize
    else {
      throw TrainingError.mismatch(
        "the tokenizer gives \(self.length) of \(tokenizer.vocabularyCount) tokens",
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
