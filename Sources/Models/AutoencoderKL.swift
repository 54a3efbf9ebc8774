// The autoencoder of latent diffusion (arXiv 2112.10752, section 3.1), as diffusers' AutoencoderKL has it:
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/models/autoencoders/autoencoder_kl.py

public import Networks
public import Tensors

/// The autoencoder between pictures and latents.
public struct AutoencoderKL: Sendable {
  /// The published `vae/config.json`.
  public struct Configuration: Decodable, Sendable, Hashable {
    /// Channels of a picture going in.
    public var inputChannels = 3
    /// Channels of a picture coming out.
    public var outputChannels = 3
    /// Channels at each resolution, finest first.
    public var blockChannels = [64]
    /// Residual blocks at each resolution of the encoder; the decoder has one more.
    public var layersPerBlock = 1
    /// Channels of a latent.
    public var latentChannels = 4
    /// Groups of the normalizations.
    public var groups = 32
    /// The nonlinearity.
    public var activation = Activation.silu
    /// What latents are multiplied by for the denoiser.
    public var scalingFactor: Float = 0.18215
    /// Whether the coarsest resolution has an attention.
    public var middleAttention = true
    /// Whether a 1 × 1 convolution ends the encoder.
    public var usesQuantConvolution = true
    /// Whether a 1 × 1 convolution begins the decoder.
    public var usesPostQuantConvolution = true

    /// Published keys that are set and that Stable Diffusion's pipelines do not look at.
    public private(set) var unusedKeys: [String] = []

    /// Pixels of a picture to one of a latent, along a side.
    public var downsampling: Int { 1 << (blockChannels.count - 1) }

    /// Creates the published defaults.
    public init() {}

