import ArgumentParser
import Diffusion
import Experiments
import Foundation
import Layouts
import Models
import Tensors

/// `maquette evaluate images`: paints a suite's prompts and judges what a detector finds in the pictures.
struct EvaluateImagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "images",
    abstract: "Score the pictures of a benchmark's prompts.",
    discussion: """
      Suites: things (one thing a prompt, four prompts for each that the model knows), lmd \
      (LLM-grounded Diffusion's four tasks, judged as published), multigen (TokenCompose's five \
      things a picture, of those that the model knows or from --cases), layouts (how far each \
      object overlaps what was found of it; built-in layouts, or those of --cases). Prompts are \
      planned offline unless --layouts holds plans, and painted by each method with each seed.

      The folder gets a picture for each, which carries its layout and settings, index.json, which \
      lists them as COCO's image files do, and, once there are detections, a contact sheet a \
      method. Pictures that are there already are not painted again.

      The detector is the one that comes along, or --detector: one that maquette train made. \
      --detections takes what any other found, as COCO's results: image_id as in index.json, \
      category_id or category, bbox, score; nothing is painted then. --paint-only judges nothing.

        maquette evaluate images --suite things --method plain --seeds 3 -o things
        maquette evaluate images --suite lmd --method plain --method regional -o pictures
        maquette evaluate images --suite lmd -o pictures --model out/base/model \\
          --detector out/detector/model
        maquette evaluate images --suite lmd -o pictures --detections found.json --json
      """)

  @Option(
    help: ArgumentHelp("The suite: things, lmd, multigen or layouts.", valueName: "name"),
    transform: choice)
  var suite: PictureSuite

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder of the pictures.", valueName: "dir"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "A method; may be repeated. (default: plain and regional)", valueName: "name"),
    transform: { try choice($0) as Diffusion.Method })
  var method: [Diffusion.Method] = []

  @Option(
    parsing: .unconditional, help: ArgumentHelp("With how many seeds each.", valueName: "n"))
  var seeds = 1

  @Option(help: ArgumentHelp("The cases, one a line.", valueName: "file.jsonl"))
  var cases: String?

  @Option(
    help: ArgumentHelp(
      "What things and multigen ask for. (default: what the model knows)", valueName: "cat,dog,…"))
  var things: String?

  @Option(
    help: ArgumentHelp(
      "Paint these plans, one a line, as evaluate -o keeps them.", valueName: "file.jsonl"))
  var layouts: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only the first cases of each part of the suite.", valueName: "n"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Judge by this detector of maquette train: a folder. (default: the one that comes along)",
      valueName: "dir"))
  var detector: String?

  @Option(
    help: ArgumentHelp("What a detector found, as COCO's results.", valueName: "file.json"))
  var detections: String?

  @Flag(help: "Paint the pictures and judge nothing.")
  var paintOnly = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The score that a detection must have.", valueName: "score"))
  var threshold = DetectionFilter().threshold

  @OptionGroup var denoiser: DenoiserOptions

  @Option(help: ArgumentHelp("Write each verdict here, one a line.", valueName: "file.jsonl"))
  var results: String?

  @Flag(help: "Print the scores as JSON.")
  var json = false

  func validate() throws {
    try checkRange(seeds, in: 1...1000, flag: "--seeds")
    try checkRange(limit, in: 1...1_000_000, flag: "--limit")
    try checkRange(threshold, in: 0...1, flag: "--threshold")
    guard output != "" else { throw ValidationError("-o: expected a folder, found nothing") }
    guard [detector != nil, detections != nil, paintOnly].count(where: \.self) <= 1 else {
      throw ValidationError(
        "--detector, --detections and --paint-only exclude each other: expected one")
    }
  }

  func run() async throws {
    let console = Console()
    let settings = try Settings()
    try denoiser.useThreads(settings)
    let results = try results.map(OutputFile.init)
    let source = try detections.map { try DetectionSource($0) }
    let looker =
      paintOnly || source != nil
      ? nil : try PictureDetector(detector, flag: "--detector", threshold: threshold)
    let folder = PictureFolder(output)
    let cases = try PictureCases(
      suite, things: asked(settings), cases: cases, layouts: layouts, limit: limit
    ).all
    let named = method.enumerated().filter { method.firstIndex(of: $1) == $0 }.map(\.element)
    let methods = named.isEmpty ? [.plain, .regional] : named
    let index = PictureIndex(suite: suite, cases: cases, methods: methods, seeds: seeds)
    if let strangers = looker?.strangers(in: index), !strangers.isEmpty {
      console.say(
        "maquette: the detector does not know \(strangers.prefix(5).joined(separator: ", "))"
          + (strangers.count > 5 ? " and \(strangers.count - 5) more" : "")
          + " of \(index.things.count) things that are asked for, and never finds them")
    }
    if source == nil {
      let painter = try painter(settings, console)
      try PictureRun(
        index: index, folder: folder, painter: painter,
        base: try base(settings, painter.checkpoint),
        console: console
      ).paint()
    }
    guard
      let found = try source?.detections(of: index, in: folder.list(for: index))
        ?? looker?.things(in: index, folder)
    else {
      console.say(
        "\(output)/index.json lists \(index.entries.count) pictures; without --paint-only a detector"
          + " looks at them, and --detections judges what another found")
      return
    }
    let report = try PictureReport(
      index, in: folder, detections: found,
      judge: PictureJudge(suite, filter: DetectionFilter(threshold: threshold)), console: console)
    try results?.write(Data(report.lines.map { $0 + "\n" }.joined().utf8))
    try report.writeSheets(to: folder)
    try console.write(json ? JSONWriter.write(report.json, style: .pretty) : report.table)
  }

  /// What the suites that need things ask for.
  private func asked(_ settings: Settings) throws -> [String] {
    if let things {
      return things.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard suite == .things || suite == .multigen, cases == nil, layouts == nil else { return [] }
    let checkpoint = try denoiser.checkpoint(settings)
    guard let things = try checkpoint.recommendedSettings().things else {
      throw Failure(
        .usage,
        "\(suite.rawValue): \(checkpoint.url.path) does not say what it knows (things in"
          + " maquette.json): expected --things or --cases")
    }
    return things
  }

  private func painter(_ settings: Settings, _ console: Console) throws -> Painter {
    Painter(
      checkpoint: try denoiser.checkpoint(settings), console: console, showsProgress: false)
  }

  /// What all pictures have in common.
  private func base(_ settings: Settings, _ checkpoint: CheckpointFolder) throws -> PictureRecord {
    var record = PictureRecord(
      layout: Layout(), settings: try denoiser.painting(by: checkpoint),
      model: try settings.resolve(Settings.model, flag: denoiser.model).map {
        URL(filePath: $0).standardizedFileURL.path
      })
    record.adapter = denoiser.adapter.map { URL(filePath: $0).standardizedFileURL.path }
    return record
  }
}
