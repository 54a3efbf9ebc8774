import ArgumentParser
import Diffusion
import Experiments
import Foundation
import Layouts
import Models
import Tensors

/// `maquette bench model`: times the parts of a model.
struct BenchModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Time the parts of a model.",
    discussion: """
      Times one forward of the denoiser (unet), of the text encoder (text) and one decoding \
      (vae), after one run that is not counted, and says the memory at its peak. The shapes \
      sd15, compact16 and compact32 take random weights, so that no checkpoint is needed.

        maquette bench
        maquette bench unet --runs 20 --threads 1
        maquette bench --shape sd15 --json
        maquette bench unet --shape sd15 --precision bf16
      """)

  @Argument(help: "The part: unet, text or vae. (default: all three)", transform: choice)
  var part: ModelBench.Part?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("How often each part is timed.", valueName: "n"))
  var runs = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many items go through at once.", valueName: "n"))
  var batch = 1

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
    try Precision.$current.withValue(options.precision) { try measure(subject, console) }
  }

  private func measure(_ subject: BenchSubject, _ console: Console) throws {
    let bench = ModelBench(subject, batch: batch, runs: runs)
    let startUp = try bench.startUp()
    if case .checkpoint(let folder) = subject {
      for fault in folder.packedFaults(precision: options.precision) {
        console.say("packed weights are not used: \(fault); 'maquette pack' writes them anew")
      }
    }
    var reports: [ModelBench.Report] = []
    for part in part.map({ [$0] }) ?? ModelBench.Part.allCases {
      console.say("timing \(part.rawValue) of \(subject.name) …")
      reports.append(try bench.measure(part))
    }
    if options.json {
      let report = JSONObject(
        benchReports: try reports.map(Self.json), named: "parts", schema: "maquette/bench/1",
        [
          "startup_ms": .number(startUp.total), "loading_ms": .number(startUp.loading),
          "packed": .bool(startUp.isPacked),
        ])
      try console.write(JSONWriter.write(.object(report), style: .pretty))
    } else {
      try console.write(Self.table(reports))
      try console.write(
        "first kernel \(startUp.total.rounded(decimals: 0)) ms after the start,"
          + " \(startUp.loading.rounded(decimals: 0)) ms of them loading"
          + (startUp.isPacked ? " packed weights" : ""))
    }
  }

  private static func json(_ report: ModelBench.Report) throws -> JSONValue {
    try JSONValue(
      encoding: report,
      keys: [
        "part", "model", "precision", "kernels", "input", "batch", "threads", "runs", "median_ms",
        "min_ms", "max_ms",
        "gflops", "peak_share", "peak_mb",
      ])
  }

  private static func table(_ reports: [ModelBench.Report]) -> String {
    alignedTable(
      [["part", "input", "median ms", "min ms", "max ms", "GFLOP/s", "of peak", "peak MB"]]
        + reports.map { report in
          [
            report.part, report.input.map(String.init).joined(separator: "x"),
            report.medianMilliseconds.rounded(decimals: 2),
            report.minimumMilliseconds.rounded(decimals: 2),
            report.maximumMilliseconds.rounded(decimals: 2),
            report.gigaflops.rounded(decimals: 1), report.peakShare.rounded(decimals: 2),
            report.peakMegabytes.rounded(decimals: 0),
          ]
        })
  }
}

extension JSONObject {
  /// Reports of a bench as one object: a list of all; where there is one alone, its figures stand beside
  /// the list as well.
  init(
    benchReports reports: [JSONValue], named name: String, schema: String,
    _ head: JSONObject = [:]
  ) {
    self = ["schema": .string(schema)]
    for member in head.members { self[member.key] = member.value }
    if reports.count == 1, case .object(let only) = reports[0] {
      for member in only.members { self[member.key] = member.value }
    }
    self[name] = .array(reports)
  }
}

extension JSONValue {
  /// The JSON of a value with its keys in an order: encoded keys come in any, people want one.
  init(encoding value: some Encodable, keys: [String]) throws {
    let data = try JSONEncoder().encode(value)
    let encoded = try JSONReader.read(String(decoding: data, as: UTF8.self)).root.value
    var sorted = JSONObject()
    for key in keys { sorted[key] = encoded[key] }
    self = .object(sorted)
  }
}

/// Rows of cells as lines, columns aligned on the right; the first row is the head.
func alignedTable(_ rows: [[String]]) -> String {
  let widths = rows[0].indices.map { column in
    rows.map { TextWidth.columns($0[column].unicodeScalars) }.max() ?? 0
  }
  return rows.map { row in
    zip(row, widths).map { cell, width in
      String(repeating: " ", count: width - TextWidth.columns(cell.unicodeScalars)) + cell
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}

extension Double {
  /// The number with so many decimals, for reading.
  func rounded(decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    guard magnitude < 1e15 / scale else { return "\(self)" }
    let units = Int((self * scale).rounded())
    guard decimals > 0 else { return "\(units)" }
    let fraction = "\(units.magnitude % UInt(scale))".leftPadded(to: decimals, with: "0")
    return "\(units < 0 ? "-" : "")\(units.magnitude / UInt(scale)).\(fraction)"
  }
}
