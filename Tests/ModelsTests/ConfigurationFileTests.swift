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
    (#"{"act_fn": "snake"}"#, "key 'act_fn' is 'snake', supported is one of silu"),
    (#"{"in_channels": 4"#, "not valid JSON"),
    (#"[]"#, "must be an object, found an array"),
  ])
  func unetErrorsNameFileKeyAndBothSides(text: String, expected: String) throws {
    let message = try error(UNet2DConditionConfiguration.self, text)
    #expect(message.hasPrefix("config.json: ") && message.contains(expected), "\(message)")
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
