import ArgumentParser
import Experiments
import Layouts
import Scenes

/// `maquette bench scenes`: times the making of scenes.
struct BenchScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes",
    abstract: "Time the making of scenes for training.",
    discussion: """
      Makes scenes on one core, without writing them, and copies their pixels out as a trainer takes \
      them. Times are the thread's own.

        maquette bench scenes --size 64x64
        maquette bench scenes --scenes 10000 --objects 1 --json
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many scenes are made.", valueName: "n"))
  var scenes = 4000

  @OptionGroup var options: SceneOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(scenes, in: 1...10_000_000, flag: "--scenes")
  }

  func run() throws {
    let console = Console()
    let speed = SceneBench(try options.synthesiser()).speed(scenes: scenes)
    if json {
      let report: JSONValue = [
        "schema": "maquette/bench-scenes/1", "size": .string("\(options.size)"),
        "scenes": .integer(speed.scenes), "objects": .integer(speed.objects),
        "mean_ms": .number(speed.milliseconds), "scenes_per_s": .number(speed.scenesPerSecond),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(
        alignedTable([
          ["size", "scenes", "objects", "mean ms", "scenes/s"],
          [
            "\(options.size)", "\(speed.scenes)", "\(speed.objects)",
            speed.milliseconds.rounded(decimals: 3), speed.scenesPerSecond.rounded(decimals: 0),
          ],
        ]))
    }
  }
}
