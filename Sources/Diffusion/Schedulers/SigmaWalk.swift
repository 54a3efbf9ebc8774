internal import Foundation

/// The time steps of a walk with their noise levels σ, and the level at its end.
struct SigmaWalk: Hashable, Sendable {
  /// The time steps, noisiest first; they may lie between whole ones.
  private(set) var timesteps: [Float]
  /// The noise levels, one more than there are time steps.
  private(set) var sigmas: [Float]

  /// Creates a walk and checks it.
  ///
  /// - Throws: `SchedulerError` where time steps lie outside the training, or noise doesn't fall.
  init(timesteps: [Float], sigmas: [Float], training: SigmaTraining, offset: Int) throws {
    self.timesteps = timesteps
    self.sigmas = sigmas
    let count = training.sigmas.count
    for timestep in timesteps where !(timestep >= 0 && timestep <= Float(count - 1)) {
      throw SchedulerError.timestep(
        found: timestep, limit: count, steps: timesteps.count, offset: offset)
    }
    let last = timesteps.count - 1
    for (index, (from, to)) in zip(sigmas, sigmas.dropFirst()).enumerated() {
      // The last step may do nothing: σ_min can be where the walk ends anyway.
      guard from > 0, from.isFinite, to < from || (index == last && to == from) else {
        throw SchedulerError.stalled(step: index + 1, steps: timesteps.count, from: from, to: to)
      }
    }
  }

  /// Replaces the time steps that the model is told by a quarter of σ's logarithm, as models know
  /// them that were trained in continuous time.
  mutating func makeContinuous() {
    timesteps = sigmas.dropLast().map { 0.25 * log($0) }
  }

  /// The number of steps.
  var count: Int { timesteps.count }
}

/// The noise levels σ of every time step of a training.
struct SigmaTraining: Sendable {
  /// σ by time step, rising.
  let sigmas: [Float]
  private let logarithms: [Float]

  /// Creates the levels of a schedule.
  ///
  /// - Throws: `SchedulerError.signal` where the share of signal is not above 0 and at most 1.
  init(_ schedule: NoiseSchedule) throws {
    for (timestep, signal) in schedule.signal.enumerated() where !(signal > 0 && signal <= 1) {
      throw SchedulerError.signal(found: signal, timestep: timestep)
    }
    sigmas = schedule.signal.map { ((1 - $0) / $0).squareRoot() }
    logarithms = sigmas.map { log($0) }
  }

  /// Returns the level between the two nearest whole time steps; outside, that of the nearest end.
  func sigma(at timestep: Double) -> Double {
    let last = sigmas.count - 1
    guard timestep > 0 else { return Double(sigmas[0]) }
    guard timestep < Double(last) else { return Double(sigmas[last]) }
    let below = Int(timestep)
    let (low, high) = (Double(sigmas[below]), Double(sigmas[below + 1]))
    return low + (high - low) * (timestep - Double(below))
  }

  /// Returns the time step of a level, interpolated in logarithms.
  func timestep(of sigma: Double) -> Double {
    guard sigmas.count > 1 else { return 0 }
    let wanted = log(max(sigma, 1e-10))
    let nearest = logarithms.lastIndex { Double($0) <= wanted } ?? 0
    let low = min(nearest, sigmas.count - 2)
    let width = Double(logarithms[low] - logarithms[low + 1])
    let weight = min(max((Double(logarithms[low]) - wanted) / width, 0), 1)
    return (1 - weight) * Double(low) + weight * Double(low + 1)
  }
}
