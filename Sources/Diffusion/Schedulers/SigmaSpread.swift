internal import Foundation

/// How the noise levels σ of a walk lie between the first and the last.
public enum SigmaSpread: Hashable, Sendable {
  /// As the training has them at the time steps.
  case asTimesteps
  /// Evenly spaced seventh roots (arXiv 2206.00364, equation 5).
  case karras
  /// Evenly spaced logarithms.
  case exponential
  /// Evenly spaced logarithms of what the training has, whole time steps (arXiv 2206.00927).
  case lu

  /// Karras's ρ.
  private static let rho = 7.0

  /// Returns noise levels from the first to the last, nil where time steps decide.
  ///
  /// - Parameters:
  ///   - first: the highest level.
  ///   - last: the lowest level.
  ///   - count: how many there are to be.
  /// - Returns: the levels, falling.
  func sigmas(from first: Double, to last: Double, count: Int) -> [Double]? {
    func spread(_ transform: (Double) -> Double, _ inverse: (Double) -> Double) -> [Double] {
      let (start, end) = (transform(first), transform(last))
      let stride = count > 1 ? 1 / Double(count - 1) : 0
      return (0..<count).map { inverse(start + Double($0) * stride * (end - start)) }
    }
    return switch self {
    case .asTimesteps: nil
    case .karras: spread({ pow($0, 1 / Self.rho) }, { pow($0, Self.rho) })
    case .exponential, .lu: spread({ log($0) }, { exp($0) })
    }
  }
}

extension SigmaSpread {
  /// Reads the published keys, of which one at most may be true.
  ///
  /// - Parameters:
  ///   - keys: the file.
  ///   - allowsLu: whether the scheduler knows `use_lu_lambdas`.
  /// - Throws: `ConfigurationError` naming a key that is wrong or can't be honoured.
  init(_ keys: inout SchedulerKeys, allowsLu: Bool = false) throws {
    // The quantile function of a beta distribution has no closed form.
    try keys.refuse("use_beta_sigmas")
    var spreads: [(key: String, spread: SigmaSpread)] = [
      ("use_karras_sigmas", .karras), ("use_exponential_sigmas", .exponential),
    ]
    if allowsLu { spreads.append(("use_lu_lambdas", .lu)) }
    self = .asTimesteps
    var chosen: String?
    for (key, spread) in spreads where try keys.flag(key, default: false) {
      if let chosen {
        throw keys.unsupported(key, found: "true", expected: "false where \(chosen) is true")
      }
      (self, chosen) = (spread, key)
    }
  }
}

/// Where the noise of a walk ends.
public enum FinalSigma: String, CaseIterable, Sendable {
  /// Without any noise.
  case zero
  /// With the noise of the training's first time step.
  case smallest = "sigma_min"
}
