import Diffusion
import Foundation
import Models
import Tensors
import TestSupport
import Testing

/// Whole walks of every scheduler against diffusers', over its settings (Fixtures/SCHEMA.md).
@Suite struct SchedulerWalkTests {
  /// One row of `Fixtures/parity/schedulers/walks.json`.
  private struct Walk: Decodable {
    var scheduler: String
    var configuration: SchedulerFile
    var steps: Int
    var timesteps: [Float]
    var initialNoiseScale: Float

    private enum CodingKeys: String, CodingKey {
      case scheduler, configuration, steps, timesteps
      case initialNoiseScale = "initial_noise_scale"
    }
  }

  private static let shape: Shape = [2, 4, 2]

  /// The formula in the place of a model (Fixtures/make/scheduler_walks.py).
  private func answer(_ kind: Prediction, _ sample: Tensor, _ timestep: Float, _ count: Int)
    -> Tensor
  {
    let time = timestep / Float(count)
    return Tensor(
      sample.shape,
      sample.values.map { value in
        let wave = 0.1 * sin(2 * value + 3 * time)
        return switch kind {
        case .epsilon: sin(Float.pi / 2 * time) * value + wave
        case .sample: cos(Float.pi / 2 * time) * value + wave
        case .velocity: 0.2 * value + 3 * wave
        }
      })
  }

  @Test(arguments: SchedulerKind.allCases) func everyStepAgreesWithDiffusers(
    kind: SchedulerKind
  ) throws {
    let folder = fixture("parity/schedulers")
    let walks = try ConfigurationFile.decode(
      [Walk].self, from: folder.appending(path: "walks.json"))
    let samples = try SafetensorsFile(
      contentsOf: folder.appending(path: "walks.safetensors")
    ).tensor(named: "samples")
    var start = 0
    var checked = 0
    // By whether all signal is gone at the end: PyTorch's roots of such a schedule differ in a bit,
    // and at σ = 4096 a bit is 5e-4. The acceptance is 1e-4 for all.
    var worst: [Bool: (difference: Float, number: Int)] = [true: (0, 0), false: (0, 0)]
    for (number, walk) in walks.enumerated() {
      let rows = start..<start + walk.timesteps.count
      start = rows.upperBound
      guard SchedulerKind(named: walk.scheduler) == kind else { continue }
      checked += 1
      let scheduler = try walk.configuration.configuration(for: kind)
        .scheduler(steps: walk.steps)
      #expect(close(scheduler.timesteps, walk.timesteps), "walk \(number)")
      #expect(close([scheduler.initialNoiseScale], [walk.initialNoiseScale]), "walk \(number)")
      let training = try NoiseTraining(walk.configuration)
      let isRescaled = training.rescalesToZeroTerminalSignal
      var source = TorchRandomSource(seed: 7)
      var sample = source.normal(Self.shape) * scheduler.initialNoiseScale
      var history = SchedulerHistory()
      for (index, timestep) in scheduler.timesteps.enumerated() where index < rows.count {
        let input = scheduler.modelInput(sample, index: index)
        let step = scheduler.step(
          modelOutput: answer(scheduler.prediction, input, timestep, training.steps), index: index,
          sample: sample, history: history,
          noise: scheduler.needsNoise ? source.normal(Self.shape) : nil)
        (sample, history) = (step.sample, step.history)
        let row = rows.lowerBound + index
        let expected = samples.slice(row..<row + 1).reshaped(Self.shape)
        let magnitude = expected.values.reduce(1) { max($0, abs($1)) }
        let difference = largestDifference(sample, expected) / magnitude
        let known = worst[isRescaled]?.difference ?? 0
        if !(difference <= known) { worst[isRescaled] = (difference, number) }
      }
    }
    #expect(try #require(worst[false]).difference <= 1e-5, "\(worst)")
    #expect(try #require(worst[true]).difference <= 1e-4, "\(worst)")
    #expect(checked > 25)
    #expect(start == samples.shape[0])
  }

  /// Within three bits of single precision; Karras's time steps are found by logarithms.
  private func close(_ actual: [Float], _ expected: [Float]) -> Bool {
    actual.count == expected.count
      && zip(actual, expected).allSatisfy { abs($0 - $1) <= 5e-6 * max(1, abs($1)) }
  }
}

extension NoiseTraining {
  /// The keys that all schedulers share.
  fileprivate init(_ file: SchedulerFile) throws {
    self = try DDIM.Configuration(file).training
  }
}
