internal import CKernels

extension Tensor {
  /// Returns the product with a weight matrix stored as PyTorch stores it, plus a bias.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs]`; this tensor is `[…, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  /// - Returns: `[…, outputs]`.
  public func linear(weight: Tensor, bias: Tensor? = nil) -> Tensor {
    precondition(
      weight.shape.rank == 2 && shape.last == weight.shape[1],
      "linear: inner sizes differ, lhs \(shape), weight \(weight.shape)")
    return linear(weight: PackedWeight(weight), bias: bias)
  }

  /// Returns the product with a weight matrix that is packed once, plus a bias and another tensor.
  ///
  /// - Parameters:
  ///   - weight: of shape `[outputs, inputs]`; this tensor is `[…, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - addend: of the result's shape, such as a residual path; added while the product is written.
  /// - Returns: `[…, outputs]`.
  public func linear(
    weight: PackedWeight, bias: Tensor? = nil, adding addend: Tensor? = nil
  ) -> Tensor {
    ProductRows(self).linear(weight: weight, bias: bias, adding: addend)
  }

  /// Returns an activation of the product with a weight matrix, plus a bias.
  ///
  /// Results are activated while they are in the caches, unless a derivative needs what they were before.
  ///
  /// - Parameters:
  ///   - weight: of shape `[outputs, inputs]`; this tensor is `[…, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - activation: the activation.
  /// - Returns: `[…, outputs]`.
  public func linear(
    weight: PackedWeight, bias: Tensor? = nil, then activation: Activation
  ) -> Tensor {
    ProductRows(self).linear(weight: weight, bias: bias, then: activation)
  }

  /// Returns value · gelu(gate) of the product with a weight matrix, plus a bias, whose first half of outputs
  /// are values and the second gates (GEGLU: arXiv 2002.05202).
  ///
  /// Gates meet their values in the caches, unless a derivative needs both: half of the product is never
  /// written to memory.
  ///
  /// - Parameters:
  ///   - weight: of shape `[2 · width, inputs]`; this tensor is `[…, inputs]`.
  ///   - bias: `[2 · width]`, or nil for none.
  /// - Returns: `[…, width]`.
  public func gatedLinear(weight: PackedWeight, bias: Tensor? = nil) -> Tensor {
    ProductRows(self).gatedLinear(weight: weight, bias: bias)
  }
}

extension ProductRows {
  /// The same as a tensor's product with a weight that is packed once.
  public func linear(
    weight: PackedWeight, bias: Tensor? = nil, adding addend: Tensor? = nil
  ) -> Tensor {
    checkLinear(weight, bias)
    let sizes = Shape(shape.sizes.dropLast() + [weight.outputs])
    precondition(
      addend.map { $0.shape == sizes } ?? true,
      "linear: \(addend?.shape ?? []) is added to \(sizes)")
    let result = Tensor.computed(sizes) { target in
      if let kernels = ProductKernels.current {
        product(
          with: weight.forward(kernels), bias: bias, addend: addend, kernels, into: target)
      } else {
        multiply(weight.tensor, bias: bias, addend: addend, into: target)
      }
    }
    // A weight that is not learnt needs no input.
    let input = weight.origin == nil ? nil : tensor?.detached()
    let origins = [tensor?.origin, weight.origin, bias?.origin, addend?.origin]
    return result.derived(fromOrigins: origins) { [shape] gradient, wanted in
      [
        wanted[0] ? gradient.rowsTimes(weight).reshaped(shape) : nil,
        wanted[1]
          ? input.map { gradient.transposedRowsTimes($0, isPaired: weight.form == .pairs) } : nil,
        wanted[2] ? gradient.rowSums().reshaped([weight.outputs]) : nil,
        wanted[3] ? gradient : nil,
      ]
    }
  }

  /// The same as a tensor's activated product.
  public func linear(
    weight: PackedWeight, bias: Tensor? = nil, then activation: Activation
  ) -> Tensor {
    checkLinear(weight, bias)
    guard let kernels = ProductKernels.current, let fused = ckernels_activation(activation),
      !isTracked(with: weight, bias)
    else { return linear(weight: weight, bias: bias).applying(activation) }
    return Tensor.computed(Shape(shape.sizes.dropLast() + [weight.outputs])) { target in
      product(
        with: weight.forward(kernels), bias: bias, activation: fused, kernels, into: target)
    }
  }

