public import Tensors

/// Leads the prediction away from the unconditional one (arXiv 2207.12598, equation 6).
public struct ClassifierFree: Sendable {
  /// How far: 1 leaves the conditional prediction as it is.
  public let scale: Float

  /// Creates a guidance of a scale, as diffusers counts it.
  public init(scale: Float) { self.scale = scale }

  /// Whether an unconditional prediction is needed at all; diffusers asks likewise.
  public var isActive: Bool { scale > 1 }

  /// Returns unconditional + scale · (conditional − unconditional).
  ///
  /// - Parameter predictions: the unconditional items, then as many conditional ones.
  /// - Returns: half as many items.
  public func combine(_ predictions: Tensor) -> Tensor {
    let count = predictions.shape[0] / 2
    let unconditional = predictions.slice(0..<count)
    let conditional = predictions.slice(count..<2 * count)
    return unconditional + (conditional - unconditional) * scale
  }
}
