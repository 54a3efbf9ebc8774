/// How far a piece of work has come, as a line of text.
struct ProgressBar: Hashable, Sendable {
  /// What is being done, such as "painting".
  var label: String
  /// The number of steps in all.
  var total: Int
  /// How many of the steps took no time: they were finished in an earlier run.
  var kept = 0

  /// The line for a terminal: label, bar, count, time left.
  ///
  /// - Parameters:
  ///   - done: the steps that are finished.
  ///   - elapsed: the time since the beginning.
  ///   - width: the columns of the terminal.
  /// - Returns: the line, short enough for the terminal.
  func line(done: Int, elapsed: Duration, width: Int) -> String {
    let count = String(done).leftPadded(to: String(total).count)
    let tail = " \(count)/\(total) \(time(done: done, elapsed: elapsed))"
    // The last column stays free: some terminals break the line when it is written.
    let cells = min(width - 1 - label.count - 3 - tail.count, 40)
    guard cells >= 5 else { return String((label + tail).prefix(max(width - 1, 0))) }
    let filled = total > 0 ? cells * min(done, total) / total : cells
    let bar = String(repeating: "#", count: filled) + String(repeating: "·", count: cells - filled)
    return "\(label) [\(bar)]\(tail)"
  }

  /// The line for a log: the same without the bar.
  func plainLine(done: Int, elapsed: Duration) -> String {
    "\(label): \(done)/\(total) \(time(done: done, elapsed: elapsed))"
  }

  /// The time left, from the steps so far; at the end, the time taken.
  private func time(done: Int, elapsed: Duration) -> String {
    if done >= total { return "in \(Self.clock(elapsed))" }
    guard done > kept else { return "" }
    return "ETA \(Self.clock(elapsed / (done - kept) * (total - done)))"
  }

  /// A duration as people say it: `0.4 s`, `12 s`, `3:05`, `1:02:03`.
  static func clock(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    if seconds < 9.95 {
      let tenths = Int((seconds * 10).rounded())
      return "\(tenths / 10).\(tenths % 10) s"
    }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    let minutes = "\(whole / 60 % 60)"
    let rest = "\(whole % 60)".leftPadded(to: 2, with: "0")
    if whole < 3600 { return "\(minutes):\(rest)" }
    return "\(whole / 3600):\(minutes.leftPadded(to: 2, with: "0")):\(rest)"
  }
}

extension String {
  /// The string, with a character before it as often as it takes to reach a length.
  func leftPadded(to length: Int, with character: Character = " ") -> String {
    String(repeating: character, count: max(length - count, 0)) + self
  }
}
