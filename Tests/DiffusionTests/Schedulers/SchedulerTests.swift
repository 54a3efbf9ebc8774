import Diffusion
import Tensors
import TestSupport
import Testing

/// What holds for every scheduler.
@Suite struct SchedulerTests {
  private func scheduler(
    _ kind: SchedulerKind, _ keys: String = "", steps: Int = 12
  ) throws -> any Scheduler {
    try SchedulerConvergenceTests.file(keys).configuration(for: kind).scheduler(steps: steps)
  }

  private func draws(_ count: Int, seed: Int) -> [Tensor] {
    var source = TorchRandomSource(seed: seed)
    return (0..<count).map { _ in source.normal([1, 4, 5]) }
  }

  @Test func namesAreThoseOfTheProgramAndOfDiffusers() {
    for kind in SchedulerKind.allCases {
      #expect(SchedulerKind(named: kind.rawValue) == kind)
      #expect(SchedulerKind(named: kind.className) == kind)
    }
    #expect(SchedulerKind(named: "plms") == .pndm)
    #expect(SchedulerKind(named: "Euler") == nil)
    #expect(Set(SchedulerKind.allCases.map(\.className)).count == SchedulerKind.allCases.count)
  }

  /// Whatever the frame, the model sees √ᾱ original + √(1 − ᾱ) noise.
  @Test(arguments: SchedulerKind.allCases) func theModelSeesVarianceOne(
    kind: SchedulerKind
  ) throws {
    let draws = draws(2, seed: 1)
    let scheduler = try scheduler(kind, #""timestep_spacing": "trailing""#)
    let schedule = try DDIM.Configuration(SchedulerConvergenceTests.file()).training.schedule
    for (index, timestep) in scheduler.timesteps.enumerated() {
      let alpha = scheduler.alphaCumulative(at: index)
      #expect(abs(alpha - schedule.signal[Int(timestep)]) <= 1e-6)
      let sigma = ((1 - alpha) / alpha).squareRoot()
      #expect(abs(scheduler.sigma(at: index) - sigma) <= 1e-4 * sigma)
      let noisy = scheduler.addingNoise(to: draws[0], noise: draws[1], at: index)
      expectClose(
        scheduler.modelInput(noisy, index: index),
        alpha.squareRoot() * draws[0] + (1 - alpha).squareRoot() * draws[1], within: 1e-5)
    }
  }

  /// A model that is right about the noise is right about the original.
  @Test(arguments: SchedulerKind.allCases, Prediction.allCases) func originalsComeBack(
    kind: SchedulerKind, prediction: Prediction
  ) throws {
    // These two have no samples predicted, neither here nor in diffusers.
    guard prediction != .sample || ![.pndm, .eulerAncestral].contains(kind) else { return }
    let draws = draws(3, seed: 2)
    let scheduler = try scheduler(kind, "\"prediction_type\": \"\(prediction.rawValue)\"")
    for index in scheduler.timesteps.indices {
      let alpha = scheduler.alphaCumulative(at: index)
      let output =
        switch prediction {
        case .epsilon: draws[1]
        case .sample: draws[0]
        case .velocity: alpha.squareRoot() * draws[1] - (1 - alpha).squareRoot() * draws[0]
        }
      let noisy = scheduler.addingNoise(to: draws[0], noise: draws[1], at: index)
      let step = scheduler.step(
        modelOutput: output, index: index, sample: noisy, history: SchedulerHistory(),
        noise: scheduler.needsNoise ? draws[2] : nil)
      let tolerance = 1e-5 * max(1, scheduler.sigma(at: index))
      expectClose(step.original, draws[0], within: tolerance)
      expectClose(
        scheduler.original(modelOutput: output, index: index, sample: noisy), step.original,
        within: 0)
    }
  }

  /// The same step done again gives the same, and walks side by side don't know of each other.
  @Test(arguments: SchedulerKind.allCases) func stepsDependOnTheirArgumentsAlone(
    kind: SchedulerKind
  ) throws {
    let scheduler = try scheduler(kind)
    let noise = draws(scheduler.timesteps.count, seed: 3)
    func step(_ index: Int, _ sample: Tensor, _ history: SchedulerHistory) -> SchedulerStep {
      scheduler.step(
        modelOutput: 0.3 * sample, index: index, sample: sample, history: history,
        noise: noise[index])
    }
    let begins = draws(2, seed: 4)
    var alone: [Tensor] = []
    for begin in begins {
      var (sample, history) = (begin, SchedulerHistory())
      for index in noise.indices {
        let result = step(index, sample, history)
        (sample, history) = (result.sample, result.history)
      }
      alone.append(sample)
    }
    var walks = begins.map { (sample: $0, history: SchedulerHistory()) }
    for index in noise.indices {
      for number in walks.indices {
        _ = step(index, walks[number].sample * 3, walks[number].history)
        let result = step(index, walks[number].sample, walks[number].history)
        walks[number] = (result.sample, result.history)
      }
    }
    for (walk, expected) in zip(walks, alone) {
      expectClose(walk.sample, expected, within: 0)
    }
  }

  @Test(arguments: SchedulerKind.allCases) func walksBeginWhereTheStrengthSays(
    kind: SchedulerKind
  ) throws {
    let scheduler = try scheduler(kind, steps: 10)
    #expect(scheduler.starts.count == 10)
    #expect(scheduler.start(strength: 1) == 0)
    #expect(scheduler.start(strength: 0.05) == nil)
    let start = try #require(scheduler.start(strength: 0.35))
    #expect(scheduler.timesteps.count - start == 3)
  }

  @Test(arguments: SchedulerKind.allCases) func noiseFalls(kind: SchedulerKind) throws {
    for spacing in ["leading", "trailing", "linspace"] {
      for steps in [1, 2, 3, 61, 333] {
        let scheduler = try scheduler(
          kind, "\"timestep_spacing\": \"\(spacing)\", \"set_alpha_to_one\": true", steps: steps)
        let sigmas = scheduler.starts.map { scheduler.sigma(at: $0) }
        #expect(zip(sigmas, sigmas.dropFirst()).allSatisfy { $0 > $1 })
        #expect(scheduler.starts.count == steps)
        #expect(scheduler.sigma(at: scheduler.timesteps.count) == 0)
      }
    }
  }

  @Test(arguments: SchedulerKind.allCases) func impossibleStepCountsAreRefused(
    kind: SchedulerKind
  ) throws {
    for steps in [-1, 0, 1001] {
      #expect(throws: SchedulerError.steps(found: steps, limit: 1000)) {
        try scheduler(kind, steps: steps)
      }
    }
    #expect(throws: SchedulerError.self) {
      try scheduler(kind, #""timestep_spacing": "leading", "steps_offset": 1000"#, steps: 9)
    }
  }

  /// Rounding puts several steps on one time step.
  @Test(arguments: [SchedulerKind.dpmSolver, .unipc]) func stepsThatDoNothingAreRefused(
    kind: SchedulerKind
  ) throws {
    let error = #expect(throws: SchedulerError.self) {
      try scheduler(kind, #""timestep_spacing": "linspace""#, steps: 1000)
    }
    #expect("\(try #require(error))".contains("of 1000 leads from"))
  }

  @Test func rungeKuttaNeedsFourSteps() throws {
    let error = SchedulerError.tooFewSteps(
      found: 3, least: 4, key: "skip_prk_steps", value: "false")
    #expect(throws: error) { try PNDM(PNDM.Configuration(), steps: 3) }
    #expect("\(error)".contains("at least 4"))
  }
}
