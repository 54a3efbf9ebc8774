/// Why a command ends without its result: one sentence, and the status to exit with.
struct Failure: Error, Hashable, CustomStringConvertible {
  /// How the program ends.
  var status: ExitStatus
  /// One sentence naming the place and both sides.
  var description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}

/// A command that has already said what was wrong and only has to end.
struct QuietEnd: Error, Hashable {
  var status: ExitStatus
}
