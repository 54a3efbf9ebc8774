import ArgumentParser
import Experiments
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
      nothing is written. Fixtures/make/compare_peers.py --work train times the same steps in \
      PyTorch beside it.

        maquette bench train --batch 32 --threads 2
        maquette bench train --shape compact16 --batch 8 --precision bf16
        maquette bench train --model Configurations/default/model --json
      """)

  @Option(help: ArgumentHelp("Samples of a step.", valueName: "n"))
  var batch = 32

  @Option(help: ArgumentHelp("Timed steps, after one that is not.", valueName: "n"))
  var runs = 5

  @OptionGroup var options: BenchOptions

  func validate() throws {
    try checkRange(batch, in: 1...4096, flag: "--batch")
    try checkRange(runs, in: 1...10_000, flag: "--runs")
  }

  func run() throws {
    let console = Console()
    let settings = try Settings()
    try options.useThreads(settings)
    let blueprint = try blueprint(settings)
    let rehearsal = try rehearsal(blueprint)
    let speed = Double(rehearsal.operationsPerStep) / rehearsal.secondsPerStep / 1e9
    let share = speed / ModelBench.peak(of: options.precision)
    if options.json {
      let report = try report(rehearsal, of: name(blueprint), speed: speed, share: share)
      try console.write(JSONWriter.write(.object(report), style: .pretty))
      return
    }
    let parameters = rehearsal.parameters.values.reduce(0, +)
    let size = latentSize(blueprint)
    try console.write(
      """
      model      \(name(blueprint)), \((Double(parameters) / 1e6).rounded(decimals: 2)) M \
      parameters, latents \(size.height)x\(size.width)
      a step     \(batch) samples, \((rehearsal.secondsPerStep * 1000).rounded(decimals: 1)) ms \
      (\((rehearsal.minimumSecondsPerStep * 1000).rounded(decimals: 1)) to \
      \((rehearsal.maximumSecondsPerStep * 1000).rounded(decimals: 1))), \
      \(speed.rounded(decimals: 0)) GFLOP/s on \(Threads.count) threads, \
      \(share.rounded(decimals: 2)) of the peak
      speed      \(rehearsal.samplesPerSecond.rounded(decimals: 1)) samples/s
      memory     \(ProcessFigures.peakMegabytes().rounded(decimals: 0)) MB at its peak
      """)
  }

  // MARK: - What is trained

  private func name(_ blueprint: ModelBlueprint) -> String {
    options.shape?.rawValue ?? blueprint.folder.lastPathComponent
  }

  /// What is trained needs no weights: a folder of configurations alone is a model here.
  private func blueprint(_ settings: Settings) throws -> ModelBlueprint {
    let model = try settings.resolve(Settings.model, flag: options.model)
    let folder = try model.map { URL(filePath: $0) } ?? Checkpoints.find(nil).url
    guard let shape = options.shape else { return try ModelBlueprint(folder) }
    return try ModelBlueprint(unet: shape.unet, textEncoder: shape.textEncoder, othersOf: folder)
  }

  private func latentSize(_ blueprint: ModelBlueprint) -> (height: Int, width: Int) {
    options.shape.map { ($0.latentSide, $0.latentSide) } ?? blueprint.unet.sampleSize ?? (16, 16)
  }

  private func rehearsal(_ blueprint: ModelBlueprint) throws -> TrainingRehearsal {
    let side = 4
    let size = latentSize(blueprint)
    let source = NoiseSource(width: size.width * side, height: size.height * side)
    var settings = AutoencoderTraining.Settings()
    settings.basisPictures = 8
    let basis = try AutoencoderTraining.fitBasis(
      side: side, channels: blueprint.unet.inputChannels, settings: settings, source: source,
      seed: 0)
    var configuration = TrainingConfiguration()
    configuration.batch = batch
    configuration.precision = options.precision
    return try TrainingRehearsal(
      BaseTraining(blueprint, codec: .basis(basis), source: source, settings: .init(), seed: 0),
      configuration, steps: runs)
  }

  // MARK: - JSON

  private func report(
    _ rehearsal: TrainingRehearsal, of name: String, speed: Double, share: Double
  ) throws -> JSONObject {
    var report: JSONObject = [
      "schema": "maquette/bench-train/1", "part": "train", "model": .string(name),
      "precision": .string(options.precision.rawValue),
      "kernels": .string(KernelChoice.current.level.rawValue), "batch": .integer(batch),
      "threads": .integer(Threads.count), "runs": .integer(runs),
      "median_ms": .number(rehearsal.secondsPerStep * 1000),
      "min_ms": .number(rehearsal.minimumSecondsPerStep * 1000),
      "max_ms": .number(rehearsal.maximumSecondsPerStep * 1000), "gflops": .number(speed),
      "peak_share": .number(share), "samples_per_s": .number(rehearsal.samplesPerSecond),
      "peak_mb": .number(ProcessFigures.peakMegabytes()),
    ]
    let encoded = try JSONValue(
      encoding: rehearsal,
      keys: [
        "parameters", "checkpoint_bytes", "data_seconds_per_step", "operations_per_step",
        "first_loss",
      ])
    if case .object(let more) = encoded {
      for member in more.members { report[member.key] = member.value }
    }
    return report
  }
}
