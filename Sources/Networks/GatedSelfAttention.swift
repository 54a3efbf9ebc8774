public import Tensors

/// Self-attention of pixels and grounding tokens behind a learnt gate (arXiv 2301.07093, equation 8).
///
/// The `GatedSelfAttentionDense` of diffusers. With both gates at zero, as they start, it adds nothing.
public struct GatedSelfAttention: Sendable {
  private let project: Linear
  private let norm1: LayerNorm
  private let attention: Attention
  private let attentionGate: Tensor
  private let norm2: LayerNorm
  private let feedForward: FeedForward
  private let feedForwardGate: Tensor

  /// Loads `linear`, `norm1`, `attn`, `alpha_attn`, `norm2`, `ff` and `alpha_dense`.
  ///
  /// - Parameters:
  ///   - features: of a pixel.
  ///   - tokenFeatures: of a grounding token.
  ///   - heads: the number of heads.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(features: Int, tokenFeatures: Int, heads: Int, _ weights: Weights) throws {
    project = try Linear(inputs: tokenFeatures, outputs: features, weights["linear"])
    norm1 = try LayerNorm(features: features, weights["norm1"])
    attention = try Attention(
      features: features, contextFeatures: features, inner: features, heads: heads, bias: false,
      weights["attn"])
    attentionGate = try weights.tensor("alpha_attn", [])
    norm2 = try LayerNorm(features: features, weights["norm2"])
    feedForward = try FeedForward(features: features, weights["ff"])
    feedForwardGate = try weights.tensor("alpha_dense", [])
  }

  /// Returns `[batch, pixels, features]` for `x` of that shape.
  ///
  /// Only pixels ask: what the tokens would see of the picture is thrown away by the definition.
  ///
  /// - Parameters:
  ///   - x: the pixels.
  ///   - tokens: the grounding tokens and the factor on what they add.
  ///   - observe: takes the maps, `[batch, heads, pixels, pixels + tokens]`.
  /// - Returns: a tensor of x's shape.
  public func callAsFunction(
    _ x: Tensor, tokens: GroundingTokens, observe: ((Tensor) -> Void)? = nil
  ) -> Tensor {
    let batch = x.shape[0]
    precondition(
      [1, batch].contains(tokens.objects.shape[0]),
      "gated self-attention: pixels \(x.shape), tokens \(tokens.objects.shape)")
    let pixels = norm1(x)
    let objects = norm1(project(tokens.objects))
    let seen = Tensor.concatenated(
      [pixels, objects.shape[0] == batch ? objects : objects.repeatedBatch(batch)], axis: 1)
    let attended = attention(pixels, context: seen, observe: observe)
    let y = x + attended.scaled(by: attentionGate.hyperbolicTangent() * tokens.scale)
    let added = feedForward(y, behind: norm2)
    return y + added.scaled(by: feedForwardGate.hyperbolicTangent() * tokens.scale)
  }
}
