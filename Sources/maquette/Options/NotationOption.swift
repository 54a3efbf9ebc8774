import ArgumentParser
import Layouts

/// The notation that a layout is read in, by its name.
struct NotationOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read as \(Notations.names.joined(separator: ", ")). (default: auto)", valueName: "name"),
    transform: Self.checkedName)
  var notation: String?

  /// The notation that was asked for; without a name it is found out from the text.
  var chosen: any Notation {
    notation.flatMap(Notations.named) ?? AutomaticNotation()
  }

  /// Refuses what is no notation's name.
  private static func checkedName(_ name: String) throws -> String {
    guard Notations.named(name) != nil else {
      throw ValidationError("expected one of \(Notations.names.joined(separator: ", "))")
    }
    return name
  }
}
