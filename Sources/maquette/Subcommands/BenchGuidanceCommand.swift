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
        maquette bench guidance boxdiff attend-excite --threads 1
        maquette bench guidance --shape sd15 --precision bf16 --runs 1 --json
      """)

  @Argument(
    help: ArgumentHelp(
      "The methods: \(GuidanceBench.Subject.allCases.map(\.rawValue).joined(separator: ", ")). (default: lmd)",
      valueName: "method"), transform: choice)
  var methods: [GuidanceBench.Subject] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often each move is timed.", valueName: "n"))
  var runs = 3

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many pictures are moved at once.", valueName: "n"))
  var batch = 1

  @Flag(help: "Run layers once more for the gradient instead of keeping what it needs.")
  var checkpointed = false

  @OptionGroup var options: BenchOptions

  func validate() throws {
    try checkRange(runs, in: 1...10_000, flag: "--runs")
    try checkRange(batch, in: 1...1024, flag: "--batch")
  }

  func run() throws {
    let console = Console()
    let settings = try Settings()
    try options.useThreads(settings)
    let subject = try options.subject(settings)
    let reports = try Precision.$current.withValue(options.precision) {
      let bench = try GuidanceBench(subject, batch: batch, runs: runs, forgets: checkpointed)
      return (methods.isEmpty ? [.lmd] : methods).map { method in
        console.say("timing \(method.rawValue) on \(subject.name) …")
        return bench.measure(method)
      }
    }
    guard options.json else {
      try console.write(Self.table(reports))
      return
    }
    let keys = [
      "part", "energy", "model", "precision", "kernels", "input", "batch", "layers", "threads",
      "runs", "forward_ms", "median_ms", "min_ms", "max_ms", "gflops", "peak_share",
      "gradient_norm", "growth_mb", "peak_mb",
    ]
    let report = JSONObject(
      benchReports: try reports.map { try JSONValue(encoding: $0, keys: keys) }, named: "moves",
      schema: "maquette/bench-guidance/1")
    try console.write(JSONWriter.write(.object(report), style: .pretty))
  }

  private static func table(_ reports: [GuidanceBench.Report]) -> String {
    alignedTable(
      [
        [
          "method", "latents", "layers", "forward ms", "move ms", "min ms", "max ms", "GFLOP/s",
          "of peak", "memory MB", "peak MB",
        ]
      ]
        + reports.map { report in
          [
            report.energy, report.input.map(String.init).joined(separator: "x"),
            "\(report.layers)", report.forwardMilliseconds.rounded(decimals: 1),
            report.medianMilliseconds.rounded(decimals: 1),
            report.minimumMilliseconds.rounded(decimals: 1),
            report.maximumMilliseconds.rounded(decimals: 1),
            report.gigaflops.rounded(decimals: 1), report.peakShare.rounded(decimals: 2),
            report.growthMegabytes?.rounded(decimals: 0) ?? "-",
            report.peakMegabytes.rounded(decimals: 0),
          ]
        })
  }
}
