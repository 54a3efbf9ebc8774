import ArgumentParser
import Layouts

/// `maquette schema`: prints the JSON Schema of a contract.
struct SchemaCommand: ParsableCommand {
  /// The contracts that have a schema.
  enum Contract: String, CaseIterable, ExpressibleByArgument {
    case layout
  }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a contract.",
    discussion: """
      The schema is JSON Schema, draft 2020-12; it accepts what \
      'maquette parse --notation json' reads without an error.

        maquette schema layout > layout.schema.json
      """)

  @Argument(help: "The contract: layout.")
  var contract: Contract

  func run() throws {
    try Console().write(JSONWriter.write(LayoutSchema.json, style: .pretty))
  }
}
