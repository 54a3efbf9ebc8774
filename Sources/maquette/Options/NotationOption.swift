import ArgumentParser
import Layouts

/// The notation that a layout is read in, by its name.
struct NotationOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read as \(NotationCatalog.names.joined(separator: ", ")). (default: auto)",
      valueName: "name"),
    transform: Self.checkedName)
  var notation: String?

  /// The notation that was asked for; without a name it is found out from the text.
  var chosen: any Notation {
    NotationCatalog.named(notation ?? NotationCatalog.automatic) ?? AutomaticNotation()
  }

  /// Refuses what is no notation's name.
  static func checkedName(_ name: String) throws -> String {
    guard NotationCatalog.names.contains(name) else {
      throw ValidationError("expected \(NotationCatalog.expectation)")
    }
    return name
  }
}
