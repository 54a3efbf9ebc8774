extension Tensor {
  /// Returns the same elements as a tensor for which a gradient can be asked.
  ///
  /// Whatever is computed from it remembers how. Gradients are returned, never stored:
  ///
  ///     let x = latents.tracked()
  ///     let slope = energy(of: x).gradients(of: [x])[0]
  public func tracked() -> Tensor { Tensor(shape: shape, storage: storage, origin: Origin()) }

  /// Returns the same elements without the memory of how they were computed.
  public func detached() -> Tensor {
    origin == nil ? self : Tensor(shape: shape, storage: storage)
  }

  /// Whether a gradient can be asked for through this tensor.
  public var isTracked: Bool { origin != nil }

  /// Returns the gradient of this tensor with respect to others that it was computed from.
  ///
  /// Only what lies on a way from this tensor to the others is differentiated: asked for the latents
  /// alone, no gradient of a weight is computed. What an operation kept for its derivative is freed as
  /// soon as the way has passed it; a second walk over the same operations needs `keeping`.
  ///
  /// - Parameters:
  ///   - inputs: tracked tensors, or tensors computed from tracked ones.
  ///   - seed: the gradient with respect to this tensor; one unless given, for a tensor of one element.
  ///   - keeping: whether the way may be gone again.
  /// - Returns: a gradient of each input's shape; zeros where this tensor does not depend on it.
  public func gradients(
    of inputs: [Tensor], seed: Tensor? = nil, keeping: Bool = false
  ) -> [Tensor] {
    precondition(
      seed.map { $0.shape == shape } ?? (shape.count == 1),
      "gradients: the seed \(seed?.shape ?? [1]) does not fit \(shape)")
    let origins = inputs.map { input in
      guard let origin = input.origin else {
        preconditionFailure("gradients: a tensor of shape \(input.shape) is not tracked")
      }
      return origin
    }
    let seed = seed?.detached() ?? Tensor(repeating: 1, shape)
    let found = origin?.gradients(with: origins, seed: seed, keeping: keeping)
    return inputs.enumerated().map { index, input in
      found?[index] ?? Tensor(repeating: 0, input.shape)
    }
  }

  /// Returns this tensor as the result of an operation on tensors.
  ///
  /// - Parameters:
  ///   - inputs: what it was computed from.
  ///   - pullback: turns the gradient of the result into those of the inputs.
  /// - Returns: the same elements, tracked if an input is.
  func derived(
    from inputs: [Tensor], _ pullback: @escaping Origin.Pullback
  ) -> Tensor {
    derived(fromOrigins: inputs.map(\.origin), pullback)
  }

  /// Returns this tensor as the result of an operation on what has such origins.
  func derived(
    fromOrigins origins: [Origin?], _ pullback: @escaping Origin.Pullback
  ) -> Tensor {
    guard origins.contains(where: { $0 != nil }) else { return self }
    return Tensor(
      shape: shape, storage: storage, origin: Origin(inputs: origins, pullback: pullback))
  }

  /// Returns this tensor as the result of an operation that wants all of its gradients or none.
  func derived(
    from inputs: [Tensor], _ pullback: @escaping @Sendable (Tensor) -> [Tensor?]
  ) -> Tensor {
    derived(from: inputs) { gradient, _ in pullback(gradient) }
  }

  /// Returns what a block computes, keeping nothing of how until a gradient is asked for.
  ///
  /// The block runs once more for the gradient, so memory is held for one block at a time
  /// (arXiv 1604.06174). Tracked tensors that it captures, such as weights, get their gradients too.
  ///
  /// - Parameters:
  ///   - inputs: handed to the block, and kept.
  ///   - block: a pure function: run twice, it must give the same.
  /// - Returns: the block's tensor.
  public static func checkpointed(
    _ inputs: [Tensor], _ block: @escaping @Sendable ([Tensor]) -> Tensor
  ) -> Tensor {
    let start = Origin.next()
    let result = block(inputs)
    guard let origin = result.origin, origin.order > start else { return result }
    let frontier = origin.frontier(before: start)
    let pullback: Origin.Pullback = { gradient, wanted in
      let targets = zip(frontier, wanted).filter(\.1).map(\.0)
      let found =
        block(inputs).origin?.gradients(with: targets, seed: gradient, partial: true) ?? []
      var parts = found.makeIterator()
      return wanted.map { $0 ? parts.next() ?? nil : nil }
    }
    return Tensor(
      shape: result.shape, storage: result.storage,
      origin: Origin(inputs: frontier, pullback: pullback))
  }
}