    /// Reads the published keys; absent ones take the published defaults.
    public init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: ConfigurationKey.self)
      let published = Configuration()
      inputChannels = try keys.integer("in_channels", default: published.inputChannels)
      outputChannels = try keys.integer("out_channels", default: published.outputChannels)
      blockChannels = try keys.value(
        "block_out_channels", default: published.blockChannels.map(WholeNumber.init)
      ).map(\.value)
      layersPerBlock = try keys.integer("layers_per_block", default: published.layersPerBlock)
      latentChannels = try keys.integer("latent_channels", default: published.latentChannels)
      groups = try keys.integer("norm_num_groups", default: published.groups)
      scalingFactor = try keys.value("scaling_factor", default: published.scalingFactor)
      middleAttention = try keys.value("mid_block_add_attention", default: true)
      usesQuantConvolution = try keys.value("use_quant_conv", default: true)
      usesPostQuantConvolution = try keys.value("use_post_quant_conv", default: true)
      activation = try Activation(
        published: try keys.value("act_fn", default: "silu"), key: "act_fn")
      unusedKeys = try ["shift_factor", "latents_mean", "latents_std"].filter {
        let key = ConfigurationKey(stringValue: $0)
        return try keys.contains(key) && !keys.decodeNil(forKey: key)
      }
      try check(try keys.value("down_block_types", default: []), "down_block_types", "DownEncoder")
      try check(try keys.value("up_block_types", default: []), "up_block_types", "UpDecoder")
      try requireClass("AutoencoderKL", keys)
      try require(
        [
          ("in_channels", inputChannels), ("out_channels", outputChannels),
          ("latent_channels", latentChannels), ("norm_num_groups", groups),
        ] + blockChannels.map { ("block_out_channels", $0) }, in: 1...largestSize)
      try require([("layers_per_block", layersPerBlock)], in: 1...largestDepth)
      // Sixteen levels would make a latent cell of 32768 pixels.
      try require([("block_out_channels", blockChannels.count)], in: 1...16)
      try require([("scaling_factor", scalingFactor)], atLeast: .leastNormalMagnitude)
      for channels in blockChannels {
        try requireDivisible(channels, "block_out_channels", by: groups, "norm_num_groups")
      }
    }

    private func check(_ types: [String], _ key: String, _ kind: String) throws {
      for type in types where type != "\(kind)Block2D" {
        throw ConfigurationError.unsupported(
          file: "", key: key, found: "'\(type)'", expected: "'\(kind)Block2D'")
      }
      guard types.isEmpty || types.count == blockChannels.count else {
        throw ConfigurationError.wrongType(
          file: "", key: key, found: "a list of \(types.count)",
          expected: "as long as block_out_channels, \(blockChannels.count)")
      }
    }
  }

  /// The distribution of latents that a picture is encoded to.
  public struct Posterior: Sendable {
    /// The mean, `[batch, height, width, channels]`.
    public let mean: Tensor
    /// The logarithm of the variance, in −30...20.
    public let logVariance: Tensor
  }

  /// The configuration.
  public let configuration: Configuration
  private let encoder: PictureEncoder
  private let quantConvolution: Linear?
  private let postQuantConvolution: Linear?
  private let decoder: LatentDecoder

  /// Loads `encoder`, `quant_conv`, `post_quant_conv` and `decoder`.
  public init(_ configuration: Configuration, _ weights: Weights) throws {
    self.configuration = configuration
    let latent = configuration.latentChannels
    encoder = try PictureEncoder(configuration, weights["encoder"])
    quantConvolution =
      configuration.usesQuantConvolution
      ? try Linear(pointwiseInputs: 2 * latent, outputs: 2 * latent, weights["quant_conv"]) : nil
    postQuantConvolution =
      configuration.usesPostQuantConvolution
      ? try Linear(pointwiseInputs: latent, outputs: latent, weights["post_quant_conv"]) : nil
    decoder = try LatentDecoder(configuration, weights["decoder"])
  }

  /// Returns the distribution of latents of pictures in −1...1, not yet scaled for the denoiser.
  ///
  /// `[batch, height, width, channels]`; both sides are divided by `configuration.downsampling`.
  public func encode(_ picture: Tensor) -> Posterior {
    let moments = encoder(picture)
    let quantised = (quantConvolution?(moments) ?? moments)
    let latent = configuration.latentChannels
    let sizes = quantised.shape.sizes
    let halves = quantised.reshaped(Shape([quantised.shape.rows, 2, latent])).permuted([1, 0, 2])
    let shape = Shape(sizes.dropLast() + [latent])
    return Posterior(
      mean: halves.slice(0..<1).reshaped(shape),
      // DiagonalGaussianDistribution clamps so.
      logVariance: halves.slice(1..<2).reshaped(shape).clamped(to: -30...20))
  }

  /// Returns pictures, mostly in −1...1, of latents that are no longer scaled for the denoiser.
  public func decode(_ latents: Tensor) -> Tensor {
    decoder(postQuantConvolution?(latents) ?? latents)
  }
}

/// Every normalization of the published autoencoder has this epsilon.
private let normEpsilon: Float = 1e-6

extension AutoencoderKL.Configuration {
  fileprivate var style: ResidualBlock.Style {
    ResidualBlock.Style(groups: groups, epsilon: normEpsilon, activation: activation)
  }
}

extension AutoencoderKL {
  fileprivate struct PictureEncoder: Sendable {
    let convolutionIn: Convolution2D
    let blocks: [(residuals: [ResidualBlock], downsample: Downsample?)]
    let middle: Middle
    let normOut: GroupNorm
    let convolutionOut: Convolution2D

    init(_ configuration: Configuration, _ weights: Weights) throws {
      let channels = configuration.blockChannels
      let (finest, coarsest) = (channels[0], channels[channels.count - 1])
      convolutionIn = try Convolution2D(
        inputs: configuration.inputChannels, outputs: finest, weights["conv_in"])
      blocks = try channels.indices.map { level in
        let weights = weights["down_blocks"][level]
        let residuals = try (0..<configuration.layersPerBlock).map {
          try ResidualBlock(
            inputs: $0 > 0 ? channels[level] : channels[max(level - 1, 0)],
            outputs: channels[level], style: configuration.style, weights["resnets"][$0])
        }
        let downsample =
          level < channels.count - 1
          ? try Downsample(channels: channels[level], padding: 0, weights["downsamplers.0"]) : nil
        return (residuals, downsample)
      }
      middle = try Middle(configuration, weights["mid_block"])
      normOut = try GroupNorm(
        groups: configuration.groups, channels: coarsest, epsilon: normEpsilon,
        weights["conv_norm_out"])
      convolutionOut = try Convolution2D(
        inputs: coarsest, outputs: 2 * configuration.latentChannels, weights["conv_out"])
    }

    func callAsFunction(_ picture: Tensor) -> Tensor {
      var x = convolutionIn(picture)
      for (residuals, downsample) in blocks {
        for residual in residuals { x = residual(x) }
        x = downsample?(x) ?? x
      }
      return convolutionOut(normOut.rows(middle(x), then: .silu, for: convolutionOut))
    }
  }

