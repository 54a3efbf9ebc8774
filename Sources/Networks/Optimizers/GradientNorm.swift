public import Tensors

/// The length of all gradients together, and what shortens it.
public enum GradientNorm {
  /// Returns the Euclidean length of all gradients taken as one vector.
  public static func of(_ gradients: [Tensor]) -> Double {
    gradients.reduce(0) { $0 + $1.sumOfSquares() }.squareRoot()
  }

  /// Returns the factor that shortens gradients to a length, 1 where they are no longer.
  ///
  /// As `torch.nn.utils.clip_grad_norm_` has it, which adds 10⁻⁶ to the length.
  public static func clippingFactor(norm: Double, limit: Double) -> Double {
    min(1, limit / (norm + 1e-6))
  }
}
