extension Tensor {
  /// Returns the elementwise sum of two tensors of one shape.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right, "+") { $0 + $1 }
  }

  /// Returns the elementwise difference of two tensors of one shape.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right, "-") { $0 - $1 }
  }

  /// Returns the elementwise product of two tensors of one shape.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right, "*") { $0 * $1 }
  }

  /// Returns every element times a factor.
  public static func * (tensor: Tensor, factor: Float) -> Tensor {
    tensor.mapped { $0 * factor }
  }

  /// Returns every element times a factor.
  public static func * (factor: Float, tensor: Tensor) -> Tensor { tensor * factor }

  /// Returns every element plus a term.
  public static func + (tensor: Tensor, term: Float) -> Tensor { tensor.mapped { $0 + term } }

  /// Returns every element divided by a divisor.
  public static func / (tensor: Tensor, divisor: Float) -> Tensor {
    tensor.mapped { $0 / divisor }
  }

  /// Returns every element moved to the nearest value in a range.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    mapped { min(max($0, range.lowerBound), range.upperBound) }
  }

  /// Returns the tensor plus a vector added to each row of its last axis.
  ///
  /// - Parameter row: `[features]`, or `[batch, features]` to add another vector to each item of a
  ///   batch of two or more axes.
  /// - Returns: a tensor of this shape.
  public func addingRow(_ row: Tensor) -> Tensor {
    let width = shape.last
    let items = row.shape.rank == 1 ? 1 : row.shape[0]
    precondition(
      row.shape.last == width && row.shape.count == items * width
        && (items == 1 || items == shape[0]),
      "addingRow: \(row.shape) does not fit \(shape)")
    let rowsPerItem = shape.rows / items
    let source = storage
    let terms = row.storage
    return Tensor.computed(shape) { target in
      forEachRange(of: items * rowsPerItem, work: width) { range in
        for index in range {
          let term = terms.base + (index / rowsPerItem) * width
          let from = source.base + index * width
          let into = target.base + index * width
          for feature in 0..<width { into[feature] = from[feature] + term[feature] }
        }
      }
    }
  }

  /// Returns the tensor whose elements `transform` makes of this one's.
  @inline(__always)
  func mapped(_ transform: @Sendable (Float) -> Float) -> Tensor {
    let source = storage
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.count, work: 1) { range in
        for index in range { target.base[index] = transform(source.base[index]) }
      }
    }
  }

  @inline(__always)
  private func combined(
    with other: Tensor, _ name: String, _ transform: @Sendable (Float, Float) -> Float
  ) -> Tensor {
    precondition(shape == other.shape, "\(name): shapes differ, lhs \(shape), rhs \(other.shape)")
    let (left, right) = (storage, other.storage)
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.count, work: 1) { range in
        for index in range { target.base[index] = transform(left.base[index], right.base[index]) }
      }
    }
  }
}
