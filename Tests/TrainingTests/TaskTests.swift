import Diffusion
import Drawing
import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct BatchDrawTests {
  @Test func noTwoDrawsShareAPicture() {
    let draws = [0, 1, 2].flatMap { attempt in
      [0, 1, 77].map { BatchDraw(seed: 1, number: $0, count: 8, attempt: attempt).samples }
    }
    let numbers = draws.flatMap { Array($0) }
    #expect(Set(numbers).count == numbers.count)
    #expect(numbers.allSatisfy { !BatchDraw.isHeldOut($0) })
    let held = BatchDraw.heldOut(seed: 1, number: 0, count: 8).samples
    #expect(held.allSatisfy(BatchDraw.isHeldOut))
    #expect(Set(held).isDisjoint(with: numbers))
  }

  @Test func aDrawIsAFunctionOfItsNumbersAlone() {
    func numbers(_ number: Int, _ attempt: Int, _ purpose: BatchDraw.Purpose) -> [Float] {
      var source = BatchDraw(seed: 4, number: number, count: 1, attempt: attempt).random(purpose)
      return source.normal([16]).values
    }
    #expect(numbers(3, 0, .noise) == numbers(3, 0, .noise))
    let all =
      [numbers(3, 0, .noise), numbers(4, 0, .noise), numbers(3, 1, .noise)]
      + [numbers(3, 0, .timesteps)]
    #expect(Set(all).count == 4)
  }
}

@Suite struct BatchLoaderTests {
  private struct Fault: Error, Equatable { var number: Int }

  @Test func batchesComeInOrderAndFaultsWhereTheyHappen() throws {
    let loader = BatchLoader(from: 5) { number in
      if number == 9 { throw Fault(number: number) }
      return number * number
    }
    #expect(try (0..<4).map { _ in try loader.next() } == [25, 36, 49, 64])
    #expect(throws: Fault(number: 9)) { try loader.next() }
  }

  @Test func aLoaderCanGoBeforeItsBatchesAreTaken() throws {
    for _ in 0..<20 {
      let loader = BatchLoader(from: 0) { $0 }
      #expect(try loader.next() == 0)
    }
  }
}

@Suite struct BaseTrainingTests {
  private func task(drop: Double = 0.1) throws -> BaseTraining {
    let pictures = try (0..<20).map {
      try PictureBatch(UInt64($0)..<UInt64($0) + 1, of: ToySource()).pictures
    }
    let basis = PatchBasis(fitting: pictures, side: 4, channels: 4, whitening: 0.5)
    var settings = BaseTraining.Settings()
    settings.captionDrop = drop
    settings.prompts = ["a red square"]
    settings.sampleSteps = 2
    return try BaseTraining(
      ModelBlueprint(fixture("checkpoints/sd1-tiny")), codec: .basis(basis), source: ToySource(),
      settings: settings, seed: 11)
  }

  @Test func aBatchIsMadeOfTheDrawAlone() throws {
    let task = try task()
    let draw = BatchDraw(seed: 2, number: 9, count: 4)
    let (first, second) = (try task.batch(draw), try task.batch(draw))
    #expect(first.tokens == second.tokens)
    #expect(first.question.input.values == second.question.input.values)
    #expect(first.question.timesteps == second.question.timesteps)
    let other = try task.batch(BatchDraw(seed: 2, number: 10, count: 4))
    #expect(first.question.input.values != other.question.input.values)
  }

  @Test func captionsAreDroppedAsOftenAsAsked() throws {
    let empty = try task().blueprint.tokens(of: "")
    let draw = BatchDraw(seed: 2, number: 0, count: 200)
    for (drop, range) in [(0.0, 0...0), (0.25, 30...70), (1.0, 200...200)] {
      let tokens = try task(drop: drop).batch(draw).tokens
      #expect(range.contains(tokens.filter { $0 == empty }.count), "\(drop)")
    }
  }

  /// The whole way: initial weights, steps with two networks, a sheet of samples, a folder to open.
  @Test func aModelIsTrainedAndExported() throws {
    let folder = try TemporaryFolder()
    let task = try task()
    var configuration = TrainingConfiguration()
    configuration.steps = 3
    configuration.batch = 2
    configuration.checkpoints.logEvery = 1
    var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
    var sheets = 0
    try trainer.run { if case .shown = $0 { sheets += 1 } }
    #expect(sheets == 1)
    #expect(trainer.state.parameters.count(of: "unet") > 300_000)
    try task.export(trainer.state.shown, to: folder.url.appending(path: "model"))
    try FileManager.default.copyItem(
      at: fixture("checkpoints/sd1-tiny/vae"), to: folder.url.appending(path: "model/vae"))
    let checkpoint = try CheckpointFolder(folder.url.appending(path: "model"))
    _ = try checkpoint.unet()
    let file = try SafetensorsFile(
      contentsOf: folder.url.appending(path: "model/unet/diffusion_pytorch_model.safetensors"))
    let trained = try #require(trainer.state.shown.published("unet")["conv_out.weight"])
    // Half precision.
    expectClose(
      try file.tensor(named: "conv_out.weight"), trained, within: 1e-3, relative: true)
    _ = try checkpoint.textEncoder()
    _ = try checkpoint.tokenizer()
  }

