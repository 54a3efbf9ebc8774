import ArgumentParser

/// `maquette bench`: times the parts of a model, work on layouts, or the offline planner.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Time the parts of a model or work on layouts, or measure how well methods keep to them.",
    discussion: """
      Without the name of a subcommand the parts of a model are timed; 'maquette bench model \
      --help' shows the options.

        maquette bench
        maquette bench unet --runs 20 --threads 1
        maquette bench guidance --threads 1
        maquette bench parse --notation lmd
        maquette bench check
        maquette bench fit
        maquette bench plan
        maquette bench grounding
        maquette bench train
        maquette bench scenes
        maquette bench kernels
      """,
    subcommands: [
      BenchModelCommand.self, BenchParseCommand.self, BenchCheckCommand.self,
      BenchFitCommand.self, BenchPlanCommand.self, BenchGroundingCommand.self,
      BenchGuidanceCommand.self, BenchTrainCommand.self, BenchScenesCommand.self,
      BenchKernelsCommand.self,
    ],
    defaultSubcommand: BenchModelCommand.self)
}
