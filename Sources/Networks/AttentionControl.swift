public import Tensors

/// One cross-attention layer of a denoiser, seen from outside.
public struct AttentionSite: Sendable, Hashable {
  /// The layer's path in the checkpoint, such as `up_blocks.1.attentions.0.transformer_blocks.0.attn2`.
  public let path: String
  /// Rows of the feature map whose pixels are the queries.
  public let height: Int
  /// Columns of the feature map whose pixels are the queries.
  public let width: Int

  /// Creates a site.
  public init(path: String, height: Int, width: Int) {
    self.path = path
    self.height = height
    self.width = width
  }
}

/// What a grounding method may do to the attention of a denoiser while it runs.
public protocol AttentionControl: Sendable {
  /// Returns what is added to the scores at a cross-attention, or nil to leave them alone.
  ///
  /// The mask is `[1 or batch, height · width, tokens]`; −∞ forbids a pixel to attend a token.
  func crossAttentionMask(at site: AttentionSite) -> Tensor?
}
