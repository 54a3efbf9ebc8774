import Diffusion
import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct AdapterTrainingTests {
  private func task(_ kind: AdapterTraining.Kind, things: Double = 0.1) throws -> AdapterTraining {
    var settings = AdapterTraining.Settings()
    settings.kind = kind
    settings.thingDrop = things
    settings.samples = 2
    settings.sampleSteps = 2
    return try AdapterTraining(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")), source: ToySource(), settings: settings,
      seed: 11)
  }

  private var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.steps = 40
    configuration.batch = 8
    configuration.schedule = LearningRateSchedule(peak: 5e-3, warmup: 5)
    configuration.averageDecay = 0
    return configuration
  }

  /// With the gates closed the layers add nothing; training opens them and makes use of what is told.
  @Test(arguments: AdapterTraining.Kind.allCases)
  func layersLearnWhatTheyAreTold(kind: AdapterTraining.Kind) throws {
    let folder = try TemporaryFolder()
    let task = try task(kind)
    let before = try task.measure(try task.initialParameters(), count: 32)
    #expect(before[1].value == before[2].value)
    var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
    var sheets = 0
    try trainer.run { if case .shown = $0 { sheets += 1 } }
    #expect(sheets == 1)
    let after = try task.measure(trainer.state.shown, count: 32)
    #expect(after[2].value == before[2].value)
    #expect(after[1].value < 0.97 * after[2].value)
  }

  @Test(arguments: AdapterTraining.Kind.allCases)
  func gatesBeginWhereTheSettingsSay(kind: AdapterTraining.Kind) throws {
    var settings = AdapterTraining.Settings()
    settings.kind = kind
    settings.gate = 0.5
    let task = try AdapterTraining(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")), source: ToySource(),
      settings: settings, seed: 11)
    let parameters = try task.initialParameters()
    let gates = zip(parameters.entries, parameters.values).filter {
      $0.0.name.contains("alpha_")
    }
    #expect(!gates.isEmpty)
    for (entry, value) in gates {
      #expect(value.scalar == (entry.name.hasSuffix("alpha_attn") ? 0.5 : 0), "\(entry.name)")
    }
    let losses = try task.measure(parameters, count: 8)
    #expect(losses[1].value != losses[2].value)
  }

  /// An adapter without the base's weights, which any program that reads adapters can put in.
  @Test(arguments: AdapterTraining.Kind.allCases)
  func theFolderHoldsTheLayersAndNothingElse(kind: AdapterTraining.Kind) throws {
    let folder = try TemporaryFolder()
    let task = try task(kind)
    var parameters = try task.initialParameters()
    let layers = kind.configuration.layers
    #expect(
      parameters.entries.allSatisfy { entry in
        entry.name.split(separator: ".").contains { layers.contains(String($0)) }
      })
    // Open gates, so that what is read matters.
    parameters = parameters.replacing(
      zip(parameters.entries, parameters.values).map { entry, value in
        entry.name.contains("alpha_") ? Tensor(repeating: 0.5, value.shape) : value
      })
    try task.export(parameters, to: folder.url)
    let checkpoint = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
    let read = try checkpoint.unet(adapter: folder.url)
    let batch = try task.batch(BatchDraw(seed: 1, number: 0, count: 2))
    let unet = try task.unet(parameters)
    let (own, others) = (
      task.loss(of: batch, unet, try task.tokens(of: batch.things, unet)),
      task.loss(of: batch, read, try task.tokens(of: batch.things, read))
    )
    #expect(abs(own.scalar - others.scalar) < 1e-3 * own.scalar)
    #expect(own.scalar != task.loss(of: batch, unet, .init()).scalar)
  }

  @Test func stepsAreDrawnTowardsNoise() throws {
    func steps(_ shift: Float) throws -> [Float] {
      var settings = AdapterTraining.Settings()
      settings.timestepShift = shift
      let task = try AdapterTraining(
        CheckpointFolder(fixture("checkpoints/sd1-tiny")), source: ToySource(),
        settings: settings, seed: 11)
      return try task.batch(BatchDraw(seed: 1, number: 0, count: 16)).question.timesteps
    }
    let (even, shifted) = (try steps(1), try steps(4))
    #expect(zip(even, shifted).allSatisfy { $0 <= $1 })
    let rise = zip(even, shifted).map { $1 - $0 }.reduce(0, +)
    #expect(rise > 800)
  }

  /// Pictures of one batch do not see each other's things.
  @Test(arguments: AdapterTraining.Kind.allCases)
  func eachPictureIsToldOfItsOwnThings(kind: AdapterTraining.Kind) throws {
    let task = try task(kind, things: 0)
    let open = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
      .unet(untrained: kind.configuration)
    let parameters = try task.initialParameters()
    let unet = try task.unet(
      parameters.replacing(
        zip(parameters.entries, parameters.values).map { entry, value in
          entry.name.contains("alpha_") ? Tensor(repeating: 1, value.shape) : value
        }))
    #expect(open.configuration == unet.configuration)
    let samples = try (0..<3).map { try ToySource().sample($0).objects }
    let latents = (height: 8, width: 8)
    var random = PhiloxRandomSource(seed: 5)
    let noise = random.normal([1, 8, 8, unet.configuration.inputChannels])
    let text = task.model.encode(["a picture"])
    func answer(_ pictures: [[TrainingSample.Object]]) throws -> Tensor {
      let tokens = try task.tokens(of: task.things(of: pictures, latents: latents), unet)
      return unet(
        noise.repeatedBatch(pictures.count), timesteps: [500],
        context: text.repeatedBatch(pictures.count), objects: tokens.objects, blobs: tokens.blobs)
    }
    let together = try answer([samples[0], [], samples[1] + samples[2]])
    for (index, objects) in [samples[0], samples[1] + samples[2]].enumerated() {
      let alone = try answer([objects])
      expectClose(
        together.slice(2 * index..<2 * index + 1), alone, within: 1e-4, relative: true)
    }
    let first = together.slice(0..<1).values
    #expect(first != together.slice(1..<2).values && first != together.slice(2..<3).values)
  }
}
