import Foundation
import Testing

@testable import maquette

/// What holds for every command.
@Suite struct CommandLineTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func printsItsVersion() throws {
    let outcome = try program.run(["--version"])
    #expect(outcome.status == 0)
    #expect(outcome.text == MaquetteCommand.version + "\n")
    #expect(outcome.words.isEmpty)
  }

  @Test(arguments: MaquetteCommand.subcommandNames)
  func helpIsDataWithAnExampleAndFitsATerminal(command: String) throws {
    let outcome = try program.run([command, "--help"])
    #expect(outcome.status == 0 && outcome.words.isEmpty)
    #expect(outcome.text.contains("\n  maquette \(command)"))
    for line in outcome.text.split(separator: "\n") where !line.hasPrefix("USAGE") {
      #expect(line.count <= 80 && !line.hasSuffix("\\"), "\(line)")
    }
  }

  /// The library writes the default of a property behind its help, so the help need not say it, too.
  @Test(arguments: MaquetteCommand.subcommandNames)
  func helpTellsEachDefaultOnce(command: String) throws {
    let help = try program.run([command, "--help"]).text
    let nested = help.components(separatedBy: "SUBCOMMANDS:").dropFirst().joined()
      .split(separator: "\n").prefix { $0.hasPrefix("  ") }.compactMap { line in
        line.hasPrefix("   ") ? nil : line.split(separator: " ").first.map(String.init)
      }
    for path in [[command]] + nested.map({ [command, $0] }) {
      let text = try program.run(path + ["--help"]).text
      var entry = ""
      for line in text.split(separator: "\n") {
        if line.hasPrefix("  -") { entry = "" }
        entry += line
        #expect(entry.components(separatedBy: "(default:").count <= 2, "\(path): \(entry)")
      }
    }
  }

  @Test(arguments: [
    ["paint"], ["plan"], ["plan", "a cat", "--canvas", "5"], ["plan", "a cat", "--style", "round"],
    ["plan", "a cat", "--seed", "-1"], ["plan", "a", "cat"], ["mask", "x.json"], ["--nonsense"],
    ["plan", "a cat", "--planner", "openai"], ["plan", "a cat", "--planner", "nobody"],
    ["schema", "picture"], ["parse", "--notation", "runes"],
  ])
  func wrongUseEndsWithTwoAndOneSentence(arguments: [String]) throws {
    expectRefusal(try program.run(arguments), status: 2)
  }

  @Test func endsQuietlyWhenNobodyReadsOn() throws {
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c",
      #"for i in 1 2 3; do "$0" schema layout | head -c 1 > /dev/null; done; "$0" --help | true"#,
      Program.executable.path,
    ]
    let words = Pipe()
    shell.standardError = words
    try shell.run()
    let said = try words.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    #expect(said.isEmpty)
  }

  @Test func saysWhenTheDataCannotBeWritten() throws {
    guard fileKind("/dev/full") != nil else { return }
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", #""$0" schema layout > /dev/full"#, Program.executable.path]
    let words = Pipe()
    shell.standardError = words
    try shell.run()
    let said = try words.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 2)
    #expect(
      String(decoding: said, as: UTF8.self)
        == "maquette: standard output: no space left on device\n")
  }

  @Test func badConfigurationStopsEveryCommandThatReadsIt() throws {
    try program.write("steps: many\n", to: ".maquette.yml")
    expectRefusal(
      try program.run(["plan", "a cat"]), status: 2, naming: ".maquette.yml:1", "steps",
      "whole number", "many")
  }
}
