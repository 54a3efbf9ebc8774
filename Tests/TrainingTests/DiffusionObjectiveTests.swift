import Diffusion
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct DiffusionObjectiveTests {
  private func training(_ prediction: Prediction, zero: Bool = false) -> NoiseTraining {
    var training = NoiseTraining()
    training.prediction = prediction
    training.rescalesToZeroTerminalSignal = zero
    return training
  }

  @Test(arguments: Prediction.allCases)
  func theRightAnswerLeadsBackToThePicture(prediction: Prediction) throws {
    let objective = try DiffusionObjective(training(prediction))
    var random = PhiloxRandomSource(seed: 1)
    let (clean, noise) = (random.normal([2, 2, 2, 3]), random.normal([2, 2, 2, 3]))
    let question = objective.question(
      clean, noise: noise, timesteps: [10, 700], counts: Tensor(repeating: 1, [2, 2, 2]))
    for (item, step) in [10, 700].enumerated() {
      let level = NoiseLevel(alphaCumulative: objective.training.schedule.signal[step])
      let original = prediction.original(
        of: question.target.slice(item..<item + 1), for: question.input.slice(item..<item + 1),
        at: level)
      expectClose(original, clean.slice(item..<item + 1), within: 2e-4)
    }
    #expect(question.loss(of: question.target).scalar == 0)
  }

  @Test func weightsSumToOneAndFollowTheCounts() throws {
    let objective = try DiffusionObjective(training(.velocity))
    let counts = Tensor([1, 1, 2], [1, 5])
    let zeros = Tensor(repeating: 0, [1, 1, 2, 2])
    let question = objective.question(zeros, noise: zeros, timesteps: [3], counts: counts)
    let expected: [Float] = [1, 1, 5, 5].map { $0 / 12 }
    #expect(zip(question.weights.values, expected).allSatisfy { abs($0 - $1) < 1e-7 })
    #expect(abs(question.loss(of: zeros + 1).scalar - 1) < 1e-6)
  }

  @Test func channelsCountAsTheyAreTold() throws {
    let objective = try DiffusionObjective(training(.velocity), channelWeights: [0.5, 1.5])
    let zeros = Tensor(repeating: 0, [1, 1, 2, 2])
    let question = objective.question(
      zeros, noise: zeros, timesteps: [3], counts: Tensor([1, 1, 2], [1, 3]))
    let expected: [Float] = [0.5, 1.5, 1.5, 4.5].map { $0 / 8 }
    #expect(zip(question.weights.values, expected).allSatisfy { abs($0 - $1) < 1e-7 })
  }

  /// Weighted errors of latents are the errors of the pictures that they stand for.
  @Test func pixelWeightsAreThoseOfTheBasis() throws {
    var random = PhiloxRandomSource(seed: 3)
    let basis = PatchBasis(
      fitting: [random.uniform([1, 16, 16, 3])], side: 4, channels: 5, whitening: 0.5)
    let weights = try LatentCodec.basis(basis).pixelWeights()
    #expect(abs(weights.reduce(0, +) - 5) < 1e-4)
    let (one, other) = (random.normal([1, 2, 2, 5]), random.normal([1, 2, 2, 5]))
    let pixels = (basis.decode(one) - basis.decode(other)).squared().sum().scalar
    let factor = Tensor([1, 1, 1, 5], weights).broadcast(to: one.shape)
    let latents = ((one - other).squared() * factor).sum().scalar
    let scale = basis.scales.map { 1 / ($0 * $0) }.reduce(0, +) / 5
    #expect(abs(latents * scale - pixels) < 1e-3 * pixels)
  }

  /// arXiv 2403.03206, equation 23, which keeps both ends.
  @Test func stepsAreDrawnTowardsNoise() throws {
    let even = try DiffusionObjective(training(.velocity))
    let shifted = try DiffusionObjective(training(.velocity), timestepShift: 3)
    #expect(even.timestep(at: 0.25) == 250 && even.timestep(at: 0.9999999) == 999)
    #expect(shifted.timestep(at: 0.25) == 500 && shifted.timestep(at: 0) == 0)
    #expect(shifted.timestep(at: 0.9999999) == 999)
  }

  /// arXiv 2303.09556: min(SNR, γ) / SNR for noise, min(SNR, γ) / (SNR + 1) for velocities.
  @Test func minSNRWeightsAreThePublishedOnes() throws {
    let gamma: Float = 5
    for (prediction, step) in [(Prediction.epsilon, 20), (.epsilon, 900), (.velocity, 20)] {
      let objective = try DiffusionObjective(training(prediction), ratioLimit: gamma)
      let left = objective.training.schedule.signal[step]
      let ratio = left / (1 - left)
      let expected = min(ratio, gamma) / (prediction == .epsilon ? ratio : ratio + 1)
      #expect(abs(objective.factor(at: step) - expected) < 1e-6)
    }
  }

  @Test func noiseSaysNothingWhereNoSignalIsLeft() throws {
    #expect(throws: TrainingError.self) {
      try DiffusionObjective(training(.epsilon, zero: true))
    }
    let objective = try DiffusionObjective(training(.velocity, zero: true))
    let one = Tensor(repeating: 1, [1, 1, 1, 1])
    let question = objective.question(
      one, noise: one * 3, timesteps: [999], counts: Tensor(repeating: 1, [1, 1, 1]))
    #expect(question.input.values == [3])
    #expect(question.target.values == [-1])
  }
}
