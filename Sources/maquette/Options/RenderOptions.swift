import ArgumentParser
import Layouts

/// What `render` can be told about painting, apart from what to paint.
struct RenderOptions: ParsableArguments {
  /// How many steps make sense: a schedule has a thousand training steps.
  static let stepsRange = 1...1000
  /// How strong guidance may be; beyond this every published model saturates.
  static let guidanceRange = 0.0...100.0
  /// How many threads can be asked for.
  static let threadsRange = 1...1024

  /// How the layout steers the picture.
  enum Method: String, CaseIterable, ExpressibleByArgument {
    case plain
    case regional
  }

  /// The schedulers.
  enum Scheduler: String, CaseIterable, ExpressibleByArgument {
    case ddim
  }

  /// The precisions of the arithmetic.
  enum Precision: String, CaseIterable, ExpressibleByArgument {
    case fp32
  }

  /// The sources of noise.
  enum RandomSource: String, CaseIterable, ExpressibleByArgument {
    case torch
    case philox
  }

  @Option(help: "How the layout steers the picture: regional or plain. (default: regional)")
  var method: Method?

  @Option(
    help: ArgumentHelp(
      "The model: a folder in the diffusers layout. (default: the one that comes along)",
      valueName: "dir"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "The size of the picture in pixels. (default: the model's own)", valueName: "WxH"),
    transform: Canvas.argument)
  var size: Canvas?

  @Option(help: ArgumentHelp("The number of sampling steps. (default: 25)", valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp("How closely the prompt is followed. (default: 3)", valueName: "number"))
  var guidanceScale: Double?

  @Option(
    help: ArgumentHelp(
      "The seed of the noise. (default: drawn, printed and stored)", valueName: "n"))
  var seed: UInt64?

  @Option(help: "The sampling algorithm: ddim. (default: ddim)")
  var scheduler: Scheduler?

  @Option(
    help: ArgumentHelp(
      "What the picture must not show. (default: the layout's own)", valueName: "text"))
  var negative: String?

  @Option(help: "The precision of the arithmetic: fp32. (default: fp32)")
  var precision: Precision?

  @Option(
    help: "Where noise comes from: torch draws as PyTorch's CPU generator. (default: torch)")
  var rng: RandomSource?

  @Option(
    help: ArgumentHelp(
      "Start from these latents instead of noise: [1, channels, height, width], float32.",
      valueName: "in.npy"))
  var latents: String?

  @Option(
    help: ArgumentHelp("Save the latents of the last step.", valueName: "out.npy"))
  var saveLatents: String?

  @Option(
    help: ArgumentHelp("Write one line of JSON for each step.", valueName: "file.jsonl"))
  var trace: String?

  @Option(help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  mutating func validate() throws {
    try Self.check(steps, in: Self.stepsRange, flag: "--steps")
    try Self.check(guidanceScale, in: Self.guidanceRange, flag: "--guidance-scale")
    try Self.check(threads, in: Self.threadsRange, flag: "--threads")
  }

  /// Refuses a value outside its range, naming both.
  private static func check<Value: Comparable>(
    _ value: Value?, in range: ClosedRange<Value>, flag: String
  ) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError(
      "\(flag): expected a number from \(range.lowerBound) to \(range.upperBound), found \(value)")
  }
}
