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
    /// How much attention fell inside the regions, where that was wanted.
    var attention: AttentionAccount?
    /// The attention maps, where they were wanted.
    var album: AttentionAlbum?
    var loading: Duration
    var sampling: Duration
    var decoding: Duration
  }

  /// What is wanted besides a whole picture.
  struct Wishes {
    /// Which attention is watched, if any.
    var attention: AttentionWish?
    /// The steps whose maps are kept; all unless given.
    var steps: StepSelection?
    /// The picture of which only a part is painted, if any.
    var repainting: Repainting?
  }

  /// The model.
  let checkpoint: CheckpointFolder
  /// Where progress is told.
  let console: Console
  /// Whether it is told.
  let showsProgress: Bool
  /// Where objects painted by themselves are kept, if anywhere.
  var objectStore: ObjectStore?
  /// Where the last good latents go when a method diverges, if anywhere.
  var outputs: RenderOutputs?

  /// Paints what a record says.
  func paint(_ record: PictureRecord, _ wishes: Wishes = Wishes()) throws -> Result {
    let clock = ContinuousClock()
    let start = clock.now
    let latents = try record.latents.map { try NPYFile.read(URL(filePath: $0)) }
    let model = try Precision.$current.withValue(record.precision) {
      try DiffusionModel(
        checkpoint, adapter: record.adapter.map { URL(filePath: $0) } ?? checkpoint.ownAdapter)
    }
    let renderer = Renderer(model, objectStore: objectStore)
    let painting = try Self.naming(record.latents) {
      try renderer.begin(
        record.layout, record.settings, latents: latents, watching: wishes.attention,
        repainting: wishes.repainting)
    }
    var album = try AttentionAlbum(painting, of: record.layout, wishes)
    var account = AttentionAccount(painting)
    var record = record
    record.settings.width = painting.width
    record.settings.height = painting.height
    record.settings.scheduler = painting.scheduler
    record.settings.parameters = painting.parameters
    let loaded = clock.now
    let (last, trace) = try sample(painting, &account, &album)
    let sampled = clock.now
    let painted = try renderer.picture(of: last)
    let unbound = album?.grounding.unbound ?? []
    return Result(
      record: record, image: wishes.repainting?.blended(with: painted) ?? painted,
      latents: last.channelsFirst(), trace: trace,
      findings: painting.findings + unbound.map { .unboundPhrase($0, in: record.layout) },
      attention: account, album: album, loading: loaded - start, sampling: sampled - loaded,
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
  private func sample(
    _ painting: Renderer.Painting, _ account: inout AttentionAccount?,
    _ album: inout AttentionAlbum?
  ) throws -> (latents: Tensor, trace: [String]) {
    var sampling = painting.sampling
    album?.prepare(step: 1)
    var trace: [String] = []
    var progress = console.progress("painting", total: sampling.count, isWanted: showsProgress)
    var instant = ContinuousClock.now
    while let step = try next(of: &sampling, &progress, trace) {
      let statistics = Statistics(step.latents.values)
      guard statistics.mean.isFinite, statistics.deviation.isFinite else {
        progress.abandon()
        throw RenderError.diverged
      }
      var attention: JSONValue?
      if let maps = painting.watch?.take() {
        // Objects painted by themselves are not watched.
        if step.subject == nil {
          attention = account?.note(maps)
          do { try album?.note(maps, step: step.index + 1) } catch {
            progress.abandon()
            throw error
          }
        }
        album?.prepare(step: step.index + 2)
      }
      let now = ContinuousClock.now
      trace.append(try Self.line(step, statistics, taking: now - instant, attention: attention))
      instant = now
      progress.advance(to: step.index + 1)
    }
    return (sampling.latents, trace)
  }

  private func next(
    of sampling: inout any Walk, _ progress: inout Progress, _ trace: [String]
  ) throws -> Sampling.Step? {
    do {
      return try sampling.next()
    } catch let error as GuidanceError {
      progress.abandon()
      let kept = try outputs?.keep(latents: sampling.latents.channelsFirst(), lines: trace)
      throw Failure(
        .rendering, [error.description, kept].compactMap(\.self).joined(separator: "; "))
    } catch {
      progress.abandon()
      throw error
    }
  }

  /// One step as a line of the trace.
  private static func line(
    _ step: Sampling.Step, _ statistics: Statistics, taking duration: Duration,
    attention: JSONValue?
  ) throws -> String {
    var line: JSONObject = [
      "step": .integer(step.index + 1), "steps": .integer(step.count),
      "timestep": .number(Double(step.timestep)), "ms": milliseconds(duration),
    ]
    if let subject = step.subject { line["object"] = .string(subject) }
    line["latents"] = [
      "mean": .number(statistics.mean), "deviation": .number(statistics.deviation),
      "min": .number(statistics.minimum), "max": .number(statistics.maximum),
    ]
    if !step.guidance.isEmpty { line["guidance"] = .array(step.guidance.map(guidance)) }
    if let attention { line["attention"] = attention }
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
