extension Tensor {
  /// Returns the product of the rows of `[…, outputs]` with a weight, `[rows, inputs]`.
  func rowsTimes(_ weight: PackedWeight) -> Tensor {
    guard let kernels = ProductKernels.current else { return rowsTimes(weight.tensor) }
    return Tensor.computed([shape.rows, weight.inputs]) { target in
      ProductRows(self).product(with: weight.backward(kernels), kernels, into: target)
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
  func transposedRowsTimes(_ other: Tensor, isPaired: Bool = false) -> Tensor {
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
