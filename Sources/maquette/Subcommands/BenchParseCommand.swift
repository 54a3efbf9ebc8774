import ArgumentParser
import Experiments
import Foundation
import Layouts

/// `maquette bench parse`: times the reading of layouts, and shows how it grows with the text.
struct BenchParseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Time the reading of layouts.",
    discussion: """
      Reads texts that it makes itself, on one core: clean ones, malformed ones and one long list, \
      in each notation; then lines that repeat one piece, such as an opening bracket, of a tenth \
      and of the whole size: ten times the text should take ten times the time. Times are the \
      thread's own. Memory is what the process grew by at its peak, the text itself not counted; \
      --memory measures it alone, over texts of a tenth and of the whole size.

        maquette bench parse
        maquette bench parse --notation lmd --megabytes 1 --json
        maquette bench parse --input completions.txt --notation auto
        maquette bench parse --memory
      """)

  @Option(
    help: ArgumentHelp(
      "A notation; may be repeated. (default: those that models write, and auto; all with --memory)",
      valueName: "name"),
    transform: NotationOption.checkedName)
  var notation: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The size of each text, in millions of bytes.", valueName: "n"))
  var megabytes = 10.0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How often each text is timed. (default: 5)", valueName: "n"))
  var runs: Int?

  @Option(help: ArgumentHelp("Time this text instead; - is standard input.", valueName: "file"))
  var input: String?

  @Flag(help: "Measure the memory that long texts take, and nothing else.")
  var memory = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(megabytes, in: 0.001...200, flag: "--megabytes")
    if let runs { try checkRange(runs, in: 1...10_000, flag: "--runs") }
    guard !memory || input == nil else {
      throw ValidationError("expected --memory or --input, found both")
    }
    guard !memory || runs == nil else {
      throw ValidationError("expected --memory, which needs one run, or --runs, found both")
    }
  }

  func run() throws {
    let console = Console()
    guard !memory else { return try printFootprints(console) }
    let names = notation.isEmpty ? Notations.all.map(\.name) + ["auto"] : notation
    let bench = ParseBench(
      names.compactMap { NotationCatalog.named($0) }, bytes: Int(megabytes * 1e6), runs: runs ?? 5)
    if let input {
      let text = try InputText(input)
      try print(bench.speeds(of: text.text, named: text.name), [], console)
    } else {
      let speeds = bench.speeds { console.say("timed \($0.corpus) texts in \($0.notation)") }
      var last = ""
      let growths = bench.growths { growth in
        if growth.notation != last { console.say("timing repeated pieces in \(growth.notation)") }
        last = growth.notation
      }
      try print(speeds, growths, console)
    }
  }

  private func printFootprints(_ console: Console) throws {
    let names = notation.isEmpty ? NotationCatalog.names : notation
    let bytes = Int(megabytes * 1e6)
    let footprints = ParseFootprint.measure(
      names.compactMap { NotationCatalog.named($0) }, sizes: [bytes / 10, bytes]
    ) { console.say("read \($0.text) text of \($0.bytes) bytes in \($0.notation)") }
    if json {
      let report: JSONValue = [
        "schema": "maquette/bench-parse/1",
        "footprints": .array(
          try footprints.map { footprint in
            try JSONValue(
              encoding: footprint,
              keys: ["notation", "text", "bytes", "objects", "memory_per_byte"])
          }),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(Self.table(footprints))
    }
  }

  private static func table(_ footprints: [ParseFootprint]) -> String {
    alignedTable(
      [["notation", "text", "MB", "objects", "memory"]]
        + footprints.map { footprint in
          [
            footprint.notation, footprint.text.rawValue,
            (Double(footprint.bytes) / 1e6).rounded(decimals: 1), "\(footprint.objects)",
            footprint.memoryPerByte.map { "\($0.rounded(decimals: 1)) x" } ?? "?",
          ]
        })
  }

  private func print(
    _ speeds: [ParseBench.Speed], _ growths: [ParseBench.Growth], _ console: Console
  ) throws {
    if json {
      let report: JSONValue = [
        "schema": "maquette/bench-parse/1",
        "speeds": .array(
          try speeds.map { speed in
            try JSONValue(
              encoding: speed,
              keys: [
                "corpus", "notation", "texts", "bytes", "runs", "median_ms", "min_ms", "max_ms",
                "mb_per_s", "peak_mb",
              ])
          }),
        "growths": .array(
          try growths.map { growth in
            try JSONValue(
              encoding: growth,
              keys: [
                "piece", "notation", "bytes", "short_ms", "long_ms", "ratio", "memory_per_byte",
              ])
          }),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(Self.table(speeds))
      if !growths.isEmpty { try console.write("\n" + Self.table(growths)) }
    }
  }

  private static func table(_ speeds: [ParseBench.Speed]) -> String {
    alignedTable(
      [["notation", "text", "MB", "median ms", "min ms", "max ms", "MB/s", "peak MB"]]
        + speeds.map { speed in
          [
            speed.notation, speed.corpus, (Double(speed.bytes) / 1e6).rounded(decimals: 1),
            speed.medianMilliseconds.rounded(decimals: 1),
            speed.minimumMilliseconds.rounded(decimals: 1),
            speed.maximumMilliseconds.rounded(decimals: 1),
            speed.megabytesPerSecond.rounded(decimals: 1),
            speed.peakMegabytes?.rounded(decimals: 1) ?? "?",
          ]
        })
  }

  private static func table(_ growths: [ParseBench.Growth]) throws -> String {
    try alignedTable(
      [["notation", "repeated", "tenth ms", "whole ms", "ratio", "memory"]]
        + growths.map { growth in
          [
            growth.notation, try JSONWriter.write(.string(growth.piece), style: .compact),
            growth.shortMilliseconds.rounded(decimals: 1),
            growth.longMilliseconds.rounded(decimals: 1), growth.ratio.rounded(decimals: 1),
            growth.memoryPerByte.map { "\($0.rounded(decimals: 1)) x" } ?? "?",
          ]
        })
  }
}
