import Diffusion
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct NoiseScheduleTests {
  /// The settings behind the names in the goldens (Fixtures/make/scheduler_goldens.py).
  static let schedules: [(name: String, schedule: NoiseSchedule)] = [
    ("linear", NoiseSchedule(.linear, from: 0.0001, to: 0.02, count: 1000)),
    ("scaled", NoiseSchedule(.scaledLinear, from: 0.00085, to: 0.012, count: 1000)),
    ("cosine", NoiseSchedule(.squaredCosine, from: 0.0001, to: 0.02, count: 1000)),
    ("short", NoiseSchedule(.scaledLinear, from: 0.0001, to: 0.3, count: 37)),
    ("trained", NoiseSchedule(betas: [0.01, 0.02, 0.05, 0.1, 0.2, 0.4])),
  ]

  @Test(arguments: schedules) func signalAgreesWithDiffusers(
    name: String, schedule: NoiseSchedule
  ) throws {
    let goldens = try SafetensorsFile(
      contentsOf: fixture("parity/schedulers/goldens.safetensors"))
    // Another library's cosine may differ in the last bit; PyTorch's square root does, on vectors.
    let rescaled = schedule.rescaledToZeroTerminalSignal()
    for (suffix, schedule, tolerance) in [
      ("plain", schedule, Float(6e-8)), ("rescaled", rescaled, 1e-6),
    ] {
      let expected = try goldens.tensor(named: "signal.\(name).\(suffix)")
      let actual = Tensor([schedule.signal.count], schedule.signal)
      expectClose(actual, expected, within: tolerance)
    }
  }

  @Test func rescalingLeavesTheFirstShareAndEndsAtZero() {
    for (_, schedule) in Self.schedules {
      let rescaled = schedule.rescaledToZeroTerminalSignal()
      #expect(abs(rescaled.signal[0] - schedule.signal[0]) <= 1e-6)
      #expect(rescaled.signal.last == 0)
      #expect(rescaled.betas.last == 1)
    }
  }

  @Test func oneTimeStepHasTheFirstBeta() {
    #expect(NoiseSchedule(.linear, from: 0.25, to: 0.5, count: 1).betas == [0.25])
    #expect(NoiseSchedule(.scaledLinear, from: 0.25, to: 1, count: 2).betas == [0.25, 1])
  }
}
