// The denoiser of latent diffusion (arXiv 2112.10752, section 3.2), as diffusers has it:
// https://github.com/huggingface/diffusers/blob/main/src/diffusers/models/unets/unet_2d_condition.py

public import Networks
public import Tensors

/// The denoiser: noisy latents, a step and a text in, a prediction of the latents' shape out.
public struct UNet2DConditionModel: Sendable {
  /// The configuration.
  public let configuration: UNet2DConditionConfiguration
  /// Makes GLIGEN's grounding tokens, where the checkpoint has its layers.
  public let positionNet: GLIGENTextBoundingboxProjection?
  /// Makes BlobGEN's tokens, where the checkpoint has its layers.
  public let blobNet: BlobProjection?
  private let sinusoids: SinusoidalTimesteps
  private let timeEmbedding: TimestepEmbedding
  private let convolutionIn: Convolution2D
  private let downBlocks: [DownBlock]
  private let middle: MiddleBlock?
  private let upBlocks: [UpBlock]
  private let normOut: GroupNorm
  private let convolutionOut: Convolution2D

  /// Loads the model.
  public init(_ configuration: UNet2DConditionConfiguration, _ weights: Weights) throws {
    self.configuration = configuration
    let channels = configuration.blockChannels
    let contextFeatures = configuration.contextFeatures[0]
    positionNet = try configuration.adapters.grounding.map {
      try GLIGENTextBoundingboxProjection(
        $0, textFeatures: contextFeatures, features: contextFeatures, weights["position_net"])
    }
    blobNet = try configuration.adapters.blobs.map {
      try BlobProjection(
        $0, textFeatures: contextFeatures, features: contextFeatures, weights["blob_net"])
    }
    sinusoids = SinusoidalTimesteps(
      features: channels[0], flipSinToCos: configuration.flipSinToCos,
      frequencyShift: configuration.frequencyShift)
    timeEmbedding = try TimestepEmbedding(
      inputs: channels[0], features: configuration.timeFeatures,
      activation: configuration.activation, weights["time_embedding"])
    convolutionIn = try Convolution2D(
      inputs: configuration.inputChannels, outputs: channels[0],
      kernel: configuration.inputKernel, weights["conv_in"])
    downBlocks = try channels.indices.map { try DownBlock(configuration, level: $0, weights) }
    middle =
      configuration.middle == .none ? nil : try MiddleBlock(configuration, weights["mid_block"])
    upBlocks = try channels.indices.map { try UpBlock(configuration, position: $0, weights) }
    normOut = try GroupNorm(
      groups: configuration.groups, channels: channels[0], epsilon: configuration.epsilon,
      weights["conv_norm_out"])
    convolutionOut = try Convolution2D(
      inputs: channels[0], outputs: configuration.outputChannels,
      kernel: configuration.outputKernel, weights["conv_out"])
  }

  /// Returns the prediction for a batch of noisy latents.
  ///
  /// - Parameters:
  ///   - sample: `[batch, height, width, channels]`, any height and width.
  ///   - timesteps: the training step, in 0..<1000 for the published models; one for all or one each.
  ///   - context: the text, `[batch, tokens, features]`.
  ///   - objects: what GLIGEN's layers read, made by `positionNet`; without it, they do not run.
  ///   - blobs: what BlobGEN's layers read, made by `blobNet`; without it, they do not run.
  ///   - control: what a grounding method does to the attention.
  ///   - witness: who looks at the attention without a trace.
  /// - Returns: the prediction, `[batch, height, width, channels]`.
  public func callAsFunction(
    _ sample: Tensor, timesteps: [Float], context: Tensor, objects: GroundingTokens? = nil,
    blobs: BlobTokens? = nil, control: (any AttentionControl)? = nil,
    witness: (any AttentionWitness)? = nil
  ) -> Tensor {
    let conditions = TransformerBlock.Conditions(
      context: context, objects: objects, blobs: blobs, control: control, witness: witness)
    guard let x = run(sample, timesteps: timesteps, conditions, until: { false })
    else { preconditionFailure("UNet: ended before its end") }
    return convolutionOut(normOut.rows(x, then: configuration.activation, for: convolutionOut))
  }

