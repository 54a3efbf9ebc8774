extension Tensor {
  /// Returns the tensors one after the other along an axis.
  public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor {
    guard let first = tensors.first else {
      preconditionFailure("concatenated: needs at least one tensor")
    }
    let axis = axis < 0 ? first.shape.rank + axis : axis
    var sizes = first.shape.sizes
    for tensor in tensors {
      var other = tensor.shape.sizes
      other[axis] = sizes[axis]
      precondition(
        other == sizes, "concatenated: shapes differ, \(first.shape) and \(tensor.shape)")
    }
    sizes[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
    let widths = tensors.map { $0.shape[axis] }
    let blocks = sizes[..<axis].reduce(1, *)
    let row = sizes[axis...].reduce(1, *)
    return Tensor.computed(Shape(sizes)) { target in
      var offset = 0
      for tensor in tensors {
        let width = tensor.shape.count / max(blocks, 1)
        for block in 0..<blocks {
          (target.base + block * row + offset).update(
            from: tensor.storage.base + block * width, count: width)
        }
        offset += width
      }
    }.derived(from: tensors) { gradient, wanted in
      var start = 0
      return zip(widths, wanted).map { width, wanted in
        defer { start += width }
        return wanted ? gradient.slice(start..<start + width, axis: axis) : nil
      }
    }
  }

  /// Returns a range of an axis, copied; negative axes count from the end.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = axis < 0 ? shape.rank + axis : axis
    precondition(
      (0..<shape.rank).contains(axis) && range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "slice: \(range) lies outside axis \(axis) of \(shape)")
    var sizes = shape.sizes
    sizes[axis] = range.count
    let rows = SliceRows(of: shape, range: range, axis: axis)
    return Tensor.computed(Shape(sizes)) { target in
      for row in 0..<rows.count {
        (target.base + row * rows.width).update(
          from: storage.base + rows.start(row), count: rows.width)
      }
    }.derived(from: [self]) { [shape] gradient in
      let whole = Tensor.computed(shape) { target in
        target.base.update(repeating: 0, count: shape.count)
        for row in 0..<rows.count {
          (target.base + rows.start(row)).update(
            from: gradient.storage.base + row * rows.width, count: rows.width)
        }
      }
      return [whole]
    }
  }

  /// Returns the rows of this `[rows, features]` table that the indices name.
  public func rows(_ indices: [Int]) -> Tensor {
    let width = shape.last
    precondition(
      shape.rank == 2 && indices.allSatisfy { (0..<shape[0]).contains($0) },
      "rows: an index lies outside the table \(shape)")
    return Tensor.computed([indices.count, width]) { target in
      for (place, index) in indices.enumerated() {
        (target.base + place * width).update(from: storage.base + index * width, count: width)
      }
    }.derived(from: [self]) { [shape] gradient in
      let table = Tensor.computed(shape) { target in
        target.base.update(repeating: 0, count: shape.count)
        for (place, index) in indices.enumerated() {
          for feature in 0..<width {
            target.base[index * width + feature] += gradient.storage.base[place * width + feature]
          }
        }
      }
      return [table]
    }
  }

  /// Returns the tensor with its axes in another order, as `transpose` in NumPy.
  public func permuted(_ order: [Int]) -> Tensor {
    precondition(
      order.sorted() == Array(0..<shape.rank), "permuted: \(order) does not fit \(shape)")
    var steps = [Int](repeating: 1, count: shape.rank)
    for axis in stride(from: shape.rank - 2, through: 0, by: -1) {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    let sizes = order.map { shape[$0] }
    let strides = order.map { steps[$0] }
    let (width, step) = (sizes.last ?? 1, strides.last ?? 1)
    return Tensor.computed(Shape(sizes)) { target in
      guard shape.count > 0 else { return }
      var index = [Int](repeating: 0, count: max(sizes.count - 1, 0))
      for row in 0..<shape.count / width {
        var offset = 0
        for axis in index.indices { offset += index[axis] * strides[axis] }
        for column in 0..<width {
          target.base[row * width + column] = storage.base[offset + column * step]
        }
        for axis in index.indices.reversed() {
          index[axis] += 1
          if index[axis] < sizes[axis] { break }
          index[axis] = 0
        }
      }
    }.derived(from: [self]) { gradient in
      [gradient.permuted(order.indices.sorted { order[$0] < order[$1] })]
    }
  }

  /// Returns `[batch, channels, height, width]` as `[batch, height, width, channels]`.
  public func channelsLast() -> Tensor { permuted([0, 2, 3, 1]) }

  /// Returns `[batch, height, width, channels]` as `[batch, channels, height, width]`.
  public func channelsFirst() -> Tensor { permuted([0, 3, 1, 2]) }

  /// Returns this tensor `count` times along the first axis.
  public func repeatedBatch(_ count: Int) -> Tensor {
    Tensor.concatenated(Array(repeating: self, count: count), axis: 0)
  }
}

/// Where the runs of elements lie that a range of an axis selects.
private struct SliceRows: Sendable {
  /// The number of runs.
  let count: Int
  /// Elements in a run.
  let width: Int
  private let step: Int
  private let offset: Int

  init(of shape: Shape, range: Range<Int>, axis: Int) {
    let inner = shape.sizes[(axis + 1)...].reduce(1, *)
    count = shape.sizes[..<axis].reduce(1, *)
    width = range.count * inner
    step = shape[axis] * inner
    offset = range.lowerBound * inner
  }

  /// The position of a run's first element.
  func start(_ row: Int) -> Int { row * step + offset }
}
