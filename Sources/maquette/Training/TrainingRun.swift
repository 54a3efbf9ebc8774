import Experiments
import Foundation
import Layouts
import Training

/// Runs a task as the command line asks: trains, rehearses, measures or exports.
struct TrainingRun<Task: TrainingTask> {
  let task: Task
  let configuration: TrainingConfiguration
  let folder: TrainingFolder
  let console: Console
  /// Whether results are printed as JSON.
  let json: Bool
  /// What the finished model lacks at this moment, in a sentence.
  var lacking: () -> String? = { nil }

  /// Prints what the training will take, without writing anything.
  func rehearse() throws {
    let rehearsal = try TrainingRehearsal(task, configuration)
    let hours = rehearsal.secondsPerStep * Double(configuration.steps)
    if json {
      try console.write(
        Self.text(
          WholeTraining(
            rehearsal: rehearsal, steps: configuration.steps,
            peakMegabytes: ProcessFigures.peakMegabytes())))
      return
    }
    let counts = rehearsal.parameters.sorted { $0.key < $1.key }.map {
      "\($0.key) \(Self.millions($0.value))"
    }.joined(separator: ", ")
    try console.write(
      """
      parameters      \(counts)
      a checkpoint    \(rehearsal.checkpointBytes >> 20) MiB, \(configuration.checkpoints.keep) are kept
      memory          \(Int(ProcessFigures.peakMegabytes())) MiB at most so far
      a step          \(rehearsal.samplesPerStep) samples in \(Self.seconds(rehearsal.secondsPerStep)), \
      \(rehearsal.operationsPerStep / 1_000_000_000) billion operations, data \
      \(Self.seconds(rehearsal.dataSecondsPerStep)) beside it
      speed           \(Self.rounded(rehearsal.samplesPerSecond)) samples/s
      all             \(configuration.steps) steps, \
      \(configuration.steps * rehearsal.samplesPerStep) samples, \
      \(ProgressBar.clock(.seconds(hours)))
      first loss      \(rehearsal.firstLoss)
      """)
  }

  /// Trains until the end, a step, or an interruption.
  func train(until limit: Int?, showsProgress: Bool) throws {
    var trainer = try Trainer(task, configuration, in: folder)
    for note in trainer.notes { console.say("maquette: \(note)") }
    Interruption.expectTemporaryFiles(in: folder.checkpoints.path)
    Interruption.wait()
    var line = TrainingLine(console: console, isWanted: showsProgress)
    do {
      try trainer.run(until: limit) { event in
        line.tell(event)
      } shouldStop: {
        Interruption.isWished
      }
    } catch {
      line.end()
      throw error
    }
    line.end()
    if Interruption.isWished {
      console.say(
        "maquette: stopped after step \(trainer.state.step); the same command goes on from there")
      throw QuietEnd(status: .interrupted)
    }
    if trainer.state.step > configuration.steps {
      console.say(
        "maquette: steps is \(configuration.steps), but \(trainer.state.step) are done; nothing was"
          + " trained (--export writes the networks)")
    } else if trainer.state.step == configuration.steps {
      try task.export(trainer.state.shown, to: folder.model)
      console.say(
        lacking().map {
          "maquette: \(folder.model.path) is written without vae, for \($0); --autoencoder DIR with"
            + " --export writes a whole model"
        } ?? "maquette: \(folder.model.path) is complete")
    }
  }

  /// Measures the newest checkpoint on pictures that are never trained on.
  func measure(_ count: Int) throws {
    let state = try SavedTraining.newest(task, configuration, in: folder)
    let figures = try task.measure(state.shown, count: count)
    if json {
      var values = Dictionary(uniqueKeysWithValues: figures.map { ($0.name, $0.value) })
      values["step"] = Double(state.step)
      try console.write(Self.text(values))
      return
    }
    let width = figures.map(\.name.count).max() ?? 0
    let lines = figures.map { figure in
      figure.name + String(repeating: " ", count: width - figure.name.count + 2)
        + Self.rounded(figure.value, digits: 4)
    }
    try console.write((["step \(state.step)"] + lines).joined(separator: "\n"))
  }

  /// Writes the networks of the newest checkpoint as other programs open them.
  ///
  /// - Parameters:
  ///   - place: a folder that is new, empty, or an older export.
  ///   - kept: folders that must stay.
  /// - Throws: `TrainingError` where there is no checkpoint, or the place holds something else.
  func export(to place: URL, sparing kept: [URL]) throws {
    try SavedTraining.checkExport(to: place, of: folder, sparing: kept)
    let state = try SavedTraining.newest(task, configuration, in: folder)
    try task.export(state.shown, to: place)
    console.say("maquette: \(place.path): the networks after step \(state.step)")
  }

  private static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func millions(_ count: Int) -> String {
    "\(rounded(Double(count) / 1e6, digits: 2)) M"
  }

  private static func seconds(_ value: Double) -> String { "\(rounded(value, digits: 3)) s" }

  static func rounded(_ value: Double, digits: Int = 1) -> String {
    String(format: "%.\(digits)f", value)
  }
}

/// What a whole training takes, with what some of its steps took.
private struct WholeTraining: Encodable {
  let rehearsal: TrainingRehearsal
  let steps: Int
  let peakMegabytes: Double

  private enum CodingKeys: String, CodingKey {
    case steps, samples, seconds
    case samplesPerSecond = "samples_per_second"
    case peakMegabytes = "peak_mib_so_far"
  }

  func encode(to encoder: any Encoder) throws {
    try rehearsal.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(steps, forKey: .steps)
    try container.encode(steps * rehearsal.samplesPerStep, forKey: .samples)
    try container.encode(Double(steps) * rehearsal.secondsPerStep, forKey: .seconds)
    try container.encode(rehearsal.samplesPerSecond, forKey: .samplesPerSecond)
    try container.encode(peakMegabytes, forKey: .peakMegabytes)
  }
}