  /// Runs the denoiser for its attention maps alone: no further than the last that the control reads.
  ///
  /// - Parameters:
  ///   - sample: `[batch, height, width, channels]`, any height and width.
  ///   - timesteps: the training step; one for all or one each.
  ///   - context: the text, `[batch, tokens, features]`.
  ///   - objects: what GLIGEN's layers read.
  ///   - blobs: what BlobGEN's layers read.
  ///   - control: reads the maps, and tells when it is satisfied.
  ///   - forgets: whether layers whose maps nobody reads keep nothing for the gradient, and run once more
  ///     when it is asked for; it takes a third more time and a part of the memory.
  public func attend(
    _ sample: Tensor, timesteps: [Float], context: Tensor, objects: GroundingTokens? = nil,
    blobs: BlobTokens? = nil, control: any AttentionControl, forgets: Bool = false
  ) {
    let conditions = TransformerBlock.Conditions(
      context: context, objects: objects, blobs: blobs, control: control)
    _ = run(sample, timesteps: timesteps, conditions, forgets: forgets) { control.isSatisfied }
  }

  /// Returns the features before the last normalization, or nil as soon as `stop` says so.
  private func run(
    _ sample: Tensor, timesteps: [Float], _ conditions: TransformerBlock.Conditions,
    forgets: Bool = false, until stop: () -> Bool
  ) -> Tensor? {
    let context = conditions.context
    precondition(
      sample.shape.rank == 4 && sample.shape[3] == configuration.inputChannels
        && context.shape.rank == 3 && context.shape[0] == sample.shape[0],
      "UNet: sample \(sample.shape) and text \(context.shape) do not fit the configuration")
    precondition(
      (conditions.objects == nil || positionNet != nil)
        && (conditions.blobs == nil || blobNet != nil),
      "UNet: tokens for an adapter whose layers the checkpoint does not have")
    // Residual blocks read the embedding through the nonlinearity: once is enough.
    let time = timeEmbedding(sinusoids(timesteps)).applying(configuration.activation)
    let centered = configuration.centersInput ? sample * 2 + -1 : sample
    return withoutActuallyEscaping(stop) { stop in
      let conditions = Conditions(
        time: time, attention: conditions, forgets: forgets, stop: stop)
      var x = convolutionIn(centered)
      var skips = [x]
      for block in downBlocks {
        guard let next = block(x, conditions, skips: &skips) else { return nil }
        x = next
      }
      if let middle { x = middle(x, conditions) }
      for block in upBlocks {
        guard let next = block(x, conditions, skips: &skips) else { return nil }
        x = next
      }
      return x
    }
  }
}

/// What every layer is told besides the features.
private struct Conditions {
  /// The activated embedding of the step, `[1 or batch, features]`.
  let time: Tensor
  /// What the transformers are told.
  let attention: TransformerBlock.Conditions
  /// Whether layers that nobody reads run once more for the gradient instead of keeping what it needs.
  let forgets: Bool
  /// Whether the run may end; asked before every layer.
  let stop: () -> Bool
}

extension UNet2DConditionConfiguration {
  fileprivate func style(outputScale: Float = 1) -> ResidualBlock.Style {
    ResidualBlock.Style(
      groups: groups, epsilon: epsilon, timeFeatures: timeFeatures,
      conditioning: timeConditioning, activation: activation, outputScale: outputScale)
  }

  private var adapterLayers: TransformerBlock.Adapters {
    var layers: TransformerBlock.Adapters = []
    if adapters.grounding != nil { layers.insert(.gatedSelfAttention) }
    if adapters.blobs != nil { layers.insert(.blobAttention) }
    return layers
  }

  fileprivate func transformer(level: Int, attendsOnlyContext: Bool) -> SpatialTransformer.Sizes {
    SpatialTransformer.Sizes(
      channels: blockChannels[level], contextFeatures: contextFeatures[level],
      heads: heads[level], layers: transformerLayers[level], groups: groups,
      usesLinearProjection: usesLinearProjection, attendsOnlyContext: attendsOnlyContext,
      adapters: adapterLayers)
  }
}

/// A residual block, and a transformer behind it where the block attends.
private struct Layer: Sendable {
  let residual: ResidualBlock
  let transformer: SpatialTransformer?

  func callAsFunction(_ x: Tensor, _ conditions: Conditions) -> Tensor {
    guard conditions.forgets else {
      let h = residual(x, time: conditions.time)
      return transformer?(h, conditions.attention) ?? h
    }
    let h = Tensor.checkpointed([x, conditions.time]) { residual($0[0], time: $0[1]) }
    guard let transformer else { return h }
    let attention = conditions.attention
    // Maps that somebody reads must stay in the graph.
    return transformer.isRead(by: attention.control, height: h.shape[1], width: h.shape[2])
      ? transformer(h, attention) : .checkpointed([h]) { transformer($0[0], attention) }
  }
}

/// One resolution on the way down; leaves a skip behind each layer and behind the downsampling.
private struct DownBlock: Sendable {
  let layers: [Layer]
  let downsample: Downsample?

