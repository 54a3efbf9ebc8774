import ArgumentParser
import Diffusion
import Drawing
import Foundation
import Layouts
import Models
import Planning
import Tensors

/// `maquette render`: paints a caption or a layout.
struct RenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Paint a caption or a layout.",
    discussion: """
      A caption is planned first, unless the method is plain. The picture carries its layout and \
      settings, so that --again paints it once more, with other settings where flags say so. The \
      same input, seed and model give the same bytes on the same machine.

        maquette render "two red apples left of a penguin" -o picture.png
        maquette render --layout layout.json -o picture.png --seed 7 --steps 50
        maquette render --again picture.png -o same.png
        maquette render "a cat" --method plain --model sd15 --size 512x512 -o cat.png
      """)

  @Argument(help: "What to paint; - reads it from standard input.")
  var caption: String?

  @Option(
    help: ArgumentHelp(
      "Paint this layout, in any notation; - is standard input.", valueName: "file"))
  var layout: String?

  @Option(
    help: ArgumentHelp("Paint what this picture of ours carries.", valueName: "file.png"))
  var again: String?

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "The picture; folders are created, and - is standard output.", valueName: "out.png"))
  var output: String

  @OptionGroup(title: "Planning Options") var planning: PlanOptions

  @OptionGroup(title: "Painting Options") var options: RenderOptions

  @Flag(help: "Leave layout and settings out of the picture.")
  var noMetadata = false

  @Flag(help: "Say nothing about the progress.")
  var noProgress = false

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func validate() throws {
    let count = [caption, layout, again].compactMap { $0 }.count
    guard count == 1 else {
      let found = count == 0 ? "none" : "several"
      throw ValidationError("expected one of a caption, --layout and --again, found \(found)")
    }
    if output == "-", json {
      throw ValidationError("-o - and --json exclude each other: both write to standard output")
    }
  }

  func run() async throws {
    let console = Console()
    let settings = try Settings()
    try refuseClashes()
    let outputs = try RenderOutputs(
      picture: output, latents: options.saveLatents, trace: options.trace, console: console)
    let record = try await record(settings, console)
    if let threads = try settings.resolve(Settings.threads, flag: options.threads) {
      Threads.use(threads)
    }
    let painter = Painter(
      checkpoint: try Checkpoints.find(record.model), console: console, showsProgress: !noProgress)
    let result = try painter.paint(record)
    let texts = noMetadata ? [] : try result.record.texts()
    try outputs.write(
      PNGFile(image: result.image, texts: texts), latents: result.latents, lines: result.trace)
    try report(result, console)
  }

  /// Refuses to write two files to one place, or one over what is read.
  ///
  /// The picture of --again may be written over: the new one carries what the old one did.
  private func refuseClashes() throws {
    var roles = FileRoles()
    roles.read(layout, as: "--layout")
    roles.read(options.latents, as: "--latents")
    try roles.write(output, as: "-o")
    roles.read(again, as: "--again")
    try roles.write(options.saveLatents, as: "--save-latents")
    try roles.write(options.trace, as: "--trace")
  }

  // MARK: - What to paint

  /// Everything that decides the picture.
  private func record(_ settings: Settings, _ console: Console) async throws -> PictureRecord {
    var record: PictureRecord
    if let again {
      record = try PictureRecord(pictureAt: again)
      if let model = options.model { record.model = model }
    } else {
      let model = try settings.resolve(Settings.model, flag: options.model)
      let recommended = try Checkpoints.find(model).recommendedSettings()
      record = PictureRecord(
        layout: try await layout(settings, console), settings: RenderSettings(), model: model)
      record.settings.steps =
        try settings.value(of: Settings.steps)?.value ?? recommended.steps ?? record.settings.steps
      record.settings.guidanceScale =
        try settings.value(of: Settings.guidanceScale).map { Float($0.value) }
        ?? recommended.guidanceScale ?? record.settings.guidanceScale
      record.settings.seed = options.seed ?? Self.drawnSeed()
    }
    try options.apply(to: &record)
    // A picture can be painted again from any folder.
    record.model = record.model.map { URL(filePath: $0).standardizedFileURL.path }
    record.adapter = record.adapter.map { URL(filePath: $0).standardizedFileURL.path }
    return record
  }

  /// The layout that was given, or the one that the caption is planned as.
  private func layout(_ settings: Settings, _ console: Console) async throws -> Layout {
    let canvas = try planning.canvas(settings)
    if let layout {
      return try LayoutSource(
        layout, notation: AutomaticNotation(), canvas: canvas, console: console
      ).parsed.layout
    }
    let source = try CaptionSource(caption ?? "")
    guard options.method != .plain else {
      return Layout(canvas: canvas, caption: source.caption.text)
    }
    let request = PlanRequest(
      caption: source.caption, canvas: canvas, style: try planning.style(settings))
    return try await OfflinePlanner()
      .layout(for: request, named: source.name, console: console)
  }

  /// A seed of 32 bits, as other programs show them.
  private static func drawnSeed() -> Int {
    Int(UInt32.random(in: 0 ... .max))
  }

  // MARK: - What was painted

  private func report(_ result: Painter.Result, _ console: Console) throws {
    let settings = result.record.settings
    console.say(result.findings, in: "", named: "picture")
    let isDrawn = options.seed == nil && again == nil && result.record.latents == nil
    console.say(
      "\(output == "-" ? "picture" : output): \(result.image.width)x\(result.image.height),"
        + " \(settings.steps) steps in \(ProgressBar.clock(result.sampling)),"
        + (result.record.latents.map { " latents \($0)" } ?? " seed \(settings.seed)")
        + (isDrawn ? " (drawn)" : ""))
    guard json else { return }
    try console.write(JSONWriter.write(reportJSON(result), style: .pretty))
  }

  private func reportJSON(_ result: Painter.Result) -> JSONValue {
    func milliseconds(_ duration: Duration) -> JSONValue {
      .number((duration / .milliseconds(1)).rounded())
    }
    return [
      "schema": "maquette/render-report/1", "picture": .string(output),
      "settings": .object(result.record.json), "layout": result.record.layout.json,
      "findings": .array(result.findings.map(\.json)),
      "milliseconds": [
        "loading": milliseconds(result.loading), "sampling": milliseconds(result.sampling),
        "decoding": milliseconds(result.decoding),
      ],
    ]
  }
}

extension RenderOptions {
  /// Puts what flags say into a record.
  func apply(to record: inout PictureRecord) throws {
    if let method, method != record.settings.method {
      record.settings.method = method
      record.settings.parameters = [:]
    }
    record.settings.parameters.merge(try values()) { _, flag in flag }
    if let size { (record.settings.width, record.settings.height) = (size.width, size.height) }
    if let steps { record.settings.steps = steps }
    if let guidanceScale { record.settings.guidanceScale = Float(guidanceScale) }
    if let rng { record.settings.noise = rng }
    if let scheduler { record.settings.scheduler = scheduler }
    if let negative { record.layout.negative = negative }
    if let adapter { record.adapter = adapter }
    if let latents { record.latents = latents }
    if let seed {
      record.settings.seed = seed
      // A seed asked for means new noise, not the noise that the picture began with.
      if latents == nil { record.latents = nil }
    }
  }
}
