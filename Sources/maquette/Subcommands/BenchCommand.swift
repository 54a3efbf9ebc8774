import ArgumentParser

/// `maquette bench`: times the parts of a model, or the reading, checking or fitting of layouts.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Time the parts of a model, the reading or checking of layouts, or the fitting of masks.",
    discussion: """
      Without the name of a subcommand the parts of a model are timed; 'maquette bench model \
      --help' shows the options.

        maquette bench
        maquette bench unet --runs 20 --threads 1
        maquette bench parse --notation lmd
        maquette bench check
        maquette bench fit
      """,
    subcommands: [
      BenchModelCommand.self, BenchParseCommand.self, BenchCheckCommand.self,
      BenchFitCommand.self,
    ],
    defaultSubcommand: BenchModelCommand.self)
}
