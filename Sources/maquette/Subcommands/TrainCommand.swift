import ArgumentParser
import Foundation
import Layouts
import Models
import Tensors
import Training

/// `maquette train`: trains the networks of a model from a file that describes the run.
struct TrainCommand: ParsableCommand {
  /// What can be trained.
  enum Kind: String, CaseIterable {
    case tokenizer, vae, base, detector, adapter
  }

  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on scenes that are drawn as it goes.",
    discussion: """
      tokenizer makes a vocabulary of the captions' words; vae fits a latent space and trains the \
      autoencoder that paints it; base trains denoiser and text encoder together; detector trains \
      what scores pictures; adapter trains GLIGEN's or BlobGEN's layers in a model that stays as \
      it is. A run is described by one file (see Documentation/training.md); its folder keeps \
      checkpoints, a log of JSON lines, sheets of samples and the finished model.

        maquette train vae run.yml -o out/vae
        maquette train base run.yml -o out/base --threads 2
        maquette train base run.yml -o out/base --dry-run
        maquette train vae run.yml -o out/vae --measure 256
        maquette train base run.yml -o out/base --export out/model-so-far

      A folder with checkpoints is gone on with, to the same bits as if there had been no pause, on \
      the same machine with the same number of threads. Ctrl-C saves and stops.
      """)

  @Argument(
    help: ArgumentHelp(
      "What is trained: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "task"), transform: choice)
  var kind: Kind

  @Argument(help: ArgumentHelp("The file that describes the run.", valueName: "run.yml"))
  var file: String

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder of the run. (default: what the file says)", valueName: "dir"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "The basis of the latents. (default: what the file says)", valueName: "basis.safetensors"))
  var latents: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the autoencoder. (default: what the file says)", valueName: "dir"))
  var autoencoder: String?

  @Option(help: ArgumentHelp("Stop after this step.", valueName: "n"))
  var until: Int?

  @Option(
    help: ArgumentHelp(
      "Measure the newest checkpoint on so many pictures that are never trained on.",
      valueName: "n"))
  var measure: Int?

  @Option(
    help: ArgumentHelp(
      "Write the networks of the newest checkpoint into this folder.", valueName: "dir"))
  var export: String?

  @Flag(help: "Print sizes, memory and time, and write nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print figures as JSON.")
  var json = false

  @Flag(help: "Say nothing about the progress.")
  var noProgress = false

  func validate() throws {
    try checkRange(until, in: 1...1_000_000_000, flag: "--until")
    try checkRange(measure, in: 1...1_000_000, flag: "--measure")
    try checkRange(threads, in: RenderOptions.threadsRange, flag: "--threads")
    for (path, flag) in [(output, "--output"), (export, "--export")] where path == "" {
      throw ValidationError("\(flag): expected a folder, found nothing")
    }
    guard [dryRun, measure != nil, export != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("expected one of --dry-run, --measure and --export, found several")
    }
    if kind == .tokenizer, dryRun || measure != nil || export != nil || until != nil {
      throw ValidationError(
        "tokenizer: expected none of --dry-run, --measure, --export and --until")
    }
  }

  func run() throws {
    let console = Console()
    let description = try TrainingFile(file)
    if let threads = try Settings().resolve(Settings.threads, flag: threads) {
      Threads.use(threads)
    }
    if kind == .tokenizer {
      return try TrainingPlan.makeTokenizer(
        description, in: output.map { URL(filePath: $0) } ?? description.model, console)
    }
    let plan = TrainingPlan(
      description: description, folder: try folder(description), fits: fits,
      flags: (latents.map { URL(filePath: $0) }, autoencoder.map { URL(filePath: $0) }))
    switch kind {
    case .tokenizer: break
    case .vae: try work(try plan.autoencoder(console), plan, console)
    case .base: try work(try plan.base(), plan, console)
    case .detector: try work(try plan.detector(), plan, console)
    case .adapter: try work(try plan.adapter(), plan, console)
    }
  }

  /// What becomes of latents that nobody has fitted yet.
  private var fits: TrainingPlan.Fitting {
    if dryRun { return .forNow }
    return measure == nil && export == nil ? .forGood : .never
  }

  private func folder(_ description: TrainingFile) throws -> TrainingFolder {
    if let output { return TrainingFolder(URL(filePath: output)) }
    guard let folder = description.output else {
      throw Failure(.usage, "\(file): expected the key output, or the flag -o")
    }
    return TrainingFolder(folder)
  }

  private func work(_ task: some TrainingTask, _ plan: TrainingPlan, _ console: Console) throws {
    let run = TrainingRun(
      task: task, configuration: plan.description.configuration, folder: plan.folder,
      console: console, json: json, lacking: { kind == .base ? plan.lackingAutoencoder : nil })
    if kind == .base, measure == nil, let lacking = plan.lackingAutoencoder {
      console.say("maquette: \(lacking); without one nothing opens the model that is trained")
    }
    if dryRun {
      try run.rehearse()
    } else if let measure {
      try run.measure(measure)
    } else if let export {
      let description = plan.description
      try run.export(
        to: URL(filePath: export),
        sparing: [description.model] + [description.initial, plan.autoencoder].compactMap(\.self))
    } else {
      try run.train(until: until, showsProgress: !noProgress)
    }
  }
}
