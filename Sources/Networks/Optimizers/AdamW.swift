public import Tensors

/// Adam with decoupled weight decay (arXiv 1711.05101), as `torch.optim.AdamW` computes it.
///
/// Weight decay takes from every parameter, norms and biases included, as it does there by default.
public struct AdamW: Sendable {
  /// The numbers that stay the same over a training.
  public struct Settings: Sendable, Hashable, Codable {
    /// The share of the old mean gradient that a step keeps, β₁.
    public var meanDecay: Float
    /// The share of the old mean square that a step keeps, β₂.
    public var squareDecay: Float
    /// Added to the root of the mean square.
    public var epsilon: Float
    /// The share of a parameter that a step of rate 1 takes away.
    public var weightDecay: Float

    /// Creates settings; the defaults are those of `torch.optim.AdamW`.
    public init(
      meanDecay: Float = 0.9, squareDecay: Float = 0.999, epsilon: Float = 1e-8,
      weightDecay: Float = 1e-2
    ) {
      self.meanDecay = meanDecay
      self.squareDecay = squareDecay
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  /// The numbers that stay the same.
  public let settings: Settings
  /// The steps that were done.
  public private(set) var steps: Int
  /// The running mean of each parameter's gradients.
  public private(set) var means: [Tensor]
  /// The running mean of their squares.
  public private(set) var squares: [Tensor]

  /// Creates an optimizer that has not moved anything yet.
  public init(_ settings: Settings, for parameters: Parameters) {
    self.settings = settings
    steps = 0
    means = parameters.values.map { Tensor(repeating: 0, $0.shape) }
    squares = means.map { Tensor(repeating: 0, $0.shape) }
  }

  /// Creates an optimizer that goes on where another stopped.
  public init(_ settings: Settings, steps: Int, means: [Tensor], squares: [Tensor]) {
    precondition(
      means.count == squares.count, "AdamW: \(means.count) means, \(squares.count) squares")
    self.settings = settings
    self.steps = steps
    self.means = means
    self.squares = squares
  }

  /// Moves parameters against their gradients.
  ///
  /// - Parameters:
  ///   - parameters: what is moved, untracked.
  ///   - gradients: one a parameter.
  ///   - rate: how far.
  ///   - scale: what the gradients are multiplied by first, for clipping and averaging.
  public mutating func step(
    _ parameters: inout Parameters, gradients: [Tensor], rate: Float, scale: Float = 1
  ) {
    precondition(
      gradients.count == means.count && parameters.values.count == means.count,
      "AdamW: \(parameters.values.count) parameters, \(gradients.count) gradients, "
        + "\(means.count) means")
    steps += 1
    let step = Tensor.AdamStep(
      rate: rate, meanDecay: settings.meanDecay, squareDecay: settings.squareDecay,
      epsilon: settings.epsilon, weightDecay: settings.weightDecay, number: steps)
    for index in gradients.indices {
      parameters.values[index].moveByAdam(
        gradient: gradients[index], scale: scale, mean: &means[index], square: &squares[index],
        step)
    }
  }
}
