internal import Drawing
internal import Foundation
internal import Networks
internal import Tensors

/// Trains: steps, checkpoints, log and samples, for any task.
///
///     var trainer = try Trainer(task, configuration, in: TrainingFolder(url))
///     try trainer.run { event in … } shouldStop: { false }
///
/// A folder that holds checkpoints is gone on with. Stopped anywhere and run again, a training ends with
/// the same bits as one that was never stopped.
public struct Trainer<Task: TrainingTask> {
  /// What is learnt.
  public let task: Task
  /// How.
  public let configuration: TrainingConfiguration
  /// Where files go.
  public let folder: TrainingFolder
  /// What a training carries from step to step.
  public private(set) var state: TrainingState
  /// What is to be said about the beginning: where it goes on, and what has changed since.
  public private(set) var notes: [String] = []

  private let store: TrainingCheckpoint
  private let fresh: Parameters
  private let claim: TrainingClaim
  private var loader: BatchLoader<Task.Batch>?
  private var lastCheckpoint: URL?

  /// Begins a training, or goes on with the newest checkpoint of the folder.
  ///
  /// - Throws: `TrainingError` where the folder is in use or holds another training.
  public init(_ task: Task, _ configuration: TrainingConfiguration, in folder: TrainingFolder)
    throws
  {
    self.task = task
    self.configuration = configuration
    self.folder = folder
    try folder.create()
    claim = try folder.claim()
    store = TrainingCheckpoint(
      folder: folder.checkpoints, task: Task.name, particulars: task.particulars)
    store.removeDrafts()
    fresh = try task.initialParameters()
    state = TrainingState(fresh, configuration)
    if let newest = store.files.first {
      let reading = try Self.read(store, newest, for: fresh, configuration)
      state = reading.state
      lastCheckpoint = newest
      notes = ["goes on from \(newest.path), step \(state.step)"]
      let changes =
        try configuration.differences(from: reading.configuration)
        + task.particulars.differences(from: reading.particulars)
      notes += changes.map { "the configuration has changed: \($0)" }
    }
    try TrainingLog(file: folder.log).forget(after: state.step)
  }

  /// Reads the newest checkpoint; where it is damaged, says how to go on from an older one.
  private static func read(
    _ store: TrainingCheckpoint, _ newest: URL, for parameters: Parameters,
    _ configuration: TrainingConfiguration
  ) throws -> TrainingCheckpoint.Reading {
    do {
      return try store.read(newest, for: parameters, configuration)
    } catch let error as SafetensorsError {
      guard let older = store.files.dropFirst().first else { throw error }
      throw TrainingError.notACheckpoint(
        file: newest.path,
        reason: "\(error); without it the training goes on from \(older.lastPathComponent)")
    }
  }

