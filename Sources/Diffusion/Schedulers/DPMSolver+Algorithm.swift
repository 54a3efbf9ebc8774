internal import Foundation

extension DPMSolver {
  /// What is solved.
  public enum Algorithm: String, CaseIterable, Sendable {
    /// The flow, by predictions of the noise (arXiv 2206.00927).
    case noise = "dpmsolver"
    /// The flow, by predictions of the noiseless sample (arXiv 2211.01095).
    case original = "dpmsolver++"
    /// Diffusion with fresh noise, by predictions of the noise.
    case stochasticNoise = "sde-dpmsolver"
    /// Diffusion with fresh noise, by predictions of the noiseless sample.
    case stochasticOriginal = "sde-dpmsolver++"

    /// Whether a step adds fresh noise.
    var isStochastic: Bool { self == .stochasticNoise || self == .stochasticOriginal }

    /// Whether noiseless samples are predicted, and not noise.
    var predictsOriginal: Bool { self == .original || self == .stochasticOriginal }
  }

  /// How the second order uses the difference of two predictions.
  public enum Solver: String, CaseIterable, Sendable {
    /// As at the middle of the step.
    case midpoint
    /// As integrated over the step.
    case heun
  }

  /// What the parts of a step are multiplied by.
  struct Weights {
    var sample: Float
    /// Of the newest answer and its differences of first and second order.
    var differences: [Float]
    var noise: Float = 0
  }
}

extension DPMSolver.Algorithm {
  /// Returns the weights of a step.
  ///
  /// With h, how much λ grows, the weights are integrals over the step of an exponential and of its
  /// products with (λ − λ₀) and (λ − λ₀)², of which `rest` and `secondRest` are the last two. The
  /// midpoint solver has half the first integral in place of the second.
  ///
  /// - Parameters:
  ///   - levels: the level after the step, at it, and one earlier for each order above the first.
  ///   - solver: how differences are used at the second order.
  /// - Returns: the weights.
  func weights(_ levels: [NoiseLevel], _ solver: DPMSolver.Solver) -> DPMSolver.Weights {
    let (to, from) = (levels[0], levels[1])
    let step = to.logSignalToNoise - from.logSignalToNoise
    let order = levels.count - 1
    // What the answer grows or fades with, h or -h, and twice that where noise is added.
    let exponent: Float
    var sample = to.noiseScale / from.noiseScale
    let scale: Float
    var noise: Float = 0
    switch self {
    case .original: (exponent, scale) = (-step, to.signalScale)
    case .stochasticOriginal:
      (exponent, scale) = (-2 * step, to.signalScale)
      sample = sample * exp(-step)
      noise = to.noiseScale * (1 - exp(-2 * step)).squareRoot()
    case .noise, .stochasticNoise:
      (exponent, scale) = (step, to.noiseScale)
      sample = to.signalScale / from.signalScale
      if isStochastic { noise = to.noiseScale * (exp(2 * step) - 1).squareRoot() }
    }
    let factor: Float = self == .stochasticNoise ? 2 : 1
    let growth = exp(exponent) - 1
    let whole = -factor * (scale * growth)
    var differences = [whole]
    if order == 2, solver == .midpoint {
      differences.append(0.5 * whole)
    } else if order > 1 {
      let rest = scale * (growth / exponent - 1)
      differences.append(predictsOriginal ? -rest : -factor * rest)
    }
    if order > 2 {
      let rest = (growth - exponent) / (exponent * exponent) - 0.5
      differences.append(-(scale * rest))
    }
    return DPMSolver.Weights(sample: sample, differences: differences, noise: noise)
  }
}
