public import Tensors

/// Things and their places, as gated self-attention reads them (GLIGEN: arXiv 2301.07093).
public struct GroundingTokens: Sendable {
  /// One token a thing, `[1 or batch, things, features]`.
  public var objects: Tensor
  /// The factor on what the layers add; at 0 they do not run.
  public var scale: Float

  /// Creates tokens.
  public init(objects: Tensor, scale: Float = 1) {
    self.objects = objects
    self.scale = scale
  }
}
