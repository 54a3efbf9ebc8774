public import Tensors

/// Group normalization with a learnt scale and shift for each channel.
public struct GroupNorm: Sendable {
  private let groups: Int
  private let weight: Tensor
  private let bias: Tensor
  private let epsilon: Float

  /// Loads `weight` and `bias` of `[channels]`.
  public init(groups: Int, channels: Int, epsilon: Float, _ weights: Weights) throws {
    self.groups = groups
    self.epsilon = epsilon
    weight = try weights.tensor("weight", [channels])
    bias = try weights.tensor("bias", [channels])
  }

  /// Returns `[batch, …, channels]` normalised, then activated if asked; SiLU needs no second pass.
  public func callAsFunction(_ x: Tensor, then activation: Activation? = nil) -> Tensor {
    let silu = activation == .silu
    let result = x.groupNorm(
      groups: groups, weight: weight, bias: bias, epsilon: epsilon, silu: silu)
    guard let activation, !silu else { return result }
    return result.applying(activation)
  }

  /// Returns the same as pixels that a convolution reads.
  public func rows(
    _ x: Tensor, then activation: Activation, for convolution: Convolution2D
  ) -> ProductRows {
    guard activation == .silu else { return ProductRows(self(x, then: activation)) }
    return x.groupNormRows(
      groups: groups, weight: weight, bias: bias, epsilon: epsilon, silu: true,
      for: convolution.kernels, geometry: convolution.geometry)
  }

  /// Returns `[batch, …, channels]` normalised, as rows that products read.
  func rows(_ x: Tensor, for weights: [PackedWeight]) -> ProductRows {
    x.groupNormRows(groups: groups, weight: weight, bias: bias, epsilon: epsilon, for: weights)
  }
}

/// Layer normalization with a learnt scale and shift for each feature.
public struct LayerNorm: Sendable {
  private let weight: Tensor
  private let bias: Tensor
  private let epsilon: Float

  /// Loads `weight` and `bias` of `[features]`.
  public init(features: Int, epsilon: Float = 1e-5, _ weights: Weights) throws {
    self.epsilon = epsilon
    weight = try weights.tensor("weight", [features])
    bias = try weights.tensor("bias", [features])
  }

  /// Returns `[…, features]` normalised.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNorm(weight: weight, bias: bias, epsilon: epsilon)
  }

  /// Returns the same as rows that products read.
  func rows(_ x: Tensor, for weights: [PackedWeight]) -> ProductRows {
    x.layerNormRows(weight: weight, bias: bias, epsilon: epsilon, for: weights)
  }
}