  /// The same as a tensor's gated product.
  public func gatedLinear(weight: PackedWeight, bias: Tensor? = nil) -> Tensor {
    checkLinear(weight, bias)
    precondition(
      weight.outputs % 2 == 0, "gatedLinear: the outputs of \(weight.shape) are no two halves")
    let width = weight.outputs / 2
    guard let kernels = ProductKernels.current, kernels.canGate(weight),
      !isTracked(with: weight, bias)
    else { return linear(weight: weight, bias: bias).gatedGELU() }
    return Tensor.computed(Shape(shape.sizes.dropLast() + [width])) { target in
      product(
        with: weight.forward(kernels), bias: bias, activation: CKERNELS_GATED_GELU, kernels,
        into: target)
    }
  }

  private func checkLinear(_ weight: PackedWeight, _ bias: Tensor?) {
    precondition(
      weight.shape.rank == 2 && shape.last == weight.inputs,
      "linear: inner sizes differ, lhs \(shape), weight \(weight.shape)")
    precondition(
      bias.map { $0.shape == [weight.outputs] } ?? true,
      "linear: bias \(bias?.shape ?? []) does not fit weight \(weight.shape)")
  }

  /// Whether a derivative may be asked for of a product with a weight.
  func isTracked(with weight: PackedWeight, _ bias: Tensor?) -> Bool {
    tensor?.isTracked == true || weight.origin != nil || bias?.isTracked == true
  }

  /// Writes the product of the rows of `[…, inner]` with a packed matrix, plus what is to be added.
  func product(
    with panels: Panels, bias: Tensor? = nil, addend: Tensor? = nil,
    activation: ckernels_activation = CKERNELS_IDENTITY, _ kernels: ProductKernels,
    into target: Storage
  ) {
    let (rows, inputs) = (shape.rows, panels.inputs)
    FloatingPointOperations.add(rows: rows, columns: panels.columns, inner: inputs)
    let left = elements(panels.form, kernels)
    defer { withExtendedLifetime(left) {} }
    let width = activation == CKERNELS_GATED_GELU ? panels.columns / 2 : panels.columns
    var product = ckernels_product(
      left: .init(left.base, stride: panels.elements), inner: panels.elements,
      panels: UnsafeRawPointer(panels.storage.base), columns: panels.columns, target: target.base,
      targetStride: width)
    product.bias = bias.map { UnsafePointer($0.storage.base) }
    product.addend = addend.map { UnsafePointer($0.storage.base) }
    product.addend_stride = width
    product.activation = activation
    product.split(panels, leftElements: rows * panels.elements)
    kernels.multiply(product, rows: rows, isPaired: panels.form != .floats)
  }

  /// Writes the product with a matrix by BLAS.
  private func multiply(_ weight: Tensor, bias: Tensor?, addend: Tensor?, into target: Storage) {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let keepsTarget = fill(target, rows: shape.rows, bias: bias, addend: addend)
    gemm(
      rows: shape.rows, columns: outputs, inner: inputs,
      left: .init(exact.storage.base, stride: inputs),
      right: .init(weight.storage.base, stride: inputs, transposed: true),
      target: target.base, targetStride: outputs, keepsTarget: keepsTarget)
  }
}

extension ProductKernels {
  /// Whether gates meet their values in products with a weight: both must be whole panels.
  fileprivate func canGate(_ weight: PackedWeight) -> Bool {
    weight.outputs / 2 % panel == 0
      && (weight.form != .splitPairs
        || weight.inputs > 0 && weight.form.elements(weight.inputs) % 16 == 0)
  }
}

extension ckernels_activation {
  /// The activation of a product's results, nil where kernels have none.
  fileprivate init?(_ activation: Activation) {
    switch activation {
    case .silu: self = CKERNELS_SILU
    case .quickGELU: self = CKERNELS_QUICK_GELU
    case .gelu: self = CKERNELS_GELU
    case .geluTanh: self = CKERNELS_GELU_TANH
    case .relu, .mish: return nil
    }
  }
}

/// Writes the addend, or the bias into every row, into a target of which a product is then part.
///
/// - Returns: whether the product is to be added to what stands there.
func fill(_ target: Storage, rows: Int, bias: Tensor?, addend: Tensor?) -> Bool {
  guard let addend else {
    fillRows(of: target.base, count: rows, with: bias)
    return bias != nil
  }
  let sum = bias.map { addend.detached().addingRow($0.detached()) } ?? addend
  target.base.update(from: sum.storage.base, count: target.count)
  return true
}
