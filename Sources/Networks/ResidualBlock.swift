public import Tensors

/// Two convolutions, each behind a normalization and a nonlinearity, with a residual path around them.
///
/// The `ResnetBlock2D` of diffusers; the step's embedding comes in between.
public struct ResidualBlock: Sendable {
  /// How the step's embedding enters: added, or as a scale and a shift.
  public enum TimeConditioning: String, Sendable, Hashable {
    /// h + embedding, before the second normalization.
    case add = "default"
    /// norm(h) · (1 + scale) + shift.
    case scaleShift = "scale_shift"
  }

  /// What is common to all residual blocks of a model.
  public struct Style: Sendable {
    /// Groups of the normalizations.
    public var groups: Int
    /// Added to the variance in the normalizations.
    public var epsilon: Float
    /// Features of the step's embedding, or nil for a block that knows no step.
    public var timeFeatures: Int?
    /// How the embedding enters.
    public var conditioning: TimeConditioning
    /// The nonlinearity behind the normalizations.
    public var activation: Activation
    /// What the sum of both paths is divided by.
    public var outputScale: Float

    /// Creates a style.
    public init(
      groups: Int, epsilon: Float, timeFeatures: Int? = nil, conditioning: TimeConditioning = .add,
      activation: Activation = .silu, outputScale: Float = 1
    ) {
      self.groups = groups
      self.epsilon = epsilon
      self.timeFeatures = timeFeatures
      self.conditioning = conditioning
      self.activation = activation
      self.outputScale = outputScale
    }
  }

  private let style: Style
  private let norm1: GroupNorm
  private let convolution1: Convolution2D
  private let timeProjection: Linear?
  private let norm2: GroupNorm
  private let convolution2: Convolution2D
  private let shortcut: Linear?

  /// Loads `norm1`, `conv1`, `time_emb_proj`, `norm2`, `conv2` and, if channels change, `conv_shortcut`.
  public init(inputs: Int, outputs: Int, style: Style, _ weights: Weights) throws {
    self.style = style
    norm1 = try GroupNorm(
      groups: style.groups, channels: inputs, epsilon: style.epsilon, weights["norm1"])
    convolution1 = try Convolution2D(inputs: inputs, outputs: outputs, weights["conv1"])
    timeProjection = try style.timeFeatures.map {
      try Linear(
        inputs: $0, outputs: style.conditioning == .add ? outputs : 2 * outputs,
        weights["time_emb_proj"])
    }
    norm2 = try GroupNorm(
      groups: style.groups, channels: outputs, epsilon: style.epsilon, weights["norm2"])
    convolution2 = try Convolution2D(inputs: outputs, outputs: outputs, weights["conv2"])
    shortcut =
      inputs == outputs
      ? nil : try Linear(pointwiseInputs: inputs, outputs: outputs, weights["conv_shortcut"])
  }

  /// Returns `[batch, height, width, outputs]`.
  ///
  /// - Parameters:
  ///   - x: `[batch, height, width, inputs]`.
  ///   - time: the activation of the step's embedding, `[1 or batch, features]`.
  /// - Returns: `[batch, height, width, outputs]`.
  public func callAsFunction(_ x: Tensor, time: Tensor? = nil) -> Tensor {
    let h = convolution1(norm1.rows(x, then: style.activation, for: convolution1))
    let embedding = timeProjection.flatMap { projection in time.map { projection($0) } }
    let pixels =
      switch (embedding, style.conditioning) {
      case (nil, _): norm2.rows(h, then: style.activation, for: convolution2)
      case (let embedding?, .add):
        norm2.rows(h.addingRow(embedding), then: style.activation, for: convolution2)
      case (let embedding?, .scaleShift):
        ProductRows(scaledAndShifted(norm2(h), by: embedding))
      }
    let sum = convolution2(pixels, adding: shortcut?(x) ?? x)
    return style.outputScale == 1 ? sum : sum / style.outputScale
  }

  private func scaledAndShifted(_ h: Tensor, by embedding: Tensor) -> Tensor {
    let channels = h.shape.last
    let halves = embedding.reshaped([embedding.shape[0], 2, channels]).permuted([1, 0, 2])
    let items: Shape = [embedding.shape[0], channels]
    let zeros = Tensor(repeating: 0, h.shape)
    let scale = zeros.addingRow(halves.slice(0..<1).reshaped(items))
    return (h + h * scale).addingRow(halves.slice(1..<2).reshaped(items)).applying(style.activation)
  }
}
