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

      --save-attention writes what each phrase attends, step by step, without changing the picture; \
      index.html in that folder shows it. --trace and --json tell the share of that attention that \
      falls inside the objects' regions.

        maquette render --again picture.png -o same.png --save-attention maps
        maquette render "a cat" -o cat.png --save-attention a --attention-steps 1,5-9

      --from repaints a picture of ours where --layout differs from the layout that it carries, or \
      inside --mask, with its own settings and noise unless flags say otherwise. Pixels elsewhere \
      keep their bytes. --dry-run writes the mask.

        maquette render --from picture.png --layout edited.json -o new.png
        maquette render --from picture.png --layout edited.json --dry-run -o mask.png
        maquette render --from picture.png --mask mask.png --seed 8 -o other.png
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

  @OptionGroup(title: "Attention Options") var attention: AttentionOptions

  @OptionGroup(title: "Repainting Options") var repaint: RepaintOptions

  @Flag(help: "Leave layout and settings out of the picture.")
  var noMetadata = false

  @Flag(help: "Say nothing about the progress.")
  var noProgress = false

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func validate() throws {
    let count = [caption, layout, again].compactMap { $0 }.count
    if repaint.from != nil {
      guard caption == nil, again == nil, layout != nil || repaint.mask != nil else {
        throw ValidationError(
          "--from: expected --layout or --mask with it, and neither a caption nor --again")
      }
    } else if count != 1 {
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
    let folder = try attention.folder.map { try AttentionFolder($0) }
    var record = try await record(settings, console)
    let plan = try plan(for: &record, console)
    if let plan, try finish(plan, record, outputs, console) { return }
    if let threads = try settings.resolve(Settings.threads, flag: options.threads) {
      Threads.use(threads)
    }
    let painter = Painter(
      checkpoint: try Checkpoints.find(record.model), console: console,
      showsProgress: !noProgress,
      objectStore: options.objectStore.map { ObjectStore(URL(filePath: $0)) },
      outputs: outputs)
    var wishes = Painter.Wishes(
      attention: attention.wish, steps: attention.steps, repainting: try plan?.repainting())
    if wishes.attention == nil, json || options.trace != nil { wishes.attention = AttentionWish() }
    let result = try painter.paint(record, wishes)
    let texts = noMetadata ? [] : try result.record.texts()
    if let album = result.album, let folder { try folder.write(album.files(for: result.image)) }
    try outputs.write(
      PNGFile(image: result.image, texts: texts), latents: result.latents, lines: result.trace)
    try report(result, console)
  }

  /// Refuses to write two files to one place, or one over what is read.
  ///
  /// The pictures of --again and --from may be written over: the new one carries what the old one did.
  private func refuseClashes() throws {
    var roles = FileRoles()
    roles.read(layout, as: "--layout")
    roles.read(options.latents, as: "--latents")
    roles.read(repaint.mask, as: "--mask")
    try roles.write(output, as: "-o")
    roles.read(repaint.from, as: "--from")
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
      if let source = record.repaintedFrom {
        throw Failure(
          .usage,
          "--again \(again): a part of it was repainted from \(source); repeat that with --from")
      }
      if let model = options.model { record.model = model }
    } else if let carried = try repaint.from.flatMap({ try carriedRecord(of: $0) }) {
      record = carried
      if let model = options.model { record.model = model }
    } else {
      let model = try settings.resolve(Settings.model, flag: options.model)
      let checkpoint = try Checkpoints.find(model)
      let recommended = try checkpoint.recommendedSettings()
      record = PictureRecord(
        layout: try await layout(settings, console), settings: RenderSettings(), model: model)
      record.settings.steps =
        try settings.value(of: Settings.steps)?.value ?? recommended.steps ?? record.settings.steps
      record.settings.guidanceScale =
        try settings.value(of: Settings.guidanceScale).map { Float($0.value) }
        ?? recommended.guidanceScale ?? record.settings.guidanceScale
      record.settings.seed = options.seed ?? Self.drawnSeed()
      // A recommended method may need the adapter that the model brings along.
      if options.adapter == nil, let method = try checkpoint.recommendedMethod() {
        record.settings.method = method
        record.settings.parameters = try checkpoint.recommendedParameters(of: method)
      }
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
    if let caption, fileKind(caption) == S_IFREG {
      console.say(
        "maquette: “\(caption)” is painted as a caption; --layout paints the file of that name")
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
    let isDrawn =
      options.seed == nil && again == nil && repaint.from == nil && result.record.latents == nil
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
      "attention": result.attention?.json ?? .null,
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
    if let compat { record.settings.compatibility = compat }
    if let size { (record.settings.width, record.settings.height) = (size.width, size.height) }
    if let steps { record.settings.steps = steps }
    if let guidanceScale { record.settings.guidanceScale = Float(guidanceScale) }
    if let rng { record.settings.noise = rng }
    if let scheduler { record.settings.scheduler = scheduler }
    if let negative { record.layout.negative = negative }
    if let adapter { record.adapter = adapter }
    if let precision { record.precision = precision }
    if let latents { record.latents = latents }
    if let seed {
      record.settings.seed = seed
      // A seed asked for means new noise, not the noise that the picture began with.
      if latents == nil { record.latents = nil }
    }
  }
}
