import Diffusion
import Tensors

/// A model that knows everything about data of one normal distribution.
///
/// The noiseless sample that it has in mind is the mean of what may lie behind a noisy one, and the
/// flow that leads from noise to data has a closed form.
struct ExactModel {
  var mean: Float = 0.4
  var deviation: Float = 0.6

  /// What a scheduler gets as the model's output.
  func output(_ prediction: Prediction, _ sample: Tensor, at level: NoiseLevel) -> Tensor {
    let (signal, noise) = (level.signalScale, level.noiseScale)
    let variance = deviation * deviation
    let share = signal * variance / (signal * signal * variance + noise * noise)
    let original = (sample + -(signal * mean)) * share + mean
    let error = (sample - signal * original) / noise
    let root = level.alphaCumulative.squareRoot()
    return switch prediction {
    case .epsilon: error
    case .sample: original
    case .velocity: root * error - (1 - level.alphaCumulative).squareRoot() * original
    }
  }

  /// The samples that the flow passes, by how many deviations they lie from the mean.
  func samples(_ scores: Tensor, at level: NoiseLevel) -> Tensor {
    let variance = level.signalScale * level.signalScale * deviation * deviation
    let all = variance + level.noiseScale * level.noiseScale
    return scores * all.squareRoot() + level.signalScale * mean
  }

  /// Walks from a position to another, or to the end.
  func walk(
    _ scheduler: any Scheduler, from start: Int = 0, to end: Int? = nil, sample: Tensor,
    noise: () -> Tensor? = { nil }
  ) -> Tensor {
    var (sample, history) = (sample, SchedulerHistory())
    for index in start..<(end ?? scheduler.timesteps.count) {
      let step = scheduler.step(
        modelOutput: output(scheduler.prediction, sample, at: scheduler.noiseLevel(at: index)),
        index: index, sample: sample, history: history, noise: noise())
      (sample, history) = (step.sample, step.history)
    }
    return sample
  }
}
