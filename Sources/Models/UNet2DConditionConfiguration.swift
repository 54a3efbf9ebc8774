public import Networks
public import Tensors

/// The published `unet/config.json` of `UNet2DConditionModel`.
///
/// Lists have one entry a block, finest resolution first. `attention_head_dim` is the number of heads:
/// diffusers kept the misnomer for the sake of published checkpoints.
public struct UNet2DConditionConfiguration: Decodable, Sendable, Hashable {
  /// Channels of a latent going in.
  public var inputChannels = 4
  /// Channels of the prediction.
  public var outputChannels = 4
  /// Rows and columns of the latents that the model was trained on, when published.
  public var sampleSize: (height: Int, width: Int)? {
    sampleSizes.map { ($0[0], $0[$0.count - 1]) }
  }
  var sampleSizes: [Int]?
  /// Channels of each block.
  public var blockChannels = [320, 640, 1280, 1280]
  /// Whether each down block attends the text.
  public var downAttends = [true, true, true, false]
  /// Whether each up block attends the text, coarsest first.
  public var upAttends = [false, true, true, true]
  /// Residual blocks of each down block; up blocks have one more.
  public var layers = [2, 2, 2, 2]
  /// Heads of each block.
  public var heads = [8, 8, 8, 8]
  /// Transformer blocks of each attention.
  public var transformerLayers = [1, 1, 1, 1]
  /// Features of the text at each block.
  public var contextFeatures = [1280, 1280, 1280, 1280]
  /// Whether each block's first attention looks at the text instead of the pixels.
  public var onlyCrossAttention = [false, false, false, false]
  /// What stands in the middle.
  public var middle = Middle.crossAttention
  /// Whether projections around transformers are stored as matrices.
  public var usesLinearProjection = false
  /// Groups of the normalizations.
  public var groups = 32
  /// Added to the variance in residual blocks and at the end.
  public var epsilon: Float = 1e-5
  /// The nonlinearity.
  public var activation = Activation.silu
  /// Whether cosines come first in the step's embedding.
  public var flipSinToCos = true
  /// Subtracted from the number of frequencies in the step's embedding.
  public var frequencyShift: Double = 0
  /// Features of the step's embedding.
  public var timeFeatures = 1280
  /// How the step's embedding enters residual blocks.
  public var timeConditioning = ResidualBlock.TimeConditioning.add
  /// Padding of the convolutions of stride 2, in pixels.
  public var downsamplePadding = 1
  /// What the middle's residual blocks divide by.
  public var middleScale: Float = 1
  /// Whether the sample is first mapped from 0...1 to −1...1.
  public var centersInput = false
  /// Size of the first kernel, in pixels.
  public var inputKernel = 3
  /// Size of the last kernel, in pixels.
  public var outputKernel = 3
  /// The adapters among its layers.
  public var adapters = AdapterConfiguration()

  /// What stands between the down and the up blocks.
  public enum Middle: Sendable, Hashable {
    /// A residual block, a transformer and a residual block.
    case crossAttention
    /// One residual block.
    case residual
    /// Nothing.
    case none
  }

  /// Creates the published defaults, with the text features of SD 1.x.
  public init() { contextFeatures = [768, 768, 768, 768] }

