/// Tells how far work has come: a bar on a terminal, a line every few seconds elsewhere.
struct Progress {
  /// Where and how it is told.
  enum Manner: Hashable, Sendable {
    /// One line that is drawn over and over.
    case bar(width: Int)
    /// A line now and then, for logs.
    case lines
    /// Not at all.
    case silent
  }

  /// The time between two lines of a log.
  static let pause = Duration.seconds(5)
  /// The time between two drawings of a bar; the eye follows no faster.
  static let flicker = Duration.milliseconds(50)

  private var bar: ProgressBar
  private let manner: Manner
  private let put: (String) -> Void
  private let now: () -> ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private var told: ContinuousClock.Instant?

  /// Begins to tell.
  ///
  /// - Parameters:
  ///   - bar: what is done, in how many steps.
  ///   - manner: how it is told.
  ///   - put: takes the text.
  ///   - now: reads the clock.
  init(
    _ bar: ProgressBar, manner: Manner, put: @escaping (String) -> Void,
    now: @escaping () -> ContinuousClock.Instant = { .now }
  ) {
    self.bar = bar
    self.manner = manner
    self.put = put
    self.now = now
    start = now()
    tell(0, at: start)
  }

  /// Tells that so many steps are finished.
  ///
  /// - Parameters:
  ///   - done: the steps that are finished.
  ///   - isKept: whether the last of them was finished in an earlier run, and says nothing of the time left.
  mutating func advance(to done: Int, isKept: Bool = false) {
    if isKept { bar.kept += 1 }
    let instant = now()
    let isLast = done >= bar.total
    let wait = manner == .lines ? Self.pause : Self.flicker
    if let told, !isLast, instant - told < wait { return }
    tell(done, at: instant)
    told = instant
  }

  /// Ends before the work is done, leaving the line to others.
  func abandon() {
    if case .bar = manner { put("\n") }
  }

  private func tell(_ done: Int, at instant: ContinuousClock.Instant) {
    switch manner {
    case .silent: break
    case .lines:
      if done > 0 { put(bar.plainLine(done: done, elapsed: instant - start) + "\n") }
    case .bar(let width):
      let line = bar.line(done: done, elapsed: instant - start, width: width)
      // Erase to the end of the line: the time left may have become shorter.
      put("\r\(line)\u{1B}[K" + (done >= bar.total ? "\n" : ""))
    }
  }
}

extension Console {
  /// Begins to tell the progress of some work on standard error.
  func progress(_ label: String, total: Int, isWanted: Bool) -> Progress {
    let manner: Progress.Manner =
      if !isWanted { .silent } else if wordsAreTerminal && environment["TERM"] != "dumb" {
        .bar(width: width)
      } else { .lines }
    return Progress(ProgressBar(label: label, total: total), manner: manner, put: put)
  }
}
