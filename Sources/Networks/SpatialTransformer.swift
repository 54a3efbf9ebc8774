public import Tensors

/// Transformer blocks over the pixels of a feature map, with a residual path around them.
///
/// The `Transformer2DModel` of diffusers in its continuous form.
public struct SpatialTransformer: Sendable {
  /// The sizes of a spatial transformer.
  public struct Sizes: Sendable {
    /// Channels of the feature map.
    public var channels: Int
    /// Features of the text.
    public var contextFeatures: Int
    /// The number of heads; a head has ⌊channels / heads⌋ features.
    public var heads: Int
    /// The number of transformer blocks.
    public var layers: Int
    /// Groups of the normalization.
    public var groups: Int
    /// Whether the projections are stored as matrices (SD 2.x) or as 1 × 1 convolutions (SD 1.x).
    public var usesLinearProjection: Bool
    /// Whether the first attention of each block looks at the text instead of the pixels.
    public var attendsOnlyContext: Bool
    /// The layers that adapters add to each block.
    public var adapters: TransformerBlock.Adapters

    /// Creates the sizes.
    public init(
      channels: Int, contextFeatures: Int, heads: Int, layers: Int, groups: Int,
      usesLinearProjection: Bool, attendsOnlyContext: Bool, adapters: TransformerBlock.Adapters = []
    ) {
      self.channels = channels
      self.contextFeatures = contextFeatures
      self.heads = heads
      self.layers = layers
      self.groups = groups
      self.usesLinearProjection = usesLinearProjection
      self.attendsOnlyContext = attendsOnlyContext
      self.adapters = adapters
    }
  }

  private let norm: GroupNorm
  private let projectIn: Linear
  private let blocks: [TransformerBlock]
  private let projectOut: Linear

  /// Loads `norm`, `proj_in`, `transformer_blocks` and `proj_out`.
  ///
  /// - Parameters:
  ///   - sizes: the sizes.
  ///   - path: the transformer's path, for `AttentionSite`.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(_ sizes: Sizes, path: String, _ weights: Weights) throws {
    let inner = sizes.channels / sizes.heads * sizes.heads
    // diffusers fixes this epsilon, whatever `norm_eps` says (Transformer2DModel.norm).
    norm = try GroupNorm(
      groups: sizes.groups, channels: sizes.channels, epsilon: 1e-6, weights["norm"])
    func projection(_ inputs: Int, _ outputs: Int, _ weights: Weights) throws -> Linear {
      sizes.usesLinearProjection
        ? try Linear(inputs: inputs, outputs: outputs, weights)
        : try Linear(pointwiseInputs: inputs, outputs: outputs, weights)
    }
    projectIn = try projection(sizes.channels, inner, weights["proj_in"])
    blocks = try (0..<sizes.layers).map { index in
      try TransformerBlock(
        features: inner, contextFeatures: sizes.contextFeatures, heads: sizes.heads,
        attendsOnlyContext: sizes.attendsOnlyContext, adapters: sizes.adapters,
        path: "\(path).transformer_blocks.\(index)", weights["transformer_blocks"][index])
    }
    projectOut = try projection(inner, sizes.channels, weights["proj_out"])
  }

  /// Whether a control reads one of the attention maps, at so many rows and columns.
  public func isRead(by control: (any AttentionControl)?, height: Int, width: Int) -> Bool {
    guard let control else { return false }
    return blocks.contains { $0.sites(height: height, width: width).contains(where: control.reads) }
  }

  /// Returns `[batch, height, width, channels]` for `x` of that shape, a text and what adapters read.
  public func callAsFunction(_ x: Tensor, _ conditions: TransformerBlock.Conditions) -> Tensor {
    let (batch, height, width) = (x.shape[0], x.shape[1], x.shape[2])
    let pixels: Shape = [batch, height * width, x.shape[3]]
    var tokens = projectIn(norm.rows(x, for: [projectIn.weight]).reshaped(pixels))
    for block in blocks {
      tokens = block(tokens, conditions, height: height, width: width)
    }
    return projectOut(tokens, adding: x.reshaped(pixels)).reshaped(x.shape)
  }
}
