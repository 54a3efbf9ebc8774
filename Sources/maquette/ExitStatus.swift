/// How the program ends, as a number that other programs read (DESIGN §2; README, "Exit codes").
enum ExitStatus: Int32, Sendable {
  /// All went well.
  case success = 0
  /// Findings at error level, or a failed assertion.
  case findings = 1
  /// Wrong use or configuration.
  case usage = 2
  /// A language model or the network failed, after retries.
  case network = 3
  /// A picture could not be painted.
  case rendering = 4
  /// A conversion would lose data under `--strict`.
  case loss = 5
  /// Interrupted from the keyboard: 128 and the number of SIGINT, as shells count.
  case interrupted = 130
}
