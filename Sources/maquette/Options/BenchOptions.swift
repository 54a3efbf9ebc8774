import ArgumentParser
import Experiments
import Models
import Tensors

/// What a bench of networks times, on how many threads, and how it says so.
struct BenchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: a folder in the diffusers layout. (default: the one that comes along)",
      valueName: "dir"))
  var model: String?

  @Option(
    help: "A published shape with random weights: sd15, compact16 or compact32.",
    transform: choice)
  var shape: BenchShape?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Option(
    help: "How weights are held and products computed: fp32, fp32x or bf16.", transform: choice)
  var precision: Precision = .fp32

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if model != nil, shape != nil {
      throw ValidationError("--model and --shape exclude each other: expected one, found both")
    }
    try checkRange(threads, in: RenderOptions.threadsRange, flag: "--threads")
  }

  /// Sets the number of threads for the whole process.
  func useThreads(_ settings: Settings) throws {
    if let threads = try settings.resolve(Settings.threads, flag: threads) { Threads.use(threads) }
  }

  /// Finds the model, or the shape that stands for one.
  func subject(_ settings: Settings) throws -> BenchSubject {
    if let shape { return .shape(shape) }
    return .checkpoint(try Checkpoints.find(settings.resolve(Settings.model, flag: model)))
  }
}
