public import Tensors

/// A convolution of pictures with a learnt kernel, plus a learnt bias.
public struct Convolution2D: Sendable {
  let kernels: PackedWeight
  private let bias: Tensor
  let geometry: ConvolutionGeometry

  /// Loads PyTorch's `weight` of `[outputs, inputs, kernel, kernel]` and `bias` of `[outputs]`.
  public init(
    inputs: Int, outputs: Int, kernel: Int, geometry: ConvolutionGeometry, _ weights: Weights
  ) throws {
    kernels = try weights.kernel("weight", [outputs, inputs, kernel, kernel])
    bias = try weights.tensor("bias", [outputs])
    self.geometry = geometry
  }

  /// Loads a kernel that keeps the size of the picture.
  public init(inputs: Int, outputs: Int, kernel: Int = 3, _ weights: Weights) throws {
    try self.init(
      inputs: inputs, outputs: outputs, kernel: kernel, geometry: .init(padding: (kernel - 1) / 2),
      weights)
  }

  /// The kernels, `[outputs, kernel, kernel, inputs]`, untracked.
  public var weight: Tensor { kernels.tensor }

  /// Returns `[batch, height, width, outputs]` for `[batch, height, width, inputs]`, plus a tensor of that
  /// shape if there is one.
  public func callAsFunction(_ x: Tensor, adding addend: Tensor? = nil) -> Tensor {
    x.convolution(weight: kernels, bias: bias, adding: addend, geometry: geometry)
  }

  /// Returns the same for pixels that may be rounded already.
  public func callAsFunction(_ x: ProductRows, adding addend: Tensor? = nil) -> Tensor {
    x.convolution(weight: kernels, bias: bias, adding: addend, geometry: geometry)
  }

  /// Returns the convolution of a picture enlarged to so many rows and columns by repeating pixels.
  public func callAsFunction(_ x: Tensor, enlargedTo height: Int, _ width: Int) -> Tensor {
    x.convolution(enlargedTo: height, width, weight: kernels, bias: bias, geometry: geometry)
  }
}
