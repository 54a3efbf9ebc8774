import Diffusion
import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

/// Five steps beside PyTorch's: same weights, same data (Fixtures/make/training_twin.py).
@Suite struct TorchTwinTests {
  private struct Cases: Decodable {
    struct Case: Decodable {
      var prediction: String
      var zero: Bool
      var snr: Float?
      var clip: Double?
      var rate: Float
      var decay: Float
      var betas: [Float]
    }
    var steps: Int
    var kept: [String]
    var names: [String]
    var cases: [String: Case]
  }

  private let folder = fixture("parity/training")

  @Test(arguments: ["plain", "weighted"])
  func lossAndGradientsAreThoseOfPyTorch(name: String) throws {
    let cases = try JSONDecoder().decode(
      Cases.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
    let setting = try #require(cases.cases[name])
    let file = try SafetensorsFile(contentsOf: folder.appending(path: "twin.safetensors"))
    let checkpoint = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
    let blueprint = try ModelBlueprint(checkpoint.url)
    var noise = blueprint.noise
    noise.prediction = try #require(Prediction(rawValue: setting.prediction))
    noise.rescalesToZeroTerminalSignal = setting.zero
    let objective = try DiffusionObjective(noise, ratioLimit: setting.snr)
    let task = try BaseTraining(
      blueprint, codec: .autoencoder(checkpoint.autoencoder()), source: ToySource(),
      settings: .init(), seed: 0, initial: checkpoint)
    var parameters = try task.initialParameters()
    #expect(Set(parameters.entries.map(\.name)) == Set(cases.names))
    var optimizer = AdamW(
      .init(
        meanDecay: setting.betas[0], squareDecay: setting.betas[1], weightDecay: setting.decay),
      for: parameters)

    for step in 0..<cases.steps {
      func stored(_ key: String) throws -> Tensor {
        try file.tensor(named: "\(name).\(step).\(key)")
      }
      let tokens = try file.integers(named: "\(name).\(step).tokens")
      let latents = try stored("latents").channelsLast()
      let width = tokens.count / latents.shape[0]
      let batch = BaseTraining.Batch(
        tokens: stride(from: 0, to: tokens.count, by: width).map { Array(tokens[$0..<$0 + width]) },
        question: objective.question(
          latents, noise: try stored("noise").channelsLast(),
          timesteps: try file.integers(named: "\(name).\(step).timesteps"),
          counts: try stored("counts")))
      let tracked = parameters.tracked()
      let loss = try task.loss(of: batch, under: tracked).value
      let gradients = loss.gradients(of: tracked.values)

      let wanted = try stored("loss").scalar
      #expect(abs(loss.scalar - wanted) <= 1e-4 * wanted, "\(name), step \(step)")
      let length = GradientNorm.of(gradients)
      let wantedLength = Double(try stored("length").scalar)
      #expect(abs(length - wantedLength) <= 1e-4 * wantedLength, "\(name), step \(step)")
      try expectLengths(
        of: parameters.published(gradients), stored("lengths").values, cases.names,
        total: wantedLength, "\(name), step \(step)")
      for key in cases.kept {
        let gradient = try #require(parameters.published(gradients)[key])
        expectClose(gradient, try stored("gradient.\(key)"), within: 1e-4, relative: true)
      }
      let factor = setting.clip.map { GradientNorm.clippingFactor(norm: length, limit: $0) } ?? 1
      optimizer.step(
        &parameters, gradients: gradients, rate: setting.rate, scale: Float(factor))
    }
    for key in cases.kept {
      let final = try #require(parameters.published(parameters.values)[key])
      expectClose(
        final, try file.tensor(named: "\(name).final.\(key)"), within: 1e-4, relative: true)
    }
  }

  /// Compares the length of each tensor's gradient; of tiny ones only rounding is left.
  private func expectLengths(
    of gradients: [String: Tensor], _ wanted: [Float], _ names: [String], total: Double,
    _ place: String
  ) throws {
    for (key, length) in zip(names, wanted) {
      let found = GradientNorm.of([try #require(gradients[key])])
      let tolerance = 1e-4 * Double(length) + 1e-6 * total
      #expect(abs(found - Double(length)) <= tolerance, "\(place), \(key)")
    }
  }
}
