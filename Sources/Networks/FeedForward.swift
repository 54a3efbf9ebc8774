public import Tensors

/// The gated two-layer network of a transformer block (GEGLU: arXiv 2002.05202).
public struct FeedForward: Sendable {
  private let expand: Linear
  private let contract: Linear

  /// Loads `net.0.proj` and `net.2`; the hidden layer is four times as wide as the features.
  public init(features: Int, _ weights: Weights) throws {
    let hidden = 4 * features
    expand = try Linear(inputs: features, outputs: 2 * hidden, weights["net.0.proj"])
    contract = try Linear(inputs: hidden, outputs: features, weights["net.2"])
  }

  /// Returns `[…, features]` for `[…, features]` behind a normalization, plus a tensor of that shape if there is
  /// one.
  public func callAsFunction(
    _ x: Tensor, behind norm: LayerNorm, adding addend: Tensor? = nil
  ) -> Tensor {
    contract(expand.gated(norm.rows(x, for: [expand.weight])), adding: addend)
  }
}
