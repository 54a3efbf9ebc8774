import ArgumentParser
import Drawing
import Experiments
import Layouts

/// `maquette bench fit`: times the fitting of ellipses to masks.
struct BenchFitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Time the fitting of ellipses to masks.",
    discussion: """
      Fits masks that it draws itself, on one core: ellipses, groups of them, ellipses with holes, \
      wavy blobs, and ellipses cut by the border. Says how long a mask takes to decode from PNG and \
      to fit, how many a second that makes without and with decoding, and the intersection over \
      union. Times are the thread's own.

        maquette bench fit
        maquette bench fit --masks 200 --side 256 --json
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many masks of each kind are fitted.", valueName: "n"))
  var masks = 40

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The side of the masks.", valueName: "n"))
  var side = 512

  @Option(
    help: ArgumentHelp("What is fitted: ellipse or box.", valueName: "shape"), transform: choice)
  var shape = MaskFit.Shape.ellipse

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(masks, in: 1...100_000, flag: "--masks")
    try checkRange(side, in: 64...8192, flag: "--side")
  }

  func run() throws {
    let console = Console()
    let speeds = try FitBench(masks: masks, side: side, shape: shape).speeds {
      console.say("timed \($0.corpus)")
    }
    if json {
      let keys = [
        "corpus", "masks", "side", "shape", "mean_iou", "min_iou", "decoding_ms", "fitting_ms",
        "slowest_ms", "masks_per_s", "files_per_s",
      ]
      let report: JSONValue = [
        "schema": "maquette/bench-fit/1",
        "speeds": .array(try speeds.map { try JSONValue(encoding: $0, keys: keys) }),
      ]
      try console.write(JSONWriter.write(report, style: .pretty))
    } else {
      try console.write(Self.table(speeds))
    }
  }

  private static func table(_ speeds: [FitBench.Speed]) -> String {
    alignedTable(
      [
        [
          "masks", "of", "mean IoU", "min IoU", "decoding ms", "fitting ms", "slowest ms",
          "masks/s", "with PNG",
        ]
      ]
        + speeds.map { speed in
          [
            speed.corpus, "\(speed.side)x\(speed.side)", speed.meanOverlap.rounded(decimals: 4),
            speed.leastOverlap.rounded(decimals: 4),
            speed.decodingMilliseconds.rounded(decimals: 2),
            speed.fittingMilliseconds.rounded(decimals: 2),
            speed.slowestMilliseconds.rounded(decimals: 2),
            speed.fitsPerSecond.rounded(decimals: 0), speed.filesPerSecond.rounded(decimals: 0),
          ]
        })
  }
}
