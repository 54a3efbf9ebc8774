import ArgumentParser
import Foundation
import Layouts
import Tensors

/// The program: reads the command line, runs one subcommand, and ends with a documented status.
@main
struct MaquetteCommand: AsyncParsableCommand {
  /// The version of the program; its JSON contracts carry versions of their own.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "maquette",
    abstract: "Plan a picture before it is painted.",
    discussion: """
      A caption becomes a layout (captioned boxes or tilted ellipses, a background, a negative \
      prompt); the layout is checked, drawn, and painted by a diffusion model on the CPU.

        maquette plan "two cats on a beach" -o layout.json
        maquette draw layout.json -o preview.svg
        maquette render --layout layout.json -o picture.png

      Data goes to standard output, words and progress to standard error. A file name of - is \
      standard input. A setting is taken from the flag, else from the environment \
      (MAQUETTE_MODEL, MAQUETTE_TEMPLATES, …), else from .maquette.yml in this folder or above, \
      else from ~/.config/maquette/config.yml; 'maquette doctor' shows which are in force.

      Exit status: 0 ok; 1 findings at error level; 2 wrong use or configuration; 3 language \
      model or network failed; 4 rendering failed; 5 loss under --strict; 130 interrupted.
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Plan",
        subcommands: [
          PromptCommand.self, PlanCommand.self, EditCommand.self, ChatCommand.self,
          ParseCommand.self, CheckCommand.self, DiffCommand.self, ConvertCommand.self,
        ]),
      CommandGroup(
        name: "Draw", subcommands: [DrawCommand.self, MaskCommand.self, FitCommand.self]),
      CommandGroup(name: "Paint", subcommands: [RenderCommand.self, PackCommand.self]),
      CommandGroup(name: "Train", subcommands: [ScenesCommand.self, TrainCommand.self]),
      CommandGroup(
        name: "Measure", subcommands: [EvaluateCommand.self, DetectCommand.self]),
      CommandGroup(
        name: "Look", subcommands: [DoctorCommand.self, BenchCommand.self, SchemaCommand.self]),
    ])

  /// The names of the subcommands, as they stand in the help.
  static var subcommandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  static func main() async {
    let console = Console()
    signal(SIGPIPE, SIG_IGN)
    let listeners = Interruption.watch(console)
    let status = await run(Array(CommandLine.arguments.dropFirst()), console)
    withExtendedLifetime(listeners) { Foundation.exit(status.rawValue) }
  }

  /// Runs the program on some arguments.
  static func run(_ arguments: [String], _ console: Console) async -> ExitStatus {
    do {
      try refuseUnknownCommand(arguments.first)
      var command = try parseAsRoot(arguments)
      // The doctor tells of a choice that can't be met; nobody else runs without one.
      if !(command is DoctorCommand) { _ = try KernelChoice.outcome.get() }
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .success
    } catch {
      return report(error, console)
    }
  }

  /// Refuses what is no subcommand by its name; the parser only calls it unexpected.
  private static func refuseUnknownCommand(_ word: String?) throws {
    let names = subcommandNames + ["help"]
    guard let word, !word.hasPrefix("-"), !names.contains(word) else { return }
    throw ValidationError(
      "expected a subcommand (\(names.joined(separator: ", "))), found '\(word.shortened(to: JSONWriter.quotedLength))'"
    )
  }

  /// Says why the program ends, in one sentence, and returns the status to end with.
  private static func report(_ error: any Error, _ console: Console) -> ExitStatus {
    if let end = error as? QuietEnd { return end.status }
    switch exitCode(for: error) {
    case .success:
      // A help text asked for is data: it can be piped into a pager.
      do { try console.write(fullMessage(for: error)) } catch { return report(error, console) }
      return .success
    case .validationFailure:
      console.say("maquette: \(usageMessage(for: error))")
      return .usage
    default:
      console.say("maquette: \(error)")
      return ExitStatus(of: error)
    }
  }

  /// What was wrong with the command line, and where its manual is, on one line.
  private static func usageMessage(for error: any Error) -> String {
    let sentence = message(for: error).split(separator: "\n").joined(separator: " ")
    let hint = fullMessage(for: error).firstMatch(of: /See '(.+?)'/).map { " (see \($0.output.1))" }
    let ending = sentence.last == "." ? sentence.dropLast() : sentence[...]
    // ArgumentParser's sentences begin with a capital; after the program's name they needn't.
    let second = ending.dropFirst().first
    let isWord = second.map(\.isLowercase) ?? false
    return (isWord ? ending.prefix(1).lowercased() + ending.dropFirst() : String(ending))
      + (hint ?? "")
  }
}
