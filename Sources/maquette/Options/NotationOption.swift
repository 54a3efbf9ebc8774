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

  @Option(
    help: ArgumentHelp(
      "How boxes are measured where the text does not say: \(DeclaredFrame.expectation). "
        + "(default: inferred from their values)",
      valueName: "frame"), transform: Self.checkedFrame)
  var frame: DeclaredFrame?

  /// The notation that was asked for; without a name it is found out from the text.
  var chosen: any Notation {
    let options = FileNotationOptions(frame: frame ?? DeclaredFrame())
    return NotationCatalog.named(notation ?? NotationCatalog.automatic, options: options)
      ?? AutomaticNotation(options: options)
  }

  /// Refuses what does not tell how boxes are measured.
  static func checkedFrame(_ name: String) throws -> DeclaredFrame {
    guard let frame = DeclaredFrame(name: name) else {
      throw ValidationError("expected \(DeclaredFrame.expectation)")
    }
    return frame
  }

  /// Refuses what is no notation's name.
  static func checkedName(_ name: String) throws -> String {
    guard NotationCatalog.names.contains(name) else {
      throw ValidationError("expected \(NotationCatalog.expectation)")
    }
    return name
  }
}
