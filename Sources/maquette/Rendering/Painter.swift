import Diffusion
import Drawing
import Foundation
import Layouts
import Models
import Tensors

/// Paints one picture and keeps account of it.
struct Painter {
  /// A picture with the account of how it came about.
  struct Result {
    var record: PictureRecord
    var image: Image
    /// The last latents as diffusers keeps them, `[1, channels, height, width]`.
    var latents: Tensor
    /// One line of JSON a step.
    var trace: [String]
    var findings: [Finding]
    var loading: Duration
    var sampling: Duration
    var decoding: Duration
  }

  /// The model.
  let checkpoint: CheckpointFolder
  /// Where progress is told.
  let console: Console
  /// Whether it is told.
  let showsProgress: Bool

  /// Paints what a record says.
  func paint(_ record: PictureRecord) throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let latents = try record.latents.map { try NPYFile.read(URL(filePath: $0)) }
    let renderer = Renderer(
      try DiffusionModel(checkpoint, adapter: record.adapter.map { URL(filePath: $0) }))
    let painting = try Self.naming(record.latents) {
      try renderer.begin(record.layout, record.settings, latents: latents)
    }
    var record = record
    record.settings.width = painting.width
    record.settings.height = painting.height
    record.settings.scheduler = painting.scheduler
    record.settings.parameters = painting.parameters
    let loaded = clock.now
    let (last, trace) = try sample(painting.sampling)
    let sampled = clock.now
    let image = try renderer.picture(of: last)
    return Result(
      record: record, image: image, latents: last.channelsFirst(), trace: trace,
      findings: painting.findings, loading: loaded - start, sampling: sampled - loaded,
      decoding: clock.now - sampled)
  }

  /// Names the file of the latents in what is wrong with them.
  private static func naming<Value>(_ file: String?, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as RenderError {
      switch (error, file) {
      case (.misshapenLatents, let file?), (.unusableLatents, let file?):
        throw Failure(.usage, "\(file): \(error)")
      default: throw error
      }
    }
  }

  /// Drives the steps, telling of each.
  private func sample(_ sampling: any Walk) throws -> (latents: Tensor, trace: [String]) {
    var sampling = sampling
    var trace: [String] = []
    var progress = console.progress("painting", total: sampling.count, isWanted: showsProgress)
    var instant = ContinuousClock.now
    while let step = try next(of: &sampling, &progress) {
      let statistics = Statistics(step.latents.values)
      guard statistics.mean.isFinite, statistics.deviation.isFinite else {
        progress.abandon()
        throw RenderError.diverged
      }
      let now = ContinuousClock.now
      trace.append(try Self.line(step, statistics, taking: now - instant))
      instant = now
      progress.advance(to: step.index + 1)
    }
    return (sampling.latents, trace)
  }

  private func next(
    of sampling: inout any Walk, _ progress: inout Progress
  ) throws -> Sampling.Step? {
    do {
      return try sampling.next()
    } catch {
      progress.abandon()
      throw error
    }
  }

  /// One step as a line of the trace.
  private static func line(
    _ step: Sampling.Step, _ statistics: Statistics, taking duration: Duration
  ) throws -> String {
    var line: JSONObject = [
      "step": .integer(step.index + 1), "steps": .integer(step.count),
      "timestep": .number(Double(step.timestep)), "ms": milliseconds(duration),
    ]
    line["latents"] = [
      "mean": .number(statistics.mean), "deviation": .number(statistics.deviation),
      "min": .number(statistics.minimum), "max": .number(statistics.maximum),
    ]
    if !step.guidance.isEmpty { line["guidance"] = .array(step.guidance.map(guidance)) }
    return try JSONWriter.write(.object(line))
  }

  /// One computation of the method's energy as JSON.
  private static func guidance(_ entry: GuidanceTrace) -> JSONValue {
    let terms = entry.terms.map { term -> JSONValue in
      var object: JSONObject = ["name": .string(term.name)]
      if let phrase = term.phrase { object["phrase"] = .integer(phrase) }
      object["value"] = .number(Double(term.value))
      return .object(object)
    }
    var object: JSONObject = [
      "iteration": .integer(entry.iteration), "loss": .number(Double(entry.loss)),
    ]
    if let norm = entry.gradientNorm { object["gradient_norm"] = .number(Double(norm)) }
    object["ms"] = milliseconds(entry.duration)
    object["terms"] = .array(terms)
    return .object(object)
  }

  private static func milliseconds(_ duration: Duration) -> JSONValue {
    .number((duration / .microseconds(1)).rounded() / 1000)
  }
}

/// What can be said of some numbers in short.
private struct Statistics {
  var mean: Double
  var deviation: Double
  var minimum: Double
  var maximum: Double

  init(_ values: some Collection<Float>) {
    let count = Double(max(values.count, 1))
    let center = values.reduce(0.0) { $0 + Double($1) } / count
    let variance = values.reduce(0.0) { $0 + (Double($1) - center) * (Double($1) - center) } / count
    mean = center
    deviation = variance.squareRoot()
    minimum = Double(values.min() ?? 0)
    maximum = Double(values.max() ?? 0)
  }
}
