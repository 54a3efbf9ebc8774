import Diffusion
import Foundation
import Models
import Tensors
import TestSupport
import Testing

/// One row of `Fixtures/parity/schedulers/cases.json`.
private struct StepCase: Decodable {
  var eta: Float
  var configuration: DDIM.Configuration
  var timesteps: [Float]
}

/// One row of `Fixtures/parity/schedulers/timesteps.json`.
private struct TimestepCase: Decodable {
  var configuration: DDIM.Configuration
  var steps: Int
  var timesteps: [Float]

  private enum Key: String, CodingKey { case steps, timesteps }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    configuration = try DDIM.Configuration(from: decoder)
    steps = try keys.decode(Int.self, forKey: .steps)
    timesteps = try keys.decode([Float].self, forKey: .timesteps)
  }
}

private func rows<Row: Decodable>(_ type: Row.Type, of file: String) throws -> [Row] {
  try ConfigurationFile.decode([Row].self, from: fixture("parity/schedulers/\(file)"))
}

@Suite struct DDIMTests {
  @Test func timestepsAgreeWithDiffusers() throws {
    let cases = try rows(TimestepCase.self, of: "timesteps.json")
    #expect(cases.count > 100)
    for row in cases {
      let scheduler = try DDIM(row.configuration, steps: row.steps)
      #expect(scheduler.timesteps == row.timesteps, "\(row.configuration.spacing) \(row.steps)")
    }
  }

  @Test func stepsAgreeWithDiffusers() throws {
    let cases = try rows(StepCase.self, of: "cases.json")
    #expect(cases.count > 150)
    let goldens = try SafetensorsFile(
      contentsOf: fixture("parity/schedulers/goldens.safetensors"))
    let outputs = try slices(goldens.tensor(named: "outputs"))
    let noise = try slices(goldens.tensor(named: "noise"))
    for (number, row) in cases.enumerated() {
      let scheduler = try DDIM(row.configuration, steps: row.timesteps.count, eta: row.eta)
      #expect(scheduler.timesteps == row.timesteps)
      let expected = try slices(goldens.tensor(named: "case.\(number)"))
      var sample = try goldens.tensor(named: "start")
      for index in row.timesteps.indices {
        let step = scheduler.step(
          modelOutput: outputs[index], index: index, sample: sample, history: SchedulerHistory(),
          noise: noise[index])
        let (next, original) = (expected[index], expected[index + row.timesteps.count])
        #expect(close(step.sample, next), "case \(number), step \(index): sample")
        #expect(close(step.original, original), "case \(number), step \(index): original")
        sample = next
      }
    }
  }

  /// Within 1e-6 of the largest magnitude, and absolutely where nothing is larger than 1.
  private func close(_ actual: Tensor, _ expected: Tensor) -> Bool {
    let size = expected.values.reduce(1) { max($0, abs($1)) }
    return largestDifference(actual, expected) <= 1e-6 * size
  }

  /// The items along the first axis.
  private func slices(_ tensor: Tensor) -> [Tensor] {
    let shape = Shape(Array(tensor.shape.sizes.dropFirst()))
    return (0..<tensor.shape[0]).map { tensor.slice($0..<$0 + 1).reshaped(shape) }
  }

  @Test func withoutNoiseTheLastStepGivesTheOriginal() throws {
    var configuration = DDIM.Configuration()
    configuration.clipsSample = false
    let scheduler = try DDIM(configuration, steps: 10)
    let sample = Tensor([1, 2], [0.5, -1])
    let step = scheduler.step(modelOutput: Tensor([1, 2], [0.1, 0.2]), index: 9, sample: sample)
    expectClose(step.sample, step.original, within: 0)
    #expect(!scheduler.needsNoise)
    #expect(scheduler.initialNoiseScale == 1)
    expectClose(scheduler.modelInput(sample, index: 3), sample, within: 0)
  }

  /// NumPy counts 62 time steps for 61 of 1000, the last of them -1.
  @Test(arguments: [61, 103, 122, 434]) func trailingStepsAreAsManyAsAskedFor(steps: Int) throws {
    var configuration = DDIM.Configuration()
    configuration.spacing = .trailing
    let timesteps = try DDIM(configuration, steps: steps).timesteps
    #expect(timesteps.count == steps)
    #expect(timesteps.first == 999)
    #expect(timesteps.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: [0, -1, 1001]) func refusesImpossibleStepCounts(steps: Int) {
    #expect(throws: SchedulerError.steps(found: steps, limit: 1000)) {
      try DDIM(DDIM.Configuration(), steps: steps)
    }
  }

  @Test func refusesTimestepsBeyondTheTraining() {
    var configuration = DDIM.Configuration()
    configuration.stepsOffset = 1
    #expect(throws: SchedulerError.timestep(found: 1000, limit: 1000, steps: 1000, offset: 1)) {
      try DDIM(configuration, steps: 1000)
    }
  }

  @Test func refusesToPredictNoiseWhereThereIsNothingElse() {
    var configuration = DDIM.Configuration()
    configuration.training.rescalesToZeroTerminalSignal = true
    configuration.spacing = .trailing
    configuration.clipsSample = false
    let expected = SchedulerError.undefined(prediction: .epsilon, timestep: 999, signal: 0)
    #expect(throws: expected) { try DDIM(configuration, steps: 10) }
    configuration.clipsSample = true  // infinity is clamped
    #expect(throws: Never.self) { try DDIM(configuration, steps: 10) }
    configuration.clipsSample = false
    configuration.training.prediction = .velocity
    #expect(throws: Never.self) { try DDIM(configuration, steps: 10) }
  }

  @Test func refusesBetasThatCannotBeRescaled() {
    var configuration = DDIM.Configuration()
    configuration.training.trainedBetas = [0, 0]
    configuration.training.steps = 2
    configuration.training.rescalesToZeroTerminalSignal = true
    #expect(throws: SchedulerError.self) { try DDIM(configuration, steps: 1) }
  }
}
