import CKernels

extension Tensor {
  /// Returns the elementwise sum of two tensors of one shape.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right, "+") { $0 + $1 }.derived(from: [left, right]) { [$0, $0] }
  }

  /// Returns the elementwise difference of two tensors of one shape.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    left.combined(with: right, "-") { $0 - $1 }.derived(from: [left, right]) { gradient, wanted in
      [gradient, wanted[1] ? gradient * -1 : nil]
    }
  }

  /// Returns the elementwise product of two tensors of one shape.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let product = left.combined(with: right, "*") { $0 * $1 }
    return product.derived(from: [left, right]) {
      [left = left.detached(), right = right.detached()] gradient, wanted in
      [wanted[0] ? gradient * right : nil, wanted[1] ? gradient * left : nil]
    }
  }

  /// Returns the elementwise quotient of two tensors of one shape.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    let quotient = left.combined(with: right, "/") { $0 / $1 }
    return quotient.derived(from: [left, right]) { [right = right.detached()] gradient, wanted in
      // d(l / r) = dl / r − (l / r) dr / r
      let part = gradient / right
      return [part, wanted[1] ? part * quotient * -1 : nil]
    }
  }

  /// Returns every element times a factor.
  public static func * (tensor: Tensor, factor: Float) -> Tensor {
    tensor.mapped { $0 * factor }.derived(from: [tensor]) { [$0 * factor] }
  }

  /// Returns every element times a factor.
  public static func * (factor: Float, tensor: Tensor) -> Tensor { tensor * factor }

  /// Returns every element times the only element of another tensor, such as a learnt gate.
  public func scaled(by factor: Tensor) -> Tensor {
    let value = factor.scalar
    return mapped { $0 * value }.derived(from: [self, factor]) {
      [source = detached(), shape = factor.shape] gradient, wanted in
      [
        wanted[0] ? gradient * value : nil,
        wanted[1] ? (gradient * source).sum().reshaped(shape) : nil,
      ]
    }
  }

  /// Returns every element plus a term.
  public static func + (tensor: Tensor, term: Float) -> Tensor {
    tensor.mapped { $0 + term }.derived(from: [tensor]) { [$0] }
  }

  /// Returns a term less every element.
  public static func - (term: Float, tensor: Tensor) -> Tensor {
    tensor.mapped { term - $0 }.derived(from: [tensor]) { [$0 * -1] }
  }

  /// Returns every element divided by a divisor.
  public static func / (tensor: Tensor, divisor: Float) -> Tensor {
    tensor.mapped { $0 / divisor }.derived(from: [tensor]) { [$0 / divisor] }
  }

  /// Returns every element moved to the nearest value in a range.
  ///
  /// The derivative is 1 within the range, its ends included, and 0 outside, as in PyTorch.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    mapped { min(max($0, range.lowerBound), range.upperBound) }.derived(from: [self]) {
      [input = detached()] in
      [$0.combined(with: input, "clamped") { range.contains($1) ? $0 : 0 }]
    }
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
    }.derived(from: [self, row]) { gradient, wanted in
      [gradient, wanted[1] ? gradient.rowSums(items: items).reshaped(row.shape) : nil]
    }
  }

  /// Returns the sum of the rows of each item, `[items, features]`: the derivative of a row added to all.
  ///
  /// - Parameter items: how many equal runs of rows are summed by themselves.
  /// - Returns: sums kept in double while they grow.
  func rowSums(items: Int = 1) -> Tensor {
    let width = shape.last
    let rowsPerItem = items == 0 ? 0 : shape.rows / items
    let source = storage
    return Tensor.computed([items, width]) { target in
      forEachRange(of: items * width, work: rowsPerItem) { range in
        var start = range.lowerBound
        while start < range.upperBound {
          let end = min(range.upperBound, (start / width + 1) * width)
          let (item, column) = (start / width, start % width)
          ckernels_column_sums(
            source.base + item * rowsPerItem * width + column, target.base + start, rowsPerItem,
            width, end - start)
          start = end
        }
      }
    }
  }

  /// Returns the untracked tensor whose elements `transform` makes of this one's.
  @inline(__always)
  func mapped(_ transform: @Sendable (Float) -> Float) -> Tensor {
    let source = storage
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.count, work: 1) { range in
        for index in range { target.base[index] = transform(source.base[index]) }
      }
    }
  }

  /// Returns the untracked tensor whose elements `transform` makes of this one's and another's.
  @inline(__always)
  func combined(
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
