public import Tensors

/// Halves a feature map by a convolution of stride 2.
public struct Downsample: Sendable {
  private let convolution: Convolution2D

  /// Loads `conv`; a padding of 0 pads one row and column at the bottom and right instead.
  public init(channels: Int, padding: Int, _ weights: Weights) throws {
    convolution = try Convolution2D(
      inputs: channels, outputs: channels, kernel: 3,
      geometry: .init(stride: 2, padding: padding, trailing: padding == 0 ? 1 : padding),
      weights["conv"])
  }

  /// Returns about half the height and width.
  public func callAsFunction(_ x: Tensor) -> Tensor { convolution(x) }
}

/// Enlarges a feature map by repeating pixels, and smooths it by a convolution.
public struct Upsample: Sendable {
  private let convolution: Convolution2D

  /// Loads `conv`.
  public init(channels: Int, _ weights: Weights) throws {
    convolution = try Convolution2D(inputs: channels, outputs: channels, weights["conv"])
  }

  /// Returns the map at twice its size, or at the size given.
  public func callAsFunction(_ x: Tensor, height: Int? = nil, width: Int? = nil) -> Tensor {
    convolution(x, enlargedTo: height ?? 2 * x.shape[1], width ?? 2 * x.shape[2])
  }
}
