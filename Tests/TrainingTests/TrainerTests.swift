import Drawing
import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

/// One matrix that learns to turn numbers into others: a training that takes no time.
private struct MatrixTraining: TrainingTask {
  static let name = "matrix"
  var size = 4
  /// The batches that are no numbers, by number and attempt.
  var poison: Set<[Int]> = []

  struct Batch: Sendable {
    var input: Tensor
    var target: Tensor
  }

  func initialParameters() throws -> Parameters {
    try Parameters([
      .init("net", from: InitialWeights(.layers, seed: 5)) { weights in
        _ = try Convolution2D(inputs: size, outputs: size, kernel: 3, weights["first"])
        _ = try Linear(inputs: size, outputs: size, weights["second"])
      }
    ])
  }

  func batch(_ draw: BatchDraw) throws -> Batch {
    var random = draw.random(.noise)
    let input = random.normal([draw.count, 3, 3, size])
    let isPoisoned = poison.contains([draw.number, draw.attempt])
    return Batch(input: input, target: input * (isPoisoned ? .nan : 0.5))
  }

  func loss(of batch: Batch, under parameters: Parameters) throws -> TrainingLoss {
    let first = try Convolution2D(
      inputs: size, outputs: size, kernel: 3, parameters["net"]["first"])
    let second = try Linear(inputs: size, outputs: size, parameters["net"]["second"])
    return TrainingLoss((second(first(batch.input)) - batch.target).squared().mean())
  }

  func sheet(_ parameters: Parameters) throws -> Image? { nil }
  func measure(_ parameters: Parameters, count: Int) throws -> [TrainingFigure] { [] }
  func export(_ parameters: Parameters, to folder: URL) throws {}
}

private func settings(steps: Int = 60) -> TrainingConfiguration {
  var configuration = TrainingConfiguration()
  configuration.seed = 3
  configuration.steps = steps
  configuration.batch = 8
  configuration.accumulation = 2
  configuration.schedule = LearningRateSchedule(peak: 2e-2, warmup: 5)
  configuration.checkpoints.every = 20
  configuration.checkpoints.keep = 3
  configuration.checkpoints.logEvery = 5
  return configuration
}

extension Parameters {
  /// Every bit of every number.
  fileprivate var bits: [[UInt32]] { values.map { $0.values.map(\.bitPattern) } }
}

@Suite struct TrainerTests {
  @Test func aTrainingMakesTheLossSmall() throws {
    let folder = try TemporaryFolder()
    var trainer = try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    var losses: [Double] = []
    try trainer.run { event in if case .step(let report) = event { losses.append(report.loss) } }
    #expect(trainer.state.step == 60)
    #expect(losses.count == 12)
    #expect(try #require(losses.last) < losses[0] / 3)
  }

  /// Products round; weights, which small steps move, do not: of fewer bits they would stand still.
  @Test func mixedPrecisionLearnsAsWell() throws {
    func train(_ precision: Precision) throws -> (losses: [Double], parameters: Parameters) {
      let folder = try TemporaryFolder()
      var settings = settings()
      settings.precision = precision
      var trainer = try Trainer(MatrixTraining(), settings, in: TrainingFolder(folder.url))
      var losses: [Double] = []
      try trainer.run { event in if case .step(let report) = event { losses.append(report.loss) } }
      return (losses, trainer.state.parameters)
    }
    let (exact, mixed) = (try train(.fp32), try train(.bf16))
    for (exact, mixed) in zip(exact.losses, mixed.losses) {
      #expect(abs(mixed - exact) < 0.05 * exact)
    }
    let numbers = mixed.parameters.values.flatMap(\.values)
    #expect(numbers.contains { $0.bitPattern & 0xFFFF != 0 })
    #expect(mixed.losses != exact.losses || KernelChoice.current.level == .portable)
  }

  /// Stopped twice, once between two checkpoints, a training ends with the bits of an undisturbed one.
  @Test func aTrainingGoesOnToTheBit() throws {
    let (whole, parted) = (try TemporaryFolder(), try TemporaryFolder())
    var trainer = try Trainer(MatrixTraining(), settings(), in: TrainingFolder(whole.url))
    try trainer.run()
    for limit in [7, 33, 60] {
      var part = try Trainer(MatrixTraining(), settings(), in: TrainingFolder(parted.url))
      try part.run(until: limit)
      #expect(part.state.step == limit)
    }
    let end = try SavedTraining.newest(MatrixTraining(), settings(), in: .init(parted.url))
    #expect(end.parameters.bits == trainer.state.parameters.bits)
    #expect(end.shown.bits == trainer.state.shown.bits)
    #expect(end.shown.bits != end.parameters.bits)
    #expect(end.meanLoss == trainer.state.meanLoss)
    for (left, right) in zip(end.optimizer.squares, trainer.state.optimizer.squares) {
      #expect(left.values == right.values)
    }
  }