  /// TokenCompose's losses: attention comes to lie on the objects because it is asked to.
  @Test func attentionIsHeldToObjects() throws {
    func train(_ weight: Float) throws -> (first: Double, last: Double) {
      var settings = BaseTraining.Settings()
      settings.captionDrop = 0.2
      // A weight so small that it tells the loss and moves nothing.
      settings.tokenLoss = max(weight, 1e-9)
      settings.pixelLoss = weight / 10
      let task = try BaseTraining(
        ModelBlueprint(fixture("checkpoints/sd1-tiny")),
        codec: .autoencoder(
          try CheckpointFolder(fixture("checkpoints/sd1-tiny")).autoencoder()),
        source: ToySource(), settings: settings, seed: 11)
      var configuration = TrainingConfiguration()
      configuration.steps = 30
      configuration.batch = 8
      configuration.schedule = LearningRateSchedule(peak: 5e-3, warmup: 5)
      let folder = try TemporaryFolder()
      var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
      let draw = BatchDraw.heldOut(seed: 1, number: 0, count: 16)
      func token(_ parameters: Parameters) throws -> Double {
        let figures = try task.loss(of: try task.batch(draw), under: parameters).figures
        return try #require(figures.first { $0.name == "token" }).value
      }
      let first = try token(trainer.state.parameters)
      try trainer.run { _ in }
      return (first, try token(trainer.state.parameters))
    }
    let (free, held) = (try train(0), try train(1))
    #expect(free.first == held.first && free.first > 0)
    #expect(held.last < 0.9 * free.last)
  }

  @Test func wordsAreTheNounsOfTheCaptionWithTheirObjects() throws {
    var settings = BaseTraining.Settings()
    settings.tokenLoss = 1
    settings.captionDrop = 0.5
    let blueprint = try ModelBlueprint(fixture("checkpoints/sd1-tiny"))
    let codec = LatentCodec.autoencoder(
      try CheckpointFolder(fixture("checkpoints/sd1-tiny")).autoencoder())
    let task = try BaseTraining(
      blueprint, codec: codec, source: ToySource(), settings: settings, seed: 11)
    let batch = try task.batch(BatchDraw(seed: 1, number: 0, count: 12))
    let empty = blueprint.tokens(of: "")
    for (tokens, words) in zip(batch.tokens, batch.words) {
      #expect(words.isEmpty == (tokens == empty))
      for word in words {
        // "a red square": the noun comes last, before the end of the text.
        let end = try #require(tokens.dropFirst().firstIndex(of: empty[1]))
        #expect(word.tokens.last == end - 1)
        for mask in word.masks {
          let covered = mask.values.count { $0 > 0.5 }
          #expect(covered > 0 && covered < mask.values.count)
        }
      }
    }
    #expect(batch.words.contains { $0.isEmpty } && batch.words.contains { !$0.isEmpty })
  }

  @Test func partsThatDoNotFitAreRefused() throws {
    let pictures = [try PictureBatch(0..<4, of: ToySource()).pictures]
    let basis = PatchBasis(fitting: pictures, side: 4, channels: 5, whitening: 0)
    let error = #expect(throws: TrainingError.self) {
      try BaseTraining(
        ModelBlueprint(fixture("checkpoints/sd1-tiny")), codec: .basis(basis),
        source: ToySource(), settings: .init(), seed: 0)
    }
    #expect("\(try #require(error))".contains("5 channels"))
  }
}

@Suite struct AutoencoderTrainingTests {
  private func task() throws -> AutoencoderTraining {
    var settings = AutoencoderTraining.Settings()
    settings.basisPictures = 40
    settings.cropCells = 4
    let basis = try AutoencoderTraining.fitBasis(
      side: 4, channels: 4, settings: settings, source: ToySource(), seed: 1)
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "config.json")
    try """
    {"_class_name": "AutoencoderKL", "block_out_channels": [8, 8, 16], "latent_channels": 4,
     "layers_per_block": 1, "norm_num_groups": 4, "scaling_factor": 1.0}
    """.write(to: file, atomically: true, encoding: .utf8)
    return try AutoencoderTraining(
      file, basis: basis, source: ToySource(), settings: settings, seed: 1)
  }

  @Test func theDecoderLearnsToPaintTheBasis() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingConfiguration()
    configuration.steps = 40
    configuration.batch = 4
    configuration.schedule = LearningRateSchedule(peak: 4e-3, warmup: 4)
    configuration.averageDecay = 0.9
    configuration.checkpoints.samplesEvery = 0
    let task = try task()
    var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
    let before = try task.measure(trainer.state.shown, count: 16)
    try trainer.run()
    let after = try task.measure(trainer.state.shown, count: 16)
    func figure(_ name: String, _ figures: [TrainingFigure]) throws -> Double {
      try #require(figures.first { $0.name == name }).value
    }
    #expect(try figure("decoder_psnr", after) > figure("decoder_psnr", before) + 3)
    // The basis is what it is.
    #expect(try figure("linear_psnr", after) == figure("linear_psnr", before))
    #expect(try #require(try task.sheet(trainer.state.shown)).width == 8 * 34 - 2)
  }
}
