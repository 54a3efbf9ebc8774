import Foundation
import Training

/// The live line of a training on a terminal; elsewhere a line now and then.
struct TrainingLine {
  let console: Console
  let isWanted: Bool
  private var told: ContinuousClock.Instant?
  private var isOpen = false

  /// The time between two lines of a log.
  private static let pause = Duration.seconds(30)

  init(console: Console, isWanted: Bool) {
    self.console = console
    self.isWanted = isWanted
  }

  /// Tells what happened.
  mutating func tell(_ event: TrainingEvent) {
    switch event {
    case .rolledBack(let reason, let from, let to):
      end()
      console.say(
        "maquette: step \(from): \(reason); back to step \(to) with half the rate and other data")
    case .step(let report): tell(report)
    case .saved(let url), .shown(let url):
      guard isWanted, !console.wordsAreTerminal else { return }
      console.say("maquette: \(url.path)")
    }
  }

  private mutating func tell(_ report: TrainingReport) {
    guard isWanted else { return }
    let isLast = report.step == report.steps
    if console.wordsAreTerminal {
      let text = String(Self.text(report).prefix(max(console.width - 1, 0)))
      console.put("\r\(text)\u{1B}[K")
      isOpen = true
    } else if isLast || told.map({ ContinuousClock.now - $0 >= Self.pause }) ?? true {
      console.say(Self.text(report))
      told = .now
    }
  }

  /// Ends the line that was left open.
  mutating func end() {
    if isOpen { console.put("\n") }
    isOpen = false
  }

  /// Where the training stands, in one line.
  static func text(_ report: TrainingReport) -> String {
    let figures = report.figures.sorted { $0.key < $1.key }.map {
      "  \($0.key) \(String(format: "%.4g", $0.value))"
    }.joined()
    let perStep = Double(report.samples) / Double(max(report.step, 1))
    let rest = Double(report.steps - report.step) * perStep / max(report.samplesPerSecond, 1e-9)
    return "step \(report.step)/\(report.steps)  loss \(String(format: "%.4f", report.loss))"
      + figures + "  \(String(format: "%.1f", report.samplesPerSecond)) samples/s"
      + "  ETA \(ProgressBar.clock(.seconds(rest)))"
  }
}
