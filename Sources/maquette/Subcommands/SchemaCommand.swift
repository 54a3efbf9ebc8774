import ArgumentParser
import Drawing
import Layouts
import Planning

/// `maquette schema`: prints the JSON Schema of a contract.
struct SchemaCommand: ParsableCommand {
  /// The contracts that have a schema.
  enum Contract: String, CaseIterable, ExpressibleByArgument {
    case layout
    case losses
    case methods
    case notations
    case rules
    case session
  }

  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a contract, or a table.",
    discussion: """
      The schemas are JSON Schema, draft 2020-12. That of the layout accepts what \
      'maquette parse --notation json' reads without an error; that of losses is the report of \
      'maquette convert', that of the session is the file of 'maquette edit --session'. The table \
      of notations says which notation holds what, that of methods which numbers can be set; with \
      --markdown a table is for people.

        maquette schema layout > layout.schema.json
        maquette schema notations --markdown
        maquette schema rules --markdown
      """)

  @Argument(help: "The contract (layout, losses, session), or a table (notations, rules, methods).")
  var contract: Contract

  @Flag(help: "Print the table as Markdown.")
  var markdown = false

  func validate() throws {
    guard !markdown || [.notations, .rules, .methods].contains(contract) else {
      throw ValidationError(
        "--markdown: expected notations, rules or methods, found \(contract.rawValue)")
    }
  }

  func run() throws {
    let console = Console()
    switch contract {
    case .layout: try console.write(JSONWriter.write(LayoutSchema.json, style: .pretty))
    case .session: try console.write(JSONWriter.write(SessionSchema.json, style: .pretty))
    case .losses: try console.write(JSONWriter.write(LossReport.jsonSchema, style: .pretty))
    case .methods where markdown: try console.write(MethodManual.page)
    case .methods: try console.write(JSONWriter.write(MethodManual.json, style: .pretty))
    case .notations where markdown: try console.write(NotationsPage.text)
    case .notations:
      let rows = JSONValue.array(Notations.catalog.map(\.json))
      try console.write(JSONWriter.write(rows, style: .pretty))
    case .rules where markdown: try console.write(RulePage.text)
    case .rules: try console.write(JSONWriter.write(RuleCatalog.json, style: .pretty))
    }
  }
}
