public import Foundation

/// What happens while a training runs.
public enum TrainingEvent: Sendable {
  /// Some steps were done.
  case step(TrainingReport)
  /// The state was saved.
  case saved(URL)
  /// A sheet of samples was painted.
  case shown(URL)
  /// The numbers ran away and the last checkpoint was read again.
  case rolledBack(reason: String, from: Int, to: Int)
}

/// What one step gave.
struct StepOutcome {
  let loss: Double
  let norm: Double
  let rate: Double
  let figures: [TrainingFigure]
  /// Why the step was not taken, nil where it was.
  var fault: String?
}

/// What some steps gave together.
struct TrainingTally {
  private var count = 0
  private var seconds = 0.0
  private var last: StepOutcome?

  mutating func add(_ outcome: StepOutcome, seconds: Double) {
    count += 1
    self.seconds += seconds
    last = outcome
  }

  func report(_ state: TrainingState, _ configuration: TrainingConfiguration) -> TrainingReport {
    let perStep = configuration.batch * configuration.accumulation
    return TrainingReport(
      step: state.step, steps: configuration.steps,
      loss: state.unlogged.sum / Double(max(state.unlogged.count, 1)),
      rate: last?.rate ?? 0, norm: last?.norm ?? 0, samples: state.step * perStep,
      samplesPerSecond: seconds > 0 ? Double(count * perStep) / seconds : 0,
      seconds: state.seconds,
      figures: Dictionary(
        (last?.figures ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
  }
}
