internal import Foundation
internal import Networks
internal import Tensors

/// A few steps of a training without a trace: what it will take.
public struct TrainingRehearsal: Sendable, Encodable {
  /// The learnable numbers of each network.
  public let parameters: [String: Int]
  /// The bytes of one checkpoint.
  public let checkpointBytes: Int
  /// Samples of one step.
  public let samplesPerStep: Int
  /// Seconds of one step, the middle of those timed.
  public let secondsPerStep: Double
  /// Seconds of the fastest step.
  public let minimumSecondsPerStep: Double
  /// Seconds of the slowest step.
  public let maximumSecondsPerStep: Double
  /// Seconds that making one step's data takes, on a thread of its own.
  public let dataSecondsPerStep: Double
  /// Multiplications and additions in matrix products of one step.
  public let operationsPerStep: UInt64
  /// The loss of the first step.
  public let firstLoss: Double

  private enum CodingKeys: String, CodingKey {
    case parameters
    case checkpointBytes = "checkpoint_bytes"
    case samplesPerStep = "samples_per_step"
    case secondsPerStep = "seconds_per_step"
    case minimumSecondsPerStep = "min_seconds_per_step"
    case maximumSecondsPerStep = "max_seconds_per_step"
    case dataSecondsPerStep = "data_seconds_per_step"
    case operationsPerStep = "operations_per_step"
    case firstLoss = "first_loss"
  }

  /// Samples a second while nothing waits for data.
  public var samplesPerSecond: Double { Double(samplesPerStep) / secondsPerStep }

  /// Does some steps, the first of them untimed.
  ///
  /// - Parameters:
  ///   - task: what is learnt.
  ///   - configuration: how.
  ///   - steps: how many steps are timed.
  /// - Throws: what building networks or making data throws.
  public init(_ task: some TrainingTask, _ configuration: TrainingConfiguration, steps: Int = 3)
    throws
  {
    var parameters = try task.initialParameters()
    var optimizer = AdamW(configuration.optimizer, for: parameters)
    var counts: [String: Int] = [:]
    for entry in parameters.entries {
      counts[String(entry.name.prefix { $0 != "." }), default: 0] += entry.shape.count
    }
    self.parameters = counts
    // Parameters, two means, and the average, in single precision.
    checkpointBytes = parameters.count * 4 * (configuration.averageDecay > 0 ? 4 : 3)
    samplesPerStep = configuration.batch * configuration.accumulation
    var times: [Double] = []
    var dataTime = 0.0
    var loss = 0.0
    var operations: UInt64 = 0
    TensorMemory.keepWholeSteps()
    for number in 0...max(1, steps) {
      let before = FloatingPointOperations.count
      let start = ContinuousClock.now
      let batch = try task.batch(
        BatchDraw(seed: configuration.seed, number: number, count: configuration.batch))
      let middle = ContinuousClock.now
      let tracked = parameters.tracked()
      let result = try Precision.$current.withValue(configuration.precision) {
        try task.loss(of: batch, under: tracked)
      }
      let gradients = result.value.gradients(of: tracked.values)
      if number == 0 { loss = Double(result.value.scalar) }
      let norm = GradientNorm.of(gradients)
      let factor = configuration.gradientLimit.map {
        GradientNorm.clippingFactor(norm: norm, limit: $0)
      }
      optimizer.step(
        &parameters, gradients: gradients, rate: Float(configuration.schedule.peak) / 100,
        scale: Float(factor ?? 1))
      dataTime = (middle - start) / .seconds(1)
      operations = FloatingPointOperations.count - before
      if number > 0 { times.append((ContinuousClock.now - middle) / .seconds(1)) }
    }
    let passes = Double(configuration.accumulation)
    times.sort()
    secondsPerStep = times[times.count / 2] * passes
    minimumSecondsPerStep = times[0] * passes
    maximumSecondsPerStep = times[times.count - 1] * passes
    dataSecondsPerStep = dataTime * passes
    operationsPerStep = operations * UInt64(configuration.accumulation)
    firstLoss = loss
  }
}
