import ArgumentParser
import Diffusion
import Experiments
import Foundation
import Layouts
import Models
import Tensors

/// `maquette bench grounding`: measures how well methods keep to layouts.
struct BenchGroundingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grounding",
    abstract: "Measure how much attention each method brings inside the regions.",
    discussion: """
      Paints the same layouts with the same seeds by every method, and tells the share of the \
      phrases' attention that falls inside their regions. Of each phrase, layer and step that is \
      the sum of its tokens' cross-attention inside (cells cut by the rim count in part) over the \
      sum over all cells, heads averaged; the mean over phrases, layers and steps is told. Layers \
      are those with maps of a quarter of the latents' sides (16x16 at 512x512), or the nearest to \
      16x16. Only the conditional half is watched, and watching changes no picture.

      "walk" is measured while the method paints; methods that mask or optimise attention have it \
      by nature. "settled" is measured on the finished latents, made half noisy anew, under the \
      caption alone: what is in the picture. Gains are paired with the plain picture of the same \
      layout and seed.

        maquette bench grounding
        maquette bench grounding --layouts 5 --seeds 1 --method plain --method boxdiff
        maquette bench grounding --cases layouts.jsonl --json
      """)

  @Option(
    help: ArgumentHelp(
      "A method; may be repeated. (default: plain and all that the model can do)",
      valueName: "name"), transform: choice)
  var method: [Method] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many built-in layouts are painted.", valueName: "n"))
  var layouts = 50

  @Option(
    help: ArgumentHelp(
      "Paint these layouts instead: one JSON object a line.", valueName: "file.jsonl"))
  var cases: String?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("With how many seeds each.", valueName: "n"))
  var seeds = 2

  @OptionGroup var denoiser: DenoiserOptions

  @Flag(help: "Print one JSON object with every picture.")
  var json = false

  func validate() throws {
    try checkRange(layouts, in: 1...10_000, flag: "--layouts")
    try checkRange(seeds, in: 1...1000, flag: "--seeds")
  }

  func run() throws {
    let console = Console()
    let settings = try Settings()
    try denoiser.useThreads(settings)
    let checkpoint = try denoiser.checkpoint(settings)
    let render = try denoiser.painting(by: checkpoint)
    let bench = GroundingBench(
      try DiffusionModel(
        checkpoint, adapter: denoiser.adapter.map { URL(filePath: $0) } ?? checkpoint.ownAdapter),
      layouts: try subjects(), seeds: Array(0..<seeds), settings: render)
    let samples = samples(of: bench, console)
    let plain = samples.first { $0.first?.method == .plain } ?? []
    let scores = samples.map { GroundingScore($0, beside: plain) }
    for score in scores {
      let name = score.method.rawValue
      for failure in score.failures { console.say("maquette: \(name): \(failure)") }
    }
    if json {
      let report: JSONValue = [
        "schema": "maquette/bench-grounding/1", "steps": .integer(render.steps),
        "guidance_scale": .number(Double(render.guidanceScale)), "seeds": .integer(seeds),
        "pictures": .integer(bench.count), "scores": .array(scores.map(\.json)),
        "samples": .array(samples.joined().map(Self.json)),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(Self.table(scores))
    }
    let painted = samples.map { method in method.contains { $0.failure == nil } }
    guard painted.allSatisfy(\.self) else {
      throw QuietEnd(status: .rendering)
    }
  }

  /// The built-in layouts, or those of a file.
  private func subjects() throws -> [Layout] {
    guard let cases else { return GroundingCorpus(count: layouts).layouts }
    let rows = try JSONRows(cases)
    let layouts = try rows.rows.map { row in
      let text = try JSONWriter.write(row.value)
      do throws(ParseFailure) {
        return try JSONNotation().parse(text, canvas: .standard).layout
      } catch {
        throw Failure(.usage, "\(rows.name), line \(row.line): \(error)")
      }
    }
    guard !layouts.isEmpty else {
      throw Failure(.usage, "\(rows.name): expected a layout a line, found none")
    }
    return layouts
  }

  /// Paints by every method, the plain one first: its pictures are what gains are measured from.
  private func samples(of bench: GroundingBench, _ console: Console) -> [[GroundingBench.Sample]] {
    let methods =
      method.isEmpty ? Method.allCases.filter { bench.canPaint($0) } : method
    return methods.map { method in
      var samples: [GroundingBench.Sample] = []
      var progress = console.progress(method.rawValue, total: bench.count, isWanted: true)
      bench.measure(method) { sample in
        samples.append(sample)
        progress.advance(to: samples.count)
      }
      return samples
    }
  }

  private static func json(_ sample: GroundingBench.Sample) -> JSONValue {
    [
      "method": .string(sample.method.rawValue), "layout": .integer(sample.layout),
      "seed": .integer(sample.seed), "inside": sample.inside.map(JSONValue.number) ?? .null,
      "settled": sample.settled.map(JSONValue.number) ?? .null,
      "seconds": .number(sample.seconds),
      "peak_mb": sample.megabytes.map(JSONValue.number) ?? .null,
      "failure": sample.failure.map(JSONValue.string) ?? .null,
    ]
  }

  private static func table(_ scores: [GroundingScore]) -> String {
    func cells(_ share: GroundingScore.Share?) -> [String] {
      guard let share else { return ["?", "", "", ""] }
      func percent(_ value: Double) -> String { (value * 100).rounded(decimals: 1) }
      return [
        percent(share.mean), percent(share.deviation),
        share.gain.map { gain in
          (gain > 0 ? "+" : "") + percent(gain)
            + (share.gainError.map { " ± \(percent($0))" } ?? "")
        } ?? "",
        share.pairs > 0 ? "\(share.rises)/\(share.pairs)" : "",
      ]
    }
    return alignedTable(
      [
        [
          "method", "pictures", "walk %", "sd", "gain", "rise", "settled %", "sd", "gain", "rise",
          "s/picture",
          "peak MB",
        ]
      ]
        + scores.map { score in
          [score.method.rawValue, "\(score.pictures)"] + cells(score.inside) + cells(score.settled)
            + [
              score.seconds.rounded(decimals: 2), score.megabytes?.rounded(decimals: 0) ?? "?",
            ]
        })
  }
}
