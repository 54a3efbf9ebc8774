public import Tensors

/// A matrix product with a learnt matrix, plus a learnt bias.
public struct Linear: Sendable {
  private let weight: PackedWeight
  private let bias: Tensor?

  /// Loads `weight` of `[outputs, inputs]` and, if asked, `bias` of `[outputs]`.
  public init(inputs: Int, outputs: Int, bias: Bool = true, _ weights: Weights) throws {
    weight = try weights.matrix("weight", [outputs, inputs])
    self.bias = bias ? try weights.tensor("bias", [outputs]) : nil
  }

  /// Loads a 1 × 1 convolution's `weight` of `[outputs, inputs, 1, 1]`, which is the same product.
  public init(pointwiseInputs inputs: Int, outputs: Int, _ weights: Weights) throws {
    weight = try weights.matrix("weight", [outputs, inputs, 1, 1])
    bias = try weights.tensor("bias", [outputs])
  }

  /// Returns `[…, outputs]` for `[…, inputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight: weight, bias: bias) }
}