  fileprivate struct LatentDecoder: Sendable {
    let convolutionIn: Convolution2D
    let middle: Middle
    let blocks: [(residuals: [ResidualBlock], upsample: Upsample?)]
    let normOut: GroupNorm
    let convolutionOut: Convolution2D

    init(_ configuration: Configuration, _ weights: Weights) throws {
      let channels = Array(configuration.blockChannels.reversed())
      let (coarsest, finest) = (channels[0], channels[channels.count - 1])
      convolutionIn = try Convolution2D(
        inputs: configuration.latentChannels, outputs: coarsest, weights["conv_in"])
      middle = try Middle(configuration, weights["mid_block"])
      blocks = try channels.indices.map { level in
        let weights = weights["up_blocks"][level]
        let residuals = try (0...configuration.layersPerBlock).map {
          try ResidualBlock(
            inputs: $0 > 0 ? channels[level] : channels[max(level - 1, 0)],
            outputs: channels[level], style: configuration.style, weights["resnets"][$0])
        }
        let upsample =
          level < channels.count - 1
          ? try Upsample(channels: channels[level], weights["upsamplers.0"]) : nil
        return (residuals, upsample)
      }
      normOut = try GroupNorm(
        groups: configuration.groups, channels: finest, epsilon: normEpsilon,
        weights["conv_norm_out"])
      convolutionOut = try Convolution2D(
        inputs: finest, outputs: configuration.outputChannels, weights["conv_out"])
    }

    func callAsFunction(_ latents: Tensor) -> Tensor {
      var x = middle(convolutionIn(latents))
      for (residuals, upsample) in blocks {
        for residual in residuals { x = residual(x) }
        x = upsample?(x) ?? x
      }
      return convolutionOut(normOut.rows(x, then: .silu, for: convolutionOut))
    }
  }

  fileprivate struct Middle: Sendable {
    let residual1: ResidualBlock
    let norm: GroupNorm?
    let attention: Attention?
    let residual2: ResidualBlock

    init(_ configuration: Configuration, _ weights: Weights) throws {
      let channels = configuration.blockChannels[configuration.blockChannels.count - 1]
      func residual(_ index: Int) throws -> ResidualBlock {
        try ResidualBlock(
          inputs: channels, outputs: channels, style: configuration.style,
          weights["resnets"][index])
      }
      residual1 = try residual(0)
      residual2 = try residual(1)
      guard configuration.middleAttention else {
        (norm, attention) = (nil, nil)
        return
      }
      let weights = weights["attentions.0"]
      norm = try GroupNorm(
        groups: configuration.groups, channels: channels, epsilon: normEpsilon,
        weights["group_norm"])
      attention = try Attention(
        features: channels, contextFeatures: channels, inner: channels, heads: 1, bias: true,
        names: weights.contains("query.weight") ? .oldAutoencoder : .diffusers, weights)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      var x = residual1(x)
      if let norm, let attention {
        let pixels: Shape = [x.shape[0], x.shape[1] * x.shape[2], x.shape[3]]
        let tokens = x.reshaped(pixels)
        x = attention(tokens, behind: norm, adding: tokens).reshaped(x.shape)
      }
      return residual2(x)
    }
  }
}
