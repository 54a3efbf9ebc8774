internal import Tensors

/// A scheduler that does some of another's steps, jumping over the others as DDIM would.
///
/// LMD's fast schedule (`utils/schedule.py`) leaves out every second step of an object's own walk once
/// the whole picture reads no more of it.
struct ThinnedScheduler: Scheduler {
  private let base: any Scheduler
  private let kept: [Int]

  /// Creates a scheduler that does the first steps of another and every second one of the rest.
  ///
  /// Jumps lead only to steps at which a walk can begin: other ones are parts of those.
  init(_ base: any Scheduler, keeping first: Int) {
    self.base = base
    let late = base.starts.filter { $0 >= first }
    let every = late.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    kept = base.timesteps.indices.filter { $0 < first } + every
  }

  var kind: SchedulerKind { base.kind }
  var prediction: Prediction { base.prediction }
  var timesteps: [Float] { kept.map { base.timesteps[$0] } }
  var initialNoiseScale: Float { base.initialNoiseScale }
  var needsNoise: Bool { base.needsNoise }

  func noiseLevel(at index: Int) -> NoiseLevel { base.noiseLevel(at: position(index)) }

  func modelInput(_ sample: Tensor, index: Int) -> Tensor {
    base.modelInput(sample, index: position(index))
  }

  func original(modelOutput: Tensor, index: Int, sample: Tensor) -> Tensor {
    base.original(modelOutput: modelOutput, index: position(index), sample: sample)
  }

  func step(
    modelOutput: Tensor, index: Int, sample: Tensor, history: SchedulerHistory, noise: Tensor?
  ) -> SchedulerStep {
    let (here, next) = (position(index), position(index + 1))
    guard next > here + 1 else {
      return base.step(
        modelOutput: modelOutput, index: here, sample: sample, history: history, noise: noise)
    }
    let original = base.original(modelOutput: modelOutput, index: here, sample: sample)
    let direction = prediction.noise(
      of: modelOutput, for: sample, at: base.noiseLevel(at: here))
    // A method of several steps begins anew behind a jump.
    return SchedulerStep(
      sample: base.noiseLevel(at: next).adding(direction, to: original), original: original)
  }

  private func position(_ index: Int) -> Int {
    index < kept.count ? kept[index] : base.timesteps.count
  }
}
