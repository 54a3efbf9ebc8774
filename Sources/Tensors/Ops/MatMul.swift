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

  /// Returns the product with a weight matrix that is packed once, plus a bias.
  ///
  /// - Parameters:
  ///   - weight: of shape `[outputs, inputs]`; this tensor is `[…, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  /// - Returns: `[…, outputs]`.
  public func linear(weight: PackedWeight, bias: Tensor? = nil) -> Tensor {
    let (outputs, inputs) = (weight.outputs, weight.inputs)
    precondition(
      weight.shape.rank == 2 && shape.last == inputs,
      "linear: inner sizes differ, lhs \(shape), weight \(weight.shape)")
    precondition(
      bias.map { $0.shape == [outputs] } ?? true,
      "linear: bias \(bias?.shape ?? []) does not fit weight \(weight.shape)")
    let result = Tensor.computed(Shape(shape.sizes.dropLast() + [outputs])) { target in
      if let kernels = ProductKernels.current {
        product(with: weight.forward(kernels), bias: bias, kernels, into: target)
      } else {
        fillRows(of: target.base, count: shape.rows, with: bias)
        gemm(
          rows: shape.rows, columns: outputs, inner: inputs,
          left: .init(storage.base, stride: inputs),
          right: .init(weight.tensor.storage.base, stride: inputs, transposed: true),
          target: target.base, targetStride: outputs, keepsTarget: bias != nil)
      }
    }
    // A weight that is not learnt needs no input.
    let input = weight.origin == nil ? nil : detached()
    return result.derived(fromOrigins: [origin, weight.origin] + (bias.map { [$0.origin] } ?? [])) {
      [shape] gradient, wanted in
      [
        wanted[0] ? gradient.rowsTimes(weight).reshaped(shape) : nil,
        wanted[1]
          ? input.map { gradient.transposedRowsTimes($0, isPaired: weight.form == .pairs) } : nil,
        wanted.count > 2 && wanted[2] ? gradient.rowSums().reshaped([outputs]) : nil,
      ]
    }
  }

  /// Writes the product of the rows of `[…, inner]` with a packed matrix, plus a bias.
  private func product(
    with panels: Panels, bias: Tensor?, _ kernels: ProductKernels, into target: Storage
  ) {
    let (rows, inputs) = (shape.rows, panels.inputs)
    FloatingPointOperations.add(rows: rows, columns: panels.columns, inner: inputs)
    let left =
      panels.form == .floats
      ? storage : kernels.paired(storage.base, rows: rows, count: inputs, form: panels.form)
    defer { withExtendedLifetime(left) {} }
    var product = ckernels_product(
      left: .init(left.base, stride: panels.elements), inner: panels.elements,
      panels: UnsafeRawPointer(panels.storage.base), columns: panels.columns, target: target.base,
      targetStride: panels.columns)
    product.bias = bias.map { UnsafePointer($0.storage.base) }
    product.split(panels, leftElements: rows * panels.elements)
    kernels.multiply(product, rows: rows, isPaired: panels.form != .floats)
  }

  /// Returns the product of the rows of `[…, outputs]` with a weight, `[rows, inputs]`.
  private func rowsTimes(_ weight: PackedWeight) -> Tensor {
    guard let kernels = ProductKernels.current else { return rowsTimes(weight.tensor) }
    return Tensor.computed([shape.rows, weight.inputs]) { target in
      product(with: weight.backward(kernels), bias: nil, kernels, into: target)
    }
  }

  /// Returns the product of the rows of `[…, inner]` with `[inner, columns]`, `[rows, columns]`.
  private func rowsTimes(_ matrix: Tensor) -> Tensor {
    let (rows, inner, columns) = (shape.rows, shape.last, matrix.shape[1])
    return Tensor.computed([rows, columns]) { target in
      gemm(
        rows: rows, columns: columns, inner: inner, left: .init(storage.base, stride: inner),
        right: .init(matrix.storage.base, stride: columns), target: target.base,
        targetStride: columns)
    }
  }

  /// Returns Σ over rows of the outer product with another tensor's row, `[features, other's features]`,
  /// of single precision or of pairs of bfloat16.
  private func transposedRowsTimes(_ other: Tensor, isPaired: Bool = false) -> Tensor {
    let (rows, features, columns) = (shape.rows, shape.last, other.shape.last)
    return Tensor.computed([features, columns]) { target in
      gemm(
        rows: features, columns: columns, inner: rows,
        left: .init(storage.base, stride: features, transposed: true),
        right: .init(other.storage.base, stride: columns), target: target.base,
        targetStride: columns, isPaired: isPaired)
    }
  }

  /// Returns the matrix product of `[rows, inner]` and `[inner, columns]`.
  public func matmul(_ other: Tensor) -> Tensor {
    precondition(
      shape.rank == 2 && other.shape.rank == 2 && shape[1] == other.shape[0],
      "matmul: inner sizes differ, lhs \(shape), rhs \(other.shape)")
    return Tensor.computed([shape[0], other.shape[1]]) { target in
      gemm(
        rows: shape[0], columns: other.shape[1], inner: shape[1],
        left: .init(storage.base, stride: shape[1]),
        right: .init(other.storage.base, stride: other.shape[1]), target: target.base,
        targetStride: other.shape[1])
    }.derived(from: [self, other]) {
      [left = detached(), right = other.detached()] gradient, wanted in
      [
        // dL = G Rᵀ: a product with a matrix stored as PyTorch stores weights.
        wanted[0] ? gradient.linear(weight: right) : nil,
        wanted[1] ? left.transposedRowsTimes(gradient) : nil,
      ]
    }
  }
}

/// Writes the bias into every row of a target that a product is then added to.
func fillRows(of target: UnsafeMutablePointer<Float>, count: Int, with bias: Tensor?) {
  guard let bias else { return }
  let width = bias.shape.count
  let source = bias.storage
  nonisolated(unsafe) let target = target
  forEachRange(of: count, work: width) { range in
    for row in range { (target + row * width).update(from: source.base, count: width) }
  }
}
