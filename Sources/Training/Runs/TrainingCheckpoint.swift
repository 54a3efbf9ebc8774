internal import Foundation
internal import Networks
internal import Tensors

/// A state of a training in one file, which appears complete or not at all.
///
/// A safetensors file: under `parameters.`, `means.`, `squares.` and `average.` the tensors by their
/// published names and in their published shapes, and in the metadata the step, the running mean of
/// the loss, the number of roll-backs and the configuration. Random numbers are functions of seed and
/// step, so they need no state.
struct TrainingCheckpoint {
  private static let format = "maquette/training/1"

  /// The folder with the checkpoints of a training.
  let folder: URL
  /// The task.
  let task: String
  /// What the result depends on beside the configuration.
  var particulars = TrainingParticulars()

  /// The files, newest first.
  var files: [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.compactMap { name in Self.step(of: name).map { (step: $0, name: name) } }
      .sorted { $0.step > $1.step }.map { folder.appending(path: $0.name) }
  }

  /// The step of a checkpoint by its file's name; nil for a file that is none of ours.
  private static func step(of name: String) -> Int? {
    guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
    let digits = name.dropFirst("step-".count).dropLast(".safetensors".count)
    return digits.count >= 8 && digits.allSatisfy(\.isASCIIDigit) ? Int(digits) : nil
  }

  /// Removes what a killed program was writing; nobody else writes here while the folder is claimed.
  func removeDrafts() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".maquette-") && name.hasSuffix(".part") {
      try? FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  /// The file of a step.
  func file(of step: Int) -> URL {
    let digits = String(step)
    let zeros = String(repeating: "0", count: max(0, 8 - digits.count))
    return folder.appending(path: "step-\(zeros)\(digits).safetensors")
  }

  /// Writes a state, and then removes all but the newest files.
  ///
  /// - Throws: `SafetensorsError.unwritable`; the older files are still there then.
  func write(_ state: TrainingState, _ configuration: TrainingConfiguration, keep: Int) throws
    -> URL
  {
    var tensors: [String: Tensor] = [:]
    func add(_ values: [Tensor], _ group: String) {
      for (name, tensor) in state.parameters.published(values) {
        tensors["\(group).\(name)"] = tensor
      }
    }
    add(state.parameters.values, "parameters")
    add(state.optimizer.means, "means")
    add(state.optimizer.squares, "squares")
    if let average = state.average { add(average, "average") }
    let url = file(of: state.step)
    try SafetensorsFile.write(
      tensors, to: url,
      metadata: [
        "format": Self.format, "task": task, "step": "\(state.step)",
        "attempt": "\(state.attempt)", "seconds": "\(state.seconds)",
        "mean_loss": state.meanLoss.map { "\($0)" } ?? "",
        "first_loss": state.firstLoss.map { "\($0)" } ?? "",
        "unlogged_loss": "\(state.unlogged.sum)", "unlogged_count": "\(state.unlogged.count)",
        "configuration": try configuration.canonicalText(), "particulars": particulars.text,
      ])
    for old in files.dropFirst(max(1, keep)) { try? FileManager.default.removeItem(at: old) }
    return url
  }

  /// A state as it was read, with the configuration that it was written under.
  struct Reading {
    let state: TrainingState
    let configuration: String
    let particulars: TrainingParticulars
  }

  /// Reads the tensors of a group, all of them finite.
  private static func group(
    _ name: String, of file: SafetensorsFile, at url: URL, for parameters: Parameters
  ) throws -> [Tensor] {
    let tensors: [Tensor]
    do {
      tensors = try parameters.read(from: file, prefix: "\(name).").map(\.owned)
    } catch let error as WeightsError {
      throw TrainingError.otherArchitecture(checkpoint: url.path, reason: error.fault)
    }
    if let place = tensors.firstIndex(where: { !$0.sumOfSquares().isFinite }) {
      throw TrainingError.notACheckpoint(
        file: url.path,
        reason: "'\(name).\(parameters.entries[place].name)' has numbers that are not finite")
    }
    return tensors
  }

  /// Reads a state of networks like those given.
  ///
  /// - Throws: `TrainingError` where the file holds something else.
  func read(
    _ url: URL, for parameters: Parameters, _ configuration: TrainingConfiguration
  ) throws -> Reading {
    let file = try SafetensorsFile(contentsOf: url)
    let notes = file.metadata
    guard notes["format"] == Self.format else {
      throw TrainingError.notACheckpoint(
        file: url.path, reason: "its metadata do not say '\(Self.format)'")
    }
    guard notes["task"] == task else {
      throw TrainingError.otherKind(
        checkpoint: url.path, found: notes["task"] ?? "", expected: task)
    }
    guard let step = notes["step"].flatMap({ Int($0) }), step >= 0 else {
      throw TrainingError.notACheckpoint(file: url.path, reason: "its metadata name no step")
    }
    func group(_ name: String) throws -> [Tensor] {
      try Self.group(name, of: file, at: url, for: parameters)
    }
    let values = try group("parameters")
    let known = Set(parameters.entries.map { "parameters.\($0.name)" })
    if let other = file.names.first(where: { $0.hasPrefix("parameters.") && !known.contains($0) }) {
      throw TrainingError.otherArchitecture(
        checkpoint: url.path,
        reason: "weight '\(other.dropFirst("parameters.".count))' has no place in the networks")
    }
    let hasAverage = file.names.contains { $0.hasPrefix("average.") }
    var state = TrainingState(
      parameters: parameters.replacing(values),
      optimizer: AdamW(
        configuration.optimizer, steps: step, means: try group("means"),
        squares: try group("squares")),
      average: configuration.averageDecay > 0
        ? (hasAverage ? try group("average") : values) : nil)
    state.step = step
    state.attempt = notes["attempt"].flatMap { Int($0) } ?? 0
    guard (0...BatchDraw.mostAttempts).contains(state.attempt) else {
      throw TrainingError.notACheckpoint(
        file: url.path, reason: "its metadata tell of \(state.attempt) roll-backs")
    }
    state.firstLoss = notes["first_loss"].flatMap { Double($0) }
    state.seconds = notes["seconds"].flatMap { Double($0) } ?? 0
    state.meanLoss = notes["mean_loss"].flatMap { Double($0) }
    if let sum = notes["unlogged_loss"].flatMap({ Double($0) }),
      let count = notes["unlogged_count"].flatMap({ Int($0) })
    {
      state.unlogged = (sum, count)
    }
    return Reading(
      state: state, configuration: notes["configuration"] ?? "",
      particulars: TrainingParticulars(text: notes["particulars"] ?? ""))
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Tensor {
  /// The elements in memory of their own: a mapped checkpoint may be removed while it is trained on.
  fileprivate var owned: Tensor { Tensor(shape, values) }
}

extension TrainingConfiguration {
  /// The configuration as JSON with sorted keys, the same text for the same settings.
  func canonicalText() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Returns the keys in which another configuration's text differs, each with both values.
  func differences(from other: String) throws -> [String] {
    let (old, new) = (
      TrainingParticulars.leaves(of: other), TrainingParticulars.leaves(of: try canonicalText())
    )
    return Set(old.keys).union(new.keys).sorted().compactMap { key in
      old[key] == new[key] ? nil : "\(key) was \(old[key] ?? "unset"), is \(new[key] ?? "unset")"
    }
  }
}
