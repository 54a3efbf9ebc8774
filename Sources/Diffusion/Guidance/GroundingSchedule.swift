/// How strongly an adapter's layers act at each step: scheduled sampling (arXiv 2301.07093, equation 9).
public struct GroundingSchedule: Sendable, Hashable {
  /// The share of the steps at full strength.
  public let full: Double
  /// The share of the steps behind them over which the strength falls in a straight line.
  public let falling: Double

  /// Full strength in the first ⌊beta · steps⌋ steps, none behind them, as diffusers has it.
  ///
  /// - Parameter beta: the share of the steps, in 0...1.
  /// - Throws: `GroundingScheduleError` for anything else.
  public init(beta: Double) throws { try self.init(full: beta, falling: 0) }

  /// Full strength, then falling, then none: the first two numbers of GLIGEN's `alpha_type`.
  ///
  /// - Parameters:
  ///   - full: the share of the steps at full strength.
  ///   - falling: the share of the steps over which it falls; what is left of 1 has none.
  /// - Throws: `GroundingScheduleError` for shares that are negative or exceed 1 together.
  public init(full: Double, falling: Double) throws {
    // 0.7 + 0.3 and its like may come out a bit over 1.
    guard full >= 0, falling >= 0, full + falling <= 1 + 1e-9 else {
      throw GroundingScheduleError.impossibleShares(full: full, falling: falling)
    }
    self.full = full
    self.falling = falling
  }

  /// Returns the strength at each of so many steps, in 0...1.
  public func scales(steps: Int) -> [Float] {
    let fullCount = Int(full * Double(steps))
    let fallingCount = Int(falling * Double(steps))
    return (0..<steps).map { step in
      if step < fullCount { return 1 }
      // It ends at 0 and starts one stair under 1 (`alpha_generator` of GLIGEN).
      let left = fullCount + fallingCount - 1 - step
      return left > 0 ? Float(left) / Float(fallingCount) : 0
    }
  }
}

/// Why there is no such schedule.
public enum GroundingScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The shares of the steps are negative, not numbers, or exceed 1 together.
  case impossibleShares(full: Double, falling: Double)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .impossibleShares(let full, let falling):
      "scheduled sampling: the shares of the steps must lie in 0...1 and sum to 1 at most, "
        + "found \(full) and \(falling)"
    }
  }
}
