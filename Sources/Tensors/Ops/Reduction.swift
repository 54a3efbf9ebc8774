extension Tensor {
  /// Returns the sum of all elements, a tensor of shape `[]`; it is kept in double while it grows.
  public func sum() -> Tensor {
    let total = withUnsafeElements { $0.reduce(0.0) { $0 + Double($1) } }
    return Tensor([], [Float(total)]).derived(from: [self]) { [shape] in
      [Tensor(repeating: $0.scalar, shape)]
    }
  }

  /// Returns the mean of all elements, a tensor of shape `[]`; of no elements it is not a number.
  public func mean() -> Tensor { sum() / Float(shape.count) }

  /// Returns the sums along an axis, which is dropped; negative axes count from the end.
  public func sum(axis: Int) -> Tensor {
    let lines = AxisLines(of: shape, axis: axis)
    return Tensor.computed(lines.reduced) { target in
      for line in 0..<lines.count {
        var sum = 0.0
        for index in 0..<lines.length { sum += Double(storage.base[lines.position(line, index)]) }
        target.base[line] = Float(sum)
      }
    }.derived(from: [self]) { [shape] gradient in
      let whole = Tensor.computed(shape) { target in
        for line in 0..<lines.count {
          let slope = gradient.storage.base[line]
          for index in 0..<lines.length { target.base[lines.position(line, index)] = slope }
        }
      }
      return [whole]
    }
  }

  /// Returns the means along an axis, which is dropped.
  public func mean(axis: Int) -> Tensor { sum(axis: axis) / Float(shape[axis]) }

  /// Returns the largest elements along an axis, which is dropped.
  ///
  /// The gradient goes to the first of equal elements, as with `max(dim)` in PyTorch.
  public func maximum(axis: Int) -> Tensor {
    topMean(1, axis: axis)
  }

  /// Returns the largest of all elements, a tensor of shape `[]`.
  ///
  /// The gradient is shared by equal elements, as with `max()` in PyTorch.
  public func maximum() -> Tensor {
    precondition(shape.count > 0, "maximum: \(shape) holds no element")
    let largest = withUnsafeElements { $0.reduce(-Float.infinity) { max($0, $1) } }
    return Tensor([], [largest]).derived(from: [self]) { [input = detached()] gradient in
      let places = input.mapped { $0 == largest ? 1 : 0 }
      return [places * (gradient.scalar / places.sum().scalar)]
    }
  }

  /// Returns the mean of the `count` largest elements along an axis, which is dropped.
  ///
  /// Of equal elements the first are taken.
  ///
  /// - Parameters:
  ///   - count: how many, from one to the axis' size.
  ///   - axis: the axis; negative ones count from the end.
  /// - Returns: a tensor of one axis less.
  public func topMean(_ count: Int, axis: Int = -1) -> Tensor {
    let lines = AxisLines(of: shape, axis: axis)
    precondition(
      (1...max(lines.length, 1)).contains(count),
      "topMean: \(count) elements of axis \(axis) of \(shape)")
    let chosen = (0..<lines.count).map { line in
      lines.largest(count, line: line, in: storage)
    }
    return Tensor.computed(lines.reduced) { target in
      for line in 0..<lines.count {
        let sum = chosen[line].reduce(0.0) { $0 + Double(storage.base[$1]) }
        target.base[line] = Float(sum / Double(count))
      }
    }.derived(from: [self]) { [shape] gradient in
      let whole = Tensor.computed(shape) { target in
        target.base.update(repeating: 0, count: shape.count)
        for (line, places) in chosen.enumerated() {
          for place in places { target.base[place] = gradient.storage.base[line] / Float(count) }
        }
      }
      return [whole]
    }
  }

  /// Returns this tensor repeated to a larger shape by NumPy's rules.
  ///
  /// Axes are matched from the last; an axis of one element, or a missing one, is repeated.
  public func broadcast(to shape: Shape) -> Tensor {
    let padding = shape.rank - self.shape.rank
    let sizes = Array(repeating: 1, count: max(0, padding)) + self.shape.sizes
    precondition(
      padding >= 0 && zip(sizes, shape.sizes).allSatisfy { $0 == $1 || $0 == 1 },
      "broadcast: \(self.shape) does not fit \(shape)")
    if sizes == shape.sizes { return reshaped(shape) }
    var steps = [Int](repeating: 0, count: shape.rank)
    var step = 1
    for axis in shape.sizes.indices.reversed() {
      steps[axis] = sizes[axis] == 1 ? 0 : step
      step *= sizes[axis]
    }
    let places = shape.offsets(steps: steps)
    return Tensor.computed(shape) { target in
      for (index, place) in places.enumerated() { target.base[index] = storage.base[place] }
    }.derived(from: [self]) { [source = self.shape] gradient in
      var sums = [Double](repeating: 0, count: source.count)
      for (index, place) in places.enumerated() {
        sums[place] += Double(gradient.storage.base[index])
      }
      return [Tensor(source, sums.map { Float($0) })]
    }
  }
}

/// The runs of elements along one axis.
private struct AxisLines: Sendable {
  /// The shape without the axis.
  let reduced: Shape
  /// The number of runs.
  let count: Int
  /// Elements in a run.
  let length: Int
  private let inner: Int

  init(of shape: Shape, axis: Int) {
    let axis = axis < 0 ? shape.rank + axis : axis
    precondition((0..<shape.rank).contains(axis), "axis \(axis) lies outside \(shape)")
    var sizes = shape.sizes
    length = sizes.remove(at: axis)
    reduced = Shape(sizes)
    count = reduced.count
    inner = sizes[axis...].reduce(1, *)
  }

  /// The position of an element of a run.
  func position(_ line: Int, _ index: Int) -> Int {
    (line / inner * length + index) * inner + line % inner
  }

  /// The positions of a run's largest elements.
  func largest(_ count: Int, line: Int, in storage: Storage) -> [Int] {
    let places = (0..<length).map { position(line, $0) }
    if count == 1 {
      return places.max {
        storage.base[$0] < storage.base[$1] || (storage.base[$0] == storage.base[$1] && $0 > $1)
      }
      .map { [$0] } ?? []
    }
    return Array(
      places.sorted {
        let (left, right) = (storage.base[$0], storage.base[$1])
        return left == right ? $0 < $1 : left > right
      }.prefix(count))
  }
}

extension Shape {
  /// The offset of every element, in row-major order, under a step for each axis.
  fileprivate func offsets(steps: [Int]) -> [Int] {
    var offsets = [0]
    offsets.reserveCapacity(count)
    for (size, step) in zip(sizes, steps) {
      offsets = offsets.flatMap { base in (0..<size).map { base + $0 * step } }
    }
    return offsets
  }
}
