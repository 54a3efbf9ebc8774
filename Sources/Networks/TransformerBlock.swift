public import Tensors

/// Self-attention, cross-attention and a gated network, each with a residual path.
///
/// The `BasicTransformerBlock` of diffusers.
public struct TransformerBlock: Sendable {
  private let path: String
  private let attendsOnlyContext: Bool
  private let norm1: LayerNorm
  private let attention1: Attention
  private let norm2: LayerNorm
  private let attention2: Attention
  private let norm3: LayerNorm
  private let feedForward: FeedForward

  /// Loads `norm1…3`, `attn1`, `attn2` and `ff`.
  ///
  /// - Parameters:
  ///   - features: of the sequence.
  ///   - contextFeatures: of the text.
  ///   - heads: the number of heads.
  ///   - attendsOnlyContext: whether the first attention, too, looks at the text.
  ///   - path: the block's path, for `AttentionSite`.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(
    features: Int, contextFeatures: Int, heads: Int, attendsOnlyContext: Bool, path: String,
    _ weights: Weights
  ) throws {
    self.path = path
    self.attendsOnlyContext = attendsOnlyContext
    norm1 = try LayerNorm(features: features, weights["norm1"])
    attention1 = try Attention(
      features: features, contextFeatures: attendsOnlyContext ? contextFeatures : features,
      inner: features, heads: heads, bias: false, weights["attn1"])
    norm2 = try LayerNorm(features: features, weights["norm2"])
    attention2 = try Attention(
      features: features, contextFeatures: contextFeatures, inner: features, heads: heads,
      bias: false, weights["attn2"])
    norm3 = try LayerNorm(features: features, weights["norm3"])
    feedForward = try FeedForward(features: features, weights["ff"])
  }

  /// Returns `[batch, pixels, features]` for `x` of that shape.
  ///
  /// - Parameters:
  ///   - x: the pixels of a feature map, row by row.
  ///   - context: the text, `[batch, tokens, features]`.
  ///   - height: rows of the feature map.
  ///   - width: columns of the feature map.
  ///   - control: what a grounding method sees of the attention and does to it.
  /// - Returns: a tensor of x's shape.
  public func callAsFunction(
    _ x: Tensor, context: Tensor, height: Int, width: Int, control: (any AttentionControl)?
  ) -> Tensor {
    let size = (height, width)
    var x = x
    x =
      x
      + attend(
        attention1, norm1(x), context: attendsOnlyContext ? context : nil, name: "attn1", size,
        control)
    x = x + attend(attention2, norm2(x), context: context, name: "attn2", size, control)
    return x + feedForward(norm3(x))
  }

  private func attend(
    _ attention: Attention, _ x: Tensor, context: Tensor?, name: String,
    _ size: (height: Int, width: Int), _ control: (any AttentionControl)?
  ) -> Tensor {
    guard let control else { return attention(x, context: context) }
    let site = AttentionSite(
      path: "\(path).\(name)", kind: context == nil ? .own : .cross, height: size.height,
      width: size.width)
    return attention(
      x, context: context, mask: context == nil ? nil : control.crossAttentionMask(at: site),
      observe: control.reads(site) ? { control.observe($0, at: site) } : nil)
  }
}
