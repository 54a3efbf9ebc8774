import ArgumentParser
import Diffusion
import Layouts
import Tensors

/// What `render` can be told about painting, apart from what to paint.
struct RenderOptions: ParsableArguments {
  /// How many steps make sense: a schedule has a thousand training steps.
  static let stepsRange = 1...1000
  /// How strong guidance may be; beyond this every published model saturates.
  static let guidanceRange = 0.0...100.0
  /// How many threads can be asked for.
  static let threadsRange = 1...1024

  @Option(
    help: ArgumentHelp(
      "The way in which the picture keeps to the layout: "
        + Method.allCases.map(\.rawValue).joined(separator: ", ")
        + "; see maquette schema methods. (default: what the model recommends, else regional)",
      valueName: "name"),
    transform: choice)
  var method: Method?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a number of the method, such as --set scale=10; may be repeated.",
      valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    help: ArgumentHelp(
      "Give the method the quirks of its published code (reference) or none of them. "
        + "(default: none)", valueName: "name"), transform: choice)
  var compat: RenderSettings.Compatibility?

  @Option(
    help: ArgumentHelp(
      "Keep what the method lmd paints of each object in this folder, so that a changed layout "
        + "paints only what changed.", valueName: "dir"))
  var objectStore: String?

  @Option(
    help: ArgumentHelp(
      "The model: a folder in the diffusers layout. (default: the one that comes along)",
      valueName: "dir"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Layers of GLIGEN or BlobGEN to put into the model: a folder or a safetensors file."
        + " (default: those that the model brings along)", valueName: "path"))
  var adapter: String?

  @Option(
    help: ArgumentHelp(
      "The size of the picture in pixels. (default: the model's own)", valueName: "WxH"),
    transform: Canvas.argument)
  var size: Canvas?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of sampling steps. (default: what the model recommends, else 50)",
      valueName: "n"))
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How closely the prompt is followed; 1 is without guidance. (default: what the model"
        + " recommends, else 7.5)", valueName: "number"))
  var guidanceScale: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The seed of the noise. (default: drawn, printed and stored)", valueName: "n"))
  var seed: Int?

  @Option(
    help: """
      The sampling algorithm: ddim, pndm, euler, euler-ancestral, dpm-solver++, lms or unipc, or \
      diffusers' name of its class. (default: what the model's configuration names)
      """, transform: scheduler)
  var scheduler: SchedulerKind?

  @Option(
    help: ArgumentHelp(
      "What the picture must not show. (default: the layout's own)", valueName: "text"))
  var negative: String?

  @Option(
    help: """
      The precision of weights and products: fp32; bf16, which takes half the memory; or fp32x, \
      almost fp32 and on processors with AMX several times as fast. \
      (default: fp32)
      """, transform: choice)
  var precision: Precision?

  @Option(
    help: """
      Where noise comes from: torch gives what PyTorch's CPU generator gives for the seed; \
      philox is counter-based. (default: torch)
      """, transform: choice)
  var rng: RenderSettings.Noise?

  @Option(
    help: ArgumentHelp(
      "Start from these latents instead of noise: [1, channels, height, width].",
      valueName: "in.npy"))
  var latents: String?

  @Option(
    help: ArgumentHelp("Save the latents of the last step in the same form.", valueName: "out.npy"))
  var saveLatents: String?

  @Option(
    help: ArgumentHelp("Write one line of JSON for each step.", valueName: "file.jsonl"))
  var trace: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  /// Reads the name of a scheduler.
  private static func scheduler(_ text: String) throws -> SchedulerKind {
    guard let kind = SchedulerKind(named: text) else {
      let names = SchedulerKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("expected one of \(names), or diffusers' name of its class")
    }
    return kind
  }

  /// The numbers of the method by name.
  func values() throws -> [String: String] {
    var values: [String: String] = [:]
    for text in parameters {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set: expected name=value, found '\(text)'")
      }
      values[String(parts[0])] = String(parts[1])
    }
    return values
  }

  mutating func validate() throws {
    _ = try values()
    try checkRange(steps, in: Self.stepsRange, flag: "--steps")
    try checkRange(guidanceScale, in: Self.guidanceRange, flag: "--guidance-scale")
    try checkRange(threads, in: Self.threadsRange, flag: "--threads")
    try checkRange(seed, in: 0...Int.max, flag: "--seed")
  }
}
