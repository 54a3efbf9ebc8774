import Foundation
import Models
import Testing

@Suite struct ConfigurationFileTests {
  private func error<Configuration: Decodable>(
    _ type: Configuration.Type, _ text: String
  ) throws -> String {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "maquette-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      _ = try ConfigurationFile.decode(type, from: file)
      return "no error"
    } catch {
      return "\(error)".replacingOccurrences(of: file.path, with: "config.json")
    }
  }

  @Test(arguments: [
    (#"{"in_channels": "four"}"#, "key 'in_channels' must be a number, found a string"),
    (#"{"layers_per_block": 2.5}"#, "key 'layers_per_block' must be an integer, found 2.5"),
    (#"{"block_out_channels": [64, null]}"#, "key 'block_out_channels[1]' must be a number"),
    (#"{"block_out_channels": 64}"#, "key 'block_out_channels' must be a list, found"),
    (#"{"in_channels": 0}"#, "key 'in_channels' must be a positive integer, found 0"),
    (#"{"norm_num_groups": 7}"#, "must be a multiple of norm_num_groups, 7"),
    (#"{"attention_head_dim": [8, 8]}"#, "as many as block_out_channels, 4"),
    (
      #"{"down_block_types": ["Foo", "DownBlock2D", "DownBlock2D", "DownBlock2D"]}"#,
      "key 'down_block_types' is 'Foo', supported is 'CrossAttnDownBlock2D' or 'DownBlock2D'"
    ),
    (#"{"addition_embed_type": "text_time"}"#, "'addition_embed_type' is 'text_time'"),
    (
      #"{"attention_type": "gated-video"}"#,
      "'attention_type' is 'gated-video', supported is 'default', 'gated' or 'gated-text-image'"
    ),
    (#"{"blob_attention_type": "soft"}"#, "is 'soft', supported is 'none' or 'gated'"),
    (
      #"{"blob_attention_type": "gated", "blob_hidden_features": 0}"#,
      "key 'blob_hidden_features' must be a positive integer, found 0"
    ),
    (#"{"_class_name": "FooModel"}"#, "'_class_name' is 'FooModel'"),
    (#"{"downsample_padding": -3}"#, "must be an integer from 0 to 1, found -3"),
    (#"{"layers_per_block": 2147483648}"#, "from 1 to 1024, found 2147483648"),
    (
      #"{"block_out_channels": [64, 64, 64, 4611686018427387904]}"#,
      "from 1 to 1048576, found 46116860"
    ),
    (#"{"sample_size": 4611686018427387904}"#, "key 'sample_size' must be an integer from 1"),
    (#"{"conv_in_kernel": 4}"#, "key 'conv_in_kernel' must be an odd number, found 4"),
    (#"{"norm_eps": -1}"#, "key 'norm_eps' must be a number of at least 0"),
    (#"{"act_fn": "snake"}"#, "key 'act_fn' is 'snake', supported is one of silu"),
    (#"{"in_channels": 4"#, "not valid JSON"),
    (#"[]"#, "must be an object, found an array"),
  ])
  func unetErrorsNameFileKeyAndBothSides(text: String, expected: String) throws {
    let message = try error(UNet2DConditionConfiguration.self, text)
    #expect(message.hasPrefix("config.json: ") && message.contains(expected), "\(message)")
  }

  @Test(arguments: [
    (#"{"num_hidden_layers": -1}"#, "key 'num_hidden_layers' must be a positive integer"),
    (#"{"num_hidden_layers": 1e12}"#, "from 1 to 1024, found 1000000000000"),
    (#"{"hidden_size": 100}"#, "must be a multiple of num_attention_heads, 8"),
    (#"{"layer_norm_eps": -1}"#, "key 'layer_norm_eps' must be a number of at least 0"),
  ])
  func textEncoderErrorsNameFileKeyAndBothSides(text: String, expected: String) throws {
    let message = try error(CLIPTextModel.Configuration.self, text)
    #expect(message.hasPrefix("config.json: ") && message.contains(expected), "\(message)")
  }

  @Test(arguments: [
    (#"{"block_out_channels": [-64, 128]}"#, "'block_out_channels' must be a positive integer"),
    (#"{"latent_channels": 4611686018427387904}"#, "'latent_channels' must be an integer from"),
    (#"{"layers_per_block": 1e12}"#, "key 'layers_per_block' must be an integer from 1 to 1024"),
    (#"{"scaling_factor": 0}"#, "key 'scaling_factor' must be a number of at least"),
    (#"{"_class_name": "AutoencoderTiny"}"#, "supported is 'AutoencoderKL'"),
  ])
  func autoencoderErrorsNameFileKeyAndBothSides(text: String, expected: String) throws {
    let message = try error(AutoencoderKL.Configuration.self, text)
    #expect(message.hasPrefix("config.json: ") && message.contains(expected), "\(message)")
  }

  @Test(arguments: [
    ("", "not valid JSON"), ("[]", "must be an object"), ("null", "must be an object"),
    (#"{"_class_name": "StableDiffusionXLPipeline"}"#, "is 'StableDiffusionXLPipeline'"),
  ])
  func aFolderOfAnotherKindIsRefused(index: String, expected: String) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "maquette-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(index.utf8).write(to: folder.appending(path: "model_index.json"))
    do {
      _ = try CheckpointFolder(folder)
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }

  @Test func aMissingFileIsNamed() {
    let file = URL(filePath: "/nowhere/config.json")
    #expect(throws: ConfigurationError.unreadable(file: "/nowhere/config.json")) {
      try ConfigurationFile.decode(AutoencoderKL.Configuration.self, from: file)
    }
  }

  @Test func absentKeysTakeThePublishedDefaults() throws {
    let decoded = try JSONDecoder().decode(
      AutoencoderKL.Configuration.self, from: Data(#"{"norm_num_groups": 32}"#.utf8))
    #expect(decoded == AutoencoderKL.Configuration())
  }

  @Test func theSD15ConfigurationIsTheDefaultButForTheText() throws {
    let decoded = try JSONDecoder().decode(
      UNet2DConditionConfiguration.self, from: Data(#"{"cross_attention_dim": 768}"#.utf8))
    #expect(decoded == UNet2DConditionConfiguration())
  }
}