  /// What kill −9 leaves: the newest checkpoint, a longer log and a half-written file.
  @Test func aKilledTrainingGoesOnToTheBit() throws {
    let (whole, killed) = (try TemporaryFolder(), try TemporaryFolder())
    var configuration = settings()
    // Lines of the log span checkpoints.
    configuration.checkpoints.logEvery = 7
    var trainer = try Trainer(MatrixTraining(), configuration, in: TrainingFolder(whole.url))
    try trainer.run()
    let folder = TrainingFolder(killed.url)
    do {
      var first = try Trainer(MatrixTraining(), configuration, in: folder)
      try first.run(until: 47)
    }
    // The state of step 47 was never written.
    try FileManager.default.removeItem(
      at: folder.checkpoints.appending(path: "step-00000047.safetensors"))
    try Data("half".utf8).write(to: folder.checkpoints.appending(path: ".maquette-1-x.part"))
    var second = try Trainer(MatrixTraining(), configuration, in: folder)
    #expect(second.state.step == 40)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.checkpoints.path)
    #expect(!names.contains { $0.hasSuffix(".part") })
    try second.run()
    #expect(second.state.parameters.bits == trainer.state.parameters.bits)
    let losses = try losses(in: folder)
    #expect(losses.map(\.step) == Array(stride(from: 7, through: 56, by: 7)) + [60])
    #expect(try losses.map(\.loss) == self.losses(in: TrainingFolder(whole.url)).map(\.loss))
  }

  private func losses(in folder: TrainingFolder) throws -> [(step: Int, loss: Double)] {
    try String(contentsOf: folder.log, encoding: .utf8).split(separator: "\n").map { line in
      let values = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return (try #require(values["step"] as? Int), try #require(values["loss"] as? Double))
    }
  }

  @Test func onlyTheNewestCheckpointsAreKept() throws {
    let folder = try TemporaryFolder()
    var configuration = settings()
    configuration.checkpoints.keep = 2
    var trainer = try Trainer(MatrixTraining(), configuration, in: TrainingFolder(folder.url))
    var saved: [String] = []
    try trainer.run { if case .saved(let url) = $0 { saved.append(url.lastPathComponent) } }
    #expect(saved == [0, 20, 40, 60].map { "step-000000\($0 == 0 ? "00" : "\($0)").safetensors" })
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "checkpoints").path)
    #expect(names.sorted() == ["step-00000040.safetensors", "step-00000060.safetensors"])
  }

  @Test func aTrainingStopsWhenAsked() throws {
    let folder = try TemporaryFolder()
    var trainer = try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    var asked = 0
    try trainer.run { _ in
    } shouldStop: {
      asked += 1
      return asked == 13
    }
    let state = try SavedTraining.newest(MatrixTraining(), settings(), in: .init(folder.url))
    #expect(state.step == 13)
  }

  @Test func aFolderHasOneTrainerAtATime() throws {
    let folder = try TemporaryFolder()
    let first = try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    #expect(throws: TrainingError.busy(folder: folder.url.path)) {
      try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    }
    withExtendedLifetime(first) {}
  }
}

@Suite struct DivergenceTests {
  @Test func aTrainingRollsBackAndGoesOnWithOtherData() throws {
    let folder = try TemporaryFolder()
    let task = MatrixTraining(poison: [[60, 0]])
    var trainer = try Trainer(task, settings(), in: TrainingFolder(folder.url))
    var moves: [[Int]] = []
    try trainer.run { event in
      if case .rolledBack(let reason, let from, let to) = event {
        #expect(reason.contains("not a number"))
        moves.append([from, to])
      }
    }
    #expect(moves == [[30, 20]])
    #expect(trainer.state.step == 60)
    #expect(trainer.state.attempt == 1)
    #expect(trainer.state.parameters.values.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test func aTrainingStopsWhereItIsToldTo() throws {
    let folder = try TemporaryFolder()
    var configuration = settings()
    configuration.divergence.answer = .stop
    var trainer = try Trainer(
      MatrixTraining(poison: [[60, 0]]), configuration, in: TrainingFolder(folder.url))
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    guard case .diverged(let step, _, let checkpoint) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(step == 30)
    #expect(try #require(checkpoint).hasSuffix("step-00000020.safetensors"))
  }

  /// Numbers that run away without ceasing to be numbers, in the first steps already.
  @Test func finiteDivergenceIsNoticed() throws {
    let folder = try TemporaryFolder()
    var configuration = settings()
    configuration.schedule = LearningRateSchedule(peak: 1000, warmup: 0)
    configuration.gradientLimit = nil
    var trainer = try Trainer(MatrixTraining(), configuration, in: TrainingFolder(folder.url))
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    #expect("\(try #require(error))".contains("the loss jumped"))
    #expect(trainer.state.step < 20)
  }

  @Test func attemptsComeToAnEnd() throws {
    let folder = try TemporaryFolder()
    let task = MatrixTraining(poison: Set((0...9).map { [60, $0] }))
    var trainer = try Trainer(task, settings(), in: TrainingFolder(folder.url))
    #expect(throws: TrainingError.self) { try trainer.run() }
    #expect(trainer.state.attempt == 3)
  }
}

