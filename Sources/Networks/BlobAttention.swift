public import Tensors

/// Cross-attention of pixels to the descriptions of the blobs they lie in, behind a learnt gate.
///
/// The masked cross-attention of BlobGEN (arXiv 2405.08246, section 3.2). The paper says "in a gated
/// way" after Flamingo and GLIGEN, so the gates are theirs: tanh of a number that starts at zero, one for
/// the attention and one for the network behind it. What a pixel outside all blobs gets is not said
/// there; here it gets nothing, neither from the attention nor from the network.
public struct BlobAttention: Sendable {
  private let norm1: LayerNorm
  private let attention: Attention
  private let attentionGate: Tensor
  private let norm2: LayerNorm
  private let feedForward: FeedForward
  private let feedForwardGate: Tensor

  /// Loads `norm1`, `attn`, `alpha_attn`, `norm2`, `ff` and `alpha_dense`.
  ///
  /// - Parameters:
  ///   - features: of a pixel.
  ///   - tokenFeatures: of a blob's token.
  ///   - heads: the number of heads.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(features: Int, tokenFeatures: Int, heads: Int, _ weights: Weights) throws {
    norm1 = try LayerNorm(features: features, weights["norm1"])
    attention = try Attention(
      features: features, contextFeatures: tokenFeatures, inner: features, heads: heads,
      bias: false, weights["attn"])
    attentionGate = try weights.tensor("alpha_attn", [])
    norm2 = try LayerNorm(features: features, weights["norm2"])
    feedForward = try FeedForward(features: features, weights["ff"])
    feedForwardGate = try weights.tensor("alpha_dense", [])
  }

  /// Returns `[batch, pixels, features]` for `x` of that shape.
  ///
  /// - Parameters:
  ///   - x: the pixels of a feature map, row by row.
  ///   - blobs: the blobs' tokens and masks.
  ///   - size: of the feature map.
  ///   - observe: takes the maps, `[batch, heads, pixels, tokens]`.
  /// - Returns: a tensor of x's shape.
  public func callAsFunction(
    _ x: Tensor, blobs: BlobTokens, size: BlobTokens.Size, observe: ((Tensor) -> Void)? = nil
  ) -> Tensor {
    let batch = x.shape[0]
    let region = blobs.region(size)
    precondition(
      [1, batch].contains(region.mask.shape[0]),
      "blob attention: pixels \(x.shape), masks \(region.mask.shape)")
    // An outer product with ones: each pixel's 0 or 1, once a feature.
    let covered = region.coverage.linear(weight: Tensor(repeating: 1, [x.shape[2], 1]))
    let coverage = covered.shape[0] == batch ? covered : covered.repeatedBatch(batch)
    let attended = attention(
      norm1(x), context: blobs.tokens.repeatedBatch(batch), mask: region.mask, observe: observe)
    let y =
      x + (attended * coverage).scaled(by: attentionGate.hyperbolicTangent() * blobs.scale)
    let added = feedForward(y, behind: norm2) * coverage
    return y + added.scaled(by: feedForwardGate.hyperbolicTangent() * blobs.scale)
  }
}
