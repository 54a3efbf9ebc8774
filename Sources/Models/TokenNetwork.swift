internal import Networks
internal import Tensors

/// Three linear layers with SiLU between them, which turn features and a place into a token.
struct TokenNetwork: Sendable {
  private let first: Linear
  private let second: Linear
  private let third: Linear

  /// Loads `0`, `2` and `4`, as a sequence of layers and nonlinearities is numbered.
  init(inputs: Int, hidden: Int, outputs: Int, _ weights: Weights) throws {
    first = try Linear(inputs: inputs, outputs: hidden, weights[0])
    second = try Linear(inputs: hidden, outputs: hidden, weights[2])
    third = try Linear(inputs: hidden, outputs: outputs, weights[4])
  }

  /// Returns `[things, outputs]` for `[things, inputs]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    third(second(first(x, then: .silu), then: .silu))
  }
}
