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
  /// `[outputs, inputs]`, or `[outputs, height, width, inputs]` of a convolution.
  public let shape: Shape
  let origin: Origin?
  private let state: Mutex<State>

  private struct State {
    var tensor: Tensor?
    var forward: Panels?
    var backward: Panels?
  }

  /// How the weight is multiplied.
  let form: ElementForm

  /// Creates a weight from a tensor: `[outputs, inputs]`, or `[outputs, height, width, inputs]`.
  ///
  /// - Parameters:
  ///   - tensor: the weight; a tracked one is kept as it is beside its rounded form.
  ///   - precision: how it is multiplied. BLAS, which knows no bfloat16, does it exactly.
  public convenience init(_ tensor: Tensor, precision: Precision = .fp32) {
    self.init(tensor, precision: precision, kernels: .current)
  }

  /// Creates a weight for kernels other than the process's own.
  init(_ tensor: Tensor, precision: Precision, kernels: ProductKernels?) {
    shape = tensor.shape
    precondition(shape.rank == 2 || shape.rank == 4, "packed weight: \(shape) is no weight")
    origin = tensor.origin
    state = Mutex(State(tensor: tensor.detached()))
    form = ElementForm(precision, kernels)
    // Half the memory is worth having while the other weights are read.
    if form != .floats, let kernels { _ = forward(kernels) }
  }

  /// Takes a weight that is packed already.
  ///
  /// - Parameters:
  ///   - shape: `[outputs, inputs]`, or `[outputs, height, width, inputs]`.
  ///   - panels: the right operand of the way forward.
  ///   - tensor: the weight in its first form, if that is at hand.
  init(_ shape: Shape, panels: Panels, tensor: Tensor?) {
    self.shape = shape
    origin = nil
    form = panels.form
    state = Mutex(State(tensor: tensor, forward: panels))
  }

  /// The number of outputs.
  var outputs: Int { shape[0] }
  /// The number of inputs.
  var inputs: Int { shape.last }
  /// The places of the kernel, 1 for a matrix.
  var places: Int { shape.count / max(1, outputs * inputs) }

  /// The weight as it was given, untracked.
  public var tensor: Tensor { state.withLock { plain($0) } }

  private func plain(_ state: State) -> Tensor {
    guard let tensor = state.tensor ?? state.forward?.transposed().reshaped(shape) else {
      preconditionFailure("packed weight: neither tensor nor panels are there")
    }
    return tensor
  }

  /// The right operand of the way forward: inner indices are places and inputs, columns outputs.
  func forward(_ kernels: ProductKernels) -> Panels {
    state.withLock { state in
      if let panels = state.forward { return panels }
      let tensor = plain(state)
      let panels = Panels(
        places: places, inputs: inputs, columns: outputs, form: form, kernels)
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
    let (kept, tensor, forward) = state.withLock { ($0.backward, $0.tensor, $0.forward) }
    if let kept { return kept }
    let count =
      form.parts
      * kernels.packedCount(inner: places * form.elements(outputs), columns: inputs)
    let isKept = Self.mayKeep(count)
    let panels =
      if let tensor { backward(of: tensor, kernels) } else if let forward {
        forward.turned(kernels)
      } else { preconditionFailure("packed weight: neither tensor nor panels are there") }
    guard isKept else { return panels }
    return state.withLock { state in
      if let kept = state.backward {
        // Another thread was faster.
        Self.kept.withLock { $0 -= count }
        return kept
      }
      state.backward = panels
      return panels
    }
  }

  private func backward(of tensor: Tensor, _ kernels: ProductKernels) -> Panels {
    let panels = Panels(places: places, inputs: outputs, columns: inputs, form: form, kernels)
    for place in 0..<places {
      panels.pack(
        .init(
          tensor.storage.base + (places - 1 - place) * inputs, stride: places * inputs),
        place: place, kernels)
    }
    return panels
  }

  deinit {
    guard let count = state.withLock({ $0.backward?.storage.count }) else { return }
    Self.kept.withLock { $0 -= count }
  }

  /// The words of all weights' panels for the way back that are kept.
  private static let kept = Mutex(0)
  /// How many are kept, 256 MiB: a small model is not packed anew for every move of the latents, a
  /// large one does not take its memory twice.
  private static let keptLimit = 1 << 26

  /// Counts words to be kept, unless that were too many.
  private static func mayKeep(_ count: Int) -> Bool {
    kept.withLock { kept in
      guard kept + count <= keptLimit else { return false }
      kept += count
      return true
    }
  }
}
