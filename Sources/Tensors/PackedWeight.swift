internal import Synchronization

/// A weight of products or convolutions, packed at its first use and never again.
///
/// Kernels read a weight in another order than checkpoints store it. A weight that no gradient is
/// asked for gives its first form up once it is packed, so that it is held once. A tracked weight keeps
/// it: its gradient has that form's shape.
///
///     let weight = PackedWeight(tensor)
///     let y = x.linear(weight: weight)
public final class PackedWeight: Sendable {
  /// How a convolution's weight is ordered; a matrix is always `[outputs, inputs]`.
  public enum Order: Sendable {
    /// `[outputs, height, width, inputs]`, the order of our pictures.
    case channelsLast
    /// `[outputs, inputs, height, width]`, PyTorch's.
    case channelsFirst
  }

  /// `[outputs, inputs]`, or `[outputs, height, width, inputs]` of a convolution.
  public let shape: Shape
  let origin: Origin?
  private let state: Mutex<State>

  private struct State {
    var tensor: Tensor?
    var order: Order
    var forward: Panels?
    var backward: Panels?
  }

  /// Creates a weight from a tensor in one of the orders.
  public init(_ tensor: Tensor, order: Order = .channelsLast) {
    // A tracked tensor's way must include the change of order.
    let isPermuted = tensor.shape.rank == 4 && order == .channelsFirst
    let tensor = isPermuted && tensor.isTracked ? tensor.permuted([0, 2, 3, 1]) : tensor
    let order = isPermuted && !tensor.isTracked ? order : .channelsLast
    let sizes = tensor.shape.sizes
    precondition(
      sizes.count == 2 || sizes.count == 4, "packed weight: \(tensor.shape) is no weight")
    shape = order == .channelsFirst ? [sizes[0], sizes[2], sizes[3], sizes[1]] : tensor.shape
    origin = tensor.origin
    state = Mutex(State(tensor: tensor.detached(), order: order))
    // Half the memory is worth having while the other weights are read.
    if isPaired, let kernels = ProductKernels.current { _ = forward(kernels) }
  }

  /// The number of outputs.
  var outputs: Int { shape[0] }
  /// The number of inputs.
  var inputs: Int { shape.last }
  /// The places of the kernel, 1 for a matrix.
  var places: Int { shape.count / max(1, outputs * inputs) }

  /// Whether the weight is held in pairs of bfloat16: learnt weights never are.
  private var isPaired: Bool { origin == nil && Precision.current == .bf16 }

  /// The weight in the order of `shape`, untracked.
  public var tensor: Tensor { state.withLock { plain(&$0) } }

  private func plain(_ state: inout State) -> Tensor {
    if let tensor = state.tensor, state.order == .channelsLast { return tensor }
    if let forward = state.forward { return forward.transposed().reshaped(shape) }
    guard let tensor = state.tensor?.permuted([0, 2, 3, 1]) else {
      preconditionFailure("packed weight: neither tensor nor panels are there")
    }
    state.tensor = tensor
    state.order = .channelsLast
    return tensor
  }

  /// The right operand of the way forward: inner indices are places and inputs, columns outputs.
  func forward(_ kernels: ProductKernels) -> Panels {
    state.withLock { state in
      if let panels = state.forward { return panels }
      let tensor = plain(&state)
      let panels = Panels(
        places: places, inputs: inputs, columns: outputs, isPaired: isPaired, kernels)
      for place in 0..<places {
        panels.pack(
          .init(
            tensor.storage.base + place * inputs, stride: places * inputs, transposed: true),
          place: place, kernels)
      }
      state.forward = panels
      // What is mapped from a file costs no memory.
      if origin == nil, tensor.storage.isOwned { state.tensor = nil }
      return panels
    }
  }

  /// The right operand of the way back: inner indices are places from last to first and outputs,
  /// columns inputs.
  func backward(_ kernels: ProductKernels) -> Panels {
    if let panels = state.withLock({ $0.backward }) { return panels }
    let tensor = self.tensor
    let panels = Panels(
      places: places, inputs: outputs, columns: inputs, isPaired: isPaired, kernels)
    for place in 0..<places {
      panels.pack(
        .init(
          tensor.storage.base + (places - 1 - place) * inputs, stride: places * inputs),
        place: place, kernels)
    }
    return state.withLock { state in
      state.backward = state.backward ?? panels
      return state.backward ?? panels
    }
  }
}
