import ArgumentParser
import Foundation
import Layouts
import Models
import Tensors
import Training

/// `maquette bench train`: times steps of training a model.
struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Time steps of training denoiser and text encoder.",
    discussion: """
      Without a file the default model is trained from its own configuration on pictures of noise; \
      nothing is written. Fixtures/make/training_speed.py times the same steps in PyTorch.

        maquette bench train --batch 32 --threads 2
        maquette bench train --model Configurations/default/model --json
      """)

  @Option(
    help: ArgumentHelp(
      "The folder of the configurations. (default: the model that comes along)", valueName: "dir"))
  var model: String?

  @Option(help: ArgumentHelp("Samples of a step.", valueName: "n"))
  var batch = 32

  @Option(help: ArgumentHelp("Timed steps, after one that is not.", valueName: "n"))
  var runs = 5

  @Option(help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Option(help: "How products are computed: fp32, fp32x or bf16.", transform: choice)
  var precision: Precision = .fp32

  @Flag(help: "Print figures as JSON.")
  var json = false

  func validate() throws {
    try checkRange(batch, in: 1...4096, flag: "--batch")
    try checkRange(runs, in: 1...10_000, flag: "--runs")
    try checkRange(threads, in: RenderOptions.threadsRange, flag: "--threads")
  }

  func run() throws {
    let console = Console()
    if let threads = try Settings().resolve(Settings.threads, flag: threads) {
      Threads.use(threads)
    }
    let folder = try model.map { URL(filePath: $0) } ?? Checkpoints.find(nil).url
    let blueprint = try ModelBlueprint(folder)
    let side = 4
    let size = blueprint.unet.sampleSize ?? (16, 16)
    let source = NoiseSource(width: size.width * side, height: size.height * side)
    var settings = AutoencoderTraining.Settings()
    settings.basisPictures = 8
    let basis = try AutoencoderTraining.fitBasis(
      side: side, channels: blueprint.unet.inputChannels, settings: settings, source: source,
      seed: 0)
    var configuration = TrainingConfiguration()
    configuration.batch = batch
    configuration.precision = precision
    let rehearsal = try TrainingRehearsal(
      BaseTraining(blueprint, codec: .basis(basis), source: source, settings: .init(), seed: 0),
      configuration, steps: runs)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      try console.write(String(decoding: try encoder.encode(rehearsal), as: UTF8.self))
      return
    }
    let parameters = rehearsal.parameters.values.reduce(0, +)
    let speed = Double(rehearsal.operationsPerStep) / rehearsal.secondsPerStep / 1e9
    try console.write(
      """
      model      \(folder.lastPathComponent), \(String(format: "%.2f", Double(parameters) / 1e6)) M \
      parameters, latents \(size.height)x\(size.width)
      a step     \(batch) samples, \(String(format: "%.1f", rehearsal.secondsPerStep * 1000)) ms, \
      \(String(format: "%.0f", speed)) billion operations/s on \(Threads.count) threads
      speed      \(String(format: "%.1f", rehearsal.samplesPerSecond)) samples/s
      """)
  }
}