  /// Reads the published keys; absent ones take the published defaults.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: ConfigurationKey.self)
    try Self.refuseUnsupported(keys)
    adapters = try AdapterConfiguration(from: decoder)
    try readBlocks(keys)
    try readEnds(keys)
    try readTime(keys)
    usesLinearProjection = try keys.value("use_linear_projection", default: false)
    groups = try keys.integer("norm_num_groups", default: 32)
    epsilon = try keys.value("norm_eps", default: 1e-5)
    activation = try Activation(
      published: try keys.value("act_fn", default: "silu"), key: "act_fn")
    try checkSizes()
  }

  private mutating func readBlocks(_ keys: KeyedDecodingContainer<ConfigurationKey>) throws {
    blockChannels = try keys.value(
      "block_out_channels", default: blockChannels.map(WholeNumber.init)
    ).map(\.value)
    let blocks = blockChannels.count
    func perBlock<Value: Decodable & Sendable & Hashable>(
      _ key: String, default fallback: Value
    ) throws -> [Value] {
      guard let values = try keys.value(key, default: OneOrMany(fallback)).values(blocks) else {
        throw ConfigurationError.wrongType(
          file: "", key: key, found: "a list of another length",
          expected: "one value, or as many as block_out_channels, \(blocks)")
      }
      return values
    }
    func integers(_ key: String, default fallback: Int) throws -> [Int] {
      try perBlock(key, default: WholeNumber(fallback)).map(\.value)
    }
    downAttends = try Self.attends(
      try keys.value(
        "down_block_types",
        default: Array(repeating: "CrossAttnDownBlock2D", count: 3) + ["DownBlock2D"]),
      key: "down_block_types", kind: "Down", count: blocks)
    upAttends = try Self.attends(
      try keys.value(
        "up_block_types",
        default: ["UpBlock2D"] + Array(repeating: "CrossAttnUpBlock2D", count: 3)),
      key: "up_block_types", kind: "Up", count: blocks)
    layers = try integers("layers_per_block", default: 2)
    heads = try integers("attention_head_dim", default: 8)
    transformerLayers = try integers("transformer_layers_per_block", default: 1)
    contextFeatures = try integers("cross_attention_dim", default: 1280)
    onlyCrossAttention = try perBlock("only_cross_attention", default: false)
    middle = try Self.middle(keys)
    middleScale = try keys.value("mid_block_scale_factor", default: 1)
    downsamplePadding = try keys.integer("downsample_padding", default: 1)
  }

  private mutating func readEnds(_ keys: KeyedDecodingContainer<ConfigurationKey>) throws {
    inputChannels = try keys.integer("in_channels", default: 4)
    outputChannels = try keys.integer("out_channels", default: 4)
    sampleSizes = try keys.decodeIfPresent(
      OneOrMany<WholeNumber>.self, forKey: ConfigurationKey(stringValue: "sample_size")
    )?.values(2)?.map(\.value)
    centersInput = try keys.value("center_input_sample", default: false)
    inputKernel = try keys.integer("conv_in_kernel", default: 3)
    outputKernel = try keys.integer("conv_out_kernel", default: 3)
  }

  private mutating func readTime(_ keys: KeyedDecodingContainer<ConfigurationKey>) throws {
    flipSinToCos = try keys.value("flip_sin_to_cos", default: true)
    frequencyShift = try keys.value("freq_shift", default: 0)
    timeFeatures = try keys.integer(
      "time_embedding_dim", default: 4 * min(blockChannels.first ?? 0, largestSize))
    timeConditioning = try Self.timeConditioning(keys)
  }

  /// Keys that ask for inputs or layers that Stable Diffusion 1.x and 2.x do not have.
  private static func refuseUnsupported(
    _ keys: KeyedDecodingContainer<ConfigurationKey>
  ) throws {
    for key in [
      "num_attention_heads", "dual_cross_attention", "class_embed_type", "num_class_embeds",
      "addition_embed_type", "encoder_hid_dim", "encoder_hid_dim_type", "time_cond_proj_dim",
      "time_embedding_act_fn", "timestep_post_act", "reverse_transformer_layers_per_block",
      "class_embeddings_concat",
    ] { try keys.refuse(key) }
    try keys.refuse("time_embedding_type", unless: "positional")
    try requireClass("UNet2DConditionModel", keys)
  }

  private static func attends(
    _ types: [String], key: String, kind: String, count: Int
  ) throws -> [Bool] {
    guard types.count == count else {
      throw ConfigurationError.wrongType(
        file: "", key: key, found: "a list of \(types.count)",
        expected: "as long as block_out_channels, \(count)")
    }
    return try types.map { type in
      // Blocks of the earliest checkpoints carry a prefix that diffusers drops.
      switch type.hasPrefix("UNetRes") ? String(type.dropFirst(7)) : type {
      case "CrossAttn\(kind)Block2D": true
      case "\(kind)Block2D": false
      default:
        throw ConfigurationError.unsupported(
          file: "", key: key, found: "'\(type)'",
          expected: "'CrossAttn\(kind)Block2D' or '\(kind)Block2D'")
      }
    }
  }

  private static func middle(_ keys: KeyedDecodingContainer<ConfigurationKey>) throws -> Middle {
    let key = ConfigurationKey(stringValue: "mid_block_type")
    guard keys.contains(key) else { return .crossAttention }
    if try keys.decodeNil(forKey: key) { return .none }
    switch try keys.decode(String.self, forKey: key) {
    case "UNetMidBlock2DCrossAttn": return .crossAttention
    case "UNetMidBlock2D": return .residual
    case let type:
      throw ConfigurationError.unsupported(
        file: "", key: key.stringValue, found: "'\(type)'",
        expected: "'UNetMidBlock2DCrossAttn', 'UNetMidBlock2D' or null")
    }
  }

  private static func timeConditioning(
    _ keys: KeyedDecodingContainer<ConfigurationKey>
  ) throws -> ResidualBlock.TimeConditioning {
    let name = try keys.value("resnet_time_scale_shift", default: "default")
    guard let conditioning = ResidualBlock.TimeConditioning(rawValue: name) else {
      throw ConfigurationError.unsupported(
        file: "", key: "resnet_time_scale_shift", found: "'\(name)'",
        expected: "'default' or 'scale_shift'")
    }
    return conditioning
  }

  private func checkSizes() throws {
    try require([("block_out_channels", blockChannels.count)], in: 1...16)
    try require(
      [
        ("in_channels", inputChannels), ("out_channels", outputChannels),
        ("norm_num_groups", groups), ("time_embedding_dim", timeFeatures),
      ] + blockChannels.map { ("block_out_channels", $0) }
        + heads.map { ("attention_head_dim", $0) }
        + contextFeatures.map { ("cross_attention_dim", $0) }
        + (sampleSizes ?? []).map { ("sample_size", $0) }, in: 1...largestSize)
    try require(
      layers.map { ("layers_per_block", $0) }
        + transformerLayers.map { ("transformer_layers_per_block", $0) }, in: 1...largestDepth)
    // diffusers knows no other padding than these; a kernel must be odd to keep the picture's size.
    try require([("downsample_padding", downsamplePadding)], in: 0...1)
    try require(
      [("conv_in_kernel", inputKernel), ("conv_out_kernel", outputKernel)], in: 1...31)
    for (key, kernel) in [("conv_in_kernel", inputKernel), ("conv_out_kernel", outputKernel)]
    where kernel % 2 == 0 {
      throw ConfigurationError.wrongType(
        file: "", key: key, found: "\(kernel)", expected: "an odd number")
    }
    try require([("norm_eps", epsilon)], atLeast: 0)
    try require([("mid_block_scale_factor", middleScale)], atLeast: .leastNormalMagnitude)
    for channels in blockChannels {
      try requireDivisible(channels, "block_out_channels", by: groups, "norm_num_groups")
    }
    for (channels, heads) in zip(blockChannels, heads) where channels < heads {
      throw ConfigurationError.wrongType(
        file: "", key: "attention_head_dim", found: "\(heads) heads",
        expected: "at most the block's channels, \(channels)")
    }
  }
}
