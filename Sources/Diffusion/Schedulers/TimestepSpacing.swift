/// How the time steps of a walk are spread over the training's (table 2 of arXiv 2305.08891).
public enum TimestepSpacing: String, CaseIterable, Sendable {
  /// From the first one on, equally far apart.
  case leading
  /// From the last one back, equally far apart.
  case trailing
  /// Both ends included.
  case linspace

  /// Returns time steps, noisiest first.
  ///
  /// For some numbers of steps (61 of 1000) NumPy's count for `trailing` comes out one too long and
  /// ends with time step -1; such an extra step is left out here.
  ///
  /// - Parameters:
  ///   - steps: how many are wanted.
  ///   - count: the number of time steps of the training.
  ///   - offset: what is added to every time step of the leading spacing.
  /// - Returns: `steps` time steps; those of `linspace` lie between whole ones.
  func timesteps(_ steps: Int, of count: Int, offset: Int) -> [Double] {
    switch self {
    case .leading:
      return (0..<steps).reversed().map { Double($0 * (count / steps) + offset) }
    case .trailing:
      return Self.backwards(from: count, by: Double(count) / Double(steps), atMost: steps)
    case .linspace:
      let stride = steps > 1 ? Double(count - 1) / Double(steps - 1) : 0
      return (0..<steps).reversed().map { index in
        index > 0 && index == steps - 1 ? Double(count - 1) : Double(index) * stride
      }
    }
  }

  /// Returns time steps, noisiest first, the last of which is not yet the training's first.
  ///
  /// The solvers in log-SNR end without noise by themselves, and leave the place of the least noisy
  /// time step to that end.
  ///
  /// - Parameters:
  ///   - steps: how many are wanted.
  ///   - count: the number of time steps of the training.
  ///   - limit: the number of time steps that may be used, at most `count`.
  ///   - offset: what is added to every time step of the leading spacing.
  /// - Returns: whole time steps; fewer than `steps` where the trailing spacing has fewer below
  ///   the limit.
  func timestepsBeforeEnd(_ steps: Int, of count: Int, below limit: Int, offset: Int) -> [Double] {
    switch self {
    case .leading, .linspace:
      timesteps(steps + 1, of: limit, offset: offset).dropLast()
        .map { $0.rounded(.toNearestOrEven) }
    case .trailing:
      Self.backwards(from: limit, by: Double(count) / Double(steps), atMost: steps)
    }
  }

  /// Counts down to above zero, rounded as NumPy does, and takes one off.
  private static func backwards(from start: Int, by width: Double, atMost most: Int) -> [Double] {
    let first = Double(start)
    let count = min(most, max(0, Int((first / width).rounded(.up))))
    // NumPy's arange multiplies the difference of its first two elements.
    let stride = (first - width) - first
    return (0..<count).map { index in
      (first + Double(index) * stride).rounded(.toNearestOrEven) - 1
    }
  }
}
