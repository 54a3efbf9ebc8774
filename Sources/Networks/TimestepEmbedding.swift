public import Tensors

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The sinusoidal embedding of a diffusion step (arXiv 1706.03762, section 3.5, as diffusers has it).
public struct SinusoidalTimesteps: Sendable {
  private let features: Int
  private let flipSinToCos: Bool
  private let frequencyShift: Double

  /// Creates an embedding of this many features; cosines come first when flipped.
  public init(features: Int, flipSinToCos: Bool, frequencyShift: Double) {
    self.features = features
    self.flipSinToCos = flipSinToCos
    self.frequencyShift = frequencyShift
  }

  /// Returns `[steps, features]`; an odd last feature is zero.
  public func callAsFunction(_ timesteps: [Float]) -> Tensor {
    let half = features / 2
    // Single precision throughout, as PyTorch computes it: at step 999 a frequency's last bit shows.
    let slope = Float(-log(10000.0))
    let frequencies = (0..<half).map {
      expf(slope * Float($0) / (Float(half) - Float(frequencyShift)))
    }
    var values: [Float] = []
    for timestep in timesteps {
      let sines = frequencies.map { sinf(timestep * $0) }
      let cosines = frequencies.map { cosf(timestep * $0) }
      values += flipSinToCos ? cosines + sines : sines + cosines
      if features % 2 == 1 { values.append(0) }
    }
    return Tensor([timesteps.count, features], values)
  }
}

/// The two layers that turn a step's sinusoids into the embedding that residual blocks read.
public struct TimestepEmbedding: Sendable {
  private let linear1: Linear
  private let linear2: Linear
  private let activation: Activation

  /// Loads `linear_1` and `linear_2`.
  public init(inputs: Int, features: Int, activation: Activation, _ weights: Weights) throws {
    self.activation = activation
    linear1 = try Linear(inputs: inputs, outputs: features, weights["linear_1"])
    linear2 = try Linear(inputs: features, outputs: features, weights["linear_2"])
  }

  /// Returns `[steps, features]` for `[steps, inputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { linear2(linear1(x, then: activation)) }
}