@Suite struct TrainingCheckpointTests {
  private func train(_ task: MatrixTraining = .init(), in folder: URL) throws {
    var trainer = try Trainer(task, settings(steps: 5), in: TrainingFolder(folder))
    try trainer.run()
  }

  @Test func aCheckpointOfAnotherArchitectureIsRefused() throws {
    let folder = try TemporaryFolder()
    try train(in: folder.url)
    let error = #expect(throws: TrainingError.self) {
      try Trainer(MatrixTraining(size: 6), settings(), in: TrainingFolder(folder.url))
    }
    let text = "\(try #require(error))"
    #expect(text.contains("another architecture"))
    #expect(text.contains("parameters.net.first.weight"))
    #expect(text.contains("[4, 4, 3, 3]") && text.contains("[6, 6, 3, 3]"))
  }

  @Test func aDamagedCheckpointIsRefused() throws {
    let first = "checkpoints/step-00000000.safetensors"
    let folder = try TemporaryFolder()
    try train(in: folder.url)
    let file = folder.url.appending(path: "checkpoints/step-00000005.safetensors")
    let bytes = try Data(contentsOf: file)
    try bytes.prefix(bytes.count / 2).write(to: file)
    let error = #expect(throws: TrainingError.self) {
      try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    }
    #expect("\(try #require(error))".contains("goes on from step-00000000.safetensors"))
    let whole = try SafetensorsFile(contentsOf: folder.url.appending(path: first))
    var tensors = Dictionary(
      uniqueKeysWithValues: try whole.names.map { ($0, try whole.tensor(named: $0)) })
    let name = try #require(whole.names.first { $0.hasPrefix("average.") })
    tensors[name] = try #require(tensors[name]) * Float.nan
    try SafetensorsFile.write(tensors, to: file, metadata: whole.metadata)
    let other = #expect(throws: TrainingError.self) {
      try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    }
    let text = "\(try #require(other))"
    #expect(text.contains(name) && text.contains("not finite"))
    try SafetensorsFile.write(["a": Tensor([1], [0])], to: file)
    #expect(throws: TrainingError.self) {
      try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    }
  }

  /// A place that takes no file, as on a full disk: something else stands under the name.
  @Test func aFailedWriteLeavesTheLastCheckpointIntact() throws {
    let folder = try TemporaryFolder()
    try train(in: folder.url)
    let checkpoints = folder.url.appending(path: "checkpoints")
    var trainer = try Trainer(MatrixTraining(), settings(), in: TrainingFolder(folder.url))
    try FileManager.default.createDirectory(
      at: checkpoints.appending(path: "step-00000020.safetensors/occupied"),
      withIntermediateDirectories: true)
    #expect(throws: SafetensorsError.self) { try trainer.run() }
    try FileManager.default.removeItem(
      at: checkpoints.appending(path: "step-00000020.safetensors"))
    let names = try FileManager.default.contentsOfDirectory(atPath: checkpoints.path)
    #expect(names.sorted() == ["step-00000000.safetensors", "step-00000005.safetensors"])
    let state = try SavedTraining.newest(MatrixTraining(), settings(), in: .init(folder.url))
    #expect(state.step == 5)
  }

  /// Files of one's own beside the checkpoints are neither read nor removed.
  @Test func otherFilesAreLeftAlone() throws {
    let folder = try TemporaryFolder()
    try train(in: folder.url)
    let checkpoints = folder.url.appending(path: "checkpoints")
    let own = ["step-best.safetensors", "step-00000004-copy.safetensors", "step-3.safetensors"]
    for name in own {
      try FileManager.default.copyItem(
        at: checkpoints.appending(path: "step-00000000.safetensors"),
        to: checkpoints.appending(path: name))
    }
    var configuration = settings(steps: 8)
    configuration.checkpoints.keep = 1
    var trainer = try Trainer(MatrixTraining(), configuration, in: TrainingFolder(folder.url))
    #expect(trainer.state.step == 5)
    try trainer.run()
    let names = try FileManager.default.contentsOfDirectory(atPath: checkpoints.path)
    #expect(names.sorted() == (own + ["step-00000008.safetensors"]).sorted())
  }

  @Test func changesOfTheConfigurationAreTold() throws {
    let folder = try TemporaryFolder()
    try train(in: folder.url)
    var changed = settings()
    changed.schedule.peak = 0.5
    let trainer = try Trainer(MatrixTraining(), changed, in: TrainingFolder(folder.url))
    #expect(trainer.notes.contains { $0.contains("schedule.peak was 0.02, is 0.5") })
    #expect(trainer.notes.contains { $0.contains("steps was 5, is 60") })
  }

  @Test func aCheckpointHoldsPublishedNamesAndShapes() throws {
    let folder = try TemporaryFolder()
    try train(in: folder.url)
    let file = try SafetensorsFile(
      contentsOf: folder.url.appending(path: "checkpoints/step-00000005.safetensors"))
    #expect(file.shape(of: "average.net.first.weight") == [4, 4, 3, 3])
    #expect(file.metadata["step"] == "5")
    #expect(file.names.count == 16)
  }
}