  /// Trains to the end of the configuration, or until it is told to stop.
  ///
  /// - Parameters:
  ///   - limit: the step to stop at, if before the end.
  ///   - tell: takes what happens.
  ///   - shouldStop: asked after every step; the state is saved then.
  /// - Throws: `TrainingError.diverged`, or what reading, writing or making data throws.
  public mutating func run(
    until limit: Int? = nil, tell: (TrainingEvent) throws -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws {
    let end = min(limit ?? configuration.steps, configuration.steps)
    var tally = TrainingTally()
    defer { loader = nil }
    // There is always a state to go back to, and a disk that can't hold one is known at once.
    if lastCheckpoint == nil { try save(tell) }
    // A program that was killed while it painted left a checkpoint without its sheet.
    if state.step > 0, isSheetDue, !FileManager.default.fileExists(atPath: sheetFile.path) {
      try show(tell)
    }
    TensorMemory.keepWholeSteps()
    while state.step < end {
      let start = ContinuousClock.now
      let outcome = try step()
      state.seconds += (ContinuousClock.now - start) / .seconds(1)
      if let reason = outcome.fault {
        try rollBack(reason, tell)
        tally = TrainingTally()
        continue
      }
      tally.add(outcome, seconds: (ContinuousClock.now - start) / .seconds(1))
      let stops = shouldStop()
      if isDue(configuration.checkpoints.logEvery) || stops || state.step == end {
        let report = tally.report(state, configuration)
        try TrainingLog(file: folder.log).add(report)
        try tell(.step(report))
        tally = TrainingTally()
        // A line at a pause comes on top of those of a run without one.
        if isDue(configuration.checkpoints.logEvery) { state.unlogged = (0, 0) }
      }
      if isDue(configuration.checkpoints.every) || stops || state.step == end {
        try save(tell)
      }
      if isSheetDue { try show(tell) }
      if stops { return }
    }
  }

  private func isDue(_ every: Int) -> Bool { every > 0 && state.step % every == 0 }

  private var isSheetDue: Bool {
    isDue(configuration.checkpoints.samplesEvery) || state.step == configuration.steps
  }

  // MARK: - One step

  /// Does one step; a step with a fault leaves the state as it was, but for the parameters' gradients.
  private mutating func step() throws -> StepOutcome {
    if loader == nil { loader = makeLoader() }
    var gradients: [Tensor] = []
    var loss = 0.0
    var figures: [TrainingFigure] = []
    for _ in 0..<configuration.accumulation {
      guard let batch = try loader?.next() else { break }
      let tracked = state.parameters.tracked()
      let part = try Precision.$current.withValue(configuration.precision) {
        try task.loss(of: batch, under: tracked)
      }
      loss += Double(part.value.scalar) / Double(configuration.accumulation)
      figures = part.figures
      let slopes = part.value.gradients(of: tracked.values)
      if gradients.isEmpty {
        gradients = slopes
      } else {
        for index in slopes.indices { gradients[index].add(slopes[index]) }
      }
    }
    let share = 1 / Double(configuration.accumulation)
    let norm = GradientNorm.of(gradients) * share
    let rate = rate(at: state.step)
    var outcome = StepOutcome(loss: loss, norm: norm, rate: rate, figures: figures)
    outcome.fault = fault(loss: loss, norm: norm)
    guard outcome.fault == nil else { return outcome }
    let factor = configuration.gradientLimit.map {
      GradientNorm.clippingFactor(norm: norm, limit: $0)
    }
    state.optimizer.step(
      &state.parameters, gradients: gradients, rate: Float(rate),
      scale: Float(share * (factor ?? 1)))
    state.step += 1
    state.follow(decay: configuration.averageDecay)
    state.unlogged = (state.unlogged.sum + loss, state.unlogged.count + 1)
    if state.firstLoss == nil { state.firstLoss = loss }
    state.meanLoss = state.meanLoss.map { $0 * 0.98 + loss * 0.02 } ?? loss
    return outcome
  }

  /// The rate of a step; each roll-back has halved it.
  private func rate(at step: Int) -> Double {
    configuration.schedule.rate(at: step, of: configuration.steps)
      / Double(1 << min(state.attempt, BatchDraw.mostAttempts))
  }

  private func makeLoader() -> BatchLoader<Task.Batch> {
    let (task, configuration, attempt) = (task, configuration, state.attempt)
    return BatchLoader(from: state.step * configuration.accumulation) { number in
      try task.batch(
        BatchDraw(
          seed: configuration.seed, number: number, count: configuration.batch, attempt: attempt))
    }
  }

  // MARK: - Divergence

  private func fault(loss: Double, norm: Double) -> String? {
    guard loss.isFinite else { return "the loss is \(loss.isNaN ? "not a number" : "infinite")" }
    guard norm.isFinite else {
      return "the gradients' length is \(norm.isNaN ? "not a number" : "infinite")"
    }
    // A mean of few losses says little about what is usual: the first loss stands for it.
    guard let usual = state.step >= 100 ? state.meanLoss : state.firstLoss,
      loss > configuration.divergence.spike * usual
    else { return nil }
    return "the loss jumped to \(loss) from about \(usual)"
  }

  private mutating func rollBack(
    _ reason: String, _ tell: (TrainingEvent) throws -> Void
  ) throws {
    let step = state.step
    let attempts = min(configuration.divergence.attempts, BatchDraw.mostAttempts)
    guard configuration.divergence.answer == .rollBack, state.attempt < attempts,
      let lastCheckpoint
    else {
      throw TrainingError.diverged(
        step: step, reason: reason, lastCheckpoint: lastCheckpoint?.path)
    }
    let attempt = state.attempt + 1
    state = try store.read(lastCheckpoint, for: fresh, configuration).state
    state.attempt = attempt
    loader = nil
    try TrainingLog(file: folder.log).forget(after: state.step)
    try tell(.rolledBack(reason: reason, from: step, to: state.step))
  }

  // MARK: - Files

  /// Saves the state.
  private mutating func save(_ tell: (TrainingEvent) throws -> Void) throws {
    let url = try store.write(state, configuration, keep: configuration.checkpoints.keep)
    lastCheckpoint = url
    try tell(.saved(url))
  }

  private func show(_ tell: (TrainingEvent) throws -> Void) throws {
    guard let image = try task.sheet(state.shown) else { return }
    try PNGFile(image: image).write(to: sheetFile)
    try tell(.shown(sheetFile))
  }

  /// Where the sheet of the present step lies.
  private var sheetFile: URL {
    let name = store.file(of: state.step).deletingPathExtension().lastPathComponent
    return folder.samples.appending(path: "\(name).png")
  }
}
