import ArgumentParser
import Experiments
import Layouts
import Tensors

/// `maquette bench guidance`: times one move along the gradient of each energy.
struct BenchGuidanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guidance",
    abstract: "Time one move of the latents along each method's gradient.",
    discussion: """
      Runs the denoiser up to the last attention map that the energy reads, on the text's branch \
      alone, computes the energy and its gradient with respect to the latents. Says how long the \
      run alone and the whole move take, and by how much a move raises the memory over the weights.

        maquette bench guidance
        maquette bench guidance lmd --shape sd15 --runs 1 --json
      """)

  @Argument(
    help: ArgumentHelp(
      "The method: \(GuidanceBench.Subject.allCases.map(\.rawValue).joined(separator: ", ")). (default: all)"
    ), transform: choice)
  var method: GuidanceBench.Subject?

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
    help: ArgumentHelp("How often each move is timed.", valueName: "n"))
  var runs = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Flag(help: "Run layers once more for the gradient instead of keeping what it needs.")
  var checkpointed = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if model != nil, shape != nil {
      throw ValidationError("--model and --shape exclude each other: expected one, found both")
    }
    try checkRange(runs, in: 1...10_000, flag: "--runs")
    try checkRange(threads, in: RenderOptions.threadsRange, flag: "--threads")
  }

  func run() throws {
    let console = Console()
    let settings = try Settings()
    if let threads = try settings.resolve(Settings.threads, flag: threads) { Threads.use(threads) }
    let subject: BenchSubject =
      if let shape {
        .shape(shape)
      } else {
        .checkpoint(try Checkpoints.find(settings.resolve(Settings.model, flag: model)))
      }
    let bench = try GuidanceBench(subject, runs: runs, forgets: checkpointed)
    var reports: [GuidanceBench.Report] = []
    for method in method.map({ [$0] }) ?? GuidanceBench.Subject.allCases {
      console.say("timing \(method.rawValue) on \(subject.name) …")
      reports.append(bench.measure(method))
    }
    guard json else {
      try console.write(Self.table(reports))
      return
    }
    let keys = [
      "energy", "model", "input", "layers", "threads", "runs", "forward_ms", "move_ms", "min_ms",
      "max_ms", "gradient_norm", "growth_mb",
    ]
    let report: JSONValue = [
      "schema": "maquette/bench-guidance/1",
      "moves": .array(try reports.map { try JSONValue(encoding: $0, keys: keys) }),
    ]
    try console.write(JSONWriter.write(report, style: .pretty))
  }

  private static func table(_ reports: [GuidanceBench.Report]) -> String {
    alignedTable(
      [["method", "latents", "layers", "forward ms", "move ms", "min ms", "max ms", "memory MB"]]
        + reports.map { report in
          [
            report.energy, report.input.map(String.init).joined(separator: "x"),
            "\(report.layers)", report.forwardMilliseconds.rounded(decimals: 1),
            report.moveMilliseconds.rounded(decimals: 1),
            report.minimumMilliseconds.rounded(decimals: 1),
            report.maximumMilliseconds.rounded(decimals: 1),
            report.growthMegabytes?.rounded(decimals: 0) ?? "-",
          ]
        })
  }
}
