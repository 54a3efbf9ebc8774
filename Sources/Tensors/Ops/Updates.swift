import CKernels

/// What an optimizer does to numbers in place; none of it has a derivative.
extension Tensor {
  /// The numbers of one step of Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2).
  public struct AdamStep: Sendable, Hashable {
    /// How far parameters move.
    public var rate: Float
    /// The share of the old mean gradient that is kept, β₁.
    public var meanDecay: Float
    /// The share of the old mean square that is kept, β₂.
    public var squareDecay: Float
    /// Added to the root of the mean square.
    public var epsilon: Float
    /// The share of a parameter that a step of rate 1 takes away.
    public var weightDecay: Float
    /// The number of this step, from 1: the means begin at zero and are corrected for it.
    public var number: Int

    /// Creates the numbers of a step.
    public init(
      rate: Float, meanDecay: Float, squareDecay: Float, epsilon: Float, weightDecay: Float,
      number: Int
    ) {
      self.rate = rate
      self.meanDecay = meanDecay
      self.squareDecay = squareDecay
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.number = number
    }
  }

  /// Moves parameters against their gradient, in place where nobody else holds them.
  ///
  /// As `torch.optim.AdamW` computes it, corrections in double precision.
  ///
  /// - Parameters:
  ///   - gradient: of this shape.
  ///   - scale: what the gradient is multiplied by first, for clipping.
  ///   - mean: the running mean of gradients, of this shape.
  ///   - square: the running mean of their squares, of this shape.
  ///   - step: the numbers of the step.
  public mutating func moveByAdam(
    gradient: Tensor, scale: Float, mean: inout Tensor, square: inout Tensor, _ step: AdamStep
  ) {
    precondition(
      gradient.shape == shape && mean.shape == shape && square.shape == shape,
      "moveByAdam: parameters \(shape), gradient \(gradient.shape), mean \(mean.shape), "
        + "square \(square.shape)")
    makeUnique()
    mean.makeUnique()
    square.makeUnique()
    let (numbers, slopes) = (storage, gradient.storage)
    let (means, squares) = (mean.storage, square.storage)
    let ready = ckernels_adam_step(
      scale: scale, kept: 1 - step.rate * step.weightDecay, new_mean: 1 - step.meanDecay,
      square_decay: step.squareDecay, new_square: 1 - step.squareDecay,
      size: Float(Double(step.rate) / (1 - power(step.meanDecay, step.number))),
      correction: Float((1 - power(step.squareDecay, step.number)).squareRoot()),
      epsilon: step.epsilon)
    forEachRange(of: shape.count, work: 4) { range in
      let first = range.lowerBound
      ckernels_adam(
        numbers.base + first, slopes.base + first, means.base + first, squares.base + first,
        range.count, ready)
    }
  }

  /// Moves every element a share of the way to another tensor's, in place where nobody else holds them.
  public mutating func approach(_ other: Tensor, by share: Float) {
    precondition(shape == other.shape, "approach: shapes differ, \(shape) and \(other.shape)")
    makeUnique()
    let (into, from) = (storage, other.storage)
    forEachRange(of: shape.count, work: 1) { range in
      for index in range { into.base[index] += (from.base[index] - into.base[index]) * share }
    }
  }

  /// Adds another tensor of this shape, in place where nobody else holds the elements.
  public mutating func add(_ other: Tensor) {
    precondition(origin == nil && other.origin == nil, "add: a sum in place records no way")
    accumulate(other)
  }

  /// Returns the sum of all squares; how many threads there are does not change it.
  public func sumOfSquares() -> Double {
    let block = 1 << 16
    let blocks = (shape.count + block - 1) / block
    let (source, count) = (storage, shape.count)
    var sums = [Double](repeating: 0, count: blocks)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      nonisolated(unsafe) let target = base
      forEachRange(of: blocks, work: block) { range in
        for index in range {
          var lanes = SIMD8<Double>(repeating: 0)
          let end = min((index + 1) * block, count)
          var place = index * block
          while place + 8 <= end {
            let values = UnsafeRawPointer(source.base + place).loadUnaligned(as: SIMD8<Float>.self)
            let wide = SIMD8<Double>(values)
            lanes += wide * wide
            place += 8
          }
          var rest = 0.0
          while place < end {
            rest += Double(source.base[place]) * Double(source.base[place])
            place += 1
          }
          target[index] = lanes.sum() + rest
        }
      }
    }
    return sums.reduce(0, +)
  }
}

/// A decay to the power of the number of steps.
private func power(_ base: Float, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, Double(base), exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