  init(_ configuration: UNet2DConditionConfiguration, level: Int, _ weights: Weights) throws {
    let channels = configuration.blockChannels
    let path = "down_blocks.\(level)"
    let weights = weights["down_blocks"][level]
    layers = try (0..<configuration.layers[level]).map { index in
      let residual = try ResidualBlock(
        inputs: index > 0 ? channels[level] : channels[max(level - 1, 0)],
        outputs: channels[level], style: configuration.style(), weights["resnets"][index])
      let transformer =
        configuration.downAttends[level]
        ? try SpatialTransformer(
          configuration.transformer(
            level: level, attendsOnlyContext: configuration.onlyCrossAttention[level]),
          path: "\(path).attentions.\(index)", weights["attentions"][index]) : nil
      return Layer(residual: residual, transformer: transformer)
    }
    downsample =
      level < channels.count - 1
      ? try Downsample(
        channels: channels[level], padding: configuration.downsamplePadding,
        weights["downsamplers.0"]) : nil
  }

  func callAsFunction(
    _ x: Tensor, _ conditions: Conditions, skips: inout [Tensor]
  ) -> Tensor? {
    var x = x
    for layer in layers {
      if conditions.stop() { return nil }
      x = layer(x, conditions)
      skips.append(x)
    }
    if let downsample {
      x = downsample(x)
      skips.append(x)
    }
    return x
  }
}

/// The coarsest resolution.
private struct MiddleBlock: Sendable {
  let residual1: ResidualBlock
  let transformer: SpatialTransformer?
  let residual2: ResidualBlock?

  init(_ configuration: UNet2DConditionConfiguration, _ weights: Weights) throws {
    let level = configuration.blockChannels.count - 1
    let channels = configuration.blockChannels[level]
    func residual(_ index: Int) throws -> ResidualBlock {
      try ResidualBlock(
        inputs: channels, outputs: channels,
        style: configuration.style(outputScale: configuration.middleScale),
        weights["resnets"][index])
    }
    residual1 = try residual(0)
    let attends = configuration.middle == .crossAttention
    transformer =
      attends
      ? try SpatialTransformer(
        // diffusers never passes `only_cross_attention` on to the middle.
        configuration.transformer(level: level, attendsOnlyContext: false),
        path: "mid_block.attentions.0", weights["attentions.0"]) : nil
    residual2 = attends ? try residual(1) : nil
  }

  func callAsFunction(_ x: Tensor, _ conditions: Conditions) -> Tensor {
    var x = residual1(x, time: conditions.time)
    if let transformer { x = transformer(x, conditions.attention) }
    return residual2?(x, time: conditions.time) ?? x
  }
}

/// One resolution on the way up; takes a skip for each layer.
private struct UpBlock: Sendable {
  let layers: [Layer]
  let upsample: Upsample?

  /// Loads the block at a position from the coarsest.
  init(_ configuration: UNet2DConditionConfiguration, position: Int, _ weights: Weights) throws {
    let channels = configuration.blockChannels
    let level = channels.count - 1 - position
    let before = channels[min(level + 1, channels.count - 1)]
    let below = channels[max(level - 1, 0)]
    let path = "up_blocks.\(position)"
    let weights = weights["up_blocks"][position]
    let last = configuration.layers[level]
    layers = try (0...last).map { index in
      let residual = try ResidualBlock(
        inputs: (index > 0 ? channels[level] : before) + (index < last ? channels[level] : below),
        outputs: channels[level], style: configuration.style(), weights["resnets"][index])
      let transformer =
        configuration.upAttends[position]
        ? try SpatialTransformer(
          configuration.transformer(
            level: level, attendsOnlyContext: configuration.onlyCrossAttention[level]),
          path: "\(path).attentions.\(index)", weights["attentions"][index]) : nil
      return Layer(residual: residual, transformer: transformer)
    }
    upsample =
      level > 0 ? try Upsample(channels: channels[level], weights["upsamplers.0"]) : nil
  }

  func callAsFunction(
    _ x: Tensor, _ conditions: Conditions, skips: inout [Tensor]
  ) -> Tensor? {
    var x = x
    for layer in layers {
      if conditions.stop() { return nil }
      x = Tensor.concatenated([x, skips.removeLast()], axis: -1)
      x = layer(x, conditions)
    }
    guard let upsample else { return x }
    // The next skip's size is twice ours, or one less where a side was odd on the way down.
    let size = skips[skips.count - 1].shape
    return upsample(x, height: size[1], width: size[2])
  }
}
