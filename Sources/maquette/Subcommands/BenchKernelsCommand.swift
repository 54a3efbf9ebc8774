import ArgumentParser
import Experiments
import Layouts
import Tensors

/// `maquette bench kernels`: times products, convolutions and attention, each after a check.
struct BenchKernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time products, convolutions and attention, each after a check.",
    discussion: """
      Each kernel is first compared with its definition, computed in double at some elements spread \
      over the result; one that is wrong ends the bench. error is the largest difference beside the \
      result's root mean square. GFLOP/s count convolutions as written out; the share is of the \
      processor's peak, measured in the same run: in single precision, and for what AMX \
      multiplies in tiles that of tiles.

        maquette bench kernels --threads 1
        MAQUETTE_KERNELS=avx2 maquette bench kernels --runs 20 --json
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often each kernel is timed.", valueName: "n"))
  var runs = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(runs, in: 1...10_000, flag: "--runs")
    try checkRange(threads, in: RenderOptions.threadsRange, flag: "--threads")
  }

  func run() throws {
    let console = Console()
    if let threads = try Settings().resolve(Settings.threads, flag: threads) {
      Threads.use(threads)
    }
    let bench = KernelBench(runs: runs)
    let reports = try bench.measure { console.say("timed \($0.kernel) of \($0.sizes)") }
    let kernels = KernelChoice.current.level.rawValue
    guard json else {
      try console.write(Self.table(reports))
      try console.write(
        "\(kernels), \(Threads.count) threads, \(runs) runs each; peak"
          + " \(bench.peak.rounded(decimals: 0)) GFLOP/s")
      return
    }
    let keys = [
      "kernel", "sizes", "error", "median_ms", "min_ms", "max_ms", "gflops", "peak_share",
    ]
    let report: JSONValue = [
      "schema": "maquette/bench-kernels/1", "kernels": .string(kernels),
      "threads": .integer(Threads.count), "runs": .integer(runs),
      "peak_gflops": .number(bench.peak),
      "reports": .array(try reports.map { try JSONValue(encoding: $0, keys: keys) }),
    ]
    try console.write(JSONWriter.write(report, style: .pretty))
  }

  private static func table(_ reports: [KernelBench.Report]) -> String {
    alignedTable(
      [["kernel", "sizes", "error", "median ms", "min ms", "max ms", "GFLOP/s", "share"]]
        + reports.map { report in
          [
            report.kernel, report.sizes, (report.error * 1e6).rounded(decimals: 2) + "e-6",
            report.medianMilliseconds.rounded(decimals: 3),
            report.minimumMilliseconds.rounded(decimals: 3),
            report.maximumMilliseconds.rounded(decimals: 3),
            report.gigaflops.rounded(decimals: 0), report.peakShare.rounded(decimals: 2),
          ]
        })
  }
}
