internal import Foundation

/// How far each step of a training goes: a warm-up, then constant, along a line or along a cosine.
public struct LearningRateSchedule: Codable, Sendable, Hashable {
  /// The way from the largest rate to the last.
  public enum Shape: String, Codable, Sendable, CaseIterable {
    /// The rate stays.
    case constant
    /// The rate falls along a line.
    case linear
    /// The rate falls along half a cosine (arXiv 1608.03983, without restarts).
    case cosine
  }

  /// The largest rate.
  public var peak: Double
  /// The steps over which the rate grows from nothing along a line.
  public var warmup: Int
  /// The way down.
  public var shape: Shape
  /// The last rate as a share of the largest.
  public var final: Double

  /// Creates a schedule.
  public init(peak: Double = 1e-3, warmup: Int = 100, shape: Shape = .cosine, final: Double = 0.02)
  {
    self.peak = peak
    self.warmup = warmup
    self.shape = shape
    self.final = final
  }

  /// Returns the rate of a step.
  ///
  /// - Parameters:
  ///   - step: the step, from zero.
  ///   - total: the steps of the whole training, the warm-up included.
  /// - Returns: the rate.
  public func rate(at step: Int, of total: Int) -> Double {
    if step < warmup { return peak * Double(step + 1) / Double(warmup) }
    let length = max(1, total - 1 - warmup)
    let way = min(1, Double(step - warmup) / Double(length))
    switch shape {
    case .constant: return peak
    case .linear: return peak * (1 + (final - 1) * way)
    case .cosine: return peak * (final + (1 - final) * (1 + cos(Double.pi * way)) / 2)
    }
  }
}
