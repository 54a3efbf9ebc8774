import ArgumentParser

/// `maquette evaluate`: scores layouts, or the pictures painted of them.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score layouts or pictures by a benchmark's own rules.",
    discussion: """
      A suite's name alone scores layouts.

        maquette evaluate lmd
        maquette evaluate lmd --rule strict --json
        maquette evaluate images --suite lmd --limit 1 --steps 5 -o pictures
      """,
    subcommands: [EvaluateLayoutsCommand.self, EvaluateImagesCommand.self],
    defaultSubcommand: EvaluateLayoutsCommand.self)
}
