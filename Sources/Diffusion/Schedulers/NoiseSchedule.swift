import Foundation

/// How much noise each time step of the training adds (β), and how much signal is left (ᾱ).
///
/// Rounded as PyTorch rounds, step by step in single precision, so that samples can be compared
/// across programs: a relative error in ᾱ becomes one in every latent.
public struct NoiseSchedule: Hashable, Sendable {
  /// The published formulas for β.
  public enum Formula: String, CaseIterable, Sendable {
    /// Evenly spaced (arXiv 2006.11239).
    case linear
    /// Evenly spaced square roots, as latent diffusion has them (arXiv 2112.10752).
    case scaledLinear = "scaled_linear"
    /// A squared cosine of signal (arXiv 2102.09672, equation 17).
    case squaredCosine = "squaredcos_cap_v2"
  }

  /// The noise that each time step adds.
  public let betas: [Float]
  /// The share of the signal's variance that is left after each time step.
  public let signal: [Float]

  /// Creates a schedule from its betas.
  public init(betas: [Float]) {
    self.betas = betas
    signal = Self.products(of: betas.map { 1 - $0 })
  }

  /// Creates a schedule from a formula.
  ///
  /// - Parameters:
  ///   - formula: the formula.
  ///   - start: the first beta; the squared cosine has its own.
  ///   - end: the last beta.
  ///   - count: the number of time steps.
  public init(_ formula: Formula, from start: Double, to end: Double, count: Int) {
    switch formula {
    case .linear:
      self.init(betas: Self.evenlySpaced(from: Float(start), to: Float(end), count: count))
    case .scaledLinear:
      let (first, last) = (Float(start.squareRoot()), Float(end.squareRoot()))
      self.init(betas: Self.evenlySpaced(from: first, to: last, count: count).map { $0 * $0 })
    case .squaredCosine:
      self.init(betas: Self.squaredCosine(count: count))
    }
  }

  /// The schedule stretched so that nothing of the signal is left at the end.
  ///
  /// Algorithm 1 of arXiv 2305.08891: shift √ᾱ so that the last is zero, scale it so that the first
  /// stays.
  public func rescaledToZeroTerminalSignal() -> NoiseSchedule {
    let roots = signal.map { $0.squareRoot() }
    guard let first = roots.first, let last = roots.last else { return self }
    let scale = first / (first - last)
    let rescaled = roots.map { ($0 - last) * scale }.map { $0 * $0 }
    let ratios = [rescaled[0]] + zip(rescaled.dropFirst(), rescaled).map { $0 / $1 }
    return NoiseSchedule(betas: ratios.map { 1 - $0 })
  }

  /// The schedule with another share of signal left at the end.
  func replacingLastSignal(by share: Float) -> NoiseSchedule {
    NoiseSchedule(betas: betas, signal: signal.dropLast() + [share])
  }

  private init(betas: [Float], signal: [Float]) {
    self.betas = betas
    self.signal = signal
  }

  /// The running products; PyTorch multiplies floats in double precision on the CPU.
  private static func products(of factors: [Float]) -> [Float] {
    var product = 1.0
    return factors.map { factor in
      product *= Double(factor)
      return Float(product)
    }
  }

  /// Counts up from the start to the middle and down from the end, as `torch.linspace` does.
  private static func evenlySpaced(from start: Float, to end: Float, count: Int) -> [Float] {
    guard count > 1 else { return Array(repeating: start, count: count) }
    let stride = (end - start) / Float(count - 1)
    return (0..<count).map { index in
      index < count / 2
        ? start.addingProduct(stride, Float(index))
        : end.addingProduct(-stride, Float(count - index - 1))
    }
  }

  /// The betas of a squared cosine, none above .999.
  private static func squaredCosine(count: Int) -> [Float] {
    func signal(_ time: Double) -> Double {
      let cosine = cos((time + 0.008) / 1.008 * Double.pi / 2)
      return cosine * cosine
    }
    return (0..<count).map { index in
      let (from, to) = (Double(index) / Double(count), Double(index + 1) / Double(count))
      return Float(min(1 - signal(to) / signal(from), 0.999))
    }
  }
}
