public import Tensors

/// A matrix product with a learnt matrix, plus a learnt bias.
public struct Linear: Sendable {
  let weight: PackedWeight
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

  /// Returns `[…, outputs]` for `[…, inputs]`, plus a tensor of that shape if there is one.
  public func callAsFunction(_ x: Tensor, adding addend: Tensor? = nil) -> Tensor {
    x.linear(weight: weight, bias: bias, adding: addend)
  }

  /// Returns the same for rows that may be rounded already.
  func callAsFunction(_ x: ProductRows, adding addend: Tensor? = nil) -> Tensor {
    x.linear(weight: weight, bias: bias, adding: addend)
  }

  /// Returns `[…, outputs]` for `[…, inputs]`, activated.
  public func callAsFunction(_ x: Tensor, then activation: Activation) -> Tensor {
    x.linear(weight: weight, bias: bias, then: activation)
  }

  /// Returns `[…, outputs / 2]` for `[…, inputs]`: the first half of the outputs, each times the gelu of its
  /// gate in the second.
  func gated(_ x: ProductRows) -> Tensor { x.gatedLinear(weight: weight, bias: bias) }
}
