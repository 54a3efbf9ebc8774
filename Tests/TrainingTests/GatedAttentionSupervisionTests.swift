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

  /// The gates stay where they are: what is told comes through attention alone.
  @Test func attentionLearnsBoxes() throws {
    var settings = AdapterTraining.Settings()
    (settings.kind, settings.attentionLoss) = (.gligen, 0.1)
    (settings.samples, settings.thingDrop) = (0, 0)
    let task = try AdapterTraining(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")), source: ToySource(), settings: settings,
      seed: 11)
    var configuration = TrainingConfiguration()
    (configuration.steps, configuration.batch) = (60, 8)
    configuration.schedule = LearningRateSchedule(peak: 5e-3, warmup: 5)
    configuration.averageDecay = 0
    let folder = try TemporaryFolder()
    var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
    func attention(_ parameters: Parameters) throws -> Double {
      let batch = try task.batch(BatchDraw.heldOut(seed: 11, number: 0, count: 16))
      let figures = try task.loss(of: batch, under: parameters).figures
      return try #require(figures.first { $0.name == "attention" }).value
    }
    let before = try attention(try task.initialParameters())
    try trainer.run { _ in }
    let after = try attention(trainer.state.shown)
    #expect(after < 0.75 * before, "\(before) before, \(after) after")
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
