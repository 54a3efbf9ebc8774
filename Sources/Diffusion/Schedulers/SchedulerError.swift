/// Why a scheduler can't make the steps that are asked of it.
public enum SchedulerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More steps than the model was trained with, or none.
  case steps(found: Int, limit: Int)
  /// The spacing and `steps_offset` lead past the last time step of the training.
  case timestep(found: Float, limit: Int, steps: Int, offset: Int)
  /// A step that leaves as much noise as there was.
  case stalled(step: Int, steps: Int, from: Float, to: Float)
  /// Too few steps for the way in which a scheduler begins.
  case tooFewSteps(found: Int, least: Int, key: String, value: String)
  /// A limit leaves no time step.
  case clipped(key: String, value: Double)
  /// The betas leave a share of signal that is not a number between 0 and 1.
  case signal(found: Float, timestep: Int)
  /// The prediction says nothing at a time step that is all noise, or none.
  case undefined(prediction: Prediction, timestep: Int, signal: Float)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .steps(let found, let limit):
      "scheduler: \(found) steps asked for, the configuration allows 1 to \(limit)"
    case .timestep(let found, let limit, let steps, let offset):
      "scheduler: \(steps) steps with steps_offset \(offset) reach time step "
        + "\(found.rounded() == found ? "\(Int(found))" : "\(found)"), the last one of the training is \(limit - 1)"
    case .stalled(let step, let steps, let from, let to):
      "scheduler: noise must fall from step to step, but step \(step) of \(steps) leads from "
        + "\(from) to \(to); fewer steps may do"
    case .tooFewSteps(let found, let least, let key, let value):
      "scheduler: \(found) steps asked for, with \(key) \(value) at least \(least) are needed"
    case .clipped(let key, let value):
      "scheduler: \(key) \(value) leaves no time step to sample at"
    case .signal(let found, let timestep):
      "scheduler: the betas leave \(found) of the signal at time step \(timestep), "
        + "expected a share between 0 and 1"
    case .undefined(let prediction, let timestep, let signal):
      "scheduler: prediction_type '\(prediction.rawValue)' is undefined at time step \(timestep), "
        + "where the share of signal is \(signal)"
    }
  }
}
