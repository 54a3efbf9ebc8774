import ArgumentParser
import Experiments
import Layouts
import Planning

/// `maquette bench plan`: times the offline planner.
struct BenchPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Time the offline planner.",
    discussion: """
      Plans the captions of LMD's four tasks on one core, each time with another seed, and says how \
      many a second that makes. Times are the thread's own.

        maquette bench plan
        maquette bench plan --captions 10000 --style css-blobs --json
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many captions of each task are planned.", valueName: "n"))
  var captions = 2500

  @Option(
    help: ArgumentHelp("The form of the layouts: boxes or css-blobs. (default: boxes)"),
    transform: choice)
  var style = PromptStyle.boxes

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(captions, in: 1...10_000_000, flag: "--captions")
    guard PromptStyle.layouts.contains(style) else {
      throw ValidationError("--style: expected boxes or css-blobs, found \(style.rawValue)")
    }
  }

  func run() throws {
    let console = Console()
    let speeds = PlanBench(captions: captions, style: style).speeds
    if json {
      let report: JSONValue = [
        "schema": "maquette/bench-plan/1", "style": .string(style.rawValue),
        "speeds": .array(speeds.map(\.json)),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(Self.table(speeds))
    }
  }

  private static func table(_ speeds: [PlanBench.Speed]) -> String {
    alignedTable(
      [["captions", "number", "layouts", "mean ms", "slowest ms", "captions/s"]]
        + speeds.map { speed in
          [
            speed.group, "\(speed.captions)", "\(speed.layouts)",
            speed.meanMilliseconds.rounded(decimals: 3),
            speed.slowestMilliseconds.rounded(decimals: 2),
            speed.captionsPerSecond.rounded(decimals: 0),
          ]
        })
  }
}
