import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct GatedAttentionSupervisionTests {
  private typealias Thing = GLIGENObject

  private func object(_ left: Float, _ top: Float, _ right: Float, _ bottom: Float) -> Thing {
    Thing(left: left, top: top, right: right, bottom: bottom, text: nil)
  }

  /// Maps of two pictures with two heads, 1 × 2 pixels and three places, of which the second picture
  /// fills one and the first two.
  private func maps(_ places: [[[[Float]]]]) -> Tensor {
    let rows = places.joined().joined().flatMap { row in
      let rest = (1 - row.reduce(0, +)) / 2
      return [rest, rest] + row
    }
    return Tensor([places.count, 2, 2, 5], rows)
  }

  @Test func theLossIsTheEntropyBetweenMapsAndBoxes() {
    let left = object(0, 0, 0.5, 1)
    let most = object(0.25, 0, 1, 1)
    let maps = maps([
      [[[0.8, 0.1, 0.05], [0.1, 0.7, 0.1]], [[0.6, 0.3, 0.05], [0.3, 0.5, 0.1]]],
      [[[0.5, 0.2, 0.2], [0.4, 0.3, 0.2]], [[0.3, 0.2, 0.2], [0.2, 0.3, 0.2]]],
    ])
    func entropy(_ attention: Double, _ inside: Double) -> Double {
      -inside * log(attention) - (1 - inside) * log(1 - attention)
    }
    let expected =
      [
        // The first thing covers the left pixel; the second half of it, and all of the right one.
        entropy(0.7, 1) + entropy(0.2, 0), entropy(0.2, 0.5) + entropy(0.6, 1),
        entropy(0.4, 1) + entropy(0.3, 0),
      ].reduce(0, +) / 6
    let loss = GatedAttentionSupervision.loss(
      of: maps, [[left, most], [left]], height: 1, width: 2)
    #expect(abs(Double(loss.scalar) - expected) < 1e-6)
  }

  @Test func mapsThatRoundedToNothingOrAllHaveALoss() {
    let maps = maps([[[[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 1, 0]]]])
    let right = GatedAttentionSupervision.loss(
      of: maps, [[object(0, 0, 0.5, 1), object(0.5, 0, 1, 1)]], height: 1, width: 2)
    let wrong = GatedAttentionSupervision.loss(
      of: maps, [[object(0.5, 0, 1, 1), object(0, 0, 0.5, 1)]], height: 1, width: 2)
    #expect(right.scalar == 0)
    #expect(wrong.scalar.isFinite && wrong.scalar > 10)
    #expect(GatedAttentionSupervision.loss(of: maps, [[]], height: 1, width: 2).scalar == 0)
  }

  /// The layer alone, before pixels that know where they are.
  @Test func attentionLearnsWhereBoxesLie() throws {
    let side = 6
    let fourier = FourierFeatures()
    let features = fourier.features(of: 4)
    func middle(_ index: Int) -> Float { (Float(index) + 0.5) / Float(side) }
    let pixels = Tensor.concatenated(
      (0..<side * side).map {
        fourier([middle($0 % side), middle($0 / side), middle($0 % side), middle($0 / side)])
      }, axis: 0
    ).reshaped([1, side * side, features])
    func boxes(_ number: UInt64) -> [Thing] {
      var random = PhiloxRandomSource(seed: 3, stream: number)
      let draws = random.uniform([8, 4]).values
      return (0..<8).map {
        let (left, top) = (draws[4 * $0] * 0.5, draws[4 * $0 + 1] * 0.5)
        let (width, height) = (0.3 + draws[4 * $0 + 2] * 0.2, 0.3 + draws[4 * $0 + 3] * 0.2)
        return object(left, top, left + width, top + height)
      }
    }
    func layer(_ weights: Weights) throws -> GatedSelfAttention {
      try GatedSelfAttention(
        features: features, tokenFeatures: features, heads: 2, weights)
    }
    func loss(_ layer: GatedSelfAttention, told: [Thing], judged: [Thing]) -> Tensor {
      let supervision = GatedAttentionSupervision(judged.map { [$0] })
      let tokens = told.map {
        fourier([$0.left, $0.top, $0.right, $0.bottom]).reshaped([1, 1, features])
      }
      let site = AttentionSite(path: "", kind: .gated, height: side, width: side)
      _ = layer(
        pixels.repeatedBatch(told.count), tokens: .init(objects: .concatenated(tokens, axis: 0))
      ) { supervision.observe($0, at: site) }
      return supervision.loss
    }
    var parameters = try Parameters([
      Parameters.Part("layer", from: InitialWeights(.layers, seed: 5)) { _ = try layer($0) }
    ])
    var optimizer = AdamW(.init(), for: parameters)
    for step in 0..<100 {
      let (tracked, things) = (parameters.tracked(), boxes(UInt64(step)))
      let value = loss(try layer(tracked["layer"]), told: things, judged: things)
      optimizer.step(&parameters, gradients: value.gradients(of: tracked.values), rate: 3e-3)
    }
    let (learnt, things) = (try layer(parameters["layer"]), boxes(1000))
    let right = loss(learnt, told: things, judged: things).scalar
    let wrong = loss(learnt, told: things, judged: things.reversed()).scalar
    #expect(right < 0.5 * wrong, "\(right) at the boxes, \(wrong) at others")
  }

  /// A training adds it to the loss of the noise and lowers both.
  @Test func trainingLowersIt() throws {
    var settings = AdapterTraining.Settings()
    (settings.kind, settings.attentionLoss) = (.gligen, 0.1)
    (settings.samples, settings.thingDrop) = (0, 0)
    let task = try AdapterTraining(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")), source: ToySource(), settings: settings,
      seed: 11)
    var configuration = TrainingConfiguration()
    (configuration.steps, configuration.batch) = (30, 8)
    configuration.schedule = LearningRateSchedule(peak: 5e-3, warmup: 5)
    configuration.averageDecay = 0
    let batch = try task.batch(BatchDraw.heldOut(seed: 11, number: 0, count: 16))
    func figures(_ parameters: Parameters) throws -> (noise: Double, attention: Double) {
      let loss = try task.loss(of: batch, under: parameters)
      func figure(_ name: String) throws -> Double {
        try #require(loss.figures.first { $0.name == name }).value
      }
      let (noise, attention) = (try figure("noise"), try figure("attention"))
      #expect(abs(Double(loss.value.scalar) - noise - 0.1 * attention) < 1e-6)
      return (noise, attention)
    }
    let folder = try TemporaryFolder()
    var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
    let before = try figures(try task.initialParameters())
    try trainer.run { _ in }
    let after = try figures(trainer.state.shown)
    #expect(after.attention < 0.85 * before.attention, "\(before) before, \(after) after")
    #expect(after.noise < before.noise)
  }

  @Test func blobsNeedNone() throws {
    var settings = AdapterTraining.Settings()
    (settings.kind, settings.attentionLoss) = (.blobgen, 0.1)
    #expect(throws: TrainingError.self) {
      try AdapterTraining(
        CheckpointFolder(fixture("checkpoints/sd1-tiny")), source: ToySource(),
        settings: settings, seed: 11)
    }
  }
}
