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
  ///   - control: what a grounding method does to the cross-attention.
  /// - Returns: a tensor of x's shape.
  public func callAsFunction(
    _ x: Tensor, context: Tensor, height: Int, width: Int, control: (any AttentionControl)?
  ) -> Tensor {
    func mask(_ name: String) -> Tensor? {
      control?.crossAttentionMask(
        at: AttentionSite(path: "\(path).\(name)", height: height, width: width))
    }
    var x = x
    x =
      x
      + attention1(
        norm1(x), context: attendsOnlyContext ? context : nil,
        mask: attendsOnlyContext ? mask("attn1") : nil)
    x = x + attention2(norm2(x), context: context, mask: mask("attn2"))
    return x + feedForward(norm3(x))
  }
}
