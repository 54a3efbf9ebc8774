import ArgumentParser
import Planning

/// Which exemplars a prompt shows, for every command that makes one.
struct ExemplarOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Show at most this many exemplars. (default: all)", valueName: "n"))
  var exemplars: Int?

  @Option(
    help: ArgumentHelp(
      """
      Choose exemplars in their order (fixed), at random by --seed (random), or those most like \
      the caption, the most similar one last (similar). (default: fixed)
      """), transform: choice)
  var exemplarChoice: ExemplarChoice.Method?

  @Option(
    help: ArgumentHelp(
      "Let exemplars take at most about this many tokens. (default: any)", valueName: "tokens"))
  var exemplarBudget: Int?

  mutating func validate() throws {
    try checkRange(exemplars, in: 0...1000, flag: "--exemplars")
    try checkRange(exemplarBudget, in: 0...10_000_000, flag: "--exemplar-budget")
  }

  /// The choice.
  func selection(seed: UInt64) -> ExemplarChoice {
    ExemplarChoice(
      exemplarChoice ?? .fixed, limit: exemplars, tokenBudget: exemplarBudget, seed: seed)
  }
}
